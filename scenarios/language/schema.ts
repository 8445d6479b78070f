import { z } from 'zod';
import { parseCheck, CheckExpressionError } from '../compare/check-expression.ts';
import { substepsPerTick } from '../../sim/kernel/clock.ts';
import { QUANTITIES as Q, number, strictObject, value } from './quantity.ts';

/** Most actors of an episode, background traffic included. */
export const MAX_ACTORS = 100;

const NAME_HINT = 'letters and digits, beginning with a small letter, at most 40';
const parameterName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, `a name (${NAME_HINT})`);

const ID_HINT = 'small letters, digits and hyphens, beginning with a letter, at most 40';
const actorId = z
  .string(`an id (${ID_HINT})`)
  .regex(/^[a-z][a-z0-9-]{0,39}$/, `an id (${ID_HINT})`)
  .refine((id) => id !== 'ego' && !id.startsWith('traffic-'), 'an id other than ego or traffic-..., which are taken');

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `one of ${values.join(', ')}`);
}

function sentence(longest: number) {
  const text = `a text of 1 to ${longest} characters`;
  return z.string(text).min(1, text).max(longest, text);
}

function listOf<Item extends z.ZodType>(item: Item, most: number, least = 0) {
  const text = `a list of ${least} to ${most} entries`;
  return z.array(item, text).min(least, text).max(most, text);
}

function choiceByKind<const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]>(
  key: string,
  kinds: string,
  options: Options,
) {
  return z.discriminatedUnion(key, options, {
    error: (issue) => (issue.code === 'invalid_union' ? `one of ${kinds}` : `a mapping with ${key}: one of ${kinds}`),
  });
}

const segment = strictObject({
  lengthM: value(Q.segmentLength),
  /** 1/m, positive bends left. */
  curvature: value(Q.curvature).default(0),
});

const roadFields = {
  /** Per direction on two-way roads and crossings; without the acceleration lane on `merge`. */
  lanes: value(Q.laneCount),
  laneWidthM: value(Q.laneWidth).default(3.5),
  shoulderM: value(Q.shoulder).default(2),
  speedLimitMps: value(Q.positiveSpeed),
  segments: listOf(segment, 50, 1),
};

const map = choiceByKind('kind', 'highway, merge, two-way, crossing', [
  strictObject({ kind: z.literal('highway'), ...roadFields }),
  strictObject({
    kind: z.literal('merge'),
    ...roadFields,
    rampStartM: value(Q.along),
    rampEndM: value(Q.along),
  }),
  strictObject({ kind: z.literal('two-way'), ...roadFields }),
  strictObject({
    kind: z.literal('crossing'),
    ...roadFields,
    crossingM: value(Q.along),
    crossingAngleRad: value(Q.angle).default(Math.PI / 2),
  }),
]);

const ego = strictObject({
  /** From the right, in the ego's direction; on `merge`, 0 is the acceleration lane. */
  lane: value(Q.laneNumber),
  s: value(Q.along),
  speedMps: value(Q.speed),
  desiredSpeedMps: value(Q.positiveSpeed),
  /** The episode succeeds when the ego passes it. */
  goalS: value(Q.along),
});

const ACTOR_KINDS = ['car', 'van', 'truck', 'motorcycle', 'cyclist', 'pedestrian', 'debris', 'barrier'] as const;
const actorKind = oneOf(ACTOR_KINDS);

const KIND_TEXT = `one of ${ACTOR_KINDS.join(', ')}, or { choice: [..] } of them`;
const drawnKind = z.union([actorKind, strictObject({ choice: listOf(actorKind, 20, 1) })], { error: KIND_TEXT });

/** Where an actor starts: exactly one of `s`, `gapAheadM`, `gapBehindM`, and exactly one of `lane`, `d`. */
const start = strictObject({
  road: number({ low: 0, high: 50, unit: '', whole: true }).default(0),
  s: value(Q.along).optional(),
  /** Bumper-to-bumper gap to the ego along road 0; negative overlaps it lengthwise (beside it). */
  gapAheadM: value(Q.gap).optional(),
  gapBehindM: value(Q.gap).optional(),
  /** Lane of the road, by growing d from 0; oncoming lanes count on: on a road of 1 lane per direction, 1 is oncoming. */
  lane: value(Q.laneNumber).optional(),
  /** Added to the middle of `lane`. */
  offsetM: value(Q.offset).default(0),
  d: value(Q.offset).optional(),
  /** Relative to the road; without it, along the lane. */
  headingRad: value(Q.angle).optional(),
  speedMps: value(Q.speed).default(0),
}).superRefine((place, context) => {
  const given = (names: readonly (keyof typeof place)[]) => names.filter((name) => place[name] !== undefined);
  for (const names of [['s', 'gapAheadM', 'gapBehindM'] as const, ['lane', 'd'] as const]) {
    const present = given(names);
    if (present.length === 1) continue;
    const message = `exactly one of ${names.join(', ')}${present.length > 1 ? ` (not ${present.join(' and ')})` : ''}`;
    context.addIssue({ code: 'custom', message, path: present.length > 1 ? [present[1]] : [] });
  }
});

