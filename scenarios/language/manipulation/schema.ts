import { z } from 'zod';
import { MAX_THINGS } from '../../../sim/robotics/sensors/thing-table.ts';
import { about, number, strictObject, value } from '../quantity.ts';
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
} from '../schema-parts.ts';
import type { Immutable } from '../schema-parts.ts';
import { ARM_QUANTITIES as Q } from './quantities.ts';
import { belt, event, object, obstacle, person, point, reference } from './schema-things.ts';

/** Most joints of an arm (`ArmModel`). */
const MAX_JOINTS = 12;

/** Longest URDF file, characters: one of a whole humanoid has a tenth of it. */
export const MAX_URDF_LENGTH = 1024 * 1024;

const URDF_PATH = 'a path that ends in .urdf or .xml, relative to the folder of this file';
const urdfPath = z.string().regex(/^(?![/\\]|[A-Za-z]:).{1,300}\.(urdf|xml)$/, URDF_PATH);

/** As it is kept once the file was read. */
const urdfText = strictObject({
  file: about(urdfPath, 'For messages'),
  text: about(z.string().max(MAX_URDF_LENGTH), 'What is in it'),
});

const JOINTS_OR_HAND = 'a list of joint angles, or a mapping with x, y, z, yawRad of the hand';

const arm = strictObject({
  model: about(oneOf(['panda']).default('panda'), 'Which arm it is, without urdf'),
  urdf: about(
    z.union([urdfPath, urdfText], { error: URDF_PATH }).optional(),
    "An arm of one's own, in the place of the model: path of its URDF file, relative to the folder of this file",
    'arms/six-axis.urdf',
  ),
  dynamics: about(
    oneOf(['kinematic', 'torque']).default('kinematic'),
    'kinematic: joints follow within limits of speed and acceleration; torque: rigid-body dynamics under torque limits',
  ),
  start: about(
    z
      .union(
        [
          listOf(value(Q.angle), MAX_JOINTS, 1),
          strictObject({
            ...point.shape,
            yawRad: about(value(Q.angle).default(0), 'Of the hand about the vertical'),
          }),
        ],
        { error: JOINTS_OR_HAND },
      )
      .optional(),
    'Posture at the start: joint angles, or where the tool centre point is while the hand points down; without it, the home posture',
    { x: 0.4, y: 0, z: 0.3 },
  ),
});

const toleranceM = (tolerance: number) =>
  about(value(Q.tolerance).default(tolerance), 'Distance to the goal that counts as reached');
const holdS = about(value(Q.hold).default(0.3), 'Time for which it must stay reached');
const taskObject = about(reference, 'Id of the object', 'cube');
const objectGoal = about(
  strictObject({
    x: about(value(Q.place), 'To the front', 0.5),
    y: about(value(Q.place), 'To the left', 0.2),
    z: about(value(Q.height).optional(), "Of the object's middle; without it, as it lies on the table"),
  }),
  "Where the object's middle is to be",
);

/** Defaults are those of the benchmarks named in `TaskSpec`. */
const task = choiceByKind('kind', 'reach, place, lift, push, stack', [
  strictObject({
    kind: about(z.literal('reach'), 'Bring the hand to a place'),
    goal: about(point, 'Where the tool centre point is to be', { x: 0.5, y: 0.2, z: 0.2 }),
    toleranceM: toleranceM(0.025),
    holdS,
  }),
  strictObject({
    kind: about(z.literal('place'), 'Put an object down at a place'),
    object: taskObject,
    goal: objectGoal,
    toleranceM: toleranceM(0.03),
    holdS,
  }),
  strictObject({
    kind: about(z.literal('lift'), 'Lift an object and hold it'),
    object: taskObject,
    liftM: about(value(Q.lift).default(0.04), 'How far above where it stood'),
    holdS,
  }),
  strictObject({
    kind: about(z.literal('push'), 'Push an object along the table to a place'),
    object: taskObject,
    goal: objectGoal,
    toleranceM: toleranceM(0.03),
    maxLiftM: about(value(Q.lift).default(0.02), 'Lifting it by more than this does not count'),
    holdS,
  }),
  strictObject({
    kind: about(z.literal('stack'), 'Put an object on another one'),
    object: taskObject,
    base: about(reference, 'Id of the object below', 'base'),
    toleranceM: toleranceM(0.02),
    holdS,
  }),
]);

