import type { Clip } from '../../scenarios/clips/clip.ts';
import type { EpisodeResult } from '../../scenarios/results/episode-result.ts';
import type { OpenedRecord } from '../records/opened-record.ts';

/** Of some durations, ms; null where there are none. */
export interface Spread {
  readonly n: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

/**
 * Numbers of one episode. Null: not known, or not defined. Of a fork, collision and drive are of the whole; all about the
 * planner and the emergency brake is of what follows the fork, as in its result.
 */
export interface RunStatistics {
  /** Whether they come from the episode's result; else from its clip, which knows less and samples at 10 Hz. */
  readonly fromResult: boolean;
  readonly collided: boolean;
  readonly atFault: boolean | null;
  readonly collisionKind: string | null;
  readonly collisionWith: string | null;
  readonly impactSpeedMps: number | null;
  readonly minTtcS: number | null;
  /** Share of the way to the goal. */
  readonly progress: number | null;
  readonly meanSpeedMps: number | null;
  readonly durationS: number;
  readonly calls: number;
  readonly accepted: number;
  /** Accepted, but no action came from them. */
  readonly unused: number;
  readonly superseded: number;
  readonly expired: number;
  readonly timedOut: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Share of the time with a request in flight; of a fork, of the time that its own arm drove. */
  readonly duty: number | null;
  readonly latencyMs: Spread;
  readonly ageAtArrivalMs: Spread | null;
  readonly ageAtUseMs: Spread | null;
  readonly triggerToEffectMs: Spread | null;
  /** Live time only: in virtual time nothing is late. */
  readonly deadlineMisses: number | null;
  readonly brakeTicks: number | null;
}

type Requests = Clip['requests'];

export function statisticsOf({ result, clip, facts }: OpenedRecord): RunStatistics {
  const forkTick = facts.fork?.tick ?? 0;
  // Half a tick, so that the request of the fork's first tick is its own however times were rounded.
  const ownFromS = (forkTick - 0.5) * clip.controlDt;
  const requests = facts.fork === null ? clip.requests : clip.requests.filter(({ fromS }) => fromS > ownFromS);
  const found = result === null ? ofClip(clip, requests, forkTick) : ofResult(result, requests, forkTick);
  return facts.clock === 'live' ? found : { ...found, deadlineMisses: null };
}

function ofResult(result: EpisodeResult, requests: Requests, forkTick: number): RunStatistics {
  const { outcome, planner, runtime, simSeconds, ticks } = result;
  return {
    fromResult: true,
    collided: outcome.collision,
    atFault: outcome.atFault,
    collisionKind: outcome.collisionKind,
    collisionWith: outcome.collisionWith,
    impactSpeedMps: outcome.impactSpeedMps,
    minTtcS: result.minTtcS,
    progress: result.progress,
    meanSpeedMps: result.meanSpeedMps,
    durationS: simSeconds,
    calls: planner.calls,
    accepted: planner.accepted,
    unused: unusedOf(requests),
    superseded: planner.superseded,
    expired: planner.expired,
    timedOut: planner.timedOut,
    failed: planner.failed,
    cancelled: planner.cancelled,
    duty: ticks > forkTick ? planner.inFlightTicks / (ticks - forkTick) : null,
    latencyMs: result.plannerLatencyMs,
    ageAtArrivalMs: result.stalenessAtArrivalMs,
    ageAtUseMs: result.stalenessMs,
    triggerToEffectMs: result.triggerToEffectMs,
    deadlineMisses: runtime?.deadlineMisses ?? null,
    brakeTicks: result.reflexInterventions,
  };
}

/** Of an episode that was cut short. */
function ofClip(clip: Clip, requests: Requests, forkTick: number): RunStatistics {
  const { outcome, durationS, controlDt } = clip;
  const ownS = durationS - forkTick * controlDt;
  const ended = (state: string): number => requests.filter((request) => request.state === state).length;
  const answered = requests.filter(({ state }) => ANSWERED.includes(state));
  const inFlightS = inUnion(requests.map(({ fromS, toS }) => [fromS, toS]));
  const cameIntoForce = requests.filter(({ state }) => state === 'accepted');
  return {
    fromResult: false,
    collided: outcome.collisionWith !== null,
    atFault: null,
    collisionKind: null,
    collisionWith: outcome.collisionWith,
    impactSpeedMps: outcome.impactSpeedMps,
    minTtcS: null,
    progress: null,
    meanSpeedMps: mean(clip.speed),
    durationS,
    calls: requests.length,
    accepted: ended('accepted'),
    unused: unusedOf(requests),
    superseded: ended('superseded'),
    expired: ended('expired'),
    timedOut: ended('timed-out'),
    failed: ended('failed'),
    cancelled: ended('cancelled'),
    duty: ownS > 0 ? inFlightS / ownS : null,
    latencyMs: spreadOf(answered.map(({ fromS, toS }) => (toS - fromS) * 1000)),
    ageAtArrivalMs: spreadOf(cameIntoForce.map(({ fromS, toS }) => (toS - fromS) * 1000)),
    ageAtUseMs: null,
    triggerToEffectMs: null,
    deadlineMisses: null,
    brakeTicks: null,
  };
}

/** Requests that ended so have brought a plan. */
const ANSWERED: readonly string[] = ['accepted', 'expired'];

function unusedOf(requests: Requests): number {
  return requests.filter(({ state, used }) => state === 'accepted' && used === null).length;
}

/** By nearest rank, as the results have it. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Length of what at least one of some intervals covers. */
export function inUnion(intervals: readonly (readonly [from: number, to: number])[]): number {
  let covered = 0;
  let end = -Infinity;
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered;
}

function mean(values: Float32Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
