import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { PathSpec } from '../spec.ts';

/** Peak speed over mean speed of a minimum-jerk movement: 15 / 8. */
const PEAK_OVER_MEAN = 1.875;

/**
 * Where something on a path is: straight legs of minimum jerk, 10 u^3 - 15 u^4 + 6 u^5 (Flash and Hogan 1985, The
 * coordination of arm movements), with a pause at each point. Position and velocity are closed forms in the time since its
 * start, which is all that is kept.
 */
export class PathMover implements Stateful {
  /** m. */
  x = 0;
  y = 0;
  z = 0;
  /** m/s. */
  vx = 0;
  vy = 0;
  vz = 0;
  /** Time of its start, s; NaN: it waits at the first point. */
  private startedS = NaN;
  private readonly durations: Float64Array;
  /** From the start to the arrival at the last point, s. */
  private readonly totalS: number;

  constructor(private readonly spec: PathSpec) {
    const { points, peakSpeedMps, dwellS } = spec;
    this.durations = new Float64Array(Math.max(0, points.length - 1));
    let total = 0;
    for (let i = 0; i < this.durations.length; i++) {
      const [ax, ay, az] = points[i];
      const [bx, by, bz] = points[i + 1];
      const length = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay) + (bz - az) * (bz - az));
      this.durations[i] = (PEAK_OVER_MEAN * length) / peakSpeedMps;
      total += this.durations[i] + (i > 0 ? dwellS : 0);
    }
    this.totalS = total;
    this.at(0);
  }

  get started(): boolean {
    return this.startedS === this.startedS;
  }

  /** Sets off, unless it has already. @param timeS of the episode */
  start(timeS: number): void {
    if (!this.started) this.startedS = timeS;
  }

  /** Takes position and velocity of a time of the episode, s. */
  at(timeS: number): void {
    if (!this.started || this.durations.length === 0) {
      this.rest(0);
      return;
    }
    const elapsed = Math.max(0, timeS - this.startedS);
    if (!this.spec.backAndForth) {
      this.along(elapsed, 1);
      return;
    }
    const half = this.totalS + this.spec.dwellS;
    const turn = Math.floor(elapsed / half);
    const within = elapsed - turn * half;
    if (turn % 2 === 0) this.along(within, 1);
    else this.along(this.totalS - within, -1);
  }

  exchange(io: StateIo): void {
    this.startedS = io.number('startedS', this.startedS);
    this.x = io.number('x', this.x);
    this.y = io.number('y', this.y);
    this.z = io.number('z', this.z);
    this.vx = io.number('vx', this.vx);
    this.vy = io.number('vy', this.vy);
    this.vz = io.number('vz', this.vz);
  }

  /** `elapsed` s after the first point on the way to the last; `direction` -1: travelled the other way. */
  private along(elapsed: number, direction: number): void {
    const { durations, spec } = this;
    if (elapsed <= 0) {
      this.rest(0);
      return;
    }
    let left = elapsed;
    for (let i = 0; i < durations.length; i++) {
      if (left < durations[i]) {
        this.onLeg(i, left / durations[i], direction / durations[i]);
        return;
      }
      left -= durations[i];
      if (left < spec.dwellS || i === durations.length - 1) {
        this.rest(i + 1);
        return;
      }
      left -= spec.dwellS;
    }
  }

  private onLeg(i: number, u: number, rate: number): void {
    const [ax, ay, az] = this.spec.points[i];
    const [bx, by, bz] = this.spec.points[i + 1];
    const share = u * u * u * (10 + u * (6 * u - 15));
    const speed = 30 * u * u * (1 - u) * (1 - u) * rate;
    this.x = ax + share * (bx - ax);
    this.y = ay + share * (by - ay);
    this.z = az + share * (bz - az);
    this.vx = speed * (bx - ax);
    this.vy = speed * (by - ay);
    this.vz = speed * (bz - az);
  }

  private rest(i: number): void {
    const [x, y, z] = this.spec.points[i];
    this.x = x;
    this.y = y;
    this.z = z;
    this.vx = 0;
    this.vy = 0;
    this.vz = 0;
  }
}
