import { SPARE_OFFSET_M, SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import type { ActorSpec, DrivingSpec } from '../../sim/driving/spec.ts';
import { SPARE_OBSTACLES } from './intervention.ts';

/** A crate on its pallet, m. */
const SIZE = { lengthM: 1.2, widthM: 1, heightM: 0.9 } as const;

/** Room between waiting obstacles, m. */
const APART_M = 10;

/**
 * The same episode with obstacles that can be dropped while it runs. They wait where no sensor and nobody in traffic sees
 * them, and have random streams of their own, so that nothing else changes.
 */
export function withSpareObstacles(spec: DrivingSpec): DrivingSpec {
  const spares = Array.from({ length: SPARE_OBSTACLES }, (_, k): ActorSpec => {
    const start = { road: 0, s: 0, d: -SPARE_OFFSET_M - k * APART_M, headingRad: 0, speedMps: 0 };
    return { id: `${SPARE_PREFIX}${k}`, kind: 'debris', ...SIZE, start, behaviour: { kind: 'static' }, events: [] };
  });
  return { ...spec, actors: [...spec.actors, ...spares] };
}
