import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Sketching } from '../../../renderer/replay-scene/sketching.ts';

let finished = 0;
let sketching: Sketching;

beforeEach(() => {
  vi.useFakeTimers();
  finished = 0;
  sketching = new Sketching(0.1, () => finished++);
});
afterEach(() => vi.useRealTimers());

it('draws the first picture, plays and steps whole', () => {
  expect(sketching.isDue(3, false)).toBe(false);
  expect(sketching.isDue(3.1, false)).toBe(false);
  expect(sketching.isDue(3, false)).toBe(false);
  expect(sketching.isDue(9, true)).toBe(false);
  sketching.isDue(1, false);
  expect(sketching.isDue(1.5, true)).toBe(false);
  vi.runAllTimers();
  expect(finished).toBe(0);
});

it('sketches a jump and finishes it when the play head rests', () => {
  sketching.isDue(3, false);
  expect(sketching.isDue(5, false)).toBe(true);
  vi.advanceTimersByTime(200);
  // The end of a drag is slow.
  expect(sketching.isDue(5.1, false)).toBe(true);
  vi.advanceTimersByTime(200);
  expect(finished).toBe(0);
  vi.advanceTimersByTime(60);
  expect(finished).toBe(1);
  expect(sketching.isDue(5.1, false)).toBe(false);
});

it('draws whole at once when something else has changed, and asks for nothing once it is over', () => {
  sketching.isDue(3, false);
  sketching.isDue(5, false);
  expect(sketching.isDue(5, false)).toBe(false);
  sketching.isDue(1, false);
  sketching.stop();
  vi.runAllTimers();
  expect(finished).toBe(0);
});
