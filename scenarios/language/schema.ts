import { z } from 'zod';
import { about, QUANTITIES as Q, number, strictObject, value } from './quantity.ts';
import {
  checks,
  choiceByKind,
  controlDt,
  family,
  listOf,
  oneOf,
  parameters,
  physicsDt,
  refuseDuplicateIds,
  refusePartialSteps,
  sentence,
} from './schema-parts.ts';
import type { Immutable } from './schema-parts.ts';

/** Most actors of an episode, background traffic included. */
export const MAX_ACTORS = 100;

const ID_HINT = 'small letters, digits and hyphens, beginning with a letter, at most 40';
const actorId = z
  .string(`an id (${ID_HINT})`)
  .regex(/^[a-z][a-z0-9-]{0,39}$/, `an id (${ID_HINT})`)
  .refine((id) => id !== 'ego' && !id.startsWith('traffic-'), 'an id other than ego or traffic-..., which are taken');

const segment = strictObject({
  lengthM: about(value(Q.segmentLength), 'Length of the piece', 900),
  curvature: about(value(Q.curvature).default(0), 'Curvature; positive bends left'),
});

const roadFields = {
  lanes: about(
    value(Q.laneCount),
    'Number of lanes; per direction on two-way roads and crossings; without the acceleration lane on merge',
    2,
  ),
  laneWidthM: about(value(Q.laneWidth).default(3.5), 'Width of each lane'),
  shoulderM: about(value(Q.shoulder).default(2), 'Width of the shoulder'),
  speedLimitMps: about(value(Q.positiveSpeed), 'Speed limit', 30),
  segments: about(listOf(segment, 50, 1), 'Pieces of the road, one after the other'),
};

const map = choiceByKind('kind', 'highway, merge, two-way, crossing', [
  strictObject({ kind: about(z.literal('highway'), 'A road of one direction'), ...roadFields }),
  strictObject({
    kind: about(z.literal('merge'), 'A highway with an acceleration lane that ends'),
    ...roadFields,
    rampStartM: about(value(Q.along), 'Where the acceleration lane begins', 50),
    rampEndM: about(value(Q.along), 'Where the acceleration lane ends', 350),
  }),
  strictObject({ kind: about(z.literal('two-way'), 'A road with oncoming traffic'), ...roadFields }),
  strictObject({
    kind: about(z.literal('crossing'), 'A two-way road that another one crosses'),
    ...roadFields,
    crossingM: about(value(Q.along), 'Where the other road crosses', 300),
    crossingAngleRad: about(value(Q.angle).default(Math.PI / 2), 'Angle between the two roads'),
  }),
]);

const ego = strictObject({
  lane: about(
    value(Q.laneNumber),
    "Lane from the right, in the ego's direction; on merge, 0 is the acceleration lane",
    0,
  ),
  s: about(value(Q.along), 'Where it starts, along the road', 100),
  speedMps: about(value(Q.speed), 'Speed at the start', 25),
  desiredSpeedMps: about(value(Q.positiveSpeed), 'Speed that it would drive on a free road', 25),
  goalS: about(value(Q.along), 'The episode succeeds when the ego passes this place', 350),
});

const ACTOR_KINDS = ['car', 'van', 'truck', 'motorcycle', 'cyclist', 'pedestrian', 'debris', 'barrier'] as const;
const actorKind = oneOf(ACTOR_KINDS);

const KIND_TEXT = `one of ${ACTOR_KINDS.join(', ')}, or { choice: [..] } of them`;
const drawnKind = z.union([actorKind, strictObject({ choice: listOf(actorKind, 20, 1) })], { error: KIND_TEXT });

