import type { LiveEpisode } from '../../../scenarios/live/live-episode.ts';
import { BRAKE_REFLEX, componentsOf } from '../../../scenarios/live/live-arm.ts';
import type { LiveCounters, LiveStatus, Phase } from '../protocol.ts';
import { describeEnd } from './describe.ts';

/** Least time between two statuses, ms. */
const PERIOD_MS = 100;

/** What a session knows of itself. */
export interface SessionFacts {
  readonly phase: Phase;
  readonly speed: number;
  readonly realTimeFactor: number;
  readonly backend: LiveStatus['backend'] | null;
  readonly planner: LiveStatus['planner'];
  /** Why the episode failed, in a sentence, or null. */
  readonly failure: string | null;
  readonly episode: number;
  readonly live: LiveEpisode | null;
  readonly sessionEpisodes: number;
  readonly sessionCollisions: number;
}

/** Sends the status when it has changed, at most ten times a second; whoever reports must do so again later. */
export class StatusReporter {
  private sentMs = -Infinity;
  private sent = '';

  constructor(private readonly send: (status: LiveStatus) => void) {}

  report(nowMs: number, facts: () => SessionFacts): void {
    if (nowMs - this.sentMs < PERIOD_MS) return;
    const status = statusOf(facts());
    const text = JSON.stringify(status);
    if (text === this.sent) return;
    this.sentMs = nowMs;
    this.sent = text;
    this.send(status);
  }
}

function statusOf(facts: SessionFacts): LiveStatus {
  const { phase, episode, speed, planner, live, failure } = facts;
  const tick = live?.world.tick ?? 0;
  return {
    phase,
    episode,
    tick,
    timeS: live === null ? 0 : tick * live.world.controlDt,
    speed,
    // Finer steps would change at every tick and mean nothing.
    realTimeFactor: Math.round(facts.realTimeFactor * 1000) / 1000,
    backend: facts.backend ?? { active: 'wasm', wanted: 'wasm', reason: null, loading: false, adapter: null },
    components: live?.components ?? componentsOf('dual', 0),
    planner,
    end: failure !== null ? { kind: 'failed', text: failure } : live === null ? null : describeEnd(live.world),
    counters: countersOf(facts),
    obstaclesLeft: live?.obstaclesLeft ?? 0,
  };
}

function countersOf({ live, sessionEpisodes, sessionCollisions }: SessionFacts): LiveCounters {
  const counts = live?.system.ledger.counts;
  const statistics = live?.system.statistics;
  const metrics = live?.world.metrics;
  return {
    sessionEpisodes,
    sessionCollisions,
    ticks: statistics?.ticks ?? 0,
    misses: statistics?.deadlineMisses ?? 0,
    calls: counts?.calls ?? 0,
    accepted: counts?.accepted ?? 0,
    superseded: counts?.superseded ?? 0,
    cancelled: counts?.cancelled ?? 0,
    timedOut: counts?.timedOut ?? 0,
    failed: counts?.failed ?? 0,
    expired: counts?.expired ?? 0,
    inFlightTicks: statistics?.inFlightTicks ?? 0,
    reflexTicks: statistics?.reflexTicks[BRAKE_REFLEX] ?? 0,
    interventions: live?.interventions.length ?? 0,
    minTtcS: metrics !== undefined && Number.isFinite(metrics.minTtcS) ? metrics.minTtcS : null,
    progress: live?.world.progress ?? 0,
    meanSpeedMps: metrics?.meanSpeedMps ?? 0,
  };
}
