/**
 * Hume's three networks, whatever they run on. Arrays are row-major float32 of `rows` rows and must stay as they are until
 * the promise settles; what it gives belongs to the caller. Calls may overlap. Chunks are normalised (`ActionScale`).
 */
export interface HumeNetworks {
  /**
   * System 1, the "Lite-Flow" denoiser: from a start to a clean chunk.
   * @param start `FAST_KNOTS` knots a row at flow time `level`: noise, or the slice of a plan
   * @param level a number a row, [0, 1]
   * @param stamp three numbers a row: 1 with a plan, else 0; first knot of the slice / `CHUNK_KNOTS`; age of the plan, s
   * @returns `FAST_KNOTS` knots a row
   */
  systemOne(
    rows: number,
    features: Float32Array,
    start: Float32Array,
    level: Float32Array,
    stamp: Float32Array,
  ): Promise<Float32Array>;
  /**
   * System 2, a flow-matching policy: from noise to a chunk that is denoised in part or in full.
   * @param start `CHUNK_KNOTS` knots of noise a row
   * @param until flow time to be reached, a number a row, (0, 1]
   * @param forcing what is added after each of the `EULER_STEPS` steps, a chunk each
   * @returns `CHUNK_KNOTS` knots a row, at flow time `until`
   */
  systemTwo(
    rows: number,
    features: Float32Array,
    start: Float32Array,
    until: Float32Array,
    forcing: Float32Array,
  ): Promise<Float32Array>;
  /**
   * The value-query head.
   * @param chunk `CHUNK_KNOTS` knots a row; those that do not count are 0
   * @param length a number a row: knots that count / `CHUNK_KNOTS`
   * @returns the values of both critics, two numbers a row
   */
  critics(rows: number, features: Float32Array, chunk: Float32Array, length: Float32Array): Promise<Float32Array>;
}

/** Steps of System 2 from noise to its flow time. */
export const EULER_STEPS = 10;
