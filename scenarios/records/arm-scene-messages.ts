import type {
  Color,
  CubePrimitive,
  FrameTransform,
  FrameTransforms,
  Pose,
  Quaternion,
  SceneEntity,
  SceneUpdate,
} from '@foxglove/schemas';
import { POSE_LENGTH } from '../../sim/robotics/arm/kinematics.ts';
import { cos, sin } from '../../sim/kernel/math.ts';
import { quaternionOfRotation } from '../../sim/kernel/rotation.ts';
import type { LinkModel } from '../../sim/robotics/arm/arm-model.ts';
import type { Shape } from '../../sim/robotics/spec.ts';
import type { ArmFrame, ArmScene, SceneRole, SceneThing } from './arm-scene.ts';
import { digits, entityIn, lineThrough, time } from './scene-parts.ts';

/** Frame of reference of everything that stands still. */
const ARM_WORLD_FRAME = 'world';
const TCP_FRAME = 'arm/tcp';

const TABLE_M = { x: 2, y: 2.4, z: 0.02 };
const PLAN_WIDTH_M = 0.006;

const TABLE: Color = { r: 0.78, g: 0.76, b: 0.72, a: 1 };
const ARM: Color = { r: 0.92, g: 0.93, b: 0.94, a: 1 };
const FINGER: Color = { r: 0.25, g: 0.27, b: 0.3, a: 1 };
const BELT: Color = { r: 0.2, g: 0.22, b: 0.24, a: 1 };
const GOAL: Color = { r: 0.2, g: 0.75, b: 0.35, a: 0.35 };
const PLAN: Color = { r: 0.2, g: 0.8, b: 0.35, a: 1 };
const PERSON: Color = { r: 0.87, g: 0.64, b: 0.5, a: 1 };
const ROLES: Readonly<Record<SceneRole, Color>> = {
  object: { r: 0.12, g: 0.55, b: 0.95, a: 1 },
  base: { r: 0.35, g: 0.45, b: 0.75, a: 1 },
  clutter: { r: 0.6, g: 0.6, b: 0.6, a: 1 },
  obstacle: { r: 0.85, g: 0.35, b: 0.2, a: 1 },
};

/** What is drawn once: table, belt and goal, and the arm's links in frames of their own, which `armTransforms` moves. */
export function armMapScene(scene: ArmScene): SceneUpdate {
  const { belt, goal, model } = scene;
  const table = { pose: upright(0, 0, -TABLE_M.z / 2, 0), size: TABLE_M, color: TABLE };
  const entities: SceneEntity[] = [{ ...entityIn(ARM_WORLD_FRAME, 'table', 0), cubes: [table] }];
  if (belt !== null) {
    const { x, y, heightM, headingRad, lengthM, widthM } = belt;
    const size = { x: lengthM, y: widthM, z: heightM };
    const box = { pose: upright(x, y, heightM / 2, headingRad), size, color: BELT };
    entities.push({ ...entityIn(ARM_WORLD_FRAME, 'belt', 0), cubes: [box] });
  }
  if (goal !== null) {
    const [x, y, z] = goal.point;
    const ball = { kind: 'sphere', radiusM: goal.toleranceM } as const;
    entities.push(shaped(entityIn(ARM_WORLD_FRAME, 'goal', 0), ball, upright(x, y, z, 0), GOAL));
  }
  return { deletions: [], entities: [...entities, ...model.links.map(linkEntity)] };
}

/** What moves by itself, and the plan in force. */
export function armScene(scene: ArmScene, frame: ArmFrame): SceneUpdate {
  const { objects, obstacles, person, controlDt } = scene;
  const timeS = frame.tick * controlDt;
  const entities = [
    fingers(scene, frame, timeS),
    ...objects.map((thing, i) => thingEntity(thing, frame.objects, i, i === frame.held, timeS)),
    ...obstacles.map((thing, i) => thingEntity(thing, frame.obstacles, i, false, timeS)),
  ];
  if (person !== null) entities.push(personEntity(frame.person, person.radiusM, timeS));
  if (frame.planPoints === 0) return { deletions: [{ timestamp: time(timeS), type: 0, id: 'plan' }], entities };
  const { plan, planPoints } = frame;
  const points = Array.from({ length: planPoints }, (_, k) => point(plan, 3 * k));
  const path = { ...entityIn(ARM_WORLD_FRAME, 'plan', timeS), lines: [lineThrough(points, PLAN_WIDTH_M, PLAN)] };
  return { deletions: [], entities: [...entities, path] };
}

/** The frames of links and tool centre point, in the world. */
export function armTransforms({ model, controlDt }: ArmScene, { links, tick }: ArmFrame): FrameTransforms {
  const timestamp = time(tick * controlDt);
  const names = [...model.links.map(frameOf), TCP_FRAME];
  return {
    transforms: names.map((name, i): FrameTransform => {
      const { position, orientation } = poseAt(links, POSE_LENGTH * i);
      const parents = { parent_frame_id: ARM_WORLD_FRAME, child_frame_id: name };
      return { timestamp, ...parents, translation: position, rotation: orientation };
    }),
  };
}

function frameOf({ name }: LinkModel): string {
  return `arm/${name}`;
}

