import { ACTOR, ACTOR_STRIDE, HEAD, type FrameView } from '../live/frame.ts';

/** The slowest speed at which motion must look smooth (the first of `SPEEDS`). */
const SLOWEST_SPEED = 0.1;
/** Bounds of the time over which two frames are blended, ms. */
const MIN_BLEND_MS = 4;
const MAX_BLEND_MS = 500;
/** Displacement that asks for no explanation, m. */
const JUMP_SLACK_M = 2;

/**
 * Draws one simulated step behind what was received, so that there is always a pose to go to: poses are copied from the
 * last two frames of different ticks and blended by wall-clock time. What jumps (another episode, a tick that goes back,
 * an obstacle that appears, a pose that no speed explains) is not blended.
 */
export class PoseInterpolator {
  /** Where the actors are drawn, rows of `ACTOR_STRIDE`. */
  readonly poses: Float64Array;
  private readonly from: Float64Array;
  private readonly to: Float64Array;
  private fromTick = -1;
  private toTick = -1;
  private arrivedMs = 0;
  private blendMs = MIN_BLEND_MS;
  /** Of the way to the newest frame, as it was sampled last. */
  private share = 1;

  /** @param rows actors, the ego included; @param controlDt simulated time of a tick, s */
  constructor(
    readonly rows: number,
    private readonly controlDt: number,
  ) {
    this.poses = new Float64Array(rows * ACTOR_STRIDE);
    this.from = new Float64Array(rows * ACTOR_STRIDE);
    this.to = new Float64Array(rows * ACTOR_STRIDE);
  }

  /** Whether a frame has been received. */
  get started(): boolean {
    return this.toTick >= 0;
  }

  /** Whether another sample, with no other frame, may give other poses than the last one. */
  get isMoving(): boolean {
    return this.share < 1;
  }

  /** Takes over a frame; one of the same tick as the last only updates what is not a pose. */
  push(frame: FrameView): void {
    const tick = frame.head[HEAD.tick];
    const wallMs = frame.head[HEAD.wallMs];
    if (tick === this.toTick) {
      this.to.set(frame.actors);
      return;
    }
    const restart = tick < this.toTick || this.toTick < 0;
    if (restart) {
      this.from.set(frame.actors);
      this.fromTick = tick;
      this.blendMs = MIN_BLEND_MS;
    } else {
      this.from.set(this.to);
      this.fromTick = this.toTick;
      const slowestMs = ((tick - this.fromTick) * this.controlDt * 1000) / SLOWEST_SPEED;
      const wanted = Math.min(wallMs - this.arrivedMs, slowestMs, MAX_BLEND_MS);
      this.blendMs = Math.max(MIN_BLEND_MS, wanted);
    }
    this.to.set(frame.actors);
    this.toTick = tick;
    this.arrivedMs = wallMs;
    if (!restart) this.settleJumps();
  }

  /** Fills `poses` for the wall-clock time `wallMs`, ms since the epoch as `HEAD.wallMs`. */
  sample(wallMs: number): Float64Array {
    const share = blendShare(wallMs - this.arrivedMs, this.blendMs);
    this.share = share;
    const { from, to, poses } = this;
    for (let at = 0; at < poses.length; at += ACTOR_STRIDE) {
      for (let c = 0; c < ACTOR_STRIDE; c++) poses[at + c] = from[at + c] + share * (to[at + c] - from[at + c]);
      poses[at + ACTOR.heading] = blendAngle(from[at + ACTOR.heading], to[at + ACTOR.heading], share);
      // Not quantities but labels.
      poses[at + ACTOR.visibility] = to[at + ACTOR.visibility];
      poses[at + ACTOR.absent] = to[at + ACTOR.absent];
    }
    return poses;
  }

  /** Rows whose displacement their speeds do not explain start where they are. */
  private settleJumps(): void {
    const { from, to } = this;
    const seconds = (this.toTick - this.fromTick) * this.controlDt;
    for (let at = 0; at < to.length; at += ACTOR_STRIDE) {
      const dx = to[at + ACTOR.x] - from[at + ACTOR.x];
      const dy = to[at + ACTOR.y] - from[at + ACTOR.y];
      const speed = Math.max(Math.abs(from[at + ACTOR.speedMps]), Math.abs(to[at + ACTOR.speedMps]));
      const reach = JUMP_SLACK_M + 2 * speed * seconds;
      const appeared = from[at + ACTOR.absent] !== to[at + ACTOR.absent];
      if (!appeared && dx * dx + dy * dy <= reach * reach) continue;
      for (let c = 0; c < ACTOR_STRIDE; c++) from[at + c] = to[at + c];
    }
  }
}

/** Share of the way from the older to the newer frame, [0, 1], `sinceMs` after the newer one. */
function blendShare(sinceMs: number, blendMs: number): number {
  return Math.min(1, Math.max(0, sinceMs / blendMs));
}

/** Between two angles along the shorter way, rad. */
export function blendAngle(from: number, to: number, share: number): number {
  const turn = to - from;
  return from + share * (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
}
