import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { SensorSpec } from '../spec.ts';
import { AlphaBetaFilter } from './alpha-beta-filter.ts';
import { HALVES, POSITION, SEEN, SHAPE, YAW } from './cameras.ts';

const NEVER = -1;
const LOOKS = 4;

/**
 * What the agent remembers of each target of the cameras: position and yaw by alpha-beta filters over the pictures,
 * extrapolated from the time of the last picture at constant velocity; a velocity that noise explains counts as rest.
 * A target unseen for longer than the memory is forgotten. Which sight belongs to which target is given: identity switches
 * are not simulated.
 */
export class Tracker implements Stateful {
  readonly count: number;
  private readonly position: AlphaBetaFilter;
  private readonly yaw: AlphaBetaFilter;
  private readonly memoryS: number;
  /** Of the picture that a target was last seen in, or touched at; `NEVER` if not known. */
  private readonly lastTick: Float64Array;
  /** Shape and half lengths as last seen, `LOOKS` numbers for each target. */
  private readonly looks: Float64Array;

  /** @param periodS time between pictures */
  constructor(
    targets: number,
    spec: SensorSpec,
    periodS: number,
    private readonly controlDt: number,
  ) {
    this.count = targets;
    this.position = new AlphaBetaFilter(targets, 3, spec.positionNoiseM, periodS, false);
    this.yaw = new AlphaBetaFilter(targets, 1, spec.yawNoiseRad, periodS, true);
    this.lastTick = new Float64Array(targets).fill(NEVER);
    this.looks = new Float64Array(LOOKS * targets);
    this.memoryS = spec.memoryS;
  }

  known(i: number): boolean {
    return this.lastTick[i] !== NEVER;
  }

  ageS(i: number, tick: number): number {
    return (tick - this.lastTick[i]) * this.controlDt;
  }

  /** Coordinate `axis` (x, y, z) now, m. */
  at(i: number, axis: number, tick: number): number {
    return this.position.value[3 * i + axis] + this.velocity(i, axis) * this.ageS(i, tick);
  }

  /** m/s. */
  velocity(i: number, axis: number): number {
    return this.position.moves(i) ? this.position.rate[3 * i + axis] : 0;
  }

  /** Now, rad; not wrapped. */
  yawAt(i: number, tick: number): number {
    return this.yaw.value[i] + (this.yaw.moves(i) ? this.yaw.rate[i] * this.ageS(i, tick) : 0);
  }

  shape(i: number): number {
    return this.looks[LOOKS * i];
  }

  /** Half length along `axis` of the thing's own, m. */
  half(i: number, axis: number): number {
    return this.looks[LOOKS * i + 1 + axis];
  }

  /** Takes in one sight, `pictures[at ...]`, of the picture of `pictureTick`, if it tells something new. */
  see(i: number, pictures: Float64Array, at: number, pictureTick: number): void {
    if (pictures[at + SEEN] === 0 || pictureTick <= this.lastTick[i]) return;
    const gapS = (pictureTick - this.lastTick[i]) * this.controlDt;
    this.position.update(i, pictures, at + POSITION, gapS);
    if (this.takeLooks(i, pictures, at)) this.yaw.begin(i, pictures, at + YAW);
    else this.yaw.update(i, pictures, at + YAW, gapS);
    this.lastTick[i] = pictureTick;
  }

  /** Starts a target afresh from one sight. */
  restart(i: number, pictures: Float64Array, at: number, pictureTick: number): void {
    this.takeLooks(i, pictures, at);
    this.position.begin(i, pictures, at + POSITION);
    this.yaw.begin(i, pictures, at + YAW);
    this.lastTick[i] = pictureTick;
  }

  /** The target is known to be here at this tick, by other means than a picture. */
  putPosition(i: number, axis: number, value: number, rate: number): void {
    this.position.put(i, axis, value, rate);
  }

  putYaw(i: number, value: number, rate: number, tick: number): void {
    this.yaw.put(i, 0, value, rate);
    this.lastTick[i] = tick;
  }

  /** From now on only pictures tell where the target is. */
  release(i: number): void {
    this.position.doubt(i);
    this.yaw.doubt(i);
  }

  /** Forgets what has been unseen for longer than the memory. */
  forget(tick: number): void {
    for (let i = 0; i < this.count; i++) {
      // Ages are whole ticks, but the memory may be a rounded multiple.
      if (!this.known(i) || this.ageS(i, tick) <= this.memoryS + 1e-9) continue;
      this.position.clear(i);
      this.yaw.clear(i);
      this.lastTick[i] = NEVER;
      this.looks.fill(0, LOOKS * i, LOOKS * i + LOOKS);
    }
  }

  /** Whether the target lies otherwise than before. */
  private takeLooks(i: number, pictures: Float64Array, at: number): boolean {
    let changed = false;
    for (let k = 0; k < LOOKS; k++) {
      const value = k === 0 ? pictures[at + SHAPE] : pictures[at + HALVES + k - 1];
      changed ||= this.looks[LOOKS * i + k] !== value;
      this.looks[LOOKS * i + k] = value;
    }
    return changed;
  }

  exchange(io: StateIo): void {
    this.position.exchange(io);
    this.yaw.exchange(io);
    io.numbers('lastTick', this.lastTick);
    io.numbers('looks', this.looks);
  }
}