const follow = choiceByKind('model', 'idm, gipps', [
  /** Defaults: Treiber and Kesting 2013, Traffic Flow Dynamics, table 11.2, with the headway of Treiber et al. 2000. */
  strictObject({
    model: z.literal('idm'),
    /** Without it, the start speed. */
    desiredSpeedMps: value(Q.speed).optional(),
    timeHeadwayS: value(Q.headway).default(1.5),
    minGapM: value(Q.distance).default(2),
    maxAccelMps2: value(Q.acceleration).default(1),
    comfortDecelMps2: value(Q.acceleration).default(1.5),
    exponent: value(Q.exponent).default(4),
  }),
  /** Defaults: means of Gipps 1981, section 4. */
  strictObject({
    model: z.literal('gipps'),
    desiredSpeedMps: value(Q.speed).optional(),
    reactionS: value(Q.duration).default(2 / 3),
    minGapM: value(Q.distance).default(2),
    maxAccelMps2: value(Q.acceleration).default(1.7),
    decelMps2: value(Q.acceleration).default(3.4),
    estimatedLeaderDecelMps2: value(Q.acceleration).default(3.2),
  }),
]);

/** Defaults: Treiber, traffic-simulation.de, as in MOBIL_PRESETS.treiber. */
const mobil = strictObject({
  politeness: value(Q.share).default(0.2),
  safeDecelMps2: value(Q.acceleration).default(4),
  thresholdMps2: value(Q.bias).default(0.2),
  biasRightMps2: value(Q.bias).default(0.2),
  durationS: value(Q.duration).default(4),
});

const behaviour = choiceByKind('kind', 'static, drive, walk', [
  strictObject({ kind: z.literal('static') }),
  strictObject({
    kind: z.literal('drive'),
    follow: follow.prefault({ model: 'idm' }),
    mobil: mobil.nullable().default(null),
    route: listOf(number({ low: 0, high: 50, unit: '', whole: true }), 20).default([]),
    ignoresEgo: z.boolean('true or false').default(false),
  }),
  strictObject({
    kind: z.literal('walk'),
    points: listOf(strictObject({ s: value(Q.along), d: value(Q.offset) }), 20, 1),
    speedMps: value(Q.positiveSpeed),
    accelerationMps2: value(Q.acceleration).default(3),
    waits: z.boolean('true or false').default(false),
  }),
]);

const trigger = choiceByKind('kind', 'time, ego-gap, ego-arrival, after', [
  strictObject({ kind: z.literal('time'), s: value(Q.time) }),
  strictObject({ kind: z.literal('ego-gap'), m: value(Q.distance) }),
  strictObject({ kind: z.literal('ego-arrival'), s: value(Q.time) }),
  strictObject({
    kind: z.literal('after'),
    of: z.string('the id of an actor').max(60, 'the id of an actor'),
    event: number({ low: 0, high: 19, unit: '', whole: true }),
    s: value(Q.time),
  }),
]);

const action = choiceByKind('kind', 'brake, change-lane, speed, go, halt', [
  strictObject({
    kind: z.literal('brake'),
    decelMps2: value(Q.acceleration),
    toSpeedMps: value(Q.speed).default(0),
    holdS: value(Q.time).default(0),
  }),
  strictObject({ kind: z.literal('change-lane'), lanes: value(Q.laneSteps), durationS: value(Q.duration) }),
  strictObject({ kind: z.literal('speed'), speedMps: value(Q.speed), accelMps2: value(Q.acceleration) }),
  strictObject({ kind: z.literal('go') }),
  strictObject({ kind: z.literal('halt') }),
]);

