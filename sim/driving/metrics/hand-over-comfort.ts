import { METRIC_CONSTANTS as C } from './constants.ts';
import { LOG_PERIOD_S, type EpisodeLog, type HandOver, type Score } from './episode-log.ts';
import { savitzkyGolay } from './savitzky-golay.ts';
import { measured, undefinedScore } from './score.ts';

/** RMS differences between what was intended before and after a hand-over. */
interface Differences {
  readonly acceleration: number;
  readonly jerk: number;
  readonly yawRate: number;
  readonly yawAcceleration: number;
}

/** NAVSIM's extended comfort, taken at each change of command or plan instead of every 0.5 s. */
export function handOverScores(log: EpisodeLog) {
  const all = log.handOvers.flatMap((handOver) => differences(handOver) ?? []);
  const mean = (of: (d: Differences) => number): Score =>
    all.length === 0 ? undefinedScore() : measured(all.reduce((sum, d) => sum + of(d), 0) / all.length, all.length);
  return {
    planConsistency: mean((d) => (isConsistent(d) ? 1 : 0)),
    handOverAccelerationMps2: mean((d) => d.acceleration),
    handOverJerkMps3: mean((d) => d.jerk),
    handOverYawRateRadps: mean((d) => d.yawRate),
    handOverYawAccelerationRadps2: mean((d) => d.yawAcceleration),
  };
}

function isConsistent(d: Differences): boolean {
  return (
    d.acceleration <= C.handOverAcceleration.value &&
    d.jerk <= C.handOverJerk.value &&
    d.yawRate <= C.handOverYawRate.value &&
    d.yawAcceleration <= C.handOverYawAcceleration.value
  );
}

/** Null: both motions together are too short for the filters. The filters being linear, one pass on the difference does. */
function differences({ before, after }: HandOver): Differences | null {
  const acceleration = difference(before.acceleration, after.acceleration);
  const yawRate = difference(before.yawRate, after.yawRate);
  if (acceleration.length < C.jerkWindow.value || yawRate.length < C.jerkWindow.value) return null;
  const order = C.smoothingOrder.value;
  const smooth = savitzkyGolay(acceleration, C.accelerationWindow.value, order, 0, LOG_PERIOD_S);
  return {
    acceleration: rootMeanSquare(smooth),
    jerk: rootMeanSquare(savitzkyGolay(smooth, C.jerkWindow.value, order, 1, LOG_PERIOD_S)),
    yawRate: rootMeanSquare(yawRate),
    yawAcceleration: rootMeanSquare(savitzkyGolay(yawRate, C.yawWindow.value, order, 1, LOG_PERIOD_S)),
  };
}

/** Over the time that both cover. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(Math.min(a.length, b.length));
  for (let k = 0; k < out.length; k++) out[k] = b[k] - a[k];
  return out;
}

function rootMeanSquare(y: Float64Array): number {
  return Math.sqrt(y.reduce((sum, v) => sum + v * v, 0) / y.length);
}
