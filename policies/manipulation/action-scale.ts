import { ACTION_DIMS } from './action-chunk.ts';

/** How the networks see actions: (a - mean) / std, of the five numbers of a knot. */
export interface ActionScale {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** `out.length` numbers from the networks' scale to m/s, rad/s and grip. @param at the first one in `chunk`, a knot's first */
export function toActions({ mean, std }: ActionScale, chunk: ArrayLike<number>, at: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = mean[i % ACTION_DIMS] + std[i % ACTION_DIMS] * chunk[at + i];
}

/** `out.length` numbers to the networks' scale. */
export function fromActions({ mean, std }: ActionScale, chunk: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (chunk[i] - mean[i % ACTION_DIMS]) / std[i % ACTION_DIMS];
}
