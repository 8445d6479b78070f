import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import { LEVEL_BINS, type EpisodeResult } from '../results/episode-result.ts';

/** A level from here on counts as an alarm; calibrated: 1 in 20 ticks of common driving. */
const ALARM_LEVEL = 0.95;
/** What uncertainty should foresee: a collision within this time, s. */
const WITHIN_S = 3;

/** Keeps the uncertainty level of every tick and says, in hindsight, how well it foresaw the end. */
export class UncertaintyLog implements Stateful {
  private levels = new Float64Array(1024);
  private count = 0;

  add(level: number): void {
    this.reserve(this.count + 1);
    this.levels[this.count++] = level;
  }

  summarise(collided: boolean, controlDt: number): NonNullable<EpisodeResult['uncertainty']> {
    const before = new Array<number>(LEVEL_BINS).fill(0);
    const calm = new Array<number>(LEVEL_BINS).fill(0);
    const window = Math.round(WITHIN_S / controlDt);
    for (let i = 0; i < this.count; i++) {
      const hidden = this.count - i <= window;
      if (hidden && !collided) continue;
      const bin = Math.min(LEVEL_BINS - 1, Math.floor(this.levels[i] * LEVEL_BINS));
      (hidden ? before : calm)[bin]++;
    }
    return {
      collisionWithin3S: before,
      noCollisionWithin3S: calm,
      leadTimeS: collided ? this.leadTime(window, controlDt) : null,
    };
  }

  exchange(io: StateIo): void {
    this.count = io.number('uncertainty.count', this.count);
    this.reserve(this.count);
    for (let i = 0; i < this.count; i++) this.levels[i] = io.number('uncertainty.level', this.levels[i]);
  }

  private reserve(count: number): void {
    if (count <= this.levels.length) return;
    const larger = new Float64Array(2 * count);
    larger.set(this.levels);
    this.levels = larger;
  }

  /** From the first alarm of the last seconds to the end, s. */
  private leadTime(window: number, controlDt: number): number | null {
    for (let i = Math.max(0, this.count - window); i < this.count; i++) {
      if (this.levels[i] >= ALARM_LEVEL) return (this.count - i) * controlDt;
    }
    return null;
  }
}
