import { Body, ContactMaterial, Equation, Material, Shape } from 'cannon-es';
import { afterEach, describe, expect, it } from 'vitest';
import { PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import { digestState } from '../../../sim/kernel/state-codec.ts';

const COUNTERS = [Body, Shape, Material, ContactMaterial, Equation];
const before = COUNTERS.map(({ idCounter }) => idCounter);

afterEach(() => COUNTERS.forEach((counted, i) => (counted.idCounter = before[i])));

/** Boxes fall on the ground and on each other, and a driven one pushes them; the library numbers all of it from `firstId` on. */
function heapOfBoxes(firstId: number): string[] {
  for (const counted of COUNTERS) counted.idCounter = firstId;
  const world = new PhysicsWorld({ friction: 0.6 });
  world.addGround();
  for (let i = 0; i < 6; i++) world.addDynamicBox(`box-${i}`, 0.6, 0.5, 0.4, 10 + i, i % 2 === 0 ? 0.9 : undefined);
  world.addKinematicBox('pusher', 1, 2, 0.5);
  world.build();
  for (let i = 0; i < 6; i++) world.setPose(world.indexOf(`box-${i}`), 0.1 * i, 0.05 * i, 0.3 + 0.5 * i, 0.2 * i);
  const pusher = world.indexOf('pusher');
  world.setPose(pusher, -2, 0, 0.25, 0);
  const digests: string[] = [];
  for (let step = 1; step <= 240; step++) {
    world.driveTo(pusher, -2 + step / 120, 0, 0.25, 0);
    world.step(1 / 120);
    digests.push(digestState(world));
  }
  return digests;
}

describe('the numbers that cannon-es gives to bodies, shapes and materials of a whole process', () => {
  it.each([32_764, 65_532, 2 ** 31 - 3])('change nothing when they pass %i', (firstId) => {
    const fresh = heapOfBoxes(0);
    expect(new Set(fresh).size).toBe(240);
    expect(heapOfBoxes(firstId)).toEqual(fresh);
  });
});
