import type { ObjectTable } from '../object-table.ts';

/** The truth at a tick that success is judged by. */
export interface TaskView {
  /** Tool centre point, m. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Of the fastest joint, rad/s. */
  readonly jointSpeedRadps: number;
  readonly objects: ObjectTable;
  /** Row of what is held, or -1. */
  readonly held: number;
  /** The smaller of the pads' forces on what is between them, N. */
  readonly padN: number;
  /** Whether the gripper is commanded to open. */
  readonly opens: boolean;
}
