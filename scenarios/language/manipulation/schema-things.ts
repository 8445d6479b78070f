import { z } from 'zod';
import { about, strictObject, value } from '../quantity.ts';
import { choiceByKind, listOf } from '../schema-parts.ts';
import { ARM_QUANTITIES as Q } from './quantities.ts';

/** What stands, lies and moves on the table, as it is written down. */

const ID_HINT = 'small letters, digits and hyphens, beginning with a letter, at most 40';

/** Words that name something else in records and messages. */
const TAKEN = ['arm', 'belt', 'gripper', 'hand', 'person', 'table'];

const thingId = z
  .string(`an id (${ID_HINT})`)
  .regex(/^[a-z][a-z0-9-]{0,39}$/, `an id (${ID_HINT})`)
  .refine((id) => !TAKEN.includes(id), `an id other than ${TAKEN.join(', ')}, which are taken`);

export const reference = z.string('the id of an object').max(60, 'the id of an object');

export const point = strictObject({
  x: about(value(Q.place), "Away from the arm's base, to the front", 0.5),
  y: about(value(Q.place), "To the left of the arm's base", 0),
  z: about(value(Q.height), 'Above the table', 0.2),
});

const shape = choiceByKind('kind', 'box, cylinder, sphere', [
  strictObject({
    kind: about(z.literal('box'), 'A box that lies flat'),
    lengthM: about(value(Q.size), 'Along its own x axis', 0.05),
    widthM: about(value(Q.size), 'Along its own y axis', 0.05),
    heightM: about(value(Q.size), 'Along z', 0.05),
  }),
  strictObject({
    kind: about(z.literal('cylinder'), 'A cylinder that stands'),
    radiusM: about(value(Q.size), 'Radius', 0.025),
    heightM: about(value(Q.size), 'Along z', 0.06),
  }),
  strictObject({
    kind: about(z.literal('sphere'), 'A ball'),
    radiusM: about(value(Q.size), 'Radius', 0.03),
  }),
]);

const when = about(value(Q.presence).default(1), 'It is there when this is above 0');

export const object = strictObject({
  id: about(thingId, 'Name of the object, its own in this scenario', 'cube'),
  when,
  shape: about(shape, 'Its form and size'),
  massKg: about(value(Q.mass).default(0.2), 'Mass'),
  friction: about(value(Q.friction).default(0.7), 'Friction coefficient of its surface; pairs take the geometric mean'),
  position: about(
    strictObject({
      x: about(value(Q.place), "Middle, away from the arm's base, to the front", 0.5),
      y: about(value(Q.place), "Middle, to the left of the arm's base", 0),
      bottomM: about(
        value(Q.height).optional(),
        'Height of its underside; without it, it lies on the belt where its middle is above it, else on the table',
        0,
      ),
    }),
    'Where it is at the start',
  ),
  yawRad: about(value(Q.angle).default(0), 'Turned about the vertical'),
});

export const trigger = choiceByKind('kind', 'time, near, held', [
  strictObject({
    kind: about(z.literal('time'), 'Some time after the start'),
    s: about(value(Q.time), 'Seconds after the start', 2),
  }),
  strictObject({
    kind: about(z.literal('near'), 'When the tool centre point comes near to a place'),
    point: about(point, 'The place'),
    distanceM: about(value(Q.distance), 'Distance below which it fires', 0.25),
  }),
  strictObject({
    kind: about(z.literal('held'), "When the task's object has been held for some time"),
    s: about(value(Q.time), 'Seconds that it has been held', 0.5),
  }),
]);

const path = strictObject({
  points: about(listOf(point, 12, 1), 'Where it goes, one after the other, along straight legs'),
  peakSpeedMps: about(
    value(Q.pathSpeed).default(0.2),
    'Greatest speed on each leg, which begins and ends at rest (minimum jerk); the mean is 1/1.875 of it',
  ),
  dwellS: about(value(Q.time).default(0), 'Pause at each point'),
  backAndForth: about(z.boolean('true or false').default(false), 'Goes back and forth without end'),
  start: about(trigger.prefault({ kind: 'time', s: 0 }), 'When it leaves the first point'),
});

export const obstacle = strictObject({
  id: about(thingId, 'Name of the obstacle, its own in this scenario', 'post'),
  when,
  shape: about(shape, 'Its form and size'),
  yawRad: about(value(Q.angle).default(0), 'Turned about the vertical'),
  path: about(path, 'Where its middle is; a single point stands still'),
});

/** Lengths: Drillis and Contini's shares of a body of 1.75 m: upper arm 0.186, forearm and fist about 0.2. */
export const person = strictObject({
  when,
  shoulder: about(point, 'Where the shoulder is', { x: 1.1, y: 0, z: 0.4 }),
  upperArmM: about(value(Q.limb).default(0.32), 'From shoulder to elbow'),
  foreArmM: about(value(Q.limb).default(0.35), 'From elbow to the middle of the hand'),
  radiusM: about(value(Q.limbRadius).default(0.05), 'Radius of the arm'),
  hand: about(path, 'Where the hand goes'),
});

export const belt = strictObject({
  when,
  x: about(value(Q.place), 'Middle of the belt, to the front', 0.5),
  y: about(value(Q.place), 'Middle of the belt, to the left', 0),
  lengthM: about(value(Q.beltLength), 'Along its travel', 1),
  widthM: about(value(Q.size), 'Across its travel', 0.2),
  heightM: about(value(Q.size).default(0.04), 'Of its top above the table'),
  headingRad: about(
    value(Q.angle).default(Math.PI / 2),
    'Where it travels to; 0 is away from the arm, pi/2 to the left',
  ),
  speedMps: about(value(Q.speed), 'Speed at the start', 0.1),
});

const action = choiceByKind('kind', 'slip, shove, belt-speed', [
  strictObject({ kind: about(z.literal('slip'), 'The grasp fails') }),
  strictObject({
    kind: about(z.literal('shove'), 'An object is pushed'),
    object: about(reference, 'Id of the object', 'cube'),
    velocity: about(
      strictObject({
        x: about(value(Q.velocity), 'To the front', 0.3),
        y: about(value(Q.velocity), 'To the left', 0),
      }),
      'Velocity that it gets, m/s',
    ),
  }),
  strictObject({
    kind: about(z.literal('belt-speed'), 'The belt changes its speed'),
    speedMps: about(value(Q.speed), 'Speed from then on', 0.2),
  }),
]);

export const event = strictObject({
  when,
  trigger: about(trigger, 'When it happens, once'),
  action: about(action, 'What then happens'),
});