const actor = strictObject({
  id: actorId,
  kind: drawnKind,
  /** The actor is there when this is above 0. */
  when: value(Q.presence).default(1),
  /** Size; without it, that of the kind. */
  lengthM: value(Q.bodySize).optional(),
  widthM: value(Q.bodySize).optional(),
  heightM: value(Q.bodySize).optional(),
  start,
  behaviour: behaviour.prefault({ kind: 'static' }),
  events: listOf(strictObject({ trigger, action }), 20).default([]),
});

/** A stream of background drivers: in each lane, a row of slots with one vehicle each. Who starts too near to the ego or to an actor is left out. */
const traffic = strictObject({
  /** Part of the vehicles' ids: `traffic-<id>-<lane>-<slot>`. */
  id: actorId,
  when: value(Q.presence).default(1),
  lanes: listOf(number(Q.laneNumber), 8, 1),
  fromS: value(Q.along),
  toS: value(Q.along),
  speedMps: value(Q.positiveSpeed),
  /** Relative standard deviation of the drivers' desired speeds. */
  speedSpread: value(Q.share).default(0.05),
  /** Mean time from front to front, s. */
  headwayS: value(Q.headway).default(3),
  /** Share of drivers that follow Gipps' model; the others follow IDM. */
  gippsShare: value(Q.share).default(0.5),
  /** Share of drivers that change lanes by MOBIL. */
  mobilShare: value(Q.share).default(0.5),
  truckShare: value(Q.share).default(0.1),
  /** Nobody starts within these distances ahead of and behind the ego, in any lane of its direction. */
  clearAheadM: value(Q.distance).default(0),
  clearBehindM: value(Q.distance).default(0),
});

const sensors = strictObject({
  rangeM: value(Q.distance).default(120),
  fieldOfViewRad: value(Q.fieldOfView).default(2 * Math.PI),
  positionNoiseM: value(Q.noise).default(0.25),
  velocityNoiseMps: value(Q.noise).default(0.3),
  memoryS: value(Q.time).default(0.5),
});

const check = sentence(200).superRefine((text, context) => {
  try {
    parseCheck(text);
  } catch (error) {
    if (!(error instanceof CheckExpressionError)) throw error;
    context.addIssue({ code: 'custom', message: `a check such as "dual.collision.rate < 0.02" (${error.message})` });
  }
});

const FAMILY_HINT = 'a family name (small letters, digits and hyphens, at most 40)';

/** A scenario file, format version 1. SI units, radians; right-hand traffic. */
export const scenarioSchema = strictObject({
  version: z.literal(1, '1, the format version'),
  /** A sentence. */
  name: sentence(200),
  family: z.string(FAMILY_HINT).regex(/^[a-z][a-z0-9-]{0,39}$/, FAMILY_HINT),
  domain: z.literal('driving', 'driving').default('driving'),
  map,
  /** Physics step, s. */
  physicsDt: number({ low: 1 / 2000, high: 0.1, unit: 's' }).default(1 / 120),
  /** Control tick, s; a whole multiple of `physicsDt`. */
  controlDt: number({ low: 1 / 2000, high: 0.5, unit: 's' }).default(1 / 60),
  timeLimitS: number({ low: 0.1, high: 600, unit: 's' }),
  /** Tyre-road friction coefficient. */
  friction: value(Q.friction).default(0.9),
  parameters: z
    .record(parameterName, value(Q.parameter), 'a mapping from names to numbers, expressions or distributions')
    .refine((parameters) => Object.keys(parameters).length <= 50, 'at most 50 parameters')
    .default({}),
  ego,
  actors: listOf(actor, MAX_ACTORS).default([]),
  traffic: listOf(traffic, 8).default([]),
  sensors: sensors.prefault({}),
  checks: listOf(check, 20).default([]),
}).superRefine((scenario, context) => {
  try {
    substepsPerTick(scenario.controlDt, scenario.physicsDt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `a whole multiple of physicsDt (${scenario.physicsDt} s)`;
    context.addIssue({ code: 'custom', message, path: ['controlDt'] });
  }
  refuseDuplicateIds(scenario.actors, 'actors', context);
  refuseDuplicateIds(scenario.traffic, 'traffic', context);
});

function refuseDuplicateIds(
  entries: readonly { readonly id: string }[],
  list: string,
  context: z.core.$RefinementCtx,
): void {
  entries.forEach(({ id }, i) => {
    if (entries.findIndex((entry) => entry.id === id) === i) return;
    context.addIssue({ code: 'custom', message: 'an id that no other entry has', path: [list, i, 'id'] });
  });
}

type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

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
