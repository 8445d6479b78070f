import { ActorTable } from '../../sim/driving/actor-table.ts';
import { buildMap } from '../../sim/driving/map/build-map.ts';
import { mapProblems } from '../../sim/driving/map/map-checks.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { ActorSpec, DrivingSpec, EgoSpec, MapSpec } from '../../sim/driving/spec.ts';
import { Cast } from '../../sim/driving/traffic/cast.ts';
import { backgroundTraffic } from './background-traffic.ts';
import { EGO_SIZE } from './body-sizes.ts';
import { withoutPlace } from './builder.ts';
import { Draws } from './draws.ts';
import { overlapFaults } from './overlaps.ts';
import { ScenarioError } from './problem.ts';
import type { FieldPath } from './problem.ts';
import { QUANTITIES as Q } from './quantity.ts';
import { laneNumbers, resolveActor } from './resolve-actor.ts';
import { MAX_ACTORS } from './schema.ts';
import type { Scenario } from './schema.ts';
import type { Fault } from './validate.ts';

/**
 * The concrete episode of a scenario: every number drawn from streams named after the field that it fills, so that the
 * same seed gives the same episode and changing one field or actor changes no other's numbers.
 * @throws ScenarioError when this draw cannot be simulated
 */
export function resolveScenario(scenario: Scenario, episodeSeed: string): DrivingSpec {
  const { spec, faults } = tryResolve(scenario, episodeSeed);
  if (spec !== null) return spec;
  throw new ScenarioError(faults.map((fault) => withoutPlace(fault, scenario.name)));
}

export type Resolution =
  { readonly spec: DrivingSpec; readonly faults: null } | { readonly spec: null; readonly faults: readonly Fault[] };

/** As `resolveScenario`, but returns what is wrong. @param heard is told of every number that is drawn or computed */
export function tryResolve(
  scenario: Scenario,
  episodeSeed: string,
  heard?: (path: FieldPath, value: number) => void,
): Resolution {
  const draws = new Draws(episodeSeed, scenario.parameters, heard);
  const failed = (): Resolution => ({ spec: null, faults: draws.faults });

  const mapSpec = resolveMap(scenario.map, draws);
  if (draws.faults.length > 0) return failed();
  for (const problem of mapProblems(mapSpec)) draws.faults.push(mapFault(problem));
  if (draws.faults.length > 0) return failed();
  const map = buildMap(mapSpec);

  const ego = resolveEgo(scenario.ego, map, draws);
  const friction = draws.scope([], 'world')(scenario.friction, Q.friction, 'friction');
  const sensors = resolveSensors(scenario.sensors, draws);
  const scripted = scenario.actors.map((actor, i) => resolveActor(actor, i, ego, map, draws));
  const present = scripted.filter((actor) => actor !== null);
  const paths = new Map<string, FieldPath>(scenario.actors.map(({ id }, i) => [id, ['actors', i]]));
  if (draws.faults.length > 0) return failed();

  const egoD = egoLaneOffset(map, ego.lane);
  const background = scenario.traffic.flatMap((stream, i) => {
    const before = [...present];
    const vehicles = backgroundTraffic(stream, i, ego, egoD, before, map, episodeSeed, draws);
    for (const { id } of vehicles) paths.set(id, ['traffic', i]);
    return vehicles;
  });
  const actors = [...present, ...background].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (actors.length > MAX_ACTORS) {
    draws.fault(['traffic'], `at most ${MAX_ACTORS} actors with the scripted ones`, String(actors.length));
  }
  checkEvents(present, scenario, draws);
  if (draws.faults.length > 0) return failed();

  draws.faults.push(...overlapFaults(map, ego, egoD, actors, paths));
  const castFault = faultOfCast(map, actors, episodeSeed, paths);
  if (castFault !== null) draws.faults.push(castFault);
  if (draws.faults.length > 0) return failed();

  const { family, physicsDt, controlDt, timeLimitS } = scenario;
  return {
    spec: { family, map: mapSpec, physicsDt, controlDt, timeLimitS, friction, ego, actors, sensors },
    faults: null,
  };
}

function resolveMap(map: Scenario['map'], draws: Draws): MapSpec {
  const draw = draws.scope(['map'], 'map');
  const crossing = map.kind === 'crossing';
  const merge = map.kind === 'merge';
  return {
    kind: map.kind,
    lanes: draw(map.lanes, Q.laneCount, 'lanes'),
    laneWidthM: draw(map.laneWidthM, Q.laneWidth, 'laneWidthM'),
    shoulderM: draw(map.shoulderM, Q.shoulder, 'shoulderM'),
    speedLimitMps: draw(map.speedLimitMps, Q.positiveSpeed, 'speedLimitMps'),
    segments: map.segments.map(({ lengthM, curvature }, i) => ({
      lengthM: draw(lengthM, Q.segmentLength, 'segments', i, 'lengthM'),
      curvature: draw(curvature, Q.curvature, 'segments', i, 'curvature'),
    })),
    rampStartM: merge ? draw(map.rampStartM, Q.along, 'rampStartM') : 0,
    rampEndM: merge ? draw(map.rampEndM, Q.along, 'rampEndM') : 0,
    crossingM: crossing ? draw(map.crossingM, Q.along, 'crossingM') : 0,
    crossingAngleRad: crossing ? draw(map.crossingAngleRad, Q.angle, 'crossingAngleRad') : 0,
  };
}

