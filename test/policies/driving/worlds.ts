import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { ActorKind, ActorSpec, DrivingSpec, EgoSpec, MapSpec, SensorSpec } from '../../../sim/driving/spec.ts';
import type { PlanRequest } from '../../../policies/contracts.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import { IDM_PRESETS } from '../../../sim/driving/traffic/idm.ts';
import { mapSpec } from '../../sim/driving/map/specs.ts';

/** Centre of lane k of the straight road below, m. */
export const laneCentre = (lane: number): number => 1.75 + 3.5 * lane;

export interface SpecChanges {
  readonly map?: Partial<MapSpec>;
  readonly ego?: Partial<EgoSpec>;
  readonly sensors?: Partial<SensorSpec>;
  readonly actors?: readonly ActorSpec[];
  readonly friction?: number;
  readonly timeLimitS?: number;
}

/** A straight highway of three lanes, the ego in the middle one at s = 100 m with 20 m/s; exact sensors with 100 m range. */
export function drivingSpec({
  map,
  ego,
  sensors,
  actors = [],
  friction = 0.9,
  timeLimitS = 20,
}: SpecChanges = {}): DrivingSpec {
  return {
    family: 'test',
    map: mapSpec({ segments: [{ lengthM: 2000, curvature: 0 }], ...map }),
    physicsDt: 1 / 120,
    controlDt: 1 / 60,
    timeLimitS,
    friction,
    ego: { lane: 1, s: 100, speedMps: 20, desiredSpeedMps: 20, goalS: 400, ...ego },
    actors: [...actors].sort((a, b) => (a.id < b.id ? -1 : 1)),
    sensors: {
      rangeM: 100,
      fieldOfViewRad: 2 * Math.PI,
      positionNoiseM: 0,
      velocityNoiseMps: 0,
      memoryS: 1,
      ...sensors,
    },
  };
}

const SIZES: Readonly<Record<ActorKind, readonly [number, number, number]>> = {
  car: [4.5, 1.8, 1.5],
  van: [5.5, 2, 2.2],
  truck: [10, 2.5, 3.6],
  motorcycle: [2.2, 0.8, 1.4],
  cyclist: [1.8, 0.6, 1.7],
  pedestrian: [0.5, 0.5, 1.75],
  debris: [0.8, 0.8, 0.4],
  barrier: [2, 2, 1],
};

export function actor(
  id: string,
  kind: ActorKind,
  s: number,
  d: number,
  changes: Partial<ActorSpec> & { readonly speedMps?: number; readonly headingRad?: number } = {},
): ActorSpec {
  const { speedMps = 0, headingRad = 0, ...rest } = changes;
  const [lengthM, widthM, heightM] = SIZES[kind];
  return {
    id,
    kind,
    lengthM,
    widthM,
    heightM,
    start: { road: 0, s, d, headingRad, speedMps },
    behaviour: { kind: 'static' },
    events: [],
    ...rest,
  };
}

/** A car that keeps its lane and its speed as far as others let it. */
export function cruising(
  id: string,
  s: number,
  lane: number,
  speedMps: number,
  changes: Partial<ActorSpec> = {},
): ActorSpec {
  return actor(id, 'car', s, laneCentre(lane), {
    speedMps,
    behaviour: {
      kind: 'drive',
      follow: { ...IDM_PRESETS.treiber, desiredSpeedMps: speedMps },
      mobil: null,
      route: [],
      ignoresEgo: false,
    },
    ...changes,
  });
}

/** The world after `ticks` ticks of keeping lane and speed, so that tracks are confirmed. */
export function worldAfter(ticks: number, changes: SpecChanges = {}, seed = 'seed'): DrivingWorld {
  const world = new DrivingWorld(drivingSpec(changes), seed);
  const action = new EgoAction();
  action.targetOffsetM = laneCentre(world.spec.ego.lane);
  for (let i = 0; i < ticks && !world.ended; i++) world.step(action);
  return world;
}

/** What a planner is asked at the present tick of `world`, with a decision to keep lane and speed. */
export function requestAt(
  world: DrivingWorld,
  changes: Partial<PlanRequest<DrivingObservation, DrivingDecision>> & { readonly inForce?: DrivingPlan } = {},
): PlanRequest<DrivingObservation, DrivingDecision> {
  const decision = new DrivingDecision();
  decision.manoeuvre.fill(0, laneCentre(world.spec.ego.lane), 0);
  decision.choice[0] = 1;
  return {
    id: world.tick,
    tick: world.tick,
    controlDt: world.controlDt,
    expectedDelayTicks: 12,
    observation: world.observe(),
    decision,
    inForce: null,
    ...changes,
  };
}
