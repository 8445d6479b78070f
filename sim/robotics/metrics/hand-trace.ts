import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/** Positions kept: the third difference needs four. */
const KEPT = 4;

/** The way of the tool centre point: its length, and its jerk by third differences over control ticks. */
export class HandTrace implements Stateful {
  pathM = 0;
  /** m/s, over the last tick. */
  speedMps = 0;
  private ticks = 0;
  private jerkSquares = 0;
  private jerks = 0;
  /** The last positions, the newest first: x, y, z each. */
  private readonly last = new Float64Array(3 * KEPT);

  /** Root mean square, m/s3; 0 before there are four positions. */
  get jerkRmsMps3(): number {
    return this.jerks === 0 ? 0 : Math.sqrt(this.jerkSquares / this.jerks);
  }

  add(x: number, y: number, z: number, dt: number): void {
    const { last } = this;
    last.copyWithin(3, 0, 3 * (KEPT - 1));
    last[0] = x;
    last[1] = y;
    last[2] = z;
    this.ticks++;
    if (this.ticks < 2) return;
    let way = 0;
    for (let k = 0; k < 3; k++) way += (last[k] - last[3 + k]) * (last[k] - last[3 + k]);
    this.pathM += Math.sqrt(way);
    this.speedMps = Math.sqrt(way) / dt;
    if (this.ticks < KEPT) return;
    for (let k = 0; k < 3; k++) {
      const jerk = (last[k] - 3 * last[3 + k] + 3 * last[6 + k] - last[9 + k]) / (dt * dt * dt);
      this.jerkSquares += jerk * jerk;
    }
    this.jerks++;
  }

  exchange(io: StateIo): void {
    this.pathM = io.number('pathM', this.pathM);
    this.speedMps = io.number('speedMps', this.speedMps);
    this.ticks = io.number('handTicks', this.ticks);
    this.jerkSquares = io.number('jerkSquares', this.jerkSquares);
    this.jerks = io.number('jerks', this.jerks);
    io.numbers('lastPositions', this.last);
  }
}
