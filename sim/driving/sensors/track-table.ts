import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ActorTable } from '../actor-table.ts';

/**
 * What the ego believes about the other road users: slot i belongs to row i + 1 of the `ActorTable`. Poses are of the
 * box centre in the world frame (x forward/east, y left/north). An empty slot is zero in every column, so that an actor
 * that was never seen leaves no trace.
 */
export class TrackTable implements Stateful {
  /** Number of slots, empty ones included. */
  readonly count: number;
  readonly entities: readonly string[];
  /** 1: the slot holds a track; 0: it is empty. */
  readonly valid: Float64Array;
  /** 1 once the object was detected twice, else 0. */
  readonly confirmed: Float64Array;
  /** Time since the last detection, s; 0 at a detection. */
  readonly ageS: Float64Array;
  /** Detections since the track began. */
  readonly seenCount: Float64Array;
  /** Detections since the motion estimate was last started afresh. */
  readonly streak: Float64Array;
  /** Index into `ACTOR_KINDS`. */
  readonly kind: Float64Array;
  readonly lengthM: Float64Array;
  readonly widthM: Float64Array;
  readonly heightM: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rad in (-pi, pi]. */
  readonly heading: Float64Array;
  /** Velocity in the world frame, m/s. */
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  /** Signed speed along the heading, m/s. */
  readonly speed: Float64Array;
  /** Rad/s; 0 while the object is unseen. */
  readonly yawRate: Float64Array;
  /** Acceleration along the heading, m/s2; 0 while the object is unseen. */
  readonly acceleration: Float64Array;
  private readonly columns: readonly (readonly [string, Float64Array])[];

  /** @param actors gives the names of the slots */
  constructor(actors: Pick<ActorTable, 'count' | 'ids'>) {
    const n = actors.count - 1;
    this.count = n;
    this.entities = actors.ids.slice(1).map((id) => `track/${id}`);
    this.valid = new Float64Array(n);
    this.confirmed = new Float64Array(n);
    this.ageS = new Float64Array(n);
    this.seenCount = new Float64Array(n);
    this.streak = new Float64Array(n);
    this.kind = new Float64Array(n);
    this.lengthM = new Float64Array(n);
    this.widthM = new Float64Array(n);
    this.heightM = new Float64Array(n);
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.heading = new Float64Array(n);
    this.vx = new Float64Array(n);
    this.vy = new Float64Array(n);
    this.speed = new Float64Array(n);
    this.yawRate = new Float64Array(n);
    this.acceleration = new Float64Array(n);
    this.columns = [
      ['valid', this.valid],
      ['confirmed', this.confirmed],
      ['ageS', this.ageS],
      ['seenCount', this.seenCount],
      ['streak', this.streak],
      ['kind', this.kind],
      ['lengthM', this.lengthM],
      ['widthM', this.widthM],
      ['heightM', this.heightM],
      ['x', this.x],
      ['y', this.y],
      ['heading', this.heading],
      ['vx', this.vx],
      ['vy', this.vy],
      ['speed', this.speed],
      ['yawRate', this.yawRate],
      ['acceleration', this.acceleration],
    ];
  }

  /** Empties one slot. */
  clear(slot: number): void {
    for (let c = 0; c < this.columns.length; c++) this.columns[c][1][slot] = 0;
  }

  /** Empties every slot. */
  reset(): void {
    for (let c = 0; c < this.columns.length; c++) this.columns[c][1].fill(0);
  }

  exchange(io: StateIo): void {
    for (let c = 0; c < this.columns.length; c++) io.column(this.columns[c][0], this.columns[c][1], this.entities);
  }
}
