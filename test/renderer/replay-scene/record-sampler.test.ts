import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTOR, ACTOR_STRIDE, HEAD } from '../../../renderer/live/frame.ts';
import { RecordSampler } from '../../../renderer/replay-scene/record-sampler.ts';
import { madeRecord } from './made-record.ts';

/** An ego that goes round and round at 20 m/s, and a car that stands, is not there in ticks 4 to 6, and is moved in tick 10. */
const record = madeRecord(21, (row, tick) =>
  row === 0
    ? { x: 2 * tick, y: Math.sin(tick), heading: wrapped(2.9 + 0.1 * tick), speedMps: 20 }
    : { x: tick < 10 ? 50 : 90, y: 3, absent: tick >= 4 && tick <= 6 },
);

function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

const at = (timeS: number): RecordSampler => new RecordSampler(record).at(timeS);

describe('a record at a time', () => {
  it('is its tick at the times of ticks, however they round', () => {
    for (let tick = 0; tick < 21; tick++) {
      const sampler = at(tick * 0.1);
      expect([sampler.tick, sampler.share, sampler.frame.head[HEAD.tick]]).toEqual([tick, 0, tick]);
      expect(sampler.poses).toEqual(sampler.frame.actors);
    }
  });

  it('has places between two ticks on the straight line, headings on the shorter way, all else of the tick before', () => {
    // From 3.1 to -3.08 rad: over the seam at pi.
    const { poses, frame, tick } = at(0.225);
    expect(tick).toBe(2);
    expect(poses[ACTOR.x]).toBeCloseTo(4.5, 5);
    expect(poses[ACTOR.y]).toBeCloseTo(Math.sin(2) + 0.25 * (Math.sin(3) - Math.sin(2)), 5);
    expect(wrapped(poses[ACTOR.heading] - 3.125)).toBeCloseTo(0, 5);
    expect(frame.head[HEAD.tick]).toBe(2);
    expect(poses[ACTOR.speedMps]).toBe(20);
  });

  it('does not depend on what was asked before', () => {
    const time = fc.double({ min: -1, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(time, { maxLength: 4 }), time, (before, timeS) => {
        const sampler = new RecordSampler(record);
        for (const other of before) sampler.at(other);
        const fresh = at(timeS);
        sampler.at(timeS);
        expect(sampler.poses).toEqual(fresh.poses);
        expect(sampler.ways).toEqual(fresh.ways);
        expect(sampler.frame.head).toEqual(fresh.frame.head);
      }),
    );
  });

  it('stays at its first and last tick beyond the ends', () => {
    expect(at(-4).poses).toEqual(at(0).poses);
    expect(at(99).poses).toEqual(at(2).poses);
    expect([at(99).tick, at(99).share, new RecordSampler(record).endS]).toEqual([20, 0, 2]);
  });

  it('does not slide who appears, vanishes or is moved', () => {
    const row = ACTOR_STRIDE;
    expect(at(0.95).poses[row + ACTOR.x]).toBe(50);
    expect(at(1).poses[row + ACTOR.x]).toBe(90);
    expect([0.35, 0.4, 0.65, 0.7].map((timeS) => at(timeS).poses[row + ACTOR.absent])).toEqual([0, 1, 1, 0]);
  });

  it('adds up the ways along the headings, without jumps', () => {
    const straight = madeRecord(11, (row, tick) => ({ x: row === 0 ? 2 * tick : tick < 5 ? 0 : 100, speedMps: 20 }));
    const sampler = new RecordSampler(straight);
    expect(sampler.at(0.55).ways[0]).toBeCloseTo(11, 5);
    expect(sampler.wayAt(10, 0)).toBeCloseTo(20, 5);
    expect(sampler.at(0.8).ways[1]).toBe(0);
  });
});
