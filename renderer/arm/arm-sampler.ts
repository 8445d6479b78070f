import { ARM_HEAD, armLayout, POSE, type ArmFrames, type ArmLayout } from '../../scenarios/arm-frames/arm-frames.ts';

/** A time that lies within this share of a tick from a tick counts as the tick: times are multiples that round. */
const SLACK_TICKS = 1e-3;

/**
 * The frame of any time: exact at ticks, linear between them, the last one beyond the end. One object per episode, whose
 * numbers are written over by each call of `at`; it allocates nothing.
 */
export class ArmSampler {
  readonly layout: ArmLayout;
  readonly frame: Float64Array;
  /** Of the obstacles, m/s, three numbers each. */
  readonly velocities: Float64Array;
  /** The tick at or before the time, and the share of the way to the next. */
  tick = -1;
  share = 0;

  constructor(readonly frames: ArmFrames) {
    this.layout = armLayout(frames.spec);
    this.frame = new Float64Array(this.layout.stride);
    this.velocities = new Float64Array(3 * frames.spec.obstacles.length);
  }

  get endS(): number {
    return (this.frames.count - 1) * this.frames.spec.controlDt;
  }

  at(timeS: number): this {
    const { count, spec } = this.frames;
    const ticks = Math.min(count - 1, Math.max(0, timeS / spec.controlDt));
    const tick = Math.floor(ticks + SLACK_TICKS);
    const share = ticks - tick > SLACK_TICKS ? ticks - tick : 0;
    this.tick = tick;
    this.share = share;
    const { numbers } = this.frames;
    const { stride } = this.layout;
    const from = tick * stride;
    const to = Math.min(count - 1, tick + 1) * stride;
    for (let i = 0; i < stride; i++) {
      const now = numbers[from + i];
      this.frame[i] = share === 0 ? now : now + share * (numbers[to + i] - now);
    }
    // A row and a flag have nothing between.
    for (const whole of WHOLE) this.frame[whole] = numbers[from + whole];
    this.measureSpeeds();
    return this;
  }

  /** A number of the tool centre point's position at a tick, m. @param axis 0 to 2 */
  hand(tick: number, axis: number): number {
    const { links, linkCount, stride } = this.layout;
    return this.frames.numbers[tick * stride + links + POSE * (linkCount - 1) + POSE - 3 + axis];
  }

  private measureSpeeds(): void {
    const { obstacles, stride } = this.layout;
    const { numbers, count, spec } = this.frames;
    const before = Math.max(0, this.tick - 1);
    const after = Math.min(count - 1, this.tick + 1);
    const s = (after - before) * spec.controlDt;
    for (let i = 0; i < spec.obstacles.length; i++) {
      const o = obstacles + POSE * i + POSE - 3;
      for (let axis = 0; axis < 3; axis++) {
        const way = numbers[after * stride + o + axis] - numbers[before * stride + o + axis];
        this.velocities[3 * i + axis] = s > 0 ? way / s : 0;
      }
    }
  }
}

const WHOLE: readonly number[] = [ARM_HEAD.held, ARM_HEAD.level, ARM_HEAD.thinking];
