import type { ClipPair } from '../../scenarios/clips/clip.ts';
import { ClipSampler } from './sample-clip.ts';

/** How far two episodes of one situation are apart, over the time that both last. */
export interface Difference {
  /** Where both still run, s: the end of the shorter one. */
  readonly endS: number;
  readonly timesS: Float64Array;
  /** Between the two egos' centres, m. */
  readonly distanceM: Float64Array;
  /** Speed of B less speed of A, m/s. */
  readonly speedMps: Float64Array;
  readonly mostDistanceM: number;
  /** Of either sign. */
  readonly mostSpeedMps: number;
}

export interface DifferenceNow {
  readonly distanceM: number;
  readonly speedMps: number;
}

/** Sampled at the finer of the two periods, and at the end. */
export function differenceOf({ a, b }: ClipPair): Difference {
  const endS = Math.min(a.durationS, b.durationS);
  const periodS = Math.min(a.periodS, b.periodS);
  const whole = Math.floor(endS / periodS + 1e-6);
  const extra = endS - whole * periodS > 1e-6 ? 1 : 0;
  const count = whole + 1 + extra;
  const timesS = new Float64Array(count);
  const distanceM = new Float64Array(count);
  const speedMps = new Float64Array(count);
  const samplerA = new ClipSampler(a);
  const samplerB = new ClipSampler(b);
  let mostDistanceM = 0;
  let mostSpeedMps = 0;
  for (let k = 0; k < count; k++) {
    timesS[k] = k === count - 1 ? endS : k * periodS;
    const now = differenceAt(samplerA, samplerB, timesS[k]);
    distanceM[k] = now.distanceM;
    speedMps[k] = now.speedMps;
    mostDistanceM = Math.max(mostDistanceM, now.distanceM);
    mostSpeedMps = Math.max(mostSpeedMps, Math.abs(now.speedMps));
  }
  return { endS, timesS, distanceM, speedMps, mostDistanceM, mostSpeedMps };
}

/** At one time; moves both samplers there. */
export function differenceAt(a: ClipSampler, b: ClipSampler, timeS: number): DifferenceNow {
  a.at(timeS);
  b.at(timeS);
  const dx = b.x[0] - a.x[0];
  const dy = b.y[0] - a.y[0];
  return { distanceM: Math.sqrt(dx * dx + dy * dy), speedMps: b.speed - a.speed };
}
