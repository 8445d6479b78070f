import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { KNOT_S, KNOTS, type Manoeuvre } from '../../policies/driving/value/manoeuvre.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import { EGO } from '../../sim/driving/actor-table.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { EpisodeLog } from '../../sim/driving/metrics/episode-log.ts';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import type { DrivingSystem } from '../runner/episode.ts';
import { encodeHandOver } from './hand-over-messages.ts';
import { HAND_OVERS_TOPIC, type OwnMessage } from './messages.ts';
import type { RecordWriter } from './record-writer.ts';
import { actorScene, egoTransform, logMessage, mapScene } from './scene-messages.ts';

/** Period of what is drawn rather than replayed, s. */
const SCENE_PERIOD_S = 0.1;

/** Writes the hand-overs of an episode's log as they come. */
export class HandOverTopic {
  private written = 0;

  constructor(private readonly writer: RecordWriter) {}

  /** Passes over what the log holds already: it is in the record. */
  resume({ handOvers }: EpisodeLog): void {
    this.written = handOvers.length;
  }

  /** After every tick. */
  ticked({ handOvers }: EpisodeLog): void {
    for (; this.written < handOvers.length; this.written++) {
      const handOver = handOvers[this.written];
      this.writer.raw(HAND_OVERS_TOPIC, handOver.tick, encodeHandOver(handOver));
    }
  }
}

/** What takes the messages: a record, or what listens as one would be written. */
export type TopicSink = Pick<RecordWriter, 'message' | 'scene'>;

/**
 * What a record tells people of an episode, in virtual and in live time: listens to the two systems, and looks at the
 * world between ticks.
 */
export class EpisodeTopics {
  /** To be among the episode's observers. */
  readonly observer: RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction>;
  private readonly fired = new Set<number>();
  private lastReflex: string | null = null;
  private controlDt = 0;

  constructor(private readonly writer: TopicSink) {
    this.observer = {
      onDecision: (tick, decision, missed) => {
        this.decided(tick, decision, missed);
      },
      onGate: (tick, think, reason, dispatched) => {
        writer.message('/gate', { tick, think, reason, dispatched });
      },
      onRequest: ({ tick, id, state, why, dispatchTick }) => {
        writer.message('/ledger', { tick, id, state, why, dispatchTick });
      },
      onDelivery: ({ tick, id, state, plan, stalenessMs }) => {
        this.delivered(tick, id, state, plan, stalenessMs);
      },
      onAction: (tick, action, source, reflex) => {
        this.acted(tick, action, source, reflex);
      },
      onFailure: ({ tick, id, kind, message }) => {
        this.event({ tick, kind: 'failure', entity: null, text: `request ${id}: ${kind}: ${message}` });
      },
    };
  }

  /** Before the first tick. */
  begin(world: DrivingWorld, system: DrivingSystem): void {
    this.controlDt = world.controlDt;
    this.event({ tick: 0, kind: 'start', entity: null, text: `${world.spec.family} starts` });
    this.writer.scene('/map', 0, mapScene(world.map));
    this.look(world, system);
  }

  /** Instead of `begin`, where the record holds what came before. */
  resume({ controlDt, traffic }: DrivingWorld): void {
    this.controlDt = controlDt;
    for (let i = 0; i < traffic.events.count; i++) if (!traffic.events.pending(i)) this.fired.add(i);
  }

  /** After every tick. */
  ticked(world: DrivingWorld, system: DrivingSystem): void {
    this.traffic(world);
    if (world.ended) this.ended(world);
    if (world.ended || world.tick % lookEvery(world.controlDt) === 0) this.look(world, system);
  }

  event(event: OwnMessage<'/events'>): void {
    this.writer.message('/events', event);
    this.writer.scene('/log', event.tick, logMessage(event, tickTimeS(event.tick, this.controlDt)));
  }

  private decided(tick: number, decision: DrivingDecision, missed: boolean): void {
    const { level, aleatoric, epistemic } = decision.uncertainty;
    this.writer.message('/policy', {
      tick,
      missed,
      level: short(level),
      aleatoric: short(aleatoric),
      epistemic: short(epistemic),
      choice: Array.from(decision.choice, short),
      chosen: decision.chosen,
      trajectory: pieces(decision.manoeuvre),
      scale: Array.from(decision.scale, short),
    });
  }

