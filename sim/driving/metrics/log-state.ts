import type { StateIo } from '../../kernel/state-io.ts';
import type { CollisionKind } from '../collision.ts';
import type { HandOver, IntendedMotion, LoggedCollision } from './episode-log.ts';

const NO_COLLISION: LoggedCollision = { actor: -1, kind: 'stopped-ego', atFault: false };
const NO_MOTION: IntendedMotion = { acceleration: [], yawRate: [] };
const NO_HAND_OVER: HandOver = { tick: 0, from: '', to: '', before: NO_MOTION, after: NO_MOTION };

/** Exchanges what an episode log says of a collision. @returns what to keep */
export function exchangeCollision(io: StateIo, collision: LoggedCollision | null): LoggedCollision | null {
  if (!io.boolean('collided', collision !== null)) return null;
  const { actor, kind, atFault } = collision ?? NO_COLLISION;
  return {
    actor: io.number('collision.actor', actor),
    kind: io.text('collision.kind', kind) as CollisionKind,
    atFault: io.boolean('collision.atFault', atFault),
  };
}

/** Exchanges hand-overs in place. */
export function exchangeHandOvers(io: StateIo, handOvers: HandOver[]): void {
  const count = io.number('handOvers', handOvers.length);
  for (let i = 0; i < count; i++) handOvers[i] = exchangeHandOver(io, handOvers[i] ?? NO_HAND_OVER);
  handOvers.length = count;
}

function exchangeHandOver(io: StateIo, { tick, from, to, before, after }: HandOver): HandOver {
  return {
    tick: io.number('handOver.tick', tick),
    from: io.text('handOver.from', from),
    to: io.text('handOver.to', to),
    before: exchangeMotion(io, before),
    after: exchangeMotion(io, after),
  };
}

function exchangeMotion(io: StateIo, { acceleration, yawRate }: IntendedMotion): IntendedMotion {
  return { acceleration: exchangeSamples(io, acceleration), yawRate: exchangeSamples(io, yawRate) };
}

function exchangeSamples(io: StateIo, samples: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(io.number('samples', samples.length));
  for (let k = 0; k < kept.length; k++) kept[k] = io.number('sample', samples[k] ?? 0);
  return kept;
}
