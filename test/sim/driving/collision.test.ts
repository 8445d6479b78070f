import { describe, expect, it } from 'vitest';
import { ActorTable } from '../../../sim/driving/actor-table.ts';
import { collisionKind, findCollision, impactSpeed, isAtFault } from '../../../sim/driving/collision.ts';
import type { ActorKind, ActorSpec } from '../../../sim/driving/spec.ts';

interface Box {
  readonly kind?: ActorKind;
  readonly x: number;
  readonly y: number;
  /** Degrees. */
  readonly heading?: number;
  readonly speed: number;
}

/** The ego of 4 x 2 m, and others of 4 x 2 m. */
function table(ego: Omit<Box, 'kind'>, ...others: readonly Box[]): ActorTable {
  const specs = others.map(({ kind = 'car' }, i): ActorSpec => ({
    id: `other-${i}`,
    kind,
    lengthM: 4,
    widthM: 2,
    heightM: 1.5,
    start: { road: 0, s: 0, d: 0, headingRad: 0, speedMps: 0 },
    behaviour: { kind: 'static' },
    events: [],
  }));
  const t = new ActorTable({ lengthM: 4, widthM: 2, heightM: 1.5 }, specs);
  for (const [row, { x, y, heading = 0, speed }] of [ego, ...others].entries()) {
    const rad = (heading * Math.PI) / 180;
    t.x[row] = x;
    t.y[row] = y;
    t.heading[row] = rad;
    t.speed[row] = speed;
    t.vx[row] = speed * Math.cos(rad);
    t.vy[row] = speed * Math.sin(rad);
  }
  return t;
}

const driving = { x: 0, y: 0, speed: 20 };

describe('collision', () => {
  it('is an overlap with the ego, of the first row of several', () => {
    expect(findCollision(table(driving))).toBe(-1);
    expect(findCollision(table(driving, { x: 4.01, y: 0, speed: 0 }))).toBe(-1);
    expect(findCollision(table(driving, { x: 3.99, y: 0, speed: 0 }))).toBe(1);
    expect(findCollision(table(driving, { x: 9, y: 0, speed: 0 }, { x: 3, y: 0, speed: 0 }))).toBe(2);
    expect(findCollision(table(driving, { x: 3, y: 0, speed: 0 }, { x: -3, y: 0, speed: 0 }))).toBe(1);
  });

  it('is none between others', () => {
    expect(findCollision(table(driving, { x: 20, y: 0, speed: 0 }, { x: 20, y: 0, speed: 0 }))).toBe(-1);
  });

  it('looks at boxes, not at circles around them', () => {
    // Corner to corner: circles of radius 2.24 m overlap, boxes do not.
    expect(findCollision(table(driving, { x: 3.5, y: 2.1, speed: 0 }))).toBe(-1);
    expect(findCollision(table(driving, { x: 3.5, y: 2.1, heading: 45, speed: 0 }))).toBe(1);
  });

  it('happens at the speed of one relative to the other', () => {
    expect(impactSpeed(table(driving, { x: 3, y: 0, heading: 180, speed: 15 }), 1)).toBeCloseTo(35, 12);
    expect(impactSpeed(table(driving, { x: 3, y: 0, heading: 90, speed: 15 }), 1)).toBeCloseTo(25, 12);
    expect(impactSpeed(table(driving, { x: 3, y: 0, speed: 20 }), 1)).toBe(0);
  });
});

describe('the type of a collision, as nuPlan has it', () => {
  it.each<[string, string, Omit<Box, 'kind'>, Box]>([
    ['stopped-ego', 'somebody runs into the standing ego', { ...driving, speed: 0 }, { x: -3.9, y: 0, speed: 10 }],
    ['stopped-ego', 'the ego stands up to 0.05 m/s', { ...driving, speed: 0.05 }, { x: 3.9, y: 0, speed: 10 }],
    ['stopped-ego', 'both stand', { ...driving, speed: 0 }, { x: 3.9, y: 0, speed: 0 }],
    ['stopped-track', 'the ego hits a standing car', driving, { x: 3.9, y: 0, speed: 0 }],
    ['stopped-track', 'sideways too', driving, { x: 0, y: 1.9, speed: 0.05 }],
    ['stopped-track', 'or what never moves', driving, { kind: 'debris', x: 3.9, y: 0, speed: 1 }],
    ['stopped-track', 'or a barrier', driving, { kind: 'barrier', x: 3.9, y: 0, speed: 1 }],
    ['active-rear', 'a faster car comes from behind', driving, { x: -3.9, y: 0, speed: 30 }],
    ['active-rear', 'from behind on one side', driving, { x: -3.9, y: 1, speed: 30 }],
    ['active-front', 'the ego hits a slower car', driving, { x: 3.9, y: 0, speed: 10 }],
    ['active-front', 'an oncoming car', driving, { x: 3.9, y: 1.5, heading: 180, speed: 10 }],
    ['active-front', 'a crossing car', driving, { x: 2.9, y: 1.5, heading: 90, speed: 10 }],
    ['active-lateral', 'a car comes in from the side', driving, { x: 0, y: 1.9, heading: -10, speed: 20 }],
    [
      'active-front',
      'a car beside, a little ahead, is met by a corner of the front',
      driving,
      { x: 1, y: -1.95, speed: 20 },
    ],
    ['active-lateral', 'a car beside, a little behind, is not', driving, { x: -1, y: -1.95, speed: 20 }],
    ['active-lateral', 'a crossing car hits the middle', driving, { x: -0.5, y: 2.9, heading: -90, speed: 8 }],
  ])('is %s when %s', (kind, _what, ego, other) => {
    const t = table(ego, other);
    // The standing ego with a car that touches nothing would prove nothing.
    expect(findCollision(t)).toBe(1);
    expect(collisionKind(t, 1)).toBe(kind);
  });

  it('does not depend on where the road points', () => {
    const turned = (angle: number, x: number, y: number): { x: number; y: number } => {
      const rad = (angle * Math.PI) / 180;
      return { x: x * Math.cos(rad) - y * Math.sin(rad), y: x * Math.sin(rad) + y * Math.cos(rad) };
    };
    for (const angle of [30, 90, 179, -135]) {
      const at = (x: number, y: number, speed: number): string =>
        collisionKind(
          table({ x: 0, y: 0, heading: angle, speed: 20 }, { ...turned(angle, x, y), heading: angle, speed }),
          1,
        );
      expect(at(-3.9, 0, 30)).toBe('active-rear');
      expect(at(3.9, 0, 10)).toBe('active-front');
      expect(at(-0.5, 1.9, 20)).toBe('active-lateral');
    }
  });

  it('is from behind beyond 150 degrees off the rear axle, which lies 0.28 of the length behind the middle', () => {
    const beyond = (degrees: number): string => {
      const rad = (degrees * Math.PI) / 180;
      return collisionKind(table(driving, { x: -1.12 + 2 * Math.cos(rad), y: 2 * Math.sin(rad), speed: 20 }), 1);
    };
    expect(beyond(151)).toBe('active-rear');
    expect(beyond(-151)).toBe('active-rear');
    expect(beyond(149)).toBe('active-lateral');
    expect(beyond(-149)).toBe('active-lateral');
  });
});

it.each([
  ['stopped-ego', false, false],
  ['stopped-track', true, true],
  ['active-rear', false, false],
  ['active-front', true, true],
  ['active-lateral', false, true],
] as const)('after %s the ego is at fault: %s in one lane, %s in several', (kind, inOne, inSeveral) => {
  expect(isAtFault(kind, false)).toBe(inOne);
  expect(isAtFault(kind, true)).toBe(inSeveral);
});
