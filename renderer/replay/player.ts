import type { FrameClock } from '../panels/scheduler.ts';
import { advance, pause, type Playback } from './playback.ts';

/** Longest step of one frame, s: after a hidden page comes back, the replay goes on where it was. */
const LONGEST_FRAME_S = 0.25;

/** Holds the playback and lets time pass while it plays; asks for frames only then. */
export class ReplayPlayer {
  /** Least time between two changes while playing, ms: more for people who want less motion. */
  leastFrameMs = 0;
  private readonly listeners = new Set<() => void>();
  private handle: number | null = null;
  private lastMs = 0;

  constructor(
    private playback: Playback,
    private readonly clock: FrameClock,
  ) {}

  readonly get = (): Playback => this.playback;

  /** @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(change: (playback: Playback) => Playback): void {
    const next = change(this.playback);
    if (next === this.playback) return;
    this.playback = next;
    if (next.playing && this.handle === null) {
      this.lastMs = this.clock.now();
      this.handle = this.clock.request(this.frame);
    }
    for (const listener of this.listeners) listener();
  }

  /** Pauses for good: no frame is asked for after it. */
  stop(): void {
    this.change(pause);
    if (this.handle !== null) this.clock.cancel(this.handle);
    this.handle = null;
  }

  private readonly frame = (): void => {
    this.handle = null;
    if (!this.playback.playing) return;
    this.handle = this.clock.request(this.frame);
    const now = this.clock.now();
    if (now - this.lastMs < this.leastFrameMs) return;
    const elapsedS = Math.min(LONGEST_FRAME_S, (now - this.lastMs) / 1000);
    this.lastMs = now;
    this.change((playback) => advance(playback, elapsedS));
  };
}
