import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/** What a thing is to the agent. Order is the code in a table. */
export const THING_ROLES = ['object', 'base', 'clutter', 'obstacle'] as const;
export type ThingRole = (typeof THING_ROLES)[number];

export const SHAPE_KINDS = ['box', 'cylinder', 'sphere'] as const;

/** Most things that a table holds. */
export const MAX_THINGS = 24;

/**
 * Things on and over the table, a row each, columns in SI units. The order is that of the ids and so that of the rows for
 * as long as the same things are known; a thing that is not known has no row.
 */
export class ThingTable implements Stateful {
  count = 0;
  /** How many other things were known before this one first was: what tells rows apart from tick to tick. */
  readonly key = new Float64Array(MAX_THINGS);
  /** Index into `THING_ROLES`. */
  readonly role = new Float64Array(MAX_THINGS);
  /** Index into `SHAPE_KINDS`. */
  readonly shape = new Float64Array(MAX_THINGS);
  /** Half of the lengths along the thing's own axes, m. */
  readonly halfX = new Float64Array(MAX_THINGS);
  readonly halfY = new Float64Array(MAX_THINGS);
  readonly halfZ = new Float64Array(MAX_THINGS);
  readonly x = new Float64Array(MAX_THINGS);
  readonly y = new Float64Array(MAX_THINGS);
  readonly z = new Float64Array(MAX_THINGS);
  readonly yaw = new Float64Array(MAX_THINGS);
  readonly vx = new Float64Array(MAX_THINGS);
  readonly vy = new Float64Array(MAX_THINGS);
  readonly vz = new Float64Array(MAX_THINGS);
  /** Since the picture that the pose is from, s; 0 while it is felt in the hand. */
  readonly ageS = new Float64Array(MAX_THINGS);

  private readonly columns = [
    ['key', this.key],
    ['role', this.role],
    ['shape', this.shape],
    ['halfX', this.halfX],
    ['halfY', this.halfY],
    ['halfZ', this.halfZ],
    ['x', this.x],
    ['y', this.y],
    ['z', this.z],
    ['yaw', this.yaw],
    ['vx', this.vx],
    ['vy', this.vy],
    ['vz', this.vz],
    ['ageS', this.ageS],
  ] as const;

  /** The first row of a role, or -1. */
  rowOf(role: ThingRole): number {
    const code = THING_ROLES.indexOf(role);
    for (let i = 0; i < this.count; i++) if (this.role[i] === code) return i;
    return -1;
  }

  clearRow(row: number): void {
    for (let c = 0; c < this.columns.length; c++) this.columns[c][1][row] = 0;
  }

  copy(from: ThingTable): void {
    this.count = from.count;
    for (let c = 0; c < this.columns.length; c++) this.columns[c][1].set(from.columns[c][1]);
  }

  exchange(io: StateIo): void {
    this.count = io.number('count', this.count);
    for (const [name, values] of this.columns) io.numbers(name, values);
  }
}