/** Where an actor starts: exactly one of `s`, `gapAheadM`, `gapBehindM`, and exactly one of `lane`, `d`. */
const start = strictObject({
  road: about(
    number({ low: 0, high: 50, unit: '', whole: true }).default(0),
    "0 for the ego's road, 1 for the road that crosses",
  ),
  s: about(value(Q.along).optional(), 'Place along the road; instead of a gap'),
  gapAheadM: about(
    value(Q.gap).optional(),
    'Gap ahead of the ego, bumper to bumper along road 0; below 0 it is beside the ego',
    20,
  ),
  gapBehindM: about(value(Q.gap).optional(), 'Gap behind the ego, bumper to bumper along road 0', 20),
  lane: about(
    value(Q.laneNumber).optional(),
    'Lane from the right, from 0; oncoming lanes count on: on a road of 1 lane per direction, 1 is oncoming',
    0,
  ),
  offsetM: about(value(Q.offset).default(0), 'Added to the middle of the lane; positive to the left'),
  d: about(value(Q.offset).optional(), "To the left of the road's reference line; instead of lane"),
  headingRad: about(value(Q.angle).optional(), 'Relative to the road; without it, along the lane'),
  speedMps: about(value(Q.speed).default(0), 'Speed at the start', 25),
}).superRefine((place, context) => {
  const given = (names: readonly (keyof typeof place)[]) => names.filter((name) => place[name] !== undefined);
  for (const names of [['s', 'gapAheadM', 'gapBehindM'] as const, ['lane', 'd'] as const]) {
    const present = given(names);
    if (present.length === 1) continue;
    const message = `exactly one of ${names.join(', ')}${present.length > 1 ? ` (not ${present.join(' and ')})` : ''}`;
    context.addIssue({ code: 'custom', message, path: present.length > 1 ? [present[1]] : [] });
  }
});

const DESIRED_SPEED = 'Speed that it would drive on a free road; without it, its start speed';

const follow = choiceByKind('model', 'idm, gipps', [
  /** Defaults: Treiber and Kesting 2013, Traffic Flow Dynamics, table 11.2, with the headway of Treiber et al. 2000. */
  strictObject({
    model: about(z.literal('idm'), 'Intelligent driver model (Treiber, Hennecke and Helbing 2000)'),
    desiredSpeedMps: about(value(Q.speed).optional(), DESIRED_SPEED),
    timeHeadwayS: about(value(Q.headway).default(1.5), 'Time gap that it wants to the vehicle ahead'),
    minGapM: about(value(Q.distance).default(2), 'Gap at a standstill'),
    maxAccelMps2: about(value(Q.acceleration).default(1), 'Greatest acceleration'),
    comfortDecelMps2: about(value(Q.acceleration).default(1.5), 'Deceleration that it thinks comfortable'),
    exponent: about(value(Q.exponent).default(4), 'How late it eases off towards the desired speed'),
  }),
  /** Defaults: means of Gipps 1981, section 4. */
  strictObject({
    model: about(z.literal('gipps'), 'The model of Gipps (1981), with a reaction time'),
    desiredSpeedMps: about(value(Q.speed).optional(), DESIRED_SPEED),
    reactionS: about(value(Q.duration).default(2 / 3), 'Reaction time'),
    minGapM: about(value(Q.distance).default(2), 'Gap at a standstill'),
    maxAccelMps2: about(value(Q.acceleration).default(1.7), 'Greatest acceleration'),
    decelMps2: about(value(Q.acceleration).default(3.4), 'Hardest braking that it wants to need'),
    estimatedLeaderDecelMps2: about(
      value(Q.acceleration).default(3.2),
      'Hardest braking that it expects of the vehicle ahead',
    ),
  }),
]);

/** Defaults: Treiber, traffic-simulation.de, as in MOBIL_PRESETS.treiber. */
const mobil = strictObject({
  politeness: about(value(Q.share).default(0.2), 'Weight of what a change costs or gains the others'),
  safeDecelMps2: about(value(Q.acceleration).default(4), 'Nobody behind may have to brake harder than this'),
  thresholdMps2: about(value(Q.bias).default(0.2), 'A change must gain more than this'),
  biasRightMps2: about(value(Q.bias).default(0.2), 'Bonus of a change to the right'),
  durationS: about(value(Q.duration).default(4), 'Time that a change takes'),
});

