import { ACTOR, ACTOR_STRIDE, HEAD_SIZE, type FrameView } from '../live/frame.ts';
import type { DrivingRecord } from '../records/opened-record.ts';
import { emptyFrame, frameOf } from '../records/record-frames.ts';
import { blendHeading } from '../replay/sample-clip.ts';

/** A time that lies within this share of a tick from a tick counts as the tick: times are multiples that round. */
const SLACK_TICKS = 1e-3;
/** Displacement in a tick that asks for no explanation by the speed, m. */
const JUMP_SLACK_M = 2;
/** A longer way in a tick turns no wheels, m. */
const JUMP_M = 8;

/**
 * A record at any time: places linear between ticks, headings along the shorter way, all else from the tick before; beyond
 * the end the last tick stays. What jumps (an obstacle that appears, a pose that no speed explains) is not blended. The
 * arrays are written over by each call of `at`.
 */
export class RecordSampler {
  /** Of the last `at`: the tick before, and the share of the way to the next, [0, 1). */
  tick = -1;
  share = 0;
  timeS = NaN;
  /** Where the actors are, rows of `ACTOR_STRIDE`. */
  readonly poses: Float64Array;
  /** Way that each actor has travelled since the start, m; of a row that jumps, without the jump. */
  readonly ways: Float64Array;
  readonly rows: number;
  readonly count: number;
  readonly endS: number;
  /** The frame of the tick before. */
  readonly frame: FrameView;
  private readonly travelled: Float32Array;

  constructor(readonly record: DrivingRecord) {
    const { frames, episode } = record;
    this.rows = frames.rows;
    this.count = frames.count;
    this.frame = emptyFrame(frames.rows);
    this.endS = (frames.count - 1) * episode.controlDt;
    this.poses = new Float64Array(frames.rows * ACTOR_STRIDE);
    this.ways = new Float64Array(frames.rows);
    this.travelled = waysOf(record);
  }

  at(timeS: number): this {
    if (timeS === this.timeS) return this;
    this.timeS = timeS;
    const { frames, episode } = this.record;
    const ticks = Math.min(this.count - 1, Math.max(0, timeS / episode.controlDt));
    const tick = Math.floor(ticks + SLACK_TICKS);
    const share = ticks - tick > SLACK_TICKS ? ticks - tick : 0;
    if (tick !== this.tick) frameOf(frames, tick, this.frame);
    this.tick = tick;
    this.share = share;
    this.blend(tick, share);
    return this;
  }

  /** A column of a row at a tick. */
  value(tick: number, row: number, column: number): number {
    const { numbers, stride } = this.record.frames;
    return numbers[tick * stride + HEAD_SIZE + row * ACTOR_STRIDE + column];
  }

  /** Way travelled until a tick, m. */
  wayAt(tick: number, row: number): number {
    return this.travelled[tick * this.rows + row];
  }

  private blend(tick: number, share: number): void {
    const { poses, ways, travelled, rows } = this;
    poses.set(this.frame.actors);
    for (let row = 0; row < rows; row++) {
      const way = travelled[tick * rows + row];
      ways[row] = way;
      if (share === 0 || this.jumps(tick, row)) continue;
      const at = row * ACTOR_STRIDE;
      poses[at + ACTOR.x] += share * (this.value(tick + 1, row, ACTOR.x) - poses[at + ACTOR.x]);
      poses[at + ACTOR.y] += share * (this.value(tick + 1, row, ACTOR.y) - poses[at + ACTOR.y]);
      const heading = this.value(tick + 1, row, ACTOR.heading);
      poses[at + ACTOR.heading] = blendHeading(poses[at + ACTOR.heading], heading, share);
      ways[row] = way + share * (travelled[(tick + 1) * rows + row] - way);
    }
  }

  private jumps(tick: number, row: number): boolean {
    if (this.value(tick, row, ACTOR.absent) !== this.value(tick + 1, row, ACTOR.absent)) return true;
    const dx = this.value(tick + 1, row, ACTOR.x) - this.value(tick, row, ACTOR.x);
    const dy = this.value(tick + 1, row, ACTOR.y) - this.value(tick, row, ACTOR.y);
    const before = Math.abs(this.value(tick, row, ACTOR.speedMps));
    const after = Math.abs(this.value(tick + 1, row, ACTOR.speedMps));
    const reach = JUMP_SLACK_M + 2 * Math.max(before, after) * this.record.episode.controlDt;
    return dx * dx + dy * dy > reach * reach;
  }
}

/** Ways along the headings, of all rows at every tick, m. */
function waysOf({ frames }: DrivingRecord): Float32Array {
  const { count, rows, stride, numbers } = frames;
  const ways = new Float32Array(count * rows);
  for (let row = 0; row < rows; row++) {
    let way = 0;
    for (let tick = 1; tick < count; tick++) {
      const to = tick * stride + HEAD_SIZE + row * ACTOR_STRIDE;
      const from = to - stride;
      const heading = numbers[to + ACTOR.heading];
      const dx = numbers[to + ACTOR.x] - numbers[from + ACTOR.x];
      const dy = numbers[to + ACTOR.y] - numbers[from + ACTOR.y];
      const along = dx * Math.cos(heading) + dy * Math.sin(heading);
      if (Math.abs(along) < JUMP_M) way += along;
      ways[tick * rows + row] = way;
    }
  }
  return ways;
}
