import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  changeSpeed,
  createPlayback,
  jump,
  markRange,
  REPLAY_SPEEDS,
  seek,
  setSpeed,
  stepSeconds,
  stepTicks,
  toggleLoop,
  togglePlay,
  type Playback,
} from '../../../renderer/replay/playback.ts';

const DT = 1 / 60;
const playing = (timeS = 0): Playback => togglePlay(createPlayback(10, DT, timeS));

describe('playing', () => {
  it('takes wall-clock time times the speed and stops at the end', () => {
    expect(advance(setSpeed(playing(1), 4), 0.5).timeS).toBe(3);
    expect(advance(playing(9.9), 0.5)).toMatchObject({ timeS: 10, playing: false });
    const paused = createPlayback(10, DT, 2);
    expect(advance(paused, 1)).toBe(paused);
  });

  it('starts again when it is at the end', () => {
    expect(togglePlay(createPlayback(10, DT, 10))).toMatchObject({ timeS: 0, playing: true });
    expect(togglePlay(playing(4))).toMatchObject({ timeS: 4, playing: false });
  });

  it('goes round in its range, and runs out to the end from beyond it', () => {
    const marked = markRange(markRange(createPlayback(10, DT, 2), 'from'), 'to');
    expect(marked.range).toEqual({ fromS: 0, toS: 2 });
    const looped = { ...marked, range: { fromS: 2, toS: 5 }, playing: true, timeS: 4.5 };
    expect(advance(looped, 1).timeS).toBeCloseTo(2.5, 12);
    // More than one round in a frame.
    expect(advance({ ...looped, speed: 8 }, 1).timeS).toBeCloseTo(2 + 1.5, 12);
    expect(advance({ ...looped, timeS: 7 }, 1)).toMatchObject({ timeS: 8, playing: true });
    expect(togglePlay({ ...looped, playing: false, timeS: 5 }).timeS).toBe(2);
    expect(advance({ ...toggleLoop(playing(9.5)) }, 1).timeS).toBeCloseTo(0.5, 12);
  });

  it('never leaves the replay, whatever is done', () => {
    const change = fc.oneof(
      fc.double({ min: 0, max: 3, noNaN: true }).map((s) => (p: Playback) => advance(p, s)),
      fc.double({ min: -20, max: 20, noNaN: true }).map((s) => (p: Playback) => stepSeconds(p, s)),
      fc.integer({ min: -9, max: 9 }).map((n) => (p: Playback) => (n === 0 ? p : stepTicks(p, n))),
      fc.double({ min: -5, max: 15, noNaN: true }).map((s) => (p: Playback) => seek(p, s)),
      fc.constantFrom(
        togglePlay,
        toggleLoop,
        (p: Playback) => changeSpeed(p, 1),
        (p: Playback) => changeSpeed(p, -1),
      ),
      fc.constantFrom<'from' | 'to'>('from', 'to').map((side) => (p: Playback) => markRange(p, side)),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let playback = createPlayback(10, DT);
        for (const next of changes) playback = next(playback);
        const { timeS, speed, range } = playback;
        expect(timeS).toBeGreaterThanOrEqual(0);
        expect(timeS).toBeLessThanOrEqual(10);
        expect(REPLAY_SPEEDS).toContain(speed);
        expect(range.fromS).toBeLessThan(range.toS);
      }),
    );
  });
});

describe('stepping', () => {
  it('goes from tick to tick without drifting', () => {
    let playback = createPlayback(10, DT);
    for (let tick = 1; tick <= 600; tick++) {
      playback = stepTicks(playback, 1);
      expect(Math.round(playback.timeS / DT)).toBe(tick);
    }
    expect(playback.timeS).toBe(10);
    for (let tick = 599; tick >= 0; tick--) {
      playback = stepTicks(playback, -1);
      expect(Math.round(playback.timeS / DT)).toBe(tick);
    }
    expect(playback.timeS).toBe(0);
  });

  it('goes from between two ticks to the nearest in its direction, and pauses', () => {
    const between = { ...createPlayback(10, 0.1, 0.25), playing: true };
    expect(stepTicks(between, 1)).toMatchObject({ timeS: expect.closeTo(0.3, 12) as number, playing: false });
    expect(stepTicks(between, -1).timeS).toBeCloseTo(0.2, 12);
    expect(stepSeconds(between, 1)).toMatchObject({ timeS: 1.25, playing: false });
    expect(jump(between, 4)).toMatchObject({ timeS: 4, playing: false });
  });
});

describe('speed', () => {
  it('goes up and down its list and stays at the ends', () => {
    let playback = createPlayback(1, DT);
    const seen = [playback.speed];
    for (let i = 0; i < 5; i++) seen.push((playback = changeSpeed(playback, 1)).speed);
    expect(seen).toEqual([1, 2, 4, 8, 8, 8]);
    for (let i = 0; i < 9; i++) playback = changeSpeed(playback, -1);
    expect(playback.speed).toBe(0.25);
  });
});

it('refuses what has no length or no tick', () => {
  expect(() => createPlayback(NaN, DT)).toThrow(/duration/);
  expect(() => createPlayback(1, 0)).toThrow(/control tick/);
});
