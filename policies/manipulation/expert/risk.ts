import { Kinematics } from '../../../sim/robotics/arm/kinematics.ts';
import { Clearance, type Nearest } from '../../../sim/robotics/clearance/clearance.ts';
import { cos, sin } from '../../../sim/kernel/math.ts';
import { pointVolumeDistance } from '../../../sim/robotics/clearance/point-distance.ts';
import type { VolumeTable } from '../../../sim/robotics/clearance/volume-table.ts';
import type { SceneModel } from './scene-model.ts';
import type { TaskState } from './task-state.ts';

/** Distances below which nearness costs, m. */
const STANDING_M = 0.02;
const MOVING_M = 0.06;
const PERSON_M = 0.07;
const LOOSE_M = 0.006;
/** Of the object that is not held, to what could take it away. */
const OBJECT_M = 0.05;
const TABLE_M = 0.02;
const SELF_M = 0.02;
/** Of the distance of an arm from itself at home: as near is allowed anywhere. */
const HOME_SHARE = 0.9;
/** What touching costs in a second, in seconds of the task; half as near as allowed costs a quarter. */
const NEAR = 10;
const NEAR_PERSON = 14;
/** Less than what waiting costs. */
const NEAR_LOOSE = 0.15;
/** What a collision costs, in seconds of the task. */
export const COLLISION = 40;

/** How near a posture of the arm comes to what it must not touch, in the scene as it will be at a step. */
export class Risk {
  /** Whether the last posture collides. */
  collides = false;
  private readonly clearance: Clearance;
  /** Distance of the arm from itself below which it costs, m. */
  private readonly selfM: number;
  private readonly pose = new Float64Array(12);
  private holding = false;

  constructor(private readonly scene: SceneModel) {
    const { model } = scene;
    this.clearance = new Clearance(model);
    const kinematics = new Kinematics(model);
    kinematics.update(Float64Array.from(model.home));
    this.clearance.place(kinematics.frames, model.gripper.maxWidthM);
    // Links of some arms are near to each other in every posture: no posture may cost for that.
    this.selfM = Math.min(SELF_M, HOME_SHARE * Math.max(0, this.clearance.toSelf()));
  }

  /** Call once before the postures of a roll-out. */
  begin(): void {
    this.clearance.held.release();
    this.holding = false;
  }

  /** @returns cost per second, 0 where all is far */
  at(kinematics: Kinematics, state: TaskState, step: number): number {
    const { clearance, scene } = this;
    if (state.held !== this.holding) this.hold(state);
    clearance.place(kinematics.frames, state.widthM);
    let cost = near(this.toTable(state), TABLE_M, NEAR);
    const selfM = clearance.toSelf();
    cost += near(selfM, this.selfM, NEAR);
    let least = Math.min(selfM, clearance.toTable());
    if (scene.standing.count > 0) {
      const m = ofMoved(clearance.toVolumes(scene.standing), clearance.volume);
      cost += near(m, STANDING_M, NEAR);
      least = Math.min(least, m);
      if (state.task.kind === 'push') cost += near(objectTo(scene.standing, state), STANDING_M, NEAR);
    }
    const moving = scene.moving[step];
    if (moving.count > 0) {
      const m = ofMoved(clearance.toVolumes(moving), clearance.volume);
      cost += near(m, MOVING_M, NEAR);
      least = Math.min(least, m);
      if (!state.held && state.object.known) cost += near(objectTo(moving, state), OBJECT_M, NEAR);
    }
    if (scene.personKnown) {
      const m = clearance.toPerson(scene.person.subarray(9 * step, 9 * step + 9), scene.personRadiusM);
      cost += near(m, PERSON_M, NEAR_PERSON);
      least = Math.min(least, m);
    }
    if (scene.loose.count > 0) cost += near(clearance.toVolumes(scene.loose), LOOSE_M, NEAR_LOOSE);
    this.collides = least <= 0;
    return cost;
  }

  /** Links count with their margin; fingers and what is held may touch what is below, but must not be pressed on it. */
  private toTable(state: TaskState): number {
    const links = this.clearance.toTable();
    const floor = state.floorAt(state.x, state.y);
    const tips = state.z - state.tipBeyondTcpM - floor;
    const bottom = state.held ? state.object.z - state.object.halfZ - floor : tips;
    return Math.min(links, TABLE_M + Math.min(tips, bottom) + 0.002);
  }

  private hold(state: TaskState): void {
    this.holding = state.held;
    const { held } = this.clearance;
    if (!state.held) {
      held.release();
      return;
    }
    const { object } = state;
    const { pose } = this;
    const c = cos(state.yaw);
    const s = sin(state.yaw);
    const u = cos(object.yaw);
    const v = sin(object.yaw);
    // The hand's axes are (c, s, 0), (s, -c, 0) and (0, 0, -1).
    pose[0] = c * u + s * v;
    pose[1] = s * u - c * v;
    pose[2] = 0;
    pose[3] = s * u - c * v;
    pose[4] = -(s * v + c * u);
    pose[5] = 0;
    pose[6] = 0;
    pose[7] = 0;
    pose[8] = -1;
    const dx = object.x - state.x;
    const dy = object.y - state.y;
    pose[9] = c * dx + s * dy;
    pose[10] = s * dx - c * dy;
    pose[11] = state.z - object.z;
    held.holdHalf(object.kind, object.halfX, object.halfY, object.halfZ, pose);
  }
}

/** No plan can keep the base away from anything. */
function ofMoved(distanceM: number, { part }: Nearest): number {
  return part === 0 ? Infinity : distanceM;
}

/** Of the object as a ball that it contains, to the nearest volume, m. */
function objectTo(volumes: VolumeTable, { object }: TaskState): number {
  let least = Infinity;
  for (let i = 0; i < volumes.count; i++) {
    least = Math.min(least, pointVolumeDistance(object.x, object.y, object.z, volumes, i));
  }
  return least - Math.min(object.halfX, object.halfY);
}

function near(distanceM: number, marginM: number, weight: number): number {
  if (distanceM >= marginM) return 0;
  const share = (marginM - distanceM) / marginM;
  return weight * Math.min(4, share * share);
}
