import { wrapAngle } from '../../kernel/math.ts';
import { EGO } from '../actor-table.ts';
import { METRIC_CONSTANTS as C } from './constants.ts';
import type { EgoTrace } from './ego-trace.ts';
import type { EpisodeLog, Score } from './episode-log.ts';
import { savitzkyGolay } from './savitzky-golay.ts';
import { judged, measured, undefinedScore } from './score.ts';

const LONGEST_WINDOW = C.jerkWindow.value;

/** nuPlan's comfort over the evenly spaced samples, and Bench2Drive's smoothness by segments of the same bounds. */
export function comfortScores(log: EpisodeLog, trace: EgoTrace) {
  const { even: n, dt } = trace;
  const along = Array.from({ length: n }, (_, k) => log.egoAcceleration[k]);
  const across = Array.from({ length: n }, (_, k) => log.egoLateral[k]);
  const size = along.map((a, k) => Math.sqrt(a * a + across[k] * across[k]));
  const heading = unwrappedHeading(log, n);

  const order = C.smoothingOrder.value;
  const smooth = (y: ArrayLike<number>) => savitzkyGolay(y, C.accelerationWindow.value, order, 0, dt);
  const jerk = (y: ArrayLike<number>) => savitzkyGolay(smooth(y), C.jerkWindow.value, order, 1, dt);
  const needs = (window: number, value: () => number): Score => (n < window ? undefinedScore(n) : measured(value(), n));

  const parts = {
    minLonAccelerationMps2: needs(C.accelerationWindow.value, () => least(smooth(along))),
    maxLonAccelerationMps2: needs(C.accelerationWindow.value, () => greatest(smooth(along))),
    maxLatAccelerationMps2: needs(C.accelerationWindow.value, () => greatestSize(smooth(across))),
    maxYawRateRadps: needs(C.yawWindow.value, () =>
      greatestSize(savitzkyGolay(heading, C.yawWindow.value, order, 1, dt)),
    ),
    maxYawAccelerationRadps2: needs(C.yawWindow.value, () =>
      greatestSize(savitzkyGolay(heading, C.yawWindow.value, C.yawAccelerationOrder.value, 2, dt)),
    ),
    maxLonJerkMps3: needs(LONGEST_WINDOW, () => greatestSize(jerk(along))),
    maxJerkMps3: needs(LONGEST_WINDOW, () => greatestSize(jerk(size))),
  };
  return { ...parts, comfort: comfort(parts, n), smoothness: smoothness(log, along, across, size, dt) };
}

function comfort(parts: Readonly<Record<string, Score>>, n: number): Score {
  if (n < LONGEST_WINDOW) return undefinedScore(n);
  const value = (id: string) => parts[id].value ?? NaN;
  const passed =
    value('minLonAccelerationMps2') > C.accelerationMin.value &&
    value('maxLonAccelerationMps2') < C.accelerationMax.value &&
    value('maxLatAccelerationMps2') < C.lateralMax.value &&
    value('maxYawRateRadps') < C.yawRateMax.value &&
    value('maxYawAccelerationRadps2') < C.yawAccelerationMax.value &&
    value('maxLonJerkMps3') < C.longitudinalJerkMax.value &&
    value('maxJerkMps3') < C.jerkMax.value;
  return judged(passed, n);
}

/** Headings without jumps at plus or minus pi. */
function unwrappedHeading(log: EpisodeLog, n: number): number[] {
  const actors = log.actors.length;
  let heading = 0;
  return Array.from({ length: n }, (_, k) => {
    if (k > 0) heading += wrapAngle(log.heading[k * actors + EGO] - log.heading[(k - 1) * actors + EGO]);
    return heading;
  });
}

function smoothness(
  log: EpisodeLog,
  along: readonly number[],
  across: readonly number[],
  size: readonly number[],
  dt: number,
): Score {
  const length = C.segmentSamples.value;
  const segments = Math.floor(along.length / length);
  if (segments === 0) return undefinedScore();
  let calm = 0;
  for (let segment = 0; segment < segments; segment++) {
    const [from, to] = [segment * length, (segment + 1) * length];
    const yawRate = Array.from({ length }, (_, k) => log.egoYawRate[from + k]);
    if (isCalm(along.slice(from, to), across.slice(from, to), size.slice(from, to), yawRate, dt)) calm++;
  }
  return measured(calm / segments, segments);
}

/** One segment of Bench2Drive. Yaw acceleration is the derivative of the yaw rate, which the original only smooths. */
function isCalm(along: number[], across: number[], size: number[], yawRate: number[], dt: number): boolean {
  const filtered = (y: ArrayLike<number>, derivative: number) =>
    savitzkyGolay(y, C.segmentWindow.value, C.smoothingOrder.value, derivative, dt);
  const smooth = filtered(along, 0);
  return (
    least(smooth) > C.accelerationMin.value &&
    greatest(smooth) < C.accelerationMax.value &&
    greatestSize(filtered(across, 0)) < C.lateralMax.value &&
    greatestSize(filtered(yawRate, 0)) < C.yawRateMax.value &&
    greatestSize(filtered(yawRate, 1)) < C.yawAccelerationMax.value &&
    greatestSize(filtered(smooth, 1)) < C.longitudinalJerkMax.value &&
    greatestSize(filtered(filtered(size, 0), 1)) < C.jerkMax.value
  );
}

function least(y: Float64Array): number {
  return y.reduce((low, v) => (v < low ? v : low), Infinity);
}

function greatest(y: Float64Array): number {
  return y.reduce((high, v) => (v > high ? v : high), -Infinity);
}

function greatestSize(y: Float64Array): number {
  return y.reduce((high, v) => (Math.abs(v) > high ? Math.abs(v) : high), 0);
}
