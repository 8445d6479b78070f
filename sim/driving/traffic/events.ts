import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ActorSpec, EventSpec } from '../spec.ts';

export type TriggerSpec = EventSpec['trigger'];
export type ActionSpec = EventSpec['action'];

/** Rounding of `tick * dt` must not delay an event by a tick, s. */
const TIME_TOLERANCE_S = 1e-9;

/** Where the ego and an actor are along road 0, for triggers. */
export interface EgoRelation {
  /** Arc lengths of the centres on road 0, m. */
  egoS: number;
  actorS: number;
  /** Half the extent of each along the road, m. */
  egoHalfM: number;
  actorHalfM: number;
  /** Speed of the ego along the road, m/s. */
  egoSpeedMps: number;
}

/**
 * Whether a trigger that looks at the ego holds. `ego-gap` needs a gap: it does not hold before the actor is ahead of
 * the ego's front bumper, so that an overtaking actor can use it for its cut-in. `ego-arrival` is counted from the
 * ego's front bumper to the actor's centre, and no longer holds once the ego has passed.
 */
export function egoTriggerHolds(trigger: TriggerSpec, relation: EgoRelation): boolean {
  const ahead = relation.actorS - relation.egoS - relation.egoHalfM;
  if (trigger.kind === 'ego-gap') {
    const gap = ahead - relation.actorHalfM;
    return gap >= 0 && gap < trigger.m;
  }
  if (trigger.kind === 'ego-arrival')
    return ahead >= 0 && relation.egoSpeedMps > 0 && ahead < trigger.s * relation.egoSpeedMps;
  return false;
}

/** All events of an episode: which are pending, and when the others fired. */
export class EventBook implements Stateful {
  readonly count: number;
  readonly triggers: readonly TriggerSpec[];
  readonly actions: readonly ActionSpec[];
  /** Row of the actor that acts. */
  readonly row: Int32Array;
  /** Time at which each fired, s; NaN: not yet. */
  readonly firedAtS: Float64Array;
  private readonly names: readonly string[];
  /** For `after`: number of the event waited for, or -1. */
  private readonly awaited: Int32Array;

  /** @param actors in the order of their rows 1.., already checked */
  constructor(actors: readonly ActorSpec[]) {
    const all = actors.flatMap((actor, i) => actor.events.map((event, index) => ({ actor, row: i + 1, event, index })));
    this.count = all.length;
    this.triggers = all.map(({ event }) => event.trigger);
    this.actions = all.map(({ event }) => event.action);
    this.row = Int32Array.from(all, ({ row }) => row);
    this.firedAtS = new Float64Array(all.length);
    this.names = all.map(({ actor, index }) => `actor/${actor.id}/event/${index}`);
    this.awaited = Int32Array.from(all, ({ event: { trigger } }) =>
      trigger.kind === 'after' ? all.findIndex((e) => e.actor.id === trigger.of && e.index === trigger.event) : -1,
    );
    this.reset();
  }

  reset(): void {
    this.firedAtS.fill(NaN);
  }

  pending(event: number): boolean {
    const at = this.firedAtS[event];
    return at !== at;
  }

  /**
   * Whether a `time` or `after` trigger holds. An event that fired at this very time does not count yet: the outcome
   * must not depend on the order in which events are looked at.
   */
  timeTriggerHolds(event: number, timeS: number): boolean {
    const trigger = this.triggers[event];
    if (trigger.kind === 'time') return timeS >= trigger.s - TIME_TOLERANCE_S;
    if (trigger.kind !== 'after') return false;
    const firedAtS = this.firedAtS[this.awaited[event]];
    return firedAtS < timeS && timeS >= firedAtS + trigger.s - TIME_TOLERANCE_S;
  }

  exchange(io: StateIo): void {
    io.column('firedAtS', this.firedAtS, this.names);
  }
}
