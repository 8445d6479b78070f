import type { ManipulationSpec, ObjectSpec, SensorSpec, TaskSpec } from '../../../sim/robotics/spec.ts';
import { withoutPlace } from '../builder.ts';
import { Draws } from '../draws.ts';
import type { FieldPath } from '../problem.ts';
import { ScenarioError } from '../problem.ts';
import type { Fault } from '../validate.ts';
import { armModelOf } from './arm-model.ts';
import { Reach } from './arm-reach.ts';
import { personFaults } from './person-checks.ts';
import { ARM_QUANTITIES as Q } from './quantities.ts';
import { referenceFaults } from './reference-checks.ts';
import {
  heightOf,
  resolveBelt,
  resolveEvent,
  resolveObject,
  resolveObstacle,
  resolvePerson,
  resolvePoint,
} from './resolve-things.ts';
import type { WrittenAt } from './resolve-things.ts';
import type { ManipulationScenario } from './schema.ts';
import { startFaults } from './start-checks.ts';
import { taskFaults } from './task-checks.ts';

export type ManipulationResolution =
  | { readonly spec: ManipulationSpec; readonly faults: null }
  | { readonly spec: null; readonly faults: readonly Fault[] };

/**
 * The concrete episode of a scenario of the arm: every number drawn from streams named after the field that it fills, so
 * that the same seed gives the same episode and changing one field or thing changes no other's numbers.
 * @throws ScenarioError when this draw cannot be simulated
 */
export function resolveManipulation(scenario: ManipulationScenario, episodeSeed: string): ManipulationSpec {
  const { spec, faults } = tryResolveManipulation(scenario, episodeSeed);
  if (spec !== null) return spec;
  throw new ScenarioError(faults.map((fault) => withoutPlace(fault, scenario.name)));
}

/** As `resolveManipulation`, but returns what is wrong. @param heard is told of every number that is drawn or computed */
export function tryResolveManipulation(
  scenario: ManipulationScenario,
  episodeSeed: string,
  heard?: (path: FieldPath, value: number) => void,
): ManipulationResolution {
  const model = armModelOf(scenario.arm);
  if ('expected' in model) return { spec: null, faults: [model] };
  const draws = new Draws(episodeSeed, scenario.parameters, heard);
  const friction = draws.scope([], 'world')(scenario.friction, Q.friction, 'friction');
  const belt = resolveBelt(scenario.belt, draws);
  const objects = scenario.objects.map((object, i) => resolveObject(object, i, belt, draws)).filter(isPresent);
  const obstacles = scenario.obstacles.map((obstacle, i) => resolveObstacle(obstacle, i, draws)).filter(isPresent);
  const person = resolvePerson(scenario.person, draws);
  const drawnEvents = scenario.events.map((event, i) => resolveEvent(event, i, draws));
  const task = resolveTask(scenario.task, objects, draws);
  const sensors = resolveSensors(scenario.sensors, draws);
  const reach = Reach.of(model);
  const arm = {
    model,
    dynamics: scenario.arm.dynamics,
    start: resolveStart(scenario.arm.start, reach, draws),
  };
  if (draws.faults.length > 0) return { spec: null, faults: draws.faults };

  const { family, physicsDt, controlDt, timeLimitS } = scenario;
  const spec: ManipulationSpec = {
    family,
    physicsDt,
    controlDt,
    timeLimitS,
    friction,
    arm,
    task,
    objects: inOrder(objects),
    obstacles: inOrder(obstacles),
    belt,
    person,
    events: drawnEvents.filter(isPresent),
    sensors,
  };
  const written: WrittenAt = {
    objects: new Map(scenario.objects.map(({ id }, i) => [id, i])),
    obstacles: new Map(scenario.obstacles.map(({ id }, i) => [id, i])),
    events: drawnEvents.flatMap((event, i) => (event === null ? [] : [i])),
  };
  for (const check of [referenceFaults, startFaults, personFaults, taskFaults]) {
    const faults = check(spec, written, reach);
    if (faults.length > 0) return { spec: null, faults };
  }
  return { spec, faults: null };
}

