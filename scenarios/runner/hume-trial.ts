import { CHUNK_LENGTH, ACTION_DIMS } from '../../policies/manipulation/action-chunk.ts';
import { FAST_KNOTS } from '../../policies/manipulation/arm-decision.ts';
import { FEATURE_COUNT } from '../../policies/manipulation/features.ts';
import { HUME_NETWORKS, type HumeNetworkName } from '../../policies/manipulation/hume-model.ts';
import { EULER_STEPS, type HumeNetworks } from '../../policies/manipulation/hume-networks.ts';
import { createHumeNetworks } from '../../policies/manipulation/onnx-networks.ts';
import { isNetwork, networkProblem, type NetworkShape } from './network-problem.ts';

const ADVICE = 'train or copy the models again';
const FAST_LENGTH = FAST_KNOTS * ACTION_DIMS;

/** As `HumeNetworks` has them. */
const SHAPES: Readonly<Record<HumeNetworkName, NetworkShape>> = {
  systemOne: {
    inputs: { features: ['N', FEATURE_COUNT], start: ['N', FAST_LENGTH], level: ['N', 1], stamp: ['N', 3] },
    outputs: { chunk: ['N', FAST_LENGTH] },
  },
  systemTwo: {
    inputs: {
      features: ['N', FEATURE_COUNT],
      start: ['N', CHUNK_LENGTH],
      until: ['N', 1],
      forcing: ['N', EULER_STEPS * CHUNK_LENGTH],
    },
    outputs: { chunk: ['N', CHUNK_LENGTH] },
  },
  critics: {
    inputs: { features: ['N', FEATURE_COUNT], chunk: ['N', CHUNK_LENGTH], length: ['N', 1] },
    outputs: { q: ['N', 2] },
  },
};

/** More than one: policies ask for several rows at once. */
const ROWS = 2;

const rowsOf = (width: number): Float32Array => new Float32Array(ROWS * width);

const TRIALS: Readonly<Record<HumeNetworkName, (networks: HumeNetworks) => Promise<unknown>>> = {
  systemOne: ({ systemOne }) => systemOne(ROWS, rowsOf(FEATURE_COUNT), rowsOf(FAST_LENGTH), rowsOf(1), rowsOf(3)),
  systemTwo: ({ systemTwo }) =>
    systemTwo(ROWS, rowsOf(FEATURE_COUNT), rowsOf(CHUNK_LENGTH), rowsOf(1).fill(1), rowsOf(EULER_STEPS * CHUNK_LENGTH)),
  critics: ({ critics }) => critics(ROWS, rowsOf(FEATURE_COUNT), rowsOf(CHUNK_LENGTH), rowsOf(1).fill(1)),
};

/**
 * Hume's networks, each of which has answered once.
 * @param fileOf where each was read, for the message
 * @throws ModelProblem for the first file that is no network, or one with other inputs or outputs
 */
export async function createTriedNetworks(
  models: Readonly<Record<HumeNetworkName, Uint8Array>>,
  fileOf: (name: HumeNetworkName) => string,
): Promise<HumeNetworks> {
  const problemOf = (name: HumeNetworkName, cause: unknown): Promise<Error> =>
    networkProblem(models[name], SHAPES[name], { file: fileOf(name), cause, advice: ADVICE });
  let networks: HumeNetworks;
  try {
    networks = await createHumeNetworks(models);
  } catch (error) {
    for (const name of HUME_NETWORKS) if (!(await isNetwork(models[name]))) throw await problemOf(name, error);
    throw error;
  }
  for (const name of HUME_NETWORKS) {
    try {
      await TRIALS[name](networks);
    } catch (error) {
      throw await problemOf(name, error);
    }
  }
  return networks;
}
