import { NOT_LOGGED, NOT_TIMED } from '../../../scenarios/runner/runtime-summary.ts';
import { type EpisodeResult, LEVEL_BINS, RESULT_SCHEMA_VERSION } from '../../../scenarios/results/episode-result.ts';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';

/** Sixty ticks a second for ten seconds, no planner: what an uneventful episode of the fast arm looks like. */
const QUIET: EpisodeResult = {
  schemaVersion: RESULT_SCHEMA_VERSION,
  suite: 'longtail',
  scenario: 'cut-in',
  family: 'cut-in',
  seed: 0,
  split: 'test',
  arm: 'fast',
  latency: 'fixed:200',
  engine: { version: '0.1.0', models: { driver: 'ab12' } },
  outcome: {
    end: 'goal',
    collision: false,
    atFault: null,
    collisionKind: null,
    impactSpeedMps: null,
    collisionWith: null,
  },
  simSeconds: 10,
  ticks: 600,
  controlDt: 1 / 60,
  minTtcS: 2.5,
  progress: 1,
  meanSpeedMps: 20,
  hardBrakingShare: 0.02,
  comfort: 0.9,
  planner: {
    calls: 0,
    accepted: 0,
    superseded: 0,
    cancelled: 0,
    timedOut: 0,
    failed: 0,
    expired: 0,
    late: 0,
    inFlightTicks: 0,
  },
  reflexInterventions: 0,
  stalenessMs: tickDistribution([], 1 / 60),
  triggerToEffectMs: tickDistribution([], 1 / 60),
  plannerLatencyMs: tickDistribution([], 1 / 60),
  uncertainty: null,
  ...NOT_LOGGED,
  error: null,
  digest: 'd0',
  timing: { wallMs: 100, fastMs: 0.1, plannerMs: null, tickUs: 160, ...NOT_TIMED },
};

export function episode(changes: Partial<EpisodeResult> = {}): EpisodeResult {
  return { ...QUIET, ...changes };
}

/** An episode that ended in a collision, at fault unless said otherwise. */
export function crash(changes: Partial<EpisodeResult> = {}, atFault: boolean | null = true): EpisodeResult {
  return episode({
    outcome: {
      end: 'collision',
      collision: true,
      atFault,
      collisionKind: 'front',
      impactSpeedMps: 7,
      collisionWith: 'cutter',
    },
    progress: 0.4,
    ...changes,
  });
}

/** An episode that an internal error ended. */
export function failure(changes: Partial<EpisodeResult> = {}): EpisodeResult {
  return episode({
    outcome: { ...QUIET.outcome, end: 'error' },
    error: { what: 'planner', message: 'no plan within 10 s' },
    ...changes,
  });
}

/** `n` episodes of an arm on seeds 0 .. n - 1, of which those in `crashes` end in a collision. */
export function series(n: number, crashes: readonly number[], changes: Partial<EpisodeResult> = {}): EpisodeResult[] {
  return Array.from({ length: n }, (_, seed) => (crashes.includes(seed) ? crash : episode)({ ...changes, seed }));
}

export function histogram(counts: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: LEVEL_BINS }, (_, bin) => counts[bin] ?? 0);
}
