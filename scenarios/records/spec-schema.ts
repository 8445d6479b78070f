import { z } from 'zod';
import { ACTOR_KINDS } from '../../sim/driving/actor-table.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { MAX_ACTORS } from '../language/schema.ts';
import { SPARE_OBSTACLES } from '../live/intervention.ts';

/**
 * Shape of a concrete episode that comes from a file. It keeps forged files from exhausting time and memory; whether the
 * numbers make an episode is checked where the world is built.
 */

const number = z.number().min(-1e6).max(1e6);
const whole = z.int().min(-1000).max(1000);
const name = z.string().min(1).max(200);

const map = z.object({
  kind: z.enum(['highway', 'merge', 'two-way', 'crossing']),
  lanes: whole,
  laneWidthM: number,
  shoulderM: number,
  speedLimitMps: number,
  segments: z.array(z.object({ lengthM: z.number().min(0).max(20_000), curvature: number })).max(200),
  rampStartM: number,
  rampEndM: number,
  crossingM: number,
  crossingAngleRad: number,
});

const follow = z.discriminatedUnion('model', [
  z.object({
    model: z.literal('idm'),
    desiredSpeedMps: number,
    timeHeadwayS: number,
    minGapM: number,
    maxAccelMps2: number,
    comfortDecelMps2: number,
    exponent: number,
  }),
  z.object({
    model: z.literal('gipps'),
    desiredSpeedMps: number,
    reactionS: number,
    minGapM: number,
    maxAccelMps2: number,
    decelMps2: number,
    estimatedLeaderDecelMps2: number,
  }),
]);

const mobil = z.object({
  politeness: number,
  safeDecelMps2: number,
  thresholdMps2: number,
  biasRightMps2: number,
  durationS: number,
});

const behaviour = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('static') }),
  z.object({
    kind: z.literal('drive'),
    follow,
    mobil: mobil.nullable(),
    route: z.array(whole).max(100),
    ignoresEgo: z.boolean(),
  }),
  z.object({
    kind: z.literal('walk'),
    road: whole,
    points: z.array(z.object({ s: number, d: number })).max(1000),
    speedMps: number,
    accelerationMps2: number,
    waits: z.boolean(),
  }),
]);

const trigger = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), s: number }),
  z.object({ kind: z.literal('ego-gap'), m: number }),
  z.object({ kind: z.literal('ego-arrival'), s: number }),
  z.object({ kind: z.literal('after'), of: name, event: whole, s: number }),
]);

const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('brake'), decelMps2: number, toSpeedMps: number, holdS: number }),
  z.object({ kind: z.literal('change-lane'), lanes: number, durationS: number }),
  z.object({ kind: z.literal('speed'), speedMps: number, accelMps2: number }),
  z.object({ kind: z.literal('go') }),
  z.object({ kind: z.literal('halt') }),
]);

const actor = z.object({
  id: name,
  kind: z.enum(ACTOR_KINDS),
  lengthM: number,
  widthM: number,
  heightM: number,
  start: z.object({ road: whole, s: number, d: number, headingRad: number, speedMps: number }),
  behaviour,
  events: z.array(z.object({ trigger, action })).max(100),
});

const drivingSpec = z.object({
  family: name,
  map,
  physicsDt: z.number().min(1e-4).max(1),
  controlDt: z.number().min(1e-4).max(1),
  timeLimitS: z.number().min(0).max(600),
  friction: number,
  ego: z.object({ lane: whole, s: number, speedMps: number, desiredSpeedMps: number, goalS: number }),
  actors: z.array(actor).max(MAX_ACTORS + SPARE_OBSTACLES),
  sensors: z.object({
    rangeM: number,
    fieldOfViewRad: number,
    positionNoiseM: number,
    velocityNoiseMps: number,
    memoryS: number,
  }),
}) satisfies z.ZodType<DrivingSpec>;

/**
 * The value itself, unchanged, as what it is.
 * @throws Error with a message that names the first wrong field
 */
export function asDrivingSpec(value: unknown): DrivingSpec {
  const parsed = drivingSpec.safeParse(value);
  if (parsed.success) return value as DrivingSpec;
  const issue = parsed.error.issues[0];
  throw new Error(`spec.${issue.path.join('.')}: ${issue.message}`);
}
