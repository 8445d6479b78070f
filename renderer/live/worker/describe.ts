import { ACTOR_KINDS } from '../../../sim/driving/actor-table.ts';
import type { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { Intervention } from '../../../scenarios/live/intervention.ts';
import type { Mark, OpenedActor, OpenedEpisode } from '../protocol.ts';

/** How the episode ended, in a sentence; null while it runs. */
export function describeEnd(world: DrivingWorld): { readonly kind: Mark['kind']; readonly text: string } | null {
  const at = `after ${(world.tick * world.controlDt).toFixed(1)} s`;
  switch (world.end) {
    case 'running':
      return null;
    case 'goal':
      return { kind: 'goal', text: `The ego reached its goal ${at}.` };
    case 'timeout':
      return { kind: 'timeout', text: `The time limit was reached ${at}, before the goal.` };
    case 'off-road':
      return { kind: 'off-road', text: `The ego left the road ${at}.` };
    case 'collision': {
      const other = world.actors.ids[world.collisionRow];
      const fault = world.atFault ? 'The ego was at fault.' : 'The ego was not at fault.';
      return {
        kind: 'collision',
        text: `The ego collided with ${other} ${at}, at ${world.impactSpeedMps.toFixed(1)} m/s. ${fault}`,
      };
    }
  }
}

/** An intervention as a mark on the time axis, or null where it only goes on with one that is marked. */
export function describeIntervention(done: Intervention, wasDriving: boolean): string | null {
  switch (done.kind) {
    case 'gate':
      return done.gate === 'uncertainty' ? `gate uncertainty, level ${done.level}` : `gate ${done.gate}`;
    case 'merge':
      return `merge ${done.merge}`;
    case 'brake':
      return done.on ? 'emergency brake on' : 'emergency brake off';
    case 'latency':
      return `planner latency ${done.ms} ms`;
    case 'planner':
      return `planner ${done.planner}`;
    case 'drive':
      if (done.on === wasDriving) return null;
      return done.on ? 'a person drives' : 'the policy drives';
    case 'push':
      return `push ${done.entity}`;
    case 'drop':
      return 'obstacle dropped';
  }
}

/** Who is in the episode; row 0 is the ego. */
export function describeActors(world: DrivingWorld): OpenedEpisode['actors'] {
  return world.actors.ids.map((id, row): OpenedActor => {
    const { lengthM, widthM, heightM, kind } = world.actors;
    return {
      id,
      kind: row === 0 ? 'ego' : ACTOR_KINDS[kind[row]],
      lengthM: lengthM[row],
      widthM: widthM[row],
      heightM: heightM[row],
    };
  });
}