const behaviour = choiceByKind('kind', 'static, drive, walk', [
  strictObject({ kind: about(z.literal('static'), 'Stays where it is') }),
  strictObject({
    kind: about(z.literal('drive'), 'Keeps its lane and its distance'),
    follow: about(follow.prefault({ model: 'idm' }), 'How it keeps its distance'),
    mobil: about(
      mobil.nullable().default(null),
      'Changes lanes by MOBIL (Kesting, Treiber and Helbing 2007); null: never by itself',
    ),
    route: about(
      listOf(number({ low: 0, high: 50, unit: '', whole: true }), 20).default([]),
      'Roads that it takes one after the other',
    ),
    ignoresEgo: about(z.boolean('true or false').default(false), 'Drives as if the ego were not there'),
  }),
  strictObject({
    kind: about(z.literal('walk'), 'Goes from point to point'),
    points: about(
      listOf(
        strictObject({
          s: about(value(Q.along), 'Place along the road', 200),
          d: about(value(Q.offset), "To the left of the road's reference line", 6),
        }),
        20,
        1,
      ),
      'Where it goes, one after the other',
    ),
    speedMps: about(value(Q.positiveSpeed), 'Walking speed', 1.5),
    accelerationMps2: about(value(Q.acceleration).default(3), 'How fast it gets to its speed'),
    waits: about(z.boolean('true or false').default(false), 'Starts only after the action go'),
  }),
]);

const trigger = choiceByKind('kind', 'time, ego-gap, ego-arrival, after', [
  strictObject({
    kind: about(z.literal('time'), 'Some time after the start'),
    s: about(value(Q.time), 'Seconds after the start', 3),
  }),
  strictObject({
    kind: about(z.literal('ego-gap'), 'When the ego comes close behind this actor'),
    m: about(value(Q.distance), 'Gap below which it fires', 15),
  }),
  strictObject({
    kind: about(z.literal('ego-arrival'), 'When the ego, at its present speed, will soon be here'),
    s: about(value(Q.time), 'Time to arrival below which it fires', 4),
  }),
  strictObject({
    kind: about(z.literal('after'), 'Some time after an event of an actor'),
    of: about(z.string('the id of an actor').max(60, 'the id of an actor'), 'Id of the actor with the event', 'lead'),
    event: about(number({ low: 0, high: 19, unit: '', whole: true }), 'Number of its event, from 0', 0),
    s: about(value(Q.time), 'Seconds after that event', 1),
  }),
]);

const action = choiceByKind('kind', 'brake, change-lane, speed, go, halt', [
  strictObject({
    kind: about(z.literal('brake'), 'Brakes, waits, and drives on'),
    decelMps2: about(value(Q.acceleration), 'Deceleration', 6),
    toSpeedMps: about(value(Q.speed).default(0), 'Down to this speed'),
    holdS: about(value(Q.time).default(0), 'Keeps that speed for so long'),
  }),
  strictObject({
    kind: about(z.literal('change-lane'), 'Changes lanes, whatever is there'),
    lanes: about(value(Q.laneSteps), 'Lanes to the left; negative to the right', -1),
    durationS: about(value(Q.duration), 'Time that it takes', 3),
  }),
  strictObject({
    kind: about(z.literal('speed'), 'Wants another speed from now on'),
    speedMps: about(value(Q.speed), 'Speed that it wants', 20),
    accelMps2: about(value(Q.acceleration), 'Acceleration or deceleration on the way there', 2),
  }),
  strictObject({ kind: about(z.literal('go'), 'A walker starts') }),
  strictObject({ kind: about(z.literal('halt'), 'A walker stops') }),
]);

const actor = strictObject({
  id: about(actorId, 'Name of the actor, its own in this scenario', 'lead'),
  kind: about(drawnKind, 'What it is; a choice is drawn for every seed'),
  when: about(value(Q.presence).default(1), 'The actor is there when this is above 0'),
  lengthM: about(value(Q.bodySize).optional(), 'Length; without it, that of its kind', 4.5),
  widthM: about(value(Q.bodySize).optional(), 'Width; without it, that of its kind', 1.8),
  heightM: about(value(Q.bodySize).optional(), 'Height; without it, that of its kind', 1.5),
  start: about(start, 'Where it starts: one of s, gapAheadM, gapBehindM, and one of lane, d', {
    lane: 0,
    gapAheadM: 20,
    speedMps: 25,
  }),
  behaviour: about(behaviour.prefault({ kind: 'static' }), 'What it does', { kind: 'drive' }),
  events: about(
    listOf(
      strictObject({
        trigger: about(trigger, 'When it fires, once'),
        action: about(action, 'What the actor then does'),
      }),
      20,
    ).default([]),
    'What happens once, when a trigger first holds',
  ),
});

