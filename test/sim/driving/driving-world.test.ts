import { describe, expect, it } from 'vitest';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { digestState, nameState, restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { actor, cruising, drivingSpec, laneCentre, type SpecChanges } from '../../policies/driving/worlds.ts';

function actionOf(mps2 = 0, offset = laneCentre(1), urgency = 0): EgoAction {
  const action = new EgoAction();
  action.accelerationMps2 = mps2;
  action.targetOffsetM = offset;
  action.urgency = urgency;
  return action;
}

/** Runs to the end, or for `ticks`. */
function run(changes: SpecChanges, action = actionOf(), ticks = 10_000): DrivingWorld {
  const world = new DrivingWorld(drivingSpec(changes), 'seed');
  for (let i = 0; i < ticks && !world.ended; i++) world.step(action);
  return world;
}

describe('an episode ends', () => {
  it('at the goal, at the first tick behind it', () => {
    const world = run({ ego: { goalS: 150 } });
    expect(world.end).toBe('goal');
    expect(world.actors.s[0]).toBeGreaterThanOrEqual(150);
    expect(world.actors.s[0]).toBeLessThan(150 + 20 / 60 + 0.01);
    expect(world.progress).toBe(1);
    expect(Math.abs(world.tick - 150)).toBeLessThan(3);
  });

  it('when its time is up, with the share of the way that was done', () => {
    const world = run({ timeLimitS: 2, ego: { goalS: 200 } });
    expect(world.end).toBe('timeout');
    expect(world.tick).toBe(120);
    expect(world.progress).toBeCloseTo(0.4, 2);
  });

  it('off the road, when the middle of the ego leaves the shoulder', () => {
    const world = run({}, actionOf(0, -6, 1));
    expect(world.end).toBe('off-road');
    expect(world.actors.d[0]).toBeLessThan(-2);
    expect(world.actors.d[0]).toBeGreaterThan(-2.2);
    expect(run({}, actionOf(0, -1.5, 1), 300).end).toBe('running');
  });

  it('in a collision, which comes before goal and road', () => {
    const parked = actor('parked', 'car', 150, laneCentre(1));
    expect(run({ actors: [parked], ego: { goalS: 145.5 } }).end).toBe('collision');
    expect(run({ actors: [parked], ego: { goalS: 145 } }).end).toBe('goal');
  });

  it('and does not go on', () => {
    const world = run({ ego: { goalS: 110 } });
    expect(() => world.step(actionOf())).toThrow('episode has ended (goal)');
  });
});

describe('a collision', () => {
  // Gaps of all lengths: the contact falls anywhere within a tick and its physics steps.
  it.each([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])('keeps the speed it happened at, %d m into a tick', (more) => {
    for (const speed of [20, 7, 2]) {
      const world = run({
        ego: { speedMps: speed },
        actors: [actor('wall', 'barrier', 104 + more, laneCentre(1))],
      });
      expect(world.end).toBe('collision');
      expect(world.impactSpeedMps).toBeCloseTo(speed, 1);
      expect(world.collisionKind).toBe('stopped-track');
      expect(world.atFault).toBe(true);
      expect(world.metrics.minTtcS).toBe(0);
    }
  });

  it('names whom it happened with', () => {
    const world = run({
      actors: [actor('a-free', 'car', 130, laneCentre(2)), actor('b-hit', 'car', 130, laneCentre(1))],
    });
    expect(world.actors.ids[world.collisionRow]).toBe('b-hit');
  });

  it('from behind is not the ego', () => {
    const chaser = cruising('chaser', 85, 1, 30, {
      behaviour: {
        kind: 'walk',
        road: 0,
        points: [
          { s: 85, d: laneCentre(1) },
          { s: 900, d: laneCentre(1) },
        ],
        speedMps: 30,
        accelerationMps2: 100,
        waits: false,
      },
    });
    const world = run({ actors: [chaser] });
    expect(world.collisionKind).toBe('active-rear');
    expect(world.atFault).toBe(false);
    expect(world.impactSpeedMps).toBeCloseTo(10, 1);
  });

  it('sideways is the ego while it is between lanes, and not while it keeps its own', () => {
    // Beside the ego, half a car behind, as fast as it.
    const beside = (d: number, toD: number): SpecChanges => ({
      actors: [
        actor('beside', 'car', 98, d, {
          speedMps: 20,
          behaviour: {
            kind: 'walk',
            road: 0,
            points: [
              { s: 98, d },
              { s: 180, d: toD },
              { s: 900, d: toD },
            ],
            speedMps: 20,
            accelerationMps2: 100,
            waits: false,
          },
        }),
      ],
    });
    const pushed = run(beside(laneCentre(2), laneCentre(1)));
    expect(pushed.collisionKind).toBe('active-lateral');
    expect(pushed.atFault).toBe(false);
    const pushing = run(beside(laneCentre(2), laneCentre(2)), actionOf(0, laneCentre(2)));
    expect(pushing.collisionKind).toBe('active-lateral');
    expect(pushing.atFault).toBe(true);
  });
});

describe('the state of a world', () => {
  const busy: SpecChanges = {
    sensors: { positionNoiseM: 0.2, velocityNoiseMps: 0.2 },
    actors: [
      cruising('ahead', 140, 1, 15),
      cruising('beside', 100, 2, 22),
      actor('walker', 'pedestrian', 180, -1),
      actor('parked', 'van', 300, -1),
    ],
  };

  it('goes on after a restore, in a world that has already been elsewhere, to the same bits', () => {
    const spec = drivingSpec(busy);
    const world = new DrivingWorld(spec, 'seed');
    const action = actionOf(-0.5, laneCentre(1) + 0.5);
    for (let i = 0; i < 77; i++) world.step(action);
    const saved = saveState(world);
    const twin = new DrivingWorld(spec, 'seed');
    for (let i = 0; i < 30; i++) twin.step(actionOf(2, laneCentre(2), 1));
    restoreState(twin, saved);
    expect(digestState(twin.perception)).toBe(digestState(world.perception));
    for (let i = 0; i < 120; i++) {
      world.step(action);
      twin.step(action);
      expect(digestState(twin)).toBe(digestState(world));
    }
    expect(twin.end).toBe(world.end);
  });

  it('keeps how it ended', () => {
    const spec = drivingSpec({ actors: [actor('wall', 'barrier', 110, laneCentre(1))] });
    const world = new DrivingWorld(spec, 'seed');
    while (!world.ended) world.step(actionOf());
    const twin = new DrivingWorld(spec, 'seed');
    restoreState(twin, saveState(world));
    expect([twin.end, twin.collisionKind, twin.collisionRow, twin.atFault, twin.impactSpeedMps]).toEqual([
      'collision',
      'stopped-track',
      1,
      true,
      world.impactSpeedMps,
    ]);
  });

  it('depends on the seed by its noise alone, and names every number', () => {
    const [a, b] = ['one', 'other'].map((seed) => new DrivingWorld(drivingSpec(busy), seed));
    expect(digestState(a)).not.toBe(digestState(b));
    expect(digestState(a.actors)).toBe(digestState(b.actors));
    expect(nameState(a)).toHaveLength(saveState(a).length);
  });

  it('starts with everybody where the spec says', () => {
    const world = new DrivingWorld(drivingSpec(busy), 'seed');
    expect(world.tick).toBe(0);
    expect(world.progress).toBe(0);
    expect([...world.actors.ids]).toEqual(['ego', 'ahead', 'beside', 'parked', 'walker']);
    expect([...world.actors.s]).toEqual([100, 140, 100, 300, 180]);
    expect(world.actors.d[0]).toBeCloseTo(laneCentre(1), 12);
    expect(world.actors.speed[0]).toBe(20);
  });
});
