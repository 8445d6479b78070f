import type { Decision, Plan } from '../../policies/contracts.ts';
import type { DomainName } from '../domains/concrete.ts';
import type { DualSystem } from '../../policies/runtime/dual-system.ts';
import { CALL_STATES, RESULT_SCHEMA_VERSION, type EpisodeResult } from '../results/episode-result.ts';
import { logHistogramOf } from '../results/log-histogram.ts';
import { tickDistribution } from '../results/tick-distribution.ts';

/** What its runner knows of an episode that has run, whatever its domain. */
export interface EpisodeFacts {
  /** Default: driving. */
  readonly domain?: DomainName;
  readonly suite: string;
  readonly scenario: string;
  readonly seed: number;
  readonly split: string;
  readonly arm: string;
  /** Name of the latency source. */
  readonly latency: string;
  readonly family: string;
  readonly engineVersion: string;
  /** Null: a policy without weights. */
  readonly model: { readonly name: string; readonly sha256: string } | null;
}

/** The part of a result that says which episode it is. */
export function identityOf(facts: EpisodeFacts) {
  const { domain, suite, scenario, seed, split, arm, latency, family, engineVersion, model } = facts;
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    ...(domain === undefined || domain === 'driving' ? {} : { domain }),
    suite,
    scenario,
    family,
    seed,
    split,
    arm,
    latency,
    engine: { version: engineVersion, models: model ? { [model.name]: model.sha256 } : {} },
  } as const;
}

/** What world and system do not tell. */
export type EpisodeMeasures = Pick<
  EpisodeResult,
  'reflexInterventions' | 'uncertainty' | 'clock' | 'scores' | 'digest' | 'timing'
>;

/** What an episode without log or distributions has of them. */
export const NOT_LOGGED = {
  clock: 'virtual',
  scores: null,
  runtime: null,
  stalenessAtArrivalMs: null,
  driftM: null,
  calls: null,
} as const;

/** The same of timings. */
export const NOT_TIMED = {
  fastComputeMs: null,
  tickComputeMs: null,
  plannerComputeMs: null,
  plannerQueueMs: null,
  overruns: null,
} as const;

/** What the two systems did, of an episode that was closed: the part of a result from `planner` on. */
export function summariseRuntime<O, D extends Decision, P extends Plan, A>(
  system: DualSystem<O, D, P, A>,
  controlDt: number,
  measures: EpisodeMeasures,
) {
  const { counts } = system.ledger;
  const s = system.statistics;
  return {
    planner: {
      calls: counts.calls,
      accepted: counts.accepted,
      superseded: counts.superseded,
      cancelled: counts.cancelled,
      timedOut: counts.timedOut,
      failed: counts.failed,
      expired: counts.expired,
      late: counts.late,
      inFlightTicks: s.inFlightTicks,
    },
    reflexInterventions: measures.reflexInterventions,
    stalenessMs: tickDistribution(s.stalenessAtUseMs.values(), controlDt),
    triggerToEffectMs: tickDistribution(s.triggerToEffectMs.values(), controlDt),
    plannerLatencyMs: tickDistribution(s.plannerLatencyMs.values(), controlDt),
    uncertainty: measures.uncertainty,
    clock: measures.clock,
    scores: measures.scores,
    runtime: {
      triggers: s.triggers,
      lapsed: s.lapsed,
      replaced: s.replaced,
      deadlineMisses: s.deadlineMisses,
      sourceTicks: { ...s.sourceTicks },
    },
    stalenessAtArrivalMs: tickDistribution(s.stalenessAtArrivalMs.values(), controlDt),
    driftM: logHistogramOf(s.driftM.values()),
    calls: callRowsOf(system),
    error: null,
    digest: measures.digest,
    timing: measures.timing,
  } as const;
}

/** The result of an episode that could not be brought to its end. */
export function errorResultOf(
  facts: EpisodeFacts,
  controlDt: number,
  error: NonNullable<EpisodeResult['error']>,
  wallMs: number,
): EpisodeResult {
  const none = tickDistribution([], controlDt);
  return {
    ...identityOf(facts),
    outcome: {
      end: 'error',
      collision: false,
      atFault: null,
      collisionKind: null,
      impactSpeedMps: null,
      collisionWith: null,
    },
    simSeconds: 0,
    ticks: 0,
    controlDt,
    minTtcS: null,
    progress: null,
    meanSpeedMps: null,
    hardBrakingShare: null,
    comfort: null,
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
    stalenessMs: none,
    triggerToEffectMs: none,
    plannerLatencyMs: none,
    uncertainty: null,
    ...NOT_LOGGED,
    error,
    digest: '',
    timing: { wallMs, fastMs: null, plannerMs: null, tickUs: null, ...NOT_TIMED },
  };
}

/** Of a closed run: every call has ended. */
function callRowsOf<O, D extends Decision, P extends Plan, A>({
  calls,
}: DualSystem<O, D, P, A>): NonNullable<EpisodeResult['calls']> {
  return calls
    .rows()
    .map(({ id, dispatchTick, endTick, latencyMs, state, firstUse, lastUse, uses }) => [
      id,
      dispatchTick,
      endTick,
      latencyMs,
      CALL_STATES.indexOf(state ?? 'cancelled'),
      uses === 0 ? null : firstUse,
      uses === 0 ? null : lastUse,
      uses,
    ]);
}