/** Positions across the front of the table, and one above it. */
const CAMERAS = [
  { x: 1.2, y: 0.6, z: 0.9 },
  { x: 1.2, y: -0.6, z: 0.9 },
  { x: 0.5, y: 0, z: 1.6 },
] as const;

const sensors = strictObject({
  jointNoiseRad: about(value(Q.angleNoise).default(0.0002), 'Standard deviation of joint angles'),
  jointSpeedNoiseRadps: about(value(Q.angleSpeedNoise).default(0.005), 'Standard deviation of joint speeds'),
  gripperNoiseM: about(value(Q.lengthNoise).default(0.0003), "Standard deviation of the gripper's width"),
  positionNoiseM: about(value(Q.lengthNoise).default(0.0025), 'Standard deviation of seen positions'),
  yawNoiseRad: about(value(Q.angleNoise).default(0.02), 'Standard deviation of seen angles'),
  cameraHz: about(
    number({ low: 1, high: 240, unit: 'Hz' }).default(30),
    'Pictures per second; a whole number of control ticks apart',
  ),
  cameraDelayS: about(value(Q.delay).default(0.05), 'From a picture to its poses'),
  cameras: about(listOf(point, 8, 1).default([...CAMERAS]), 'Where the cameras are; one that sees a thing suffices'),
  memoryS: about(value(Q.time).default(1), 'How long what is out of sight is remembered'),
});

/** A scenario of the arm, format version 1. SI units, radians; the base at the origin, x to the front, y left, z up. */
export const manipulationSchema = strictObject({
  version: about(z.literal(1, '1, the format version'), 'Version of the format'),
  name: about(sentence(200), 'What happens, in a sentence', 'The cube slips while it is approached.'),
  family,
  domain: about(z.literal('manipulation', 'manipulation'), 'Kind of world'),
  physicsDt,
  controlDt,
  timeLimitS: about(number({ low: 0.1, high: 600, unit: 's' }), 'The episode ends as a timeout then', 12),
  friction: about(value(Q.friction).default(0.6), 'Friction coefficient of the table'),
  parameters,
  arm: about(arm.prefault({}), 'The arm that is controlled'),
  task: about(task, 'What it is to do'),
  objects: about(listOf(object, MAX_THINGS).default([]), 'What can be moved'),
  obstacles: about(listOf(obstacle, MAX_THINGS).default([]), 'What must not be touched'),
  belt: about(belt.nullable().default(null), 'A belt that carries what lies on it'),
  person: about(person.nullable().default(null), "A person's arm, which must not be touched"),
  events: about(listOf(event, 20).default([]), 'What happens once, when a trigger first holds'),
  sensors: about(sensors.prefault({}), 'What the arm senses'),
  checks,
}).superRefine((scenario, context) => {
  refusePartialSteps(scenario.controlDt, scenario.physicsDt, context);
  refusePartialTicks(scenario.sensors.cameraHz, scenario.controlDt, context);
  refuseDuplicateIds(scenario.objects, 'objects', context);
  refuseDuplicateIds(scenario.obstacles, 'obstacles', context);
  scenario.obstacles.forEach(({ id }, i) => {
    if (!scenario.objects.some((other) => other.id === id)) return;
    context.addIssue({ code: 'custom', message: 'an id that no object has', path: ['obstacles', i, 'id'] });
  });
});

function refusePartialTicks(cameraHz: number, controlDt: number, context: z.core.$RefinementCtx): void {
  const ticks = 1 / (cameraHz * controlDt);
  if (Math.round(ticks) >= 1 && Math.abs(ticks - Math.round(ticks)) <= 1e-9 * ticks) return;
  const message = `a rate whose pictures are a whole number of control ticks (${controlDt} s) apart`;
  context.addIssue({ code: 'custom', message, path: ['sensors', 'cameraHz'] });
}

/** A scenario of the arm with all defaults filled in. */
export type ManipulationScenario = Immutable<z.output<typeof manipulationSchema>>;

/** A scenario of the arm as it is written down. */
export type ManipulationInput = Immutable<z.input<typeof manipulationSchema>>;

/** JSON Schema (draft 2020-12) of the arm's scenario files, for editors. */
export function manipulationJsonSchema(): Record<string, unknown> {
  return { title: 'Twotempo manipulation scenario', ...z.toJSONSchema(manipulationSchema, { io: 'input' }) };
}
