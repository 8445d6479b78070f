import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ObjectTable } from '../object-table.ts';

/** A fall of less is setting down, m. */
export const LEAST_FALL_M = 0.02;
/** What was let go is watched until it rests, but no longer than this, s: then it rolls. */
export const WATCH_S = 1;
/** At rest, m/s. */
const REST_MPS = 0.01;

/** Counts what falls out of the hand: held, then let go or slipped, then fallen, and not come to rest at the goal. */
export class DropWatch implements Stateful {
  /** Without those that the scenario made slip: they happen to every controller. */
  drops = 0;
  /** With them. */
  falls = 0;
  /** Of the highest fall among them, m. */
  heightM = 0;
  /** Row that was let go last and is watched, or -1; from which height, m; since when, s. */
  private row = -1;
  private fromZ = 0;
  private sinceS = 0;
  private lastHeld = -1;
  /** What is watched was taken out of the hand by the scenario. */
  private taken = false;

  /**
   * Takes the state after a tick.
   * @param taken whether the scenario made what was held slip in this tick
   * @param atGoal whether the task's object rests at its goal; `object` is its row
   */
  add(objects: ObjectTable, held: number, taken: boolean, object: number, atGoal: boolean, dt: number): void {
    if (this.lastHeld >= 0 && held !== this.lastHeld) {
      this.settle(objects, false);
      this.row = this.lastHeld;
      this.fromZ = objects.z(this.row);
      this.sinceS = 0;
      this.taken = taken;
    }
    this.lastHeld = held;
    if (this.row < 0) return;
    this.sinceS += dt;
    const rests = objects.speed(this.row) <= REST_MPS && this.sinceS > 2 * dt;
    if (rests || held === this.row || this.sinceS >= WATCH_S) this.settle(objects, atGoal && this.row === object);
  }

  /** The episode ends: what is still falling has fallen. */
  finish(objects: ObjectTable): void {
    this.settle(objects, false);
  }

  exchange(io: StateIo): void {
    this.drops = io.number('drops', this.drops);
    this.falls = io.number('falls', this.falls);
    this.taken = io.number('taken', Number(this.taken)) === 1;
    this.heightM = io.number('heightM', this.heightM);
    this.row = io.number('row', this.row);
    this.fromZ = io.number('fromZ', this.fromZ);
    this.sinceS = io.number('sinceS', this.sinceS);
    this.lastHeld = io.number('lastHeld', this.lastHeld);
  }

  private settle(objects: ObjectTable, atGoal: boolean): void {
    if (this.row < 0) return;
    const fallM = this.fromZ - objects.z(this.row);
    this.row = -1;
    if (atGoal || fallM < LEAST_FALL_M) return;
    this.falls++;
    if (this.taken) return;
    this.drops++;
    this.heightM = Math.max(this.heightM, fallM);
  }
}