/** `mapProblems` gives sentences of the form `map.field: expected X, found Y`. */
function mapFault(problem: string): Fault {
  const [, field, expected, found] = /^map\.(.*?): expected (.*), found (.*)$/s.exec(problem) ?? [
    '',
    '',
    'a map',
    problem,
  ];
  const path = ['map', ...field.split(/[.[\]]+/).filter((step) => step !== '')];
  return { path: path.map((step) => (/^\d+$/.test(step) ? Number(step) : step)), expected, found, tip: '' };
}

function resolveEgo(ego: Scenario['ego'], map: RoadMap, draws: Draws): EgoSpec {
  const draw = draws.scope(['ego'], 'ego');
  const fault = (field: string, expected: string, found: number) =>
    draws.fault(['ego', field], expected, String(found));
  const spec = {
    lane: draw(ego.lane, Q.laneNumber, 'lane'),
    s: draw(ego.s, Q.along, 's'),
    speedMps: draw(ego.speedMps, Q.speed, 'speedMps'),
    desiredSpeedMps: draw(ego.desiredSpeedMps, Q.positiveSpeed, 'desiredSpeedMps'),
    goalS: draw(ego.goalS, Q.along, 'goalS'),
  };
  const lane = map.lanes.find(({ id, direction }) => id === `0/${spec.lane}` && direction === 1);
  if (lane === undefined) {
    const numbers = laneNumbers(map, 0).filter((number) =>
      map.lanes.some((l) => l.id === `0/${number}` && l.direction === 1),
    );
    fault('lane', `a lane of the ego's direction: one of ${numbers.join(', ')}`, spec.lane);
    return spec;
  }
  const half = EGO_SIZE.lengthM / 2;
  if (spec.s - half < lane.startM || spec.s + half > lane.endM) {
    fault('s', `a place on lane ${spec.lane}, from ${lane.startM + half} to ${lane.endM - half} m`, spec.s);
  }
  const { lengthM } = map.roads[0];
  if (spec.goalS <= spec.s) fault('goalS', `more than the start at s = ${spec.s} m`, spec.goalS);
  else if (spec.goalS > lengthM - half)
    fault('goalS', `at most ${lengthM - half} m, half a car before the road's end`, spec.goalS);
  return spec;
}

function egoLaneOffset(map: RoadMap, number: number): number {
  return map.lanes.find(({ id }) => id === `0/${number}`)?.centerM ?? 0;
}

function resolveSensors(sensors: Scenario['sensors'], draws: Draws): DrivingSpec['sensors'] {
  const draw = draws.scope(['sensors'], 'sensors');
  return {
    rangeM: draw(sensors.rangeM, Q.distance, 'rangeM'),
    fieldOfViewRad: draw(sensors.fieldOfViewRad, Q.fieldOfView, 'fieldOfViewRad'),
    positionNoiseM: draw(sensors.positionNoiseM, Q.noise, 'positionNoiseM'),
    velocityNoiseMps: draw(sensors.velocityNoiseMps, Q.noise, 'velocityNoiseMps'),
    memoryS: draw(sensors.memoryS, Q.time, 'memoryS'),
  };
}

/** Events that wait for another actor's event. */
function checkEvents(present: readonly ActorSpec[], scenario: Scenario, draws: Draws): void {
  for (const actor of present) {
    const index = scenario.actors.findIndex(({ id }) => id === actor.id);
    actor.events.forEach(({ trigger }, i) => {
      if (trigger.kind !== 'after') return;
      const path = ['actors', index, 'events', i, 'trigger'];
      const known = scenario.actors.find(({ id }) => id === trigger.of);
      if (known === undefined) {
        const ids = scenario.actors.map(({ id }) => id).join(', ');
        draws.fault([...path, 'of'], `the id of an actor: one of ${ids}`, JSON.stringify(trigger.of));
      } else if (!present.some(({ id }) => id === trigger.of)) {
        const tip = `Give ${trigger.of} and ${actor.id} the same \`when\`.`;
        draws.fault([...path, 'of'], 'an actor that is there in this episode', JSON.stringify(trigger.of), tip);
      } else if (trigger.event >= known.events.length) {
        const count = known.events.length;
        draws.fault([...path, 'event'], `an event of ${trigger.of}, which has ${count}`, String(trigger.event));
      }
    });
  }
}

/** What the traffic itself would refuse: `actor ID, FIELD: expected X, found Y`. */
function faultOfCast(
  map: RoadMap,
  actors: readonly ActorSpec[],
  seed: string,
  paths: ReadonlyMap<string, FieldPath>,
): Fault | null {
  try {
    new Cast(map, actors, new ActorTable(EGO_SIZE, actors), seed);
    return null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const parts = /^actor (\S+), (.*?): expected (.*), found (.*)$/s.exec(error.message);
    if (parts === null)
      return { path: ['actors'], expected: 'actors that can be simulated', found: error.message, tip: '' };
    const [, id, field, expected, found] = parts;
    const steps = field.split(/[.[\]]+/).filter((step) => step !== '');
    const inner = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return { path: [...(paths.get(id) ?? ['actors']), ...inner], expected, found, tip: '' };
  }
}