function isPresent<Thing>(thing: Thing | null): thing is Thing {
  return thing !== null;
}

function inOrder<Thing extends { readonly id: string }>(things: readonly Thing[]): Thing[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Joint angles, rad; those of a hand's pose are the solution nearest to the home posture. */
function resolveStart(start: ManipulationScenario['arm']['start'], reach: Reach, draws: Draws): readonly number[] {
  const { joints, home } = reach.model;
  if (start === undefined) return home;
  const draw = draws.scope(['arm', 'start'], 'arm/start');
  if ('x' in start) {
    const [x, y, z] = resolvePoint(start, draw, []);
    const yaw = draw(start.yawRad, Q.angle, 'yawRad');
    if ([x, y, z, yaw].some(Number.isNaN)) return home;
    const q = reach.posture({ x, y, z, yaw });
    if (q !== null) return q;
    draws.fault(
      ['arm', 'start'],
      'a pose that the hand can take, pointing down, the arm clear of itself and the table',
      `x = ${x}, y = ${y}, z = ${z} m, yaw = ${yaw} rad`,
    );
    return home;
  }
  const q = start.map((value, i) => draw(value, Q.angle, i));
  if (q.length !== joints.length) {
    draws.fault(['arm', 'start'], `${joints.length} joint angles`, String(q.length));
    return home;
  }
  joints.forEach(({ name, lowerRad, upperRad }, i) => {
    if (q[i] < lowerRad || q[i] > upperRad) {
      draws.fault(['arm', 'start', i], `an angle of ${name} from ${lowerRad} to ${upperRad} rad`, String(q[i]));
    }
  });
  return q;
}

function resolveTask(task: ManipulationScenario['task'], objects: readonly ObjectSpec[], draws: Draws): TaskSpec {
  const draw = draws.scope(['task'], 'task');
  const holdS = draw(task.holdS, Q.hold, 'holdS');
  if (task.kind === 'lift') {
    return { kind: 'lift', object: task.object, liftM: draw(task.liftM, Q.lift, 'liftM'), holdS };
  }
  const toleranceM = draw(task.toleranceM, Q.tolerance, 'toleranceM');
  if (task.kind === 'stack') return { kind: 'stack', object: task.object, base: task.base, toleranceM, holdS };
  if (task.kind === 'reach') {
    return { kind: 'reach', goal: resolvePoint(task.goal, draw, ['goal']), toleranceM, holdS };
  }
  const lying = objects.find(({ id }) => id === task.object);
  const restingZ = lying === undefined ? 0 : heightOf(lying.shape) / 2;
  const goal = resolvePoint({ ...task.goal, z: task.goal.z ?? restingZ }, draw, ['goal']);
  if (task.kind === 'place') return { kind: 'place', object: task.object, goal, toleranceM, holdS };
  const maxLiftM = draw(task.maxLiftM, Q.lift, 'maxLiftM');
  return { kind: 'push', object: task.object, goal, toleranceM, maxLiftM, holdS };
}

function resolveSensors(sensors: ManipulationScenario['sensors'], draws: Draws): SensorSpec {
  const draw = draws.scope(['sensors'], 'sensors');
  return {
    jointNoiseRad: draw(sensors.jointNoiseRad, Q.angleNoise, 'jointNoiseRad'),
    jointSpeedNoiseRadps: draw(sensors.jointSpeedNoiseRadps, Q.angleSpeedNoise, 'jointSpeedNoiseRadps'),
    gripperNoiseM: draw(sensors.gripperNoiseM, Q.lengthNoise, 'gripperNoiseM'),
    positionNoiseM: draw(sensors.positionNoiseM, Q.lengthNoise, 'positionNoiseM'),
    yawNoiseRad: draw(sensors.yawNoiseRad, Q.angleNoise, 'yawNoiseRad'),
    cameraHz: sensors.cameraHz,
    cameraDelayS: draw(sensors.cameraDelayS, Q.delay, 'cameraDelayS'),
    cameras: sensors.cameras.map((camera, i) => resolvePoint(camera, draw, ['cameras', i])),
    memoryS: draw(sensors.memoryS, Q.time, 'memoryS'),
  };
}
