import { Body, Box, Material, Shape, Sphere, Vec3 } from 'cannon-es';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import { digestState, firstDifference, restoreState, saveState } from '../../../sim/kernel/state-codec.ts';

const DT = 1 / 120;

/** A heap of crates that a bar sweeps through; `kick` gives it another history. */
function heap(order: readonly string[], allowSleep = false): PhysicsWorld {
  const physics = new PhysicsWorld({ allowSleep });
  for (const id of order) {
    if (id === 'ground') physics.addGround('ground', 0.6);
    else if (id === 'bar') physics.addKinematicBox('bar', 0.3, 4, 0.6, 0.4);
    else if (id === 'ball') physics.addBody('ball', new Body({ mass: 1, shape: new Sphere(0.2) }));
    else physics.addDynamicBox(id, 0.4, 0.3, 0.5, 2, 0.5);
  }
  physics.build();
  physics.setPose(physics.indexOf('bar'), -2, 0, 0.35, 0);
  physics.setPose(physics.indexOf('ball'), 0.1, 0.1, 1.6, 0);
  for (const [i, id] of ['crate0', 'crate1', 'crate2'].entries()) {
    physics.setPose(physics.indexOf(id), 0.05 * i, 0.02 * i, 0.3 + 0.52 * i, 0.3 * i);
  }
  return physics;
}

const IDS = ['ball', 'bar', 'crate0', 'crate1', 'crate2', 'ground'];

function run(physics: PhysicsWorld, from: number, to: number): void {
  const bar = physics.indexOf('bar');
  for (let i = from; i < to; i++) {
    const t = (i + 1) * DT;
    physics.driveTo(bar, -2 + Math.min(t, 2.5), 0, 0.35, 0.2 * t);
    physics.step(DT);
  }
}

describe('PhysicsWorld', () => {
  it('gives the same bits whatever the order in which bodies were added', () => {
    const reference = heap(IDS);
    run(reference, 0, 240);
    const digest = digestState(reference);
    fc.assert(
      fc.property(fc.shuffledSubarray(IDS, { minLength: IDS.length }), (order) => {
        const physics = heap(order);
        run(physics, 0, 240);
        expect(digestState(physics)).toBe(digest);
      }),
      { numRuns: 5 },
    );
    expect(reference.body(0)).toBe(reference.world.bodies[0]);
    expect(IDS.map((id) => reference.indexOf(id))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([false, true])(
    'restores bit-exactly into the same, a fresh and a dirty world (sleeping allowed: %s)',
    (sleep) => {
      const physics = heap(IDS, sleep);
      run(physics, 0, 200);
      const saved = saveState(physics);
      run(physics, 200, 700);
      const end = saveState(physics);

      // Another process would have other values of the library's global counters.
      Body.idCounter += 1000;
      Shape.idCounter += 70_000;
      Material.idCounter += 17;
      const fresh = heap(IDS, sleep);
      const dirty = heap(IDS, sleep);
      run(dirty, 0, 333);
      dirty.body(dirty.indexOf('crate1')).velocity.set(3, -2, 1);
      run(dirty, 333, 350);
      for (const world of [physics, fresh, dirty]) {
        restoreState(world, saved);
        expect(firstDifference(saveState(world), saved, world)).toBeNull();
        run(world, 200, 700);
        expect(firstDifference(saveState(world), end, world)).toBeNull();
      }
    },
  );

  it('changes nothing by being saved', () => {
    const plain = heap(IDS);
    const saved = heap(IDS);
    for (let i = 0; i < 300; i++) {
      run(plain, i, i + 1);
      run(saved, i, i + 1);
      saveState(saved);
    }
    expect(digestState(saved)).toBe(digestState(plain));
  });

  it('drives a kinematic box to its pose exactly, and lets it stand without a call', () => {
    const physics = new PhysicsWorld();
    const box = physics.addKinematicBox('box', 4, 2, 1.5);
    physics.build();
    physics.setPose(0, 1, 2, 0.75, 3.1);
    physics.driveTo(0, 1.25, 2.125, 0.75, -3.1);
    physics.step(DT);
    expect([box.position.x, box.position.y, box.position.z]).toEqual([1.25, 2.125, 0.75]);
    expect(2 * Math.atan2(box.quaternion.z, box.quaternion.w)).toBeCloseTo(-3.1, 12);
    expect(box.velocity.x).toBeCloseTo(0.25 / DT, 9);
    // The short way round: from 3.1 to -3.1 is a turn of +0.083.
    expect(box.angularVelocity.z).toBeCloseTo((2 * Math.PI - 6.2) / DT, 1);
    physics.step(DT);
    expect([box.position.x, box.position.y]).toEqual([1.25, 2.125]);
    expect(box.velocity.length()).toBe(0);
    for (let i = 1; i < 50; i++) {
      physics.driveTo(0, (i % 2) * 1000 + 1 / i, 1 / i, 0.75, 1 / 3);
      physics.step(DT);
      expect([box.position.x, box.position.y]).toEqual([(i % 2) * 1000 + 1 / i, 1 / i]);
    }
  });

  it('lets kinematic boxes pass through each other and the ground, but push what is dynamic', () => {
    const physics = new PhysicsWorld();
    physics.addGround('ground', 0.5);
    physics.addKinematicBox('pusher', 1, 1, 1, 0.5);
    physics.addKinematicBox('statue', 1, 1, 1);
    const crate = physics.addDynamicBox('crate', 0.5, 0.5, 0.5, 5, 0.5);
    physics.build();
    const pusher = physics.indexOf('pusher');
    physics.setPose(pusher, 0, 0, 0.4, 0);
    physics.setPose(physics.indexOf('statue'), 0.5, 0.9, 0.4, 0);
    physics.setPose(physics.indexOf('crate'), 0.9, 0, 0.25, 0);
    for (let i = 1; i <= 240; i++) {
      physics.driveTo(pusher, (0.5 * i) / 120, 0, 0.4, 0);
      physics.step(DT);
      for (const contact of physics.world.contacts) expect([contact.bi, contact.bj]).toContain(crate);
    }
    expect(crate.velocity.x).toBeCloseTo(0.5, 3);
    expect(crate.position.x).toBeCloseTo(1 + 0.75, 2);
    expect(Math.abs(crate.position.y)).toBeLessThan(0.01);
  });

  it('names the fault when it is built wrongly', () => {
    const physics = new PhysicsWorld();
    physics.addGround();
    expect(() => physics.addKinematicBox('ground', 1, 1, 1)).toThrow("Physics body 'ground': expected a unique id");
    physics.build();
    expect(() => physics.addDynamicBox('late', 1, 1, 1, 1)).toThrow(
      "Physics body 'late': expected to be added before build()",
    );
    expect(() => physics.indexOf('nobody')).toThrow("Physics body 'nobody': expected an id that was added");
    expect(() => physics.body(1)).toThrow('expected an index below 1, found 1');
    expect(() => physics.build()).toThrow('expected one call of build()');
  });

  it('calls listeners in their order, before positions move and after', () => {
    const physics = new PhysicsWorld();
    const ball = physics.addBody('ball', new Body({ mass: 1, shape: new Box(new Vec3(1, 1, 1)) }));
    physics.build();
    const seen: string[] = [];
    for (const name of ['a', 'b']) {
      physics.addListener({
        beforeIntegration: (dt) => seen.push(`${name} before ${ball.position.z === 0} ${dt === DT}`),
        afterStep: () => seen.push(`${name} after ${ball.position.z < 0}`),
      });
    }
    physics.step(DT);
    expect(seen).toEqual(['a before true true', 'b before true true', 'a after true', 'b after true']);
  });
});
