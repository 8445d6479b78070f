import { BOX } from '../../../sim/robotics/clearance/volume-table.ts';

/** An object as a planner models it: an upright shape with a yaw. World frame, SI units. */
export class Thing {
  /** Whether it is known where it is; else the rest means nothing. */
  known = false;
  /** Index into `SHAPE_KINDS`. */
  kind = BOX;
  halfX = 0;
  halfY = 0;
  halfZ = 0;
  x = 0;
  y = 0;
  z = 0;
  yaw = 0;
  vx = 0;
  vy = 0;
  vz = 0;

  copy(from: Thing): void {
    this.known = from.known;
    this.kind = from.kind;
    this.halfX = from.halfX;
    this.halfY = from.halfY;
    this.halfZ = from.halfZ;
    this.x = from.x;
    this.y = from.y;
    this.z = from.z;
    this.yaw = from.yaw;
    this.vx = from.vx;
    this.vy = from.vy;
    this.vz = from.vz;
  }

  place(x: number, y: number, z: number, yaw: number): void {
    this.x = x;
    this.y = y;
    this.z = z;
    this.yaw = yaw;
  }

  move(vx: number, vy: number, vz: number): void {
    this.vx = vx;
    this.vy = vy;
    this.vz = vz;
  }

  /** Of its middle over the ground, m/s. */
  get speed(): number {
    return Math.sqrt(this.vx * this.vx + this.vy * this.vy);
  }
}
