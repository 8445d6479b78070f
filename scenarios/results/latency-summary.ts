import { CALL_STATES, type EpisodeResult } from './episode-result.ts';
import type { ArmSummary, RuntimeSummary } from './summary-types.ts';
import { summariseHistograms, summariseValues } from './value-summary.ts';

/** Calls whose answer was taken in by a tick. */
const ANSWERED: readonly (typeof CALL_STATES)[number][] = ['accepted', 'expired', 'failed'];

export function clockOf(episodes: readonly EpisodeResult[]): ArmSummary['clock'] {
  const live = episodes.filter(({ clock }) => clock === 'live').length;
  if (live === 0) return 'virtual';
  return live === episodes.length ? 'live' : 'mixed';
}

/** Null when no episode says it. */
export function summariseRuntime(episodes: readonly EpisodeResult[]): RuntimeSummary | null {
  let said = false;
  let ticks = 0;
  let liveTicks = 0;
  const sum = { triggers: 0, lapsed: 0, replaced: 0, deadlineMisses: 0 };
  const source = { fast: 0, plan: 0, brake: 0, hold: 0 };
  for (const episode of episodes) {
    const { runtime } = episode;
    if (runtime === null) continue;
    said = true;
    ticks += episode.ticks;
    if (episode.clock === 'live') liveTicks += episode.ticks;
    for (const field of ['triggers', 'lapsed', 'replaced', 'deadlineMisses'] as const) sum[field] += runtime[field];
    for (const field of ['fast', 'plan', 'brake', 'hold'] as const) source[field] += runtime.sourceTicks[field];
  }
  if (!said) return null;
  const share = (count: number): number => count / ticks;
  return {
    ...sum,
    // In virtual time the world waits for the inference: such ticks miss nothing and prove nothing.
    deadlineMissShare: liveTicks === 0 ? null : sum.deadlineMisses / liveTicks,
    sourceShare:
      ticks === 0
        ? null
        : { fast: share(source.fast), plan: share(source.plan), brake: share(source.brake), hold: share(source.hold) },
  };
}

/**
 * From the end of a call's simulated latency to the tick that took its answer in, ms. A live latency is counted to that
 * tick, and so holds its delivery.
 */
export function summariseDelivery(episodes: readonly EpisodeResult[]): ArmSummary['deliveryMs'] {
  const values: number[] = [];
  for (const { calls, clock, controlDt } of episodes) {
    if (calls === null || clock === 'live') continue;
    for (const [, dispatchTick, endTick, latencyMs, state] of calls) {
      if (latencyMs === null || !ANSWERED.includes(CALL_STATES[state])) continue;
      // To the nanosecond: a latency of whole ticks is delivered at once.
      values.push(Math.max(0, Math.round((endTick - dispatchTick) * controlDt * 1e9 - latencyMs * 1e6) / 1e6));
    }
  }
  return summariseValues(values);
}

/** What was measured on the machine. */
export function summariseCompute(
  episodes: readonly EpisodeResult[],
): Omit<ArmSummary['timing'], 'fastMs' | 'plannerMs' | 'tickUs'> {
  let overruns = 0;
  let timedTicks = 0;
  for (const { timing } of episodes) {
    overruns += timing.overruns ?? 0;
    if (timing.overruns !== null) timedTicks += timing.tickComputeMs?.n ?? 0;
  }
  return {
    fastComputeMs: summariseHistograms(episodes.map(({ timing }) => timing.fastComputeMs)),
    tickComputeMs: summariseHistograms(episodes.map(({ timing }) => timing.tickComputeMs)),
    plannerComputeMs: summariseHistograms(episodes.map(({ timing }) => timing.plannerComputeMs)),
    plannerQueueMs: summariseHistograms(episodes.map(({ timing }) => timing.plannerQueueMs)),
    overruns,
    timedTicks,
  };
}
