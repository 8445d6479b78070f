import type { Tensor } from './onnx-reader.ts';

const CLIP = 5;

/** The ensemble that train.py describes, written down a second time: heads per member, in double precision. */
export function computeHeads(weights: ReadonlyMap<string, Tensor>, features: ArrayLike<number>): number[][] {
  const mean = tensor(weights, 'mean').values;
  const inverseSd = tensor(weights, 'inverse_sd').values;
  const scaled = Array.from(mean, (m, i) => Math.min(CLIP, Math.max(-CLIP, (features[i] - m) * inverseSd[i])));
  const members = tensor(weights, 'w_head').dims[0];
  return Array.from({ length: members }, (_, member) => {
    let x = scaled;
    for (let layer = 0; weights.has(`w${layer}`); layer++) {
      x = affine(tensor(weights, `w${layer}`), tensor(weights, `b${layer}`), member, x).map((v) => Math.max(0, v));
    }
    return affine(tensor(weights, 'w_head'), tensor(weights, 'b_head'), member, x);
  });
}

/** `w` is [members, inputs, outputs], `b` [members, 1, outputs]. */
function affine(w: Tensor, b: Tensor, member: number, x: readonly number[]): number[] {
  const [, inputs, outputs] = w.dims;
  if (inputs !== x.length) throw new Error(`weights for ${inputs} inputs, but there are ${x.length}`);
  return Array.from({ length: outputs }, (_, j) => {
    let sum = b.values[member * outputs + j];
    for (let i = 0; i < inputs; i++) sum += x[i] * w.values[(member * inputs + i) * outputs + j];
    return sum;
  });
}

function tensor(weights: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`the network has no tensor ${name}`);
  return found;
}

/** Largest difference, relative to the larger of 1 and what is expected. */
export function largestError(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length) throw new Error(`${found.length} numbers instead of ${expected.length}`);
  return expected.reduce((most, e, i) => {
    const error = Math.abs(found[i] - e) / Math.max(1, Math.abs(e));
    return Number.isNaN(error) ? Infinity : Math.max(most, error);
  }, 0);
}
