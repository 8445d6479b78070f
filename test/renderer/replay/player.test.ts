import { describe, expect, it } from 'vitest';
import type { FrameClock } from '../../../renderer/panels/scheduler.ts';
import { DrawQueue } from '../../../renderer/replay/draw-queue.ts';
import { createPlayback, jump, stepTicks, togglePlay } from '../../../renderer/replay/playback.ts';
import { ReplayPlayer } from '../../../renderer/replay/player.ts';

/** Frames that come when they are told to. */
class HandClock implements FrameClock {
  nowMs = 0;
  readonly asked = new Map<number, () => void>();
  private handles = 0;
  now = (): number => this.nowMs;
  request = (callback: () => void): number => {
    this.asked.set(++this.handles, callback);
    return this.handles;
  };
  cancel = (handle: number): void => {
    this.asked.delete(handle);
  };
  frame(ms: number): void {
    this.nowMs += ms;
    const due = [...this.asked.values()];
    this.asked.clear();
    for (const run of due) run();
  }
}

describe('the player', () => {
  it('asks for frames only while it plays', () => {
    const clock = new HandClock();
    const player = new ReplayPlayer(createPlayback(1, 0.1), clock);
    let told = 0;
    player.subscribe(() => told++);
    player.change((playback) => stepTicks(playback, 1));
    expect(clock.asked.size).toBe(0);
    player.change(togglePlay);
    clock.frame(20);
    clock.frame(20);
    expect(player.get().timeS).toBeCloseTo(0.14, 9);
    expect(told).toBe(4);
    for (let i = 0; i < 60; i++) clock.frame(20);
    expect(player.get()).toMatchObject({ timeS: 1, playing: false });
    expect(clock.asked.size).toBe(0);
  });

  it('asks once, however often it is paused and started within a frame', () => {
    const clock = new HandClock();
    const player = new ReplayPlayer(createPlayback(1, 0.1), clock);
    for (let i = 0; i < 5; i++) player.change(togglePlay);
    expect(clock.asked.size).toBe(1);
    clock.frame(100);
    expect(player.get().timeS).toBeCloseTo(0.1, 9);
  });

  it('goes on where it was after a page was hidden', () => {
    const clock = new HandClock();
    const player = new ReplayPlayer(createPlayback(100, 0.1), clock);
    player.change(togglePlay);
    clock.frame(60_000);
    expect(player.get().timeS).toBe(0.25);
  });

  it('goes on in steps for people who want less motion, at the same speed', () => {
    const clock = new HandClock();
    const player = new ReplayPlayer(createPlayback(10, 0.1), clock);
    player.leastFrameMs = 200;
    player.change(togglePlay);
    const seen = new Set<number>();
    for (let i = 0; i < 60; i++) {
      clock.frame(20);
      seen.add(player.get().timeS);
    }
    expect(seen.size).toBe(7);
    expect(player.get().timeS).toBeCloseTo(1.2, 9);
  });

  it('is still after it was stopped', () => {
    const clock = new HandClock();
    const player = new ReplayPlayer(createPlayback(10, 0.1), clock);
    player.change(togglePlay);
    player.stop();
    expect(clock.asked.size).toBe(0);
    player.change((playback) => jump(playback, 3));
    expect(player.get()).toMatchObject({ timeS: 3, playing: false });
  });
});

describe('the queue of drawings', () => {
  it('draws what changed once in a frame, and nothing after it was forgotten', () => {
    const clock = new HandClock();
    const queue = new DrawQueue(clock);
    const drawn: string[] = [];
    const a = (): void => void drawn.push('a');
    const b = (): void => void drawn.push('b');
    queue.request(a);
    queue.request(b);
    queue.request(a);
    expect(clock.asked.size).toBe(1);
    clock.frame(16);
    expect(drawn).toEqual(['a', 'b']);
    expect(clock.asked.size).toBe(0);
    queue.request(a);
    queue.forget(a);
    expect(clock.asked.size).toBe(0);
    clock.frame(16);
    expect(drawn).toHaveLength(2);
  });
});
