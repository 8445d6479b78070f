import type { FastModel } from '../../policies/driving/fast-policy.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import { CALL_STATES, RESULT_SCHEMA_VERSION, type EpisodeResult } from '../results/episode-result.ts';
import { logHistogramOf } from '../results/log-histogram.ts';
import { tickDistribution } from '../results/tick-distribution.ts';
import type { DrivingSystem } from './driving-system.ts';

/** What its runner knows of an episode that has run. */
export interface EpisodeFacts {
  readonly suite: string;
  readonly scenario: string;
  readonly seed: number;
  readonly split: string;
  readonly arm: string;
  /** Name of the latency source. */
  readonly latency: string;
  readonly family: string;
  readonly engineVersion: string;
  /** Null: the rule policy. */
  readonly model: FastModel | null;
}

/** The part of a result that says which episode it is. */
export function identityOf(facts: EpisodeFacts) {
  const { suite, scenario, seed, split, arm, latency, family, engineVersion, model } = facts;
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
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

/** The rest of a result, of an episode that was closed. */
export function summarise(world: DrivingWorld, system: DrivingSystem, measures: EpisodeMeasures) {
  const { counts } = system.ledger;
  const s = system.statistics;
  const dt = world.controlDt;
  const collided = world.end === 'collision';
  return {
    outcome: {
      end: world.end === 'running' ? 'timeout' : world.end,
      collision: collided,
      atFault: collided ? world.atFault : null,
      collisionKind: world.collisionKind,
      impactSpeedMps: collided ? world.impactSpeedMps : null,
      collisionWith: collided ? world.actors.ids[world.collisionRow] : null,
    },
    simSeconds: Math.round(world.tick * dt * 1e6) / 1e6,
    ticks: world.tick,
    controlDt: dt,
    minTtcS: Number.isFinite(world.metrics.minTtcS) ? world.metrics.minTtcS : null,
    progress: world.progress,
    meanSpeedMps: world.metrics.meanSpeedMps,
    hardBrakingShare: world.metrics.hardBrakingShare,
    comfort: world.metrics.comfort,
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
    stalenessMs: tickDistribution(s.stalenessAtUseMs.values(), dt),
    triggerToEffectMs: tickDistribution(s.triggerToEffectMs.values(), dt),
    plannerLatencyMs: tickDistribution(s.plannerLatencyMs.values(), dt),
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
    stalenessAtArrivalMs: tickDistribution(s.stalenessAtArrivalMs.values(), dt),
    driftM: logHistogramOf(s.driftM.values()),
    calls: callRowsOf(system),
    error: null,
    digest: measures.digest,
    timing: measures.timing,
  } as const;
}

/** Of a closed run: every call has ended. */
function callRowsOf({ calls }: DrivingSystem): NonNullable<EpisodeResult['calls']> {
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
