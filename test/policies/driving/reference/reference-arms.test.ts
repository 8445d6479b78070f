import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EgoAction } from '../../../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../../../sim/driving/driving-world.ts';
import { idmEquilibriumGap } from '../../../../sim/driving/traffic/idm.ts';
import type { ActorSpec } from '../../../../sim/driving/spec.ts';
import { digestState, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { createArm, REFERENCE_ARMS } from '../../../../policies/driving/arms.ts';
import { DrivingDecision } from '../../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../../policies/driving/driving-plan.ts';
import {
  CarFollowing,
  COMFORT_DECELERATION_MPS2,
  FOLLOWING,
} from '../../../../policies/driving/reference/car-following.ts';
import { FULL_BRAKING_MPS2 } from '../../../../policies/driving/reference/constants.ts';
import { createReferenceDriver } from '../../../../policies/driving/reference/create-driver.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { fixedLatency } from '../../../../policies/runtime/latency.ts';
import { resolveScenario } from '../../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../../scenarios/library/registry.ts';
import { Episode, type EpisodeSetup } from '../../../../scenarios/runner/episode.ts';
import { actor, cruising, drivingSpec, laneCentre } from '../worlds.ts';
import { addOther, MAP, setScene } from './point-drive.ts';

const DT = 1 / 60;

function setupOf(arm: (typeof REFERENCE_ARMS)[number], scenario: string, seed = 0): EpisodeSetup {
  const name = episodeSeed('train', scenario, seed);
  return {
    job: {
      suite: 'test',
      split: 'train',
      scenario,
      seed,
      arm,
      latency: { kind: 'fixed', ms: 200 },
      planner: null,
    },
    spec: resolveScenario(libraryScenario(scenario), name),
    episodeSeed: name,
    model: null,
    engineVersion: '1.2.3',
  };
}

/** What an arm asks for while it drives a world, tick by tick. */
function requests(name: (typeof REFERENCE_ARMS)[number], actors: readonly ActorSpec[], ticks: number): string[] {
  const spec = drivingSpec({
    actors,
    ego: { s: 300, speedMps: 20, desiredSpeedMps: 22, goalS: 900 },
    sensors: { rangeM: 60, positionNoiseM: 0.25, velocityNoiseMps: 0.3 },
  });
  const world = new DrivingWorld(spec, 'seed');
  const { merge } = createArm(name, world, fixedLatency(0));
  const [action, decision] = [new EgoAction(), new DrivingDecision()];
  const seen: string[] = [];
  for (let i = 0; i < ticks; i++) {
    const context = { tick: world.tick, controlDt: world.controlDt, blocking: false };
    merge.merge(world.observe(), decision, null, context, action);
    seen.push(digestState(action), digestState(merge));
    world.step(action);
  }
  return seen;
}

describe.each(REFERENCE_ARMS)('the arm %s', (name) => {
  it('drives everyday traffic to the goal without touching anybody', async () => {
    for (const scenario of ['cut-in/common', 'pedestrian/common']) {
      const episode = new Episode(setupOf(name, scenario));
      while (await episode.tick());
      const { outcome, error } = episode.finish(0);
      expect({ scenario, error, end: outcome.end, collision: outcome.collision }).toEqual({
        scenario,
        error: null,
        end: 'goal',
        collision: false,
      });
    }
  });

  it('gives the same episode again, and goes on from any of its states', async () => {
    const setup = setupOf(name, 'cut-in/tail', 3);
    const whole = new Episode(setup);
    const saved: ReturnType<Episode['snapshot']>[] = [];
    for (let tick = 1; await whole.tick(); tick++) if (tick % 60 === 0) saved.push(whole.snapshot());
    expect(saved.length).toBeGreaterThan(2);
    const again = new Episode(setup);
    while (await again.tick());
    expect(again.digest).toBe(whole.digest);
    for (const snapshot of saved) {
      const fork = new Episode(setup);
      fork.restore(snapshot);
      while (await fork.tick());
      expect(fork.digest).toBe(whole.digest);
    }
  });

  it('knows nothing of whom the sensors do not see', () => {
    // Standing: traffic would react to the stranger, which the ego would see.
    const lead = actor('lead', 'car', 357, laneCentre(1));
    const far = (s: number, v: number): ActorSpec => cruising('stranger', s, 1, v);
    const reference = requests(name, [lead, far(520, 20)], 90);
    expect(requests(name, [lead, far(560, 25)], 90)).toEqual(reference);
    expect(requests(name, [lead, actor('stranger', 'pedestrian', 120, -3)], 90)).toEqual(reference);
    expect(requests(name, [lead, far(325, 8)], 90)).not.toEqual(reference);
  });

  it('ignores the fast policy and every plan', () => {
    const world = new DrivingWorld(drivingSpec({ actors: [cruising('lead', 135, 1, 10)] }), 'seed');
    const acted = [false, true].map((misled) => {
      const { merge } = createArm(name, world, fixedLatency(0));
      const [action, decision, plan] = [new EgoAction(), new DrivingDecision(), new DrivingPlan()];
      if (misled) {
        decision.manoeuvre.fill(3, laneCentre(0), 1);
        plan.manoeuvre.fill(-9, laneCentre(2), 1);
      }
      merge.merge(world.observe(), decision, misled ? plan : null, { tick: 0, controlDt: DT, blocking: false }, action);
      return saveState(action);
    });
    expect(acted[1]).toEqual(acted[0]);
    expect(acted[0][1]).toBeCloseTo(laneCentre(1), 9);
  });

  it('never asks for more than car following does, nor brakes beyond its bound; a saved state goes on as the first', () => {
    const other = fc.record({
      gapM: fc.double({ min: -12, max: 120, noNaN: true }),
      asideM: fc.double({ min: -9, max: 9, noNaN: true }),
      speedMps: fc.double({ min: -30, max: 40, noNaN: true }),
      sidewaysMps: fc.double({ min: -6, max: 6, noNaN: true }),
      accel: fc.double({ min: -10, max: 3, noNaN: true }),
      kind: fc.constantFrom('car', 'pedestrian', 'cyclist', 'debris' as const),
      headingRad: fc.constantFrom(0, Math.PI, Math.PI / 2, -Math.PI / 2),
    });
    const moment = fc.record({
      egoMps: fc.double({ min: 0, max: 40, noNaN: true }),
      egoA: fc.double({ min: -8, max: 3, noNaN: true }),
      follow: fc.double({ min: -4, max: 2, noNaN: true }),
      others: fc.array(other, { maxLength: 3 }),
      ticks: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 6 }), (moments) => {
        const scene = new Scene(MAP);
        const driver = createReferenceDriver(name, 3);
        const twin = createReferenceDriver(name, 3);
        for (const { egoMps, egoA, follow, others, ticks } of moments) {
          restoreState(twin, saveState(driver));
          for (let k = 0; k < ticks; k++) {
            setScene(scene, egoMps, egoA);
            others.forEach((o, row) => addOther(scene, row, o, o.gapM, o.asideM, o.speedMps, o.accel));
            const request = driver.request(scene, follow, DT);
            expect(request).toBeLessThanOrEqual(follow);
            expect(request).toBeGreaterThanOrEqual(Math.min(follow, -FULL_BRAKING_MPS2));
            expect(twin.request(scene, follow, DT)).toBe(request);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('car following of the reference drivers', () => {
  const scene = new Scene(MAP);
  const following = new CarFollowing();

  it('rests at the equilibrium gap of its model', () => {
    const gapM = idmEquilibriumGap({ ...FOLLOWING, desiredSpeedMps: 30 }, 20);
    setScene(scene, 20, 0);
    scene.desiredSpeedMps = 30;
    addOther(scene, 0, { gapM, speedMps: 20 }, gapM, 0, 20, 0);
    expect(following.request(scene, 300)).toBeCloseTo(0, 9);
    // Somebody in the next lane is none of its business.
    addOther(scene, 1, { gapM: 5, speedMps: 10 }, 5, 3.5, 10, 0);
    expect(following.request(scene, 300)).toBeCloseTo(0, 9);
  });

  it('brakes comfortably at most', () => {
    setScene(scene, 30, 0);
    addOther(scene, 0, { gapM: 5, speedMps: 0 }, 5, 0, 0, 0);
    expect(following.request(scene, 300)).toBe(-COMFORT_DECELERATION_MPS2);
  });

  it('stops before its lane ends', () => {
    let [left, v] = [280, 28];
    for (let t = 0; t < 40; t += DT) {
      setScene(scene, v, 0);
      scene.desiredSpeedMps = 28;
      const next = Math.max(0, v + following.request(scene, left) * DT);
      left -= 0.5 * (v + next) * DT;
      v = next;
    }
    expect(v).toBeLessThan(0.2);
    expect(left).toBeGreaterThan(0.5 * scene.egoLengthM);
    expect(left).toBeLessThan(0.5 * scene.egoLengthM + 2 * FOLLOWING.minGapM);
  });
});
