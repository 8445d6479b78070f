import type { BodySize } from '../../scenarios/language/body-sizes.ts';

/**
 * Writes the column-major matrix of a model that stands at (x, y) with a heading, scaled from the size that it was built
 * in to the actor's.
 */
export function writeActorMatrix(
  out: Float32Array,
  at: number,
  x: number,
  y: number,
  heading: number,
  actor: BodySize,
  nominal: BodySize,
): void {
  const cos = Math.cos(heading);
  const sin = Math.sin(heading);
  const along = actor.lengthM / nominal.lengthM;
  const across = actor.widthM / nominal.widthM;
  out[at] = along * cos;
  out[at + 1] = along * sin;
  out[at + 2] = 0;
  out[at + 3] = 0;
  out[at + 4] = -across * sin;
  out[at + 5] = across * cos;
  out[at + 6] = 0;
  out[at + 7] = 0;
  out[at + 8] = 0;
  out[at + 9] = 0;
  out[at + 10] = actor.heightM / nominal.heightM;
  out[at + 11] = 0;
  out[at + 12] = x;
  out[at + 13] = y;
  out[at + 14] = 0;
  out[at + 15] = 1;
}

/** As `writeActorMatrix`, for a flat square of side 1 laid on the ground with its middle `aheadM` before the actor's. */
export function writeDecalMatrix(
  out: Float32Array,
  at: number,
  x: number,
  y: number,
  heading: number,
  aheadM: number,
  lengthM: number,
  widthM: number,
  z: number,
): void {
  const cos = Math.cos(heading);
  const sin = Math.sin(heading);
  out.fill(0, at, at + 16);
  out[at] = lengthM * cos;
  out[at + 1] = lengthM * sin;
  out[at + 4] = -widthM * sin;
  out[at + 5] = widthM * cos;
  out[at + 10] = 1;
  out[at + 12] = x + aheadM * cos;
  out[at + 13] = y + aheadM * sin;
  out[at + 14] = z;
  out[at + 15] = 1;
}
