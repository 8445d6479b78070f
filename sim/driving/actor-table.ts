import type { StateIo, Stateful } from '../kernel/state-io.ts';
import type { ActorKind, ActorSpec } from './spec.ts';

/** Order is the code stored in `ActorTable.kind`. */
export const ACTOR_KINDS: readonly ActorKind[] = [
  'car',
  'van',
  'truck',
  'motorcycle',
  'cyclist',
  'pedestrian',
  'debris',
  'barrier',
];

/** Row of the ego in every actor table. */
export const EGO = 0;

/**
 * The true state of everything that moves or stands on the road, as columns: row 0 is the ego, rows 1.. are the actors
 * in the order of their ids. Poses are of the box centre in the world frame (x forward/east, y left/north, heading
 * counter-clockwise from x). Columns are shared by traffic, sensors, metrics and drawing; nobody keeps copies.
 */
export class ActorTable implements Stateful {
  readonly count: number;
  readonly ids: readonly string[];
  readonly entities: readonly string[];
  /** Index into `ACTOR_KINDS`. */
  readonly kind: Uint8Array;
  readonly lengthM: Float64Array;
  readonly widthM: Float64Array;
  readonly heightM: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading: Float64Array;
  /** Signed speed along the heading, m/s. */
  readonly speed: Float64Array;
  /** Velocity in the world frame, m/s. */
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  /** Longitudinal acceleration, m/s2. */
  readonly acceleration: Float64Array;
  /** Rad/s. */
  readonly yawRate: Float64Array;
  /** Index of the road the row is assigned to, and its coordinates there. */
  readonly road: Float64Array;
  readonly s: Float64Array;
  readonly d: Float64Array;

  /** @param actors sorted by id */
  constructor(ego: { lengthM: number; widthM: number; heightM: number }, actors: readonly ActorSpec[]) {
    const n = actors.length + 1;
    this.count = n;
    this.ids = ['ego', ...actors.map((a) => a.id)];
    this.entities = ['ego', ...actors.map((a) => `actor/${a.id}`)];
    this.kind = Uint8Array.from([0, ...actors.map((a) => ACTOR_KINDS.indexOf(a.kind))]);
    this.lengthM = Float64Array.from([ego.lengthM, ...actors.map((a) => a.lengthM)]);
    this.widthM = Float64Array.from([ego.widthM, ...actors.map((a) => a.widthM)]);
    this.heightM = Float64Array.from([ego.heightM, ...actors.map((a) => a.heightM)]);
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.heading = new Float64Array(n);
    this.speed = new Float64Array(n);
    this.vx = new Float64Array(n);
    this.vy = new Float64Array(n);
    this.acceleration = new Float64Array(n);
    this.yawRate = new Float64Array(n);
    this.road = new Float64Array(n);
    this.s = new Float64Array(n);
    this.d = new Float64Array(n);
  }

  exchange(io: StateIo): void {
    io.column('x', this.x, this.entities);
    io.column('y', this.y, this.entities);
    io.column('heading', this.heading, this.entities);
    io.column('speed', this.speed, this.entities);
    io.column('vx', this.vx, this.entities);
    io.column('vy', this.vy, this.entities);
    io.column('acceleration', this.acceleration, this.entities);
    io.column('yawRate', this.yawRate, this.entities);
    io.column('road', this.road, this.entities);
    io.column('s', this.s, this.entities);
    io.column('d', this.d, this.entities);
  }
}