/** A stream of background drivers: in each lane, a row of slots with one vehicle each. Who starts too near to the ego or to an actor is left out. */
const traffic = strictObject({
  id: about(actorId, "Part of the vehicles' ids: traffic-<id>-<lane>-<slot>", 'flow'),
  when: about(value(Q.presence).default(1), 'The stream is there when this is above 0'),
  lanes: about(listOf(number(Q.laneNumber), 8, 1), 'Lanes that it fills', [1]),
  fromS: about(value(Q.along), 'Where the rows begin', 5),
  toS: about(value(Q.along), 'Where the rows end', 700),
  speedMps: about(value(Q.positiveSpeed), 'Mean of the speeds that the drivers want', 25),
  speedSpread: about(value(Q.share).default(0.05), "Relative standard deviation of the drivers' desired speeds"),
  headwayS: about(value(Q.headway).default(3), 'Mean time from front to front'),
  gippsShare: about(value(Q.share).default(0.5), "Share of drivers that follow Gipps' model; the others follow IDM"),
  mobilShare: about(value(Q.share).default(0.5), 'Share of drivers that change lanes by MOBIL'),
  truckShare: about(value(Q.share).default(0.1), 'Share of trucks'),
  clearAheadM: about(
    value(Q.distance).default(0),
    'Nobody starts within this distance ahead of the ego, in any lane of its direction',
  ),
  clearBehindM: about(
    value(Q.distance).default(0),
    'Nobody starts within this distance behind the ego, in any lane of its direction',
  ),
});

const sensors = strictObject({
  rangeM: about(value(Q.distance).default(120), 'How far the ego sees'),
  fieldOfViewRad: about(value(Q.fieldOfView).default(2 * Math.PI), 'Angle that the ego sees, half of it to each side'),
  positionNoiseM: about(value(Q.noise).default(0.25), 'Standard deviation of seen positions, m'),
  velocityNoiseMps: about(value(Q.noise).default(0.3), 'Standard deviation of seen velocities, m/s'),
  memoryS: about(value(Q.time).default(0.5), 'How long what is out of sight is remembered'),
});

/** A scenario file, format version 1. SI units, radians; right-hand traffic. */
export const scenarioSchema = strictObject({
  version: about(z.literal(1, '1, the format version'), 'Version of the format'),
  name: about(sentence(200), 'What happens, in a sentence', 'The car ahead brakes hard.'),
  family,
  domain: about(z.literal('driving', 'driving').default('driving'), 'Kind of world'),
  map: about(map, 'The road'),
  physicsDt,
  controlDt,
  timeLimitS: about(number({ low: 0.1, high: 600, unit: 's' }), 'The episode ends as a timeout then', 15),
  friction: about(value(Q.friction).default(0.9), 'Friction coefficient between tyre and road'),
  parameters,
  ego: about(ego, 'The vehicle that is driven, and its task'),
  actors: about(listOf(actor, MAX_ACTORS).default([]), 'Who else is there'),
  traffic: about(listOf(traffic, 8).default([]), 'Streams of background drivers'),
  sensors: about(sensors.prefault({}), 'What the ego sees'),
  checks,
}).superRefine((scenario, context) => {
  refusePartialSteps(scenario.controlDt, scenario.physicsDt, context);
  refuseDuplicateIds(scenario.actors, 'actors', context);
  refuseDuplicateIds(scenario.traffic, 'traffic', context);
});

/** A scenario with all defaults filled in. */
export type Scenario = Immutable<z.output<typeof scenarioSchema>>;

/** A scenario as it is written down. */
export type ScenarioInput = Immutable<z.input<typeof scenarioSchema>>;

export type ScenarioActor = Scenario['actors'][number];
export type ScenarioActorInput = NonNullable<ScenarioInput['actors']>[number];
export type TrafficStream = Scenario['traffic'][number];
export type TrafficStreamInput = NonNullable<ScenarioInput['traffic']>[number];

/** JSON Schema (draft 2020-12) of scenario files, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { title: 'Twotempo scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input' }) };
}
