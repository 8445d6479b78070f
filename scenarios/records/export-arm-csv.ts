import { tickTimeS } from '../../sim/kernel/clock.ts';
import { quaternionOfRotation } from '../../sim/kernel/rotation.ts';
import { POSE_LENGTH } from '../../sim/robotics/arm/kinematics.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { csvCell } from '../results/csv-cell.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordedArm } from './recorded-arm.ts';

/**
 * Columns of the table: SI units, radians, world frame; the quaternion turns the entity's axes into the world's. `angle`
 * and `rate` are those of the joint, `width_m` and `held` the hand's; what an entity does not have is empty.
 */
export const ARM_CSV_COLUMNS = [
  ...['tick', 'time_s', 'entity', 'kind', 'x_m', 'y_m', 'z_m', 'qx', 'qy', 'qz', 'qw', 'vx_mps', 'vy_mps', 'vz_mps'],
  ...['angle_rad', 'rate_radps', 'width_m', 'held'],
] as const;

type Cells = readonly (number | string)[];

/**
 * The record of an episode of the arm as a table: a row per tick and entity, first the joints with the links that they
 * move, then the tool centre point, objects, obstacles and the person's joints. One text per tick, the header before the
 * first.
 * @throws RecordProblem
 */
export function* csvOfArm(record: EpisodeRecord): Generator<string> {
  const arm = new RecordedArm(record);
  yield `${ARM_CSV_COLUMNS.join(',')}\n`;
  for (const { tick, values } of record.states()) {
    arm.restore(values);
    const timeS = Math.round(tickTimeS(tick, record.header.controlDt) * 1e9) / 1e9;
    let rows = '';
    for (const row of rowsOf(arm.world)) rows += `${[tick, timeS, ...row].join(',')}\n`;
    yield rows;
  }
}

const NO_VELOCITY = ['', '', ''];
const NO_ROTATION = ['', '', '', ''];
const NO_JOINT = ['', ''];
const NO_HAND = ['', ''];
const PERSON_JOINTS = ['shoulder', 'elbow', 'hand'];

function* rowsOf(world: ManipulationWorld): Generator<Cells> {
  const { manipulator, objects, scene, spec } = world;
  const { arm, gripper, grasp } = manipulator;
  const { frames } = arm.kinematics;
  const { joints } = spec.arm.model;
  for (const [i, { name }] of joints.entries()) {
    const motion = [arm.q[i], arm.qd[i]];
    yield [csvCell(`joint/${name}`), 'joint', ...poseAt(frames, i + 1), ...NO_VELOCITY, ...motion, ...NO_HAND];
  }
  const held = grasp.held < 0 ? '' : csvCell(objects.ids[grasp.held]);
  arm.kinematics.twist(arm.qd, twist);
  const tcp = poseAt(frames, joints.length + 1);
  yield ['tcp', 'tcp', ...tcp, ...twist.subarray(0, 3), ...NO_JOINT, gripper.widthM, held];
  for (const [i, id] of objects.ids.entries()) {
    const velocity = objects.velocities.subarray(6 * i, 6 * i + 3);
    yield [csvCell(`object/${id}`), 'object', ...poseAt(objects.poses, i), ...velocity, ...NO_JOINT, ...NO_HAND];
  }
  const { poses, velocities } = scene.obstacles.volumes;
  for (const [i, { id }] of spec.obstacles.entries()) {
    const velocity = velocities.subarray(3 * i, 3 * i + 3);
    yield [csvCell(`obstacle/${id}`), 'obstacle', ...poseAt(poses, i), ...velocity, ...NO_JOINT, ...NO_HAND];
  }
  if (scene.person === null) return;
  for (const [i, name] of PERSON_JOINTS.entries()) {
    const position = scene.person.joints.subarray(3 * i, 3 * i + 3);
    const velocity = scene.person.velocities.subarray(3 * i, 3 * i + 3);
    yield [`person/${name}`, 'person', ...position, ...NO_ROTATION, ...velocity, ...NO_JOINT, ...NO_HAND];
  }
}

const quaternion = new Float64Array(4);
const twist = new Float64Array(6);

/** Position and quaternion of row `i`. */
function poseAt(poses: Float64Array, i: number): Cells {
  const at = POSE_LENGTH * i;
  return [...poses.subarray(at + 9, at + 12), ...quaternionOfRotation(poses, at, quaternion)];
}