  private delivered(tick: number, id: number, state: string, plan: DrivingPlan, stalenessMs: number): void {
    const { fromTick, requestedTick, horizonTicks, value, explanation } = plan;
    const why = state === 'accepted' ? 'the plan arrived' : 'the plan arrived when it was over';
    this.writer.message('/ledger', {
      tick,
      id,
      state: 'delivered',
      why,
      dispatchTick: requestedTick,
      plan: { fromTick, requestedTick, horizonTicks, value, explanation, stalenessMs, ...pathOf(plan) },
    });
    if (state !== 'accepted') return;
    this.event({ tick, kind: 'plan', entity: 'ego', text: `plan ${id} applied: ${explanation}` });
  }

  private acted(tick: number, action: EgoAction, source: string, reflex: string | null): void {
    this.writer.message('/action', {
      tick,
      accelerationMps2: action.accelerationMps2,
      targetOffsetM: action.targetOffsetM,
      urgency: action.urgency,
      source,
      reflex,
    });
    if (reflex !== null && reflex !== this.lastReflex)
      this.event({ tick, kind: 'reflex', entity: 'ego', text: `${reflex} takes over` });
    this.lastReflex = reflex;
  }

  private look(world: DrivingWorld, system: DrivingSystem): void {
    const { actors, metrics, tick } = world;
    const timeS = tickTimeS(tick, world.controlDt);
    this.writer.scene('/scene', tick, actorScene(actors, world.map, system.planInForce, timeS));
    this.writer.scene('/tf', tick, egoTransform(actors, timeS));
    this.writer.message('/metrics', {
      tick,
      speedMps: actors.speed[EGO],
      accelerationMps2: actors.acceleration[EGO],
      progress: world.progress,
      minTtcS: Number.isFinite(metrics.minTtcS) ? metrics.minTtcS : null,
      meanSpeedMps: metrics.meanSpeedMps,
      hardBrakingShare: metrics.hardBrakingShare,
      comfort: metrics.comfort,
    });
  }

  private traffic({ traffic, actors, tick }: DrivingWorld): void {
    const { events } = traffic;
    for (let i = 0; i < events.count; i++) {
      if (events.pending(i) || this.fired.has(i)) continue;
      this.fired.add(i);
      const entity = actors.entities[events.row[i]];
      this.event({ tick, kind: 'traffic', entity, text: `${entity}: ${events.actions[i].kind}` });
    }
  }

  private ended(world: DrivingWorld): void {
    const { end, tick } = world;
    const other = world.collisionRow < 0 ? null : world.actors.entities[world.collisionRow];
    const text =
      end === 'collision'
        ? `the ego hits ${other} (${world.collisionKind}) at ${world.impactSpeedMps.toFixed(2)} m/s`
        : `the episode ends: ${end}`;
    this.event({ tick, kind: end, entity: other, text });
  }
}

/** Up to the first point that is not finite. */
function pathOf({ s, d }: DrivingPlan): { s: number[]; d: number[] } {
  let count = 0;
  while (count < s.length && Number.isFinite(s[count]) && Number.isFinite(d[count])) count++;
  return { s: Array.from(s.subarray(0, count), short), d: Array.from(d.subarray(0, count), short) };
}

function lookEvery(controlDt: number): number {
  return Math.max(1, Math.round(SCENE_PERIOD_S / controlDt));
}

/** The manoeuvre's knots, without those that repeat the one before. */
function pieces(m: Manoeuvre): { startS: number; accelerationMps2: number; offsetM: number; urgency: number }[] {
  const found = [];
  for (let k = 0; k < KNOTS; k++) {
    const same =
      k > 0 &&
      m.acceleration[k] === m.acceleration[k - 1] &&
      m.offset[k] === m.offset[k - 1] &&
      m.urgency[k] === m.urgency[k - 1];
    if (same) continue;
    found.push({
      startS: short(k * KNOT_S),
      accelerationMps2: short(m.acceleration[k]),
      offsetM: short(m.offset[k]),
      urgency: m.urgency[k],
    });
  }
  return found;
}

/** For people and plots; the exact number is in the state. */
function short(x: number): number {
  return Math.round(x * 1e5) / 1e5;
}
