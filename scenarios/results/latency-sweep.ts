import { latencyMsOf } from './latency-label.ts';
import type { ArmSummary, Crossover, LatencyPoint, LatencySweep } from './summary-types.ts';

/** The arm that a planner must beat to be worth its latency. */
const REFERENCE = 'reflex';

/** @param arms summaries per arm, ascending by latency */
export function summariseSweep(arms: ReadonlyMap<string, readonly ArmSummary[]>): LatencySweep {
  const sweep: LatencySweep = { arms: {}, crossover: null, crossovers: {} };
  for (const [arm, summaries] of arms) sweep.arms[arm] = summaries.map(toPoint);
  for (const [arm, points] of Object.entries(sweep.arms)) {
    if (arm !== REFERENCE && points.length > 1) sweep.crossovers[arm] = findCrossover(points, sweep.arms[REFERENCE]);
  }
  sweep.crossover = sweep.crossovers['dual']?.ms ?? null;
  return sweep;
}

function toPoint(summary: ArmSummary): LatencyPoint {
  const { latency, episodes, errors, collision, success, macro, planner, digest } = summary;
  return { latency, latencyMs: latencyMsOf(latency), episodes, errors, collision, success, macro, planner, digest };
}

/**
 * The first latency at which an arm's collision rate stops being below the reference's, by linear interpolation between
 * the swept latencies. A reference without planner counts at every latency. Equal rates do not beat.
 */
export function findCrossover(
  points: readonly LatencyPoint[],
  reference: readonly LatencyPoint[] | undefined,
): Crossover {
  const margins = marginsAt(points, reference ?? []);
  if (margins.length === 0) return { ms: null, verdict: 'no-reference' };
  for (let i = 1; i < margins.length; i++) {
    const [before, after] = [margins[i - 1], margins[i]];
    if (before.margin >= 0 || after.margin < 0) continue;
    const share = before.margin / (before.margin - after.margin);
    return { ms: before.ms + share * (after.ms - before.ms), verdict: 'crosses' };
  }
  return { ms: null, verdict: margins[margins.length - 1].margin < 0 ? 'still-better' : 'never-better' };
}

/** By how much the arm's collision rate is above the reference's, at each latency that both have. */
function marginsAt(
  points: readonly LatencyPoint[],
  reference: readonly LatencyPoint[],
): { ms: number; margin: number }[] {
  const margins: { ms: number; margin: number }[] = [];
  for (const { latency, latencyMs, collision } of points) {
    const other = isIndependentOfLatency(reference)
      ? reference[0]
      : reference.find((point) => point.latency === latency);
    const bar = other?.collision.rate ?? null;
    if (latencyMs !== null && collision.rate !== null && bar !== null) {
      margins.push({ ms: latencyMs, margin: collision.rate - bar });
    }
  }
  return margins;
}

/** Whether an arm was measured once because it never plans, so that its one point stands for every latency. */
export function isIndependentOfLatency(points: readonly LatencyPoint[]): boolean {
  return points.length === 1 && points[0].planner.calls === 0;
}
