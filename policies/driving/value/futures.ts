import { MAX_OBJECTS, STEPS } from './horizon.ts';

/**
 * Where every object of a scene will be, step by step, under one hypothesis, in the coordinates of the ego's road.
 * `s[k * stride + i]` is object `i` at step `k`.
 */
export class Futures {
  count = 0;
  readonly stride = MAX_OBJECTS;
  /** Weight of this hypothesis in an expected cost. */
  weight = 1;
  readonly s = new Float64Array((STEPS + 1) * MAX_OBJECTS);
  readonly d = new Float64Array((STEPS + 1) * MAX_OBJECTS);
  readonly vs = new Float64Array((STEPS + 1) * MAX_OBJECTS);
  readonly vd = new Float64Array((STEPS + 1) * MAX_OBJECTS);
  readonly halfS = new Float64Array(MAX_OBJECTS);
  readonly halfD = new Float64Array(MAX_OBJECTS);
  readonly cls = new Uint8Array(MAX_OBJECTS);
}
