import { createSession, type Session, Tensor } from '../runtime/wasm-runtime.ts';
import { ACTION_DIMS, CHUNK_LENGTH } from './action-chunk.ts';
import { FAST_KNOTS } from './arm-decision.ts';
import type { HumeNetworkName } from './hume-model.ts';
import type { HumeNetworks } from './hume-networks.ts';

const FAST_LENGTH = FAST_KNOTS * ACTION_DIMS;

/**
 * Loads Hume's networks on WASM.
 * @throws Error when the bytes are no models
 */
export async function createHumeNetworks(models: Readonly<Record<HumeNetworkName, Uint8Array>>): Promise<HumeNetworks> {
  const [one, two, critics] = await Promise.all([
    load(models.systemOne, ['features', 'start', 'level', 'stamp'], 'chunk', FAST_LENGTH),
    load(models.systemTwo, ['features', 'start', 'until', 'forcing'], 'chunk', CHUNK_LENGTH),
    load(models.critics, ['features', 'chunk', 'length'], 'q', 2),
  ]);
  return {
    systemOne: (rows, features, start, level, stamp) => one.run(rows, features, start, level, stamp),
    systemTwo: (rows, features, start, until, forcing) => two.run(rows, features, start, until, forcing),
    critics: (rows, features, chunk, length) => critics.run(rows, features, chunk, length, null),
  };
}

async function load(model: Uint8Array, inputs: readonly string[], output: string, width: number): Promise<OnnxNetwork> {
  return new OnnxNetwork(await createSession(model), inputs, output, width);
}

type Feeds = Readonly<Record<string, Tensor>>;

/** The arrays of a call, in the order of the inputs, and the tensors over them. */
interface Asked {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly third: Float32Array;
  readonly fourth: Float32Array | null;
  readonly feeds: Feeds;
}

/** A session with one output; whoever asks with the same arrays again asks with the same tensors. */
class OnnxNetwork {
  /** The last call of each number of rows. */
  private readonly asked: (Asked | undefined)[] = [];

  /**
   * @param inputs names, at most four; the session may lack some
   * @param width of a row of the output
   */
  constructor(
    private readonly session: Session,
    private readonly inputs: readonly string[],
    private readonly output: string,
    private readonly width: number,
  ) {}

  async run(
    rows: number,
    first: Float32Array,
    second: Float32Array,
    third: Float32Array,
    fourth: Float32Array | null,
  ): Promise<Float32Array> {
    const results = await this.session.run(this.feedsOf(rows, first, second, third, fourth));
    const { data } = results[this.output];
    if (data instanceof Float32Array && data.length === rows * this.width) return data;
    throw new Error(
      `model output ${this.output}: expected ${rows} x ${this.width} float32 values, found ${data.length}`,
    );
  }

  private feedsOf(
    rows: number,
    first: Float32Array,
    second: Float32Array,
    third: Float32Array,
    fourth: Float32Array | null,
  ): Feeds {
    const last = this.asked[rows];
    if (
      last !== undefined &&
      last.first === first &&
      last.second === second &&
      last.third === third &&
      last.fourth === fourth
    ) {
      return last.feeds;
    }
    const feeds = this.newFeeds(rows, [first, second, third, fourth]);
    this.asked[rows] = { first, second, third, fourth, feeds };
    return feeds;
  }

  private newFeeds(rows: number, arrays: readonly (Float32Array | null)[]): Feeds {
    const feeds: Record<string, Tensor> = {};
    for (const name of this.session.inputNames) {
      const values = arrays[this.inputs.indexOf(name)];
      if (!values) throw new Error(`model input ${name}: expected one of ${this.inputs.join(', ')}`);
      feeds[name] = new Tensor('float32', values, [rows, values.length / rows]);
    }
    return feeds;
  }
}
