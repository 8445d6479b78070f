import type { CollisionKind } from '../collision.ts';
import { ACTOR_KINDS, EGO, type ActorTable } from '../actor-table.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { LOG_PERIOD_S, type EpisodeLog, type HandOver, type LoggedActor, type LoggedCollision } from './episode-log.ts';
import { exchangeCollision, exchangeHandOvers } from './log-state.ts';

/** What is read at a sample: a `DrivingWorld`, or a record of one that has the same fields. */
export interface LogSource {
  readonly tick: number;
  readonly controlDt: number;
  readonly end: EpisodeLog['end'];
  readonly actors: Pick<
    ActorTable,
    'ids' | 'kind' | 'lengthM' | 'widthM' | 'x' | 'y' | 'heading' | 'speed' | 'vx' | 'vy' | 'yawRate' | 'acceleration'
  >;
  readonly vehicle: { readonly lateralAccelerationMps2: number };
  /** Row of the other; -1 without a collision. */
  readonly collisionRow: number;
  readonly collisionKind: CollisionKind | null;
  readonly atFault: boolean;
}

/**
 * Ticks between two samples: the whole number nearest to `LOG_PERIOD_S`, so that samples are evenly spaced for every
 * control tick.
 */
export function logPeriodTicks(controlDt: number): number {
  return Math.max(1, Math.round(LOG_PERIOD_S / controlDt));
}

const FIRST_SAMPLES = 256;

/**
 * Fills an `EpisodeLog` while an episode runs. It reads the world and never changes it: call `add` once before the first
 * step and after every step. Only the growth of the tables allocates.
 */
export class EpisodeLogRecorder implements EpisodeLog, Stateful {
  readonly controlDt: number;
  readonly actors: readonly LoggedActor[];
  count = 0;
  tick = new Float64Array(FIRST_SAMPLES);
  x: Float64Array;
  y: Float64Array;
  heading: Float64Array;
  speed: Float64Array;
  vx: Float64Array;
  vy: Float64Array;
  egoAcceleration = new Float64Array(FIRST_SAMPLES);
  egoLateral = new Float64Array(FIRST_SAMPLES);
  egoYawRate = new Float64Array(FIRST_SAMPLES);
  end: EpisodeLog['end'] = 'running';
  collision: LoggedCollision | null = null;
  readonly handOvers: HandOver[] = [];
  private readonly periodTicks: number;
  private firstTick = 0;

  constructor(source: LogSource) {
    const { ids, kind, lengthM, widthM } = source.actors;
    this.controlDt = source.controlDt;
    this.periodTicks = logPeriodTicks(source.controlDt);
    this.actors = ids.map((id, i) => ({
      id,
      kind: ACTOR_KINDS[kind[i]],
      lengthM: lengthM[i],
      widthM: widthM[i],
    }));
    const cells = FIRST_SAMPLES * ids.length;
    this.x = new Float64Array(cells);
    this.y = new Float64Array(cells);
    this.heading = new Float64Array(cells);
    this.speed = new Float64Array(cells);
    this.vx = new Float64Array(cells);
    this.vy = new Float64Array(cells);
  }

  /** Takes a sample when one is due: at the first call, every `logPeriodTicks` from there, and when the episode ends. */
  add(source: LogSource): void {
    if (this.end !== 'running') return;
    if (this.count === 0) this.firstTick = source.tick;
    const isEnd = source.end !== 'running';
    if (!isEnd && (source.tick - this.firstTick) % this.periodTicks !== 0) return;
    if (this.count === 0 || source.tick > this.tick[this.count - 1]) this.take(source);
    if (isEnd) this.close(source);
  }

  /** Notes a change of command or plan; in the order of their ticks. */
  addHandOver(handOver: HandOver): void {
    this.handOvers.push(handOver);
  }

  /** All that was taken so far, so that a run can be carried on from the middle of its log. */
  exchange(io: StateIo): void {
    io.entity('log');
    const count = io.number('count', this.count);
    while (count > this.tick.length) this.grow();
    this.count = count;
    this.firstTick = io.number('firstTick', this.firstTick);
    for (const table of ['tick', 'egoAcceleration', 'egoLateral', 'egoYawRate'] as const) {
      io.numbers(table, this[table].subarray(0, count));
    }
    for (const table of ['x', 'y', 'heading', 'speed', 'vx', 'vy'] as const) {
      io.numbers(table, this[table].subarray(0, count * this.actors.length));
    }
    this.end = io.text('end', this.end) as EpisodeLog['end'];
    this.collision = exchangeCollision(io, this.collision);
    exchangeHandOvers(io, this.handOvers);
  }

  private take(source: LogSource): void {
    if (this.count === this.tick.length) this.grow();
    const { actors: from } = source;
    const k = this.count++;
    const n = this.actors.length;
    const at = k * n;
    for (let i = 0; i < n; i++) {
      this.x[at + i] = from.x[i];
      this.y[at + i] = from.y[i];
      this.heading[at + i] = from.heading[i];
      this.speed[at + i] = from.speed[i];
      this.vx[at + i] = from.vx[i];
      this.vy[at + i] = from.vy[i];
    }
    this.tick[k] = source.tick;
    this.egoAcceleration[k] = from.acceleration[EGO];
    this.egoLateral[k] = source.vehicle.lateralAccelerationMps2;
    this.egoYawRate[k] = from.yawRate[EGO];
  }

  private close(source: LogSource): void {
    this.end = source.end;
    if (source.collisionKind === null) return;
    this.collision = { actor: source.collisionRow, kind: source.collisionKind, atFault: source.atFault };
  }

  private grow(): void {
    this.tick = doubled(this.tick);
    this.x = doubled(this.x);
    this.y = doubled(this.y);
    this.heading = doubled(this.heading);
    this.speed = doubled(this.speed);
    this.vx = doubled(this.vx);
    this.vy = doubled(this.vy);
    this.egoAcceleration = doubled(this.egoAcceleration);
    this.egoLateral = doubled(this.egoLateral);
    this.egoYawRate = doubled(this.egoYawRate);
  }
}

function doubled(table: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * table.length);
  larger.set(table);
  return larger;
}
