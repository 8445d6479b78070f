import { describe, expect, it } from 'vitest';
import { scriptPerFrame, type TraceEvent } from './page-script.ts';

const PAGE = { pid: 1, tid: 10 };
const WORKER = { pid: 1, tid: 11 };

/** A whole event; times in ms. */
const task = (name: string, startMs: number, ms: number, more: Partial<TraceEvent> = {}): TraceEvent => ({
  ...{ name, ph: 'X', ts: 1000 * startMs, dur: 1000 * ms, ...PAGE },
  ...more,
});
const callback = (id: number, startMs: number, ms: number, more: Partial<TraceEvent> = {}): TraceEvent =>
  task('FireAnimationFrame', startMs, ms, { args: { data: { id } }, ...more });
const request = (id: number, atMs: number): TraceEvent => ({
  ...{ name: 'RequestAnimationFrame', ph: 'I', ts: 1000 * atMs, ...PAGE },
  args: { data: { id } },
});

/** Three frames of two callbacks each, 20 ms apart; the callbacks take 3 + 1, 2 + 1 and 3 + 1 ms. */
function threeFrames(): readonly TraceEvent[] {
  return [
    ...[callback(1, 0, 3), request(3, 0.1), callback(2, 3.5, 1), request(4, 3.6)],
    ...[callback(3, 20, 2), request(5, 20.1), callback(4, 22.1, 1), request(6, 22.2)],
    ...[callback(5, 40, 3), request(7, 40.1), callback(6, 43.1, 1), request(8, 43.2)],
  ];
}

describe('scriptPerFrame', () => {
  it('takes all callbacks of an animation frame for one frame, and leaves out the last, which may be cut', () => {
    const { frames, script, callbacks, intervalP50Ms } = scriptPerFrame(threeFrames());
    expect(frames).toBe(2);
    expect(script).toMatchObject({ p50Ms: 3.5, maxMs: 4 });
    expect(callbacks.maxMs).toBe(4);
    expect(intervalP50Ms).toBe(20);
  });

  it('adds what runs until the next frame, and counts nested script once', () => {
    const events = [
      ...threeFrames(),
      ...[task('FunctionCall', 0.5, 2), task('v8.callFunction', 0.4, 2.5)],
      ...[task('HandlePostMessage', 10, 5), task('v8.callFunction', 10.5, 4), task('MinorGC', 11, 1)],
      ...[task('MajorGC', 30, 6), task('Paint', 37, 2)],
    ];
    const { script, callbacks } = scriptPerFrame(events);
    expect(script.p50Ms).toBe((9 + 9) / 2);
    expect(script.maxMs).toBe(9);
    expect(callbacks.maxMs).toBe(4);
  });

  it('leaves other threads out, and what ran before the first frame', () => {
    const events = [
      ...threeFrames(),
      task('FunctionCall', -5, 4),
      task('FunctionCall', 10, 9, WORKER),
      callback(1, 12, 5, WORKER),
    ];
    expect(scriptPerFrame(events).script.maxMs).toBe(4);
  });

  it('tells the time with a processor from the wall-clock time', () => {
    const { processor, script } = scriptPerFrame([...threeFrames(), task('TimerFire', 10, 6, { tdur: 1500 })]);
    expect(script.maxMs).toBe(10);
    expect(processor.maxMs).toBe(5.5);
  });

  it('refuses a trace without a page that draws', () => {
    expect(() => scriptPerFrame([task('FunctionCall', 0, 1)])).toThrow(/no drawn frames/);
  });
});
