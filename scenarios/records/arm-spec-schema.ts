import { z } from 'zod';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import type { ManipulationSpec } from '../../sim/robotics/spec.ts';

/**
 * Shape of a concrete episode of the arm that comes from a file. It keeps forged files from exhausting time and memory;
 * whether the numbers make an episode is checked where the world is built.
 */

const MOST_THINGS = 100;
/** Of a link: what the shapes of a URDF file come to at most. */
const MOST_SHAPES = 128;
const MOST_SPHERES = 16 * MOST_SHAPES;

const number = z.number().min(-1e9).max(1e9);
const positive = z.number().positive().max(1e9);
const lengthM = z.number().positive().max(1000);
const name = z.string().min(1).max(200);
const triple = z.tuple([number, number, number]);
const lengths = z.tuple([lengthM, lengthM, lengthM]);
const frame = z.object({
  rotation: z.tuple([number, number, number, number, number, number, number, number, number]),
  translation: triple,
});

const joint = z.object({
  name,
  origin: frame,
  axis: triple,
  lowerRad: number,
  upperRad: number,
  maxSpeedRadps: positive,
  maxAccelerationRadps2: positive,
  maxTorqueNm: positive,
});

const link = z.object({
  name,
  massKg: number,
  centre: triple,
  inertia: z.tuple([number, number, number, number, number, number]),
  spheres: z.array(z.object({ centre: triple, radiusM: lengthM })).max(MOST_SPHERES),
  boxes: z.array(z.object({ frame, size: lengths })).max(MOST_SHAPES),
});

const model = z.object({
  name,
  joints: z.array(joint).min(1).max(12),
  links: z.array(link).min(2).max(13),
  tcp: frame,
  gripper: z.object({
    maxWidthM: lengthM,
    maxSpeedMps: positive,
    maxForceN: positive,
    // Balls as wide as they are stand for them.
    fingerSize: lengths.refine(([x, z, y]) => z <= 1000 * Math.max(x, y), 'expected fingers less thin'),
    tipBeyondTcpM: number,
    padFriction: positive,
    padRadiusM: positive,
  }),
  home: z.array(number),
}) satisfies z.ZodType<ArmModel>;

const arm = z
  .object({ model, dynamics: z.enum(['kinematic', 'torque']), start: z.array(number) })
  .refine(({ model: { joints, links } }) => links.length === joints.length + 1, 'expected one link more than joints')
  .refine(
    ({ model: { joints, home }, start }) => home.length === joints.length && start.length === joints.length,
    'expected an angle for each joint in home and start',
  );

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('box'), size: lengths }),
  z.object({ kind: z.literal('cylinder'), radiusM: lengthM, heightM: lengthM }),
  z.object({ kind: z.literal('sphere'), radiusM: lengthM }),
]);

const trigger = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), s: number }),
  z.object({ kind: z.literal('near'), point: triple, distanceM: number }),
  z.object({ kind: z.literal('held'), s: number }),
]);

const path = z.object({
  points: z.array(triple).min(1).max(1000),
  peakSpeedMps: positive,
  dwellS: z.number().min(0).max(1e4),
  backAndForth: z.boolean(),
  start: trigger,
});

const goal = { goal: triple, toleranceM: number, holdS: z.number().min(0).max(600) };

const task = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reach'), ...goal }),
  z.object({ kind: z.literal('place'), object: name, ...goal }),
  z.object({ kind: z.literal('lift'), object: name, liftM: number, holdS: goal.holdS }),
  z.object({ kind: z.literal('push'), object: name, maxLiftM: number, ...goal }),
  z.object({ kind: z.literal('stack'), object: name, base: name, toleranceM: number, holdS: goal.holdS }),
]);

const belt = z.object({
  x: number,
  y: number,
  lengthM,
  widthM: lengthM,
  heightM: lengthM,
  headingRad: number,
  speedMps: number,
});

const person = z.object({ shoulder: triple, upperArmM: lengthM, foreArmM: lengthM, radiusM: lengthM, hand: path });

const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('slip') }),
  z.object({ kind: z.literal('shove'), object: name, velocity: z.tuple([number, number]) }),
  z.object({ kind: z.literal('belt-speed'), speedMps: number }),
]);

const sensors = z.object({
  jointNoiseRad: number,
  jointSpeedNoiseRadps: number,
  gripperNoiseM: number,
  positionNoiseM: number,
  yawNoiseRad: number,
  cameraHz: z.number().min(0.1).max(1000),
  cameraDelayS: z.number().min(0).max(10),
  cameras: z.array(triple).max(20),
  memoryS: z.number().min(0).max(1e6),
});

const manipulationSpec = z.object({
  family: name,
  physicsDt: z.number().min(1e-4).max(1),
  controlDt: z.number().min(1e-4).max(1),
  timeLimitS: z.number().min(0).max(600),
  friction: number,
  arm,
  task,
  objects: z
    .array(z.object({ id: name, shape, massKg: positive, friction: number, position: triple, yawRad: number }))
    .max(MOST_THINGS),
  obstacles: z.array(z.object({ id: name, shape, yawRad: number, path })).max(MOST_THINGS),
  belt: belt.nullable(),
  person: person.nullable(),
  events: z.array(z.object({ trigger, action })).max(MOST_THINGS),
  sensors,
}) satisfies z.ZodType<ManipulationSpec>;

/**
 * The value itself, unchanged, as what it is.
 * @throws Error with a message that names the first wrong field
 */
export function asManipulationSpec(value: unknown): ManipulationSpec {
  const parsed = manipulationSpec.safeParse(value);
  if (parsed.success) return value as ManipulationSpec;
  const issue = parsed.error.issues[0];
  throw new Error(`spec.${issue.path.join('.')}: ${issue.message}`);
}