/** Of the boxes that stand for it in contacts, else of the balls that do in distances. */
function linkEntity(link: LinkModel): SceneEntity {
  const entity = { ...entityIn(frameOf(link), frameOf(link), 0), frame_locked: true };
  if (link.boxes.length === 0) {
    const spheres = link.spheres.map(({ centre: [x, y, z], radiusM }) => {
      const diameter = 2 * radiusM;
      return { pose: upright(x, y, z, 0), size: { x: diameter, y: diameter, z: diameter }, color: ARM };
    });
    return { ...entity, spheres };
  }
  const cubes = link.boxes.map(({ frame, size: [x, y, z] }): CubePrimitive => {
    const pose = poseAt([...frame.rotation, ...frame.translation], 0);
    return { pose, size: { x, y, z }, color: ARM };
  });
  return { ...entity, cubes };
}

function fingers({ model }: ArmScene, { widthM }: ArmFrame, timeS: number): SceneEntity {
  const { fingerSize, tipBeyondTcpM } = model.gripper;
  const [x, z, thickness] = fingerSize;
  const cubes = [1, -1].map((side): CubePrimitive => {
    const y = 0.5 * side * (widthM + thickness);
    return { pose: upright(0, y, tipBeyondTcpM - z / 2, 0), size: { x, y: thickness, z }, color: FINGER };
  });
  return { ...entityIn(TCP_FRAME, 'fingers', timeS), frame_locked: true, cubes };
}

function thingEntity(
  { id, shape, role }: SceneThing,
  poses: Float64Array,
  row: number,
  held: boolean,
  timeS: number,
): SceneEntity {
  const metadata = [
    { key: 'role', value: role },
    { key: 'held', value: held ? 'yes' : 'no' },
  ];
  const entity = {
    ...entityIn(ARM_WORLD_FRAME, `${role === 'obstacle' ? 'obstacle' : 'object'}/${id}`, timeS),
    metadata,
  };
  return shaped(entity, shape, poseAt(poses, POSE_LENGTH * row), ROLES[role]);
}

/** Two capsules from shoulder over elbow to hand. */
function personEntity(joints: Float64Array, radiusM: number, timeS: number): SceneEntity {
  const diameter = 2 * radiusM;
  const spheres = [0, 3, 6].map((at) => {
    const pose = { position: point(joints, at), orientation: { x: 0, y: 0, z: 0, w: 1 } };
    return { pose, size: { x: diameter, y: diameter, z: diameter }, color: PERSON };
  });
  const cylinders = [0, 3].map((at) => {
    const d = [0, 1, 2].map((k) => joints[at + 3 + k] - joints[at + k]);
    const lengthM = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    const middle = [0, 1, 2].map((k) => (joints[at + k] + joints[at + 3 + k]) / 2);
    const pose = { position: point(middle, 0), orientation: turnToward(d, lengthM) };
    const size = { x: diameter, y: diameter, z: tenths(lengthM) };
    return { pose, size, bottom_scale: 1, top_scale: 1, color: PERSON };
  });
  return { ...entityIn(ARM_WORLD_FRAME, 'person', timeS), spheres, cylinders };
}

/** The shortest turn from the z axis to a direction. */
function turnToward([dx, dy, dz]: readonly number[], length: number): Quaternion {
  const w = length + dz;
  const norm = Math.sqrt(dx * dx + dy * dy + w * w);
  if (!(norm > 1e-9 * length)) return { x: 1, y: 0, z: 0, w: 0 };
  return { x: digits(-dy / norm), y: digits(dx / norm), z: 0, w: digits(w / norm) };
}

function shaped(entity: SceneEntity, shape: Shape, pose: Pose, color: Color): SceneEntity {
  if (shape.kind === 'box') {
    const [x, y, z] = shape.size;
    return { ...entity, cubes: [{ pose, size: { x, y, z }, color }] };
  }
  const diameter = 2 * shape.radiusM;
  if (shape.kind === 'sphere')
    return { ...entity, spheres: [{ pose, size: { x: diameter, y: diameter, z: diameter }, color }] };
  const size = { x: diameter, y: diameter, z: shape.heightM };
  return { ...entity, cylinders: [{ pose, size, bottom_scale: 1, top_scale: 1, color }] };
}

const quaternion = new Float64Array(4);

/** Of 12 numbers: rotation row-major, then translation. */
function poseAt(numbers: ArrayLike<number>, at: number): Pose {
  const [x, y, z, w] = quaternionOfRotation(numbers, at, quaternion);
  return {
    position: point(numbers, at + 9),
    orientation: { x: digits(x), y: digits(y), z: digits(z), w: digits(w) },
  };
}

function upright(x: number, y: number, z: number, yaw: number): Pose {
  return {
    position: { x: tenths(x), y: tenths(y), z: tenths(z) },
    orientation: { x: 0, y: 0, z: digits(sin(0.5 * yaw)), w: digits(cos(0.5 * yaw)) },
  };
}

function point(numbers: ArrayLike<number>, at: number): { x: number; y: number; z: number } {
  return { x: tenths(numbers[at]), y: tenths(numbers[at + 1]), z: tenths(numbers[at + 2]) };
}

/** To tenths of a millimetre: pictures need no more, and the exact numbers are in the state. */
function tenths(m: number): number {
  return Math.round(m * 1e4) / 1e4;
}
