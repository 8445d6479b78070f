import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActorSpec } from '../../../sim/driving/spec.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { digestState, nameState, saveState } from '../../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../../sim/kernel/state-io.ts';
import { createArm } from '../../../policies/driving/arms.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { RulePolicy } from '../../../policies/driving/rule-policy.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { actor, drivingSpec, laneCentre } from './worlds.ts';

const RANGE_M = 60;
const EGO_S = 300;
const TICKS = 30;

/** In sight all the time: a parked truck right ahead, a car on the left and a pedestrian beside the road. */
const VISIBLE = [
  actor('b-truck', 'truck', EGO_S + 25, laneCentre(1)),
  actor('d-car', 'car', EGO_S + 30, laneCentre(2)),
  actor('f-pedestrian', 'pedestrian', EGO_S + 15, -1),
];

interface Thought {
  /** Bytes of every request, and of every plan that answered it. */
  readonly requests: string[];
  readonly plans: string[];
  /** Of all that the two systems keep, after every tick. */
  readonly minds: string[];
  readonly hiddenSeen: boolean;
}

function bytesOf(state: Stateful): string {
  return Buffer.from(saveState(state).buffer).toString('base64');
}

/** Half a second of the arm that thinks back to back. */
async function think(hidden: readonly ActorSpec[]): Promise<Thought> {
  const spec = drivingSpec({
    actors: [...VISIBLE, ...hidden],
    ego: { s: EGO_S, speedMps: 6, desiredSpeedMps: 12, goalS: EGO_S + 200 },
    sensors: { rangeM: RANGE_M, positionNoiseM: 0.3, velocityNoiseMps: 0.2 },
  });
  const world = new DrivingWorld(spec, 'hidden');
  const arm = createArm('always', world, fixedLatency(50));
  const requests: string[] = [];
  const plans: string[] = [];
  const inner = arm.planner!;
  const system = new DualSystem({
    world,
    policy: new RulePolicy(world.map),
    domain: drivingDomain,
    arm: {
      ...arm,
      planner: {
        name: inner.name,
        *plan(request, budget, signal) {
          const { observation, decision, inForce } = request;
          const seen: Stateful = {
            exchange(io) {
              io.number('id', request.id);
              io.number('tick', request.tick);
              io.number('expectedDelayTicks', request.expectedDelayTicks);
              observation.ego.exchange(io);
              observation.tracks.exchange(io);
              observation.lane.exchange(io);
              decision.exchange(io);
              inForce?.exchange(io);
            },
          };
          requests.push(bytesOf(seen));
          for (const plan of inner.plan(request, budget, signal) as Iterable<DrivingPlan>) {
            plans.push(bytesOf(plan));
            yield plan;
          }
        },
      },
    },
  });
  const slots = hidden.map(({ id }) => world.actors.ids.indexOf(id) - 1);
  const minds: string[] = [];
  let hiddenSeen = false;
  for (let i = 0; i < TICKS; i++) {
    await system.runTick();
    minds.push(digestState(system.minds));
    hiddenSeen ||= slots.some((slot) => world.perception.tracks.valid[slot] === 1);
  }
  return { requests, plans, minds, hiddenSeen };
}

/** Anywhere on the road beyond the sensor's range, for as long as the test lasts, moving or not. */
const far = (id: string): fc.Arbitrary<ActorSpec> =>
  fc
    .record({
      kind: fc.constantFrom('car', 'truck', 'cyclist', 'pedestrian', 'debris'),
      awayM: fc.double({ min: RANGE_M + 30, max: 280, noNaN: true }),
      behind: fc.boolean(),
      d: fc.double({ min: -2, max: 10, noNaN: true }),
      headingRad: fc.double({ min: -3, max: 3, noNaN: true }),
      walkMps: fc.double({ min: 0, max: 8, noNaN: true }),
    })
    .map(({ kind, awayM, behind, d, headingRad, walkMps }) => {
      const s = EGO_S + (behind ? -awayM : awayM);
      const behaviour: ActorSpec['behaviour'] =
        walkMps < 1
          ? { kind: 'static' }
          : {
              kind: 'walk',
              road: 0,
              points: [
                { s, d },
                { s: s + 10, d: d + 3 },
              ],
              speedMps: walkMps,
              accelerationMps2: 5,
              waits: false,
            };
      return actor(id, kind, s, d, { headingRad, behaviour });
    });

/** Right behind the truck: lower, and narrower than its shadow. */
const inShadow = (id: string): fc.Arbitrary<ActorSpec> =>
  fc
    .record({
      kind: fc.constantFrom('car', 'cyclist', 'pedestrian', 'debris'),
      behindM: fc.double({ min: 1, max: 12, noNaN: true }),
      asideM: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    })
    .map(({ kind, behindM, asideM }) =>
      actor(id, kind, EGO_S + 25 + 5 + 2.3 + behindM, laneCentre(1) + asideM, { heightM: 1.2 }),
    );

describe('what the sensors do not see', () => {
  it('changes no byte of any request, of any plan, or of anything the two systems keep', async () => {
    const reference = await think([
      actor('a-far', 'car', EGO_S + 200, laneCentre(0)),
      actor('c-far', 'car', EGO_S - 200, laneCentre(0)),
      actor('e-shadow', 'pedestrian', EGO_S + 35, laneCentre(1), { heightM: 1.2 }),
    ]);
    expect(reference.hiddenSeen).toBe(false);
    expect(reference.requests.length).toBeGreaterThan(5);
    expect(reference.plans.length).toBeGreaterThan(reference.requests.length);
    await fc.assert(
      fc.asyncProperty(far('a-far'), far('c-far'), inShadow('e-shadow'), async (...hidden) => {
        expect(await think(hidden)).toEqual(reference);
      }),
      { numRuns: 25 },
    );
  });

  it('begins to matter when it is seen', async () => {
    const hidden = [
      actor('a-far', 'car', EGO_S + 200, laneCentre(0)),
      actor('c-far', 'car', EGO_S - 200, laneCentre(0)),
    ];
    const behind = await think([...hidden, actor('e-shadow', 'pedestrian', EGO_S + 35, laneCentre(1))]);
    const beside = await think([...hidden, actor('e-shadow', 'pedestrian', EGO_S + 20, laneCentre(0))]);
    expect(beside.hiddenSeen).toBe(true);
    expect(beside.requests.at(-1)).not.toEqual(behind.requests.at(-1));
    expect(beside.plans.at(-1)).not.toEqual(behind.plans.at(-1));
  });

  it('has no way into a request: the observation names nothing but perception, map and task', () => {
    const world = new DrivingWorld(drivingSpec({ actors: VISIBLE }), 'seed');
    const observation = world.observe();
    expect(Object.keys(observation).sort()).toEqual(
      [
        'controlDt',
        'desiredSpeedMps',
        'ego',
        'egoLengthM',
        'egoWidthM',
        'goalS',
        'lane',
        'map',
        'tick',
        'tracks',
      ].sort(),
    );
    expect(nameState(observation.tracks).some((name) => name.startsWith('track/b-truck'))).toBe(true);
  });
});
