import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceAt, differenceOf } from '../../../renderer/replay/difference.ts';
import { inSamePlace, sameActors } from '../../../renderer/replay/same-actors.ts';
import {
  blendHeading,
  ClipSampler,
  inFlightAt,
  isOver,
  pathIndexAt,
  planAt,
  sampleTimeS,
  sourceAt,
} from '../../../renderer/replay/sample-clip.ts';
import { sampleClip, samplePair } from '../../scenarios/clips/sample-clip.ts';
import { request, smallClip } from './small-clip.ts';

describe('a clip at any time', () => {
  it('is exact at its samples, the early last one included', () => {
    const clip = sampleClip({ durationS: 6.05, others: 3 });
    const sampler = new ClipSampler(clip);
    const rows = clip.actors.length;
    for (let k = 0; k < clip.count; k++) {
      sampler.at(sampleTimeS(clip, k));
      for (let i = 0; i < rows; i++) {
        expect(sampler.x[i]).toBe(clip.x[k * rows + i]);
        expect(sampler.y[i]).toBe(clip.y[k * rows + i]);
        expect(sampler.heading[i]).toBe(clip.heading[k * rows + i]);
      }
      expect(sampler.speed).toBe(clip.speed[k]);
      expect(sampler.level).toBe(clip.level[k]);
    }
  });

  it('is linear in between, with the last interval as short as it is', () => {
    const sampler = new ClipSampler(smallClip());
    expect([...sampler.at(0.25).x]).toEqual([2.5, 21]);
    expect(sampler.heading[0]).toBeCloseTo(0.25, 7);
    expect(sampler.level).toBe(0.25);
    // Half of the 0.2 s between the last two.
    sampler.at(1.1);
    expect(sampler.x[0]).toBeCloseTo(11, 9);
    expect(sampler.speed).toBeCloseTo(9, 9);
  });

  it('holds its first and last frames beyond the ends', () => {
    const sampler = new ClipSampler(smallClip());
    expect(sampler.at(99).x[0]).toBe(12);
    expect(sampler.at(-1).x[0]).toBe(0);
    expect([isOver(smallClip(), 1.19), isOver(smallClip(), 1.2), isOver(smallClip(), 3)]).toEqual([false, true, true]);
  });

  it('keeps to the last level where there is none yet or any more', () => {
    const sampler = new ClipSampler(smallClip({ level: Float32Array.of(NaN, 0.5, NaN, NaN) }));
    expect(sampler.at(0.25).level).toBeNaN();
    expect(sampler.at(0.75).level).toBe(0.5);
    expect(sampler.at(1.1).level).toBeNaN();
  });

  it('shows a clip of a single frame', () => {
    const one = { count: 1, durationS: 0, x: Float32Array.of(1, 2), y: Float32Array.of(3, 4) };
    expect([...new ClipSampler(smallClip(one)).at(5).x]).toEqual([1, 2]);
  });

  it('stays between neighbouring samples', () => {
    const clip = sampleClip();
    const sampler = new ClipSampler(clip);
    const rows = clip.actors.length;
    fc.assert(
      fc.property(fc.double({ min: 0, max: clip.durationS, noNaN: true }), fc.nat(rows - 1), (timeS, i) => {
        const k = Math.min(clip.count - 2, Math.floor(timeS / clip.periodS));
        const ends = [clip.x[k * rows + i], clip.x[(k + 1) * rows + i]];
        sampler.at(timeS);
        expect(sampler.x[i]).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-4);
        expect(sampler.x[i]).toBeLessThanOrEqual(Math.max(...ends) + 1e-4);
      }),
    );
  });
});

describe('headings', () => {
  it('turn the shorter way', () => {
    expect(blendHeading(3, -3, 0.5)).toBeCloseTo(Math.PI, 12);
    expect(blendHeading(-3, 3, 0.5)).toBeCloseTo(-Math.PI, 12);
    expect(blendHeading(0.2, 0.4, 0.25)).toBeCloseTo(0.25, 12);
  });

  it('never turn by more than half a turn, and end where they should', () => {
    const angle = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(angle, angle, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, share) => {
        expect(Math.abs(blendHeading(from, to, share) - from)).toBeLessThanOrEqual(Math.PI * share + 1e-9);
        expect(Math.cos(blendHeading(from, to, 1) - to)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('what is true at a time', () => {
  const clip = smallClip({
    sources: [
      { fromS: 0.1, source: 'fast' },
      { fromS: 0.6, source: 'plan' },
    ],
    requests: [
      request(0, 0.1, 0.6, { used: { fromS: 0.6, toS: 1 } }),
      request(1, 0.3, 0.9, { used: { fromS: 0.9, toS: 1.1 } }),
    ],
  });

  it('is who commands', () => {
    expect([0, 0.1, 0.59, 0.6, 9].map((timeS) => sourceAt(clip, timeS))).toEqual([
      null,
      'fast',
      'fast',
      'plan',
      'plan',
    ]);
  });

  it('is the newest plan in use, and what the planner is at', () => {
    expect([0.5, 0.6, 0.95, 1.2].map((timeS) => planAt(clip, timeS)?.id ?? null)).toEqual([null, 0, 1, null]);
    expect([0, 0.1, 0.4, 0.6, 0.9].map((timeS) => inFlightAt(clip, timeS).length)).toEqual([0, 1, 2, 1, 0]);
  });

  it('is the part of a path that is ahead', () => {
    const path = Float32Array.of(0, 0, 10, 0, 20, 0, 20, 10);
    expect(pathIndexAt(path, -5, 1)).toBe(0);
    expect(pathIndexAt(path, 14, -2)).toBe(1);
    expect(pathIndexAt(path, 21, 7)).toBe(2);
  });
});

describe('the difference of two runs', () => {
  it('is nothing before they part, and what geometry says after', () => {
    const pair = samplePair();
    const difference = differenceOf(pair);
    const { timesS, distanceM, speedMps, endS } = difference;
    expect(endS).toBe(6.05);
    expect(timesS[timesS.length - 1]).toBe(endS);
    timesS.forEach((timeS, k) => {
      if (timeS <= 3) expect(distanceM[k]).toBeLessThan(1e-4);
    });
    // Both brake from 20 m/s at 3 s, A by 2 m/s2 and B by 0.8 m/s2.
    const at = timesS.indexOf(5);
    expect(speedMps[at]).toBeCloseTo(1.2 * 2, 2);
    // On a bend of 400 m: the chord is hardly shorter than the arc.
    expect(distanceM[at]).toBeCloseTo(0.5 * 1.2 * 4, 2);
    expect(difference.mostDistanceM).toBe(Math.max(...distanceM));
  });

  it('does not care which is which, but for the sign of the speed', () => {
    const { a, b } = samplePair();
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6, noNaN: true }), (timeS) => {
        const there = differenceAt(new ClipSampler(a), new ClipSampler(b), timeS);
        const back = differenceAt(new ClipSampler(b), new ClipSampler(a), timeS);
        expect(back.distanceM).toBeCloseTo(there.distanceM, 9);
        expect(back.speedMps).toBeCloseTo(-there.speedMps, 9);
      }),
    );
  });
});

it('a ghost leaves out who is where the first run has them, found by name and not by row', () => {
  const a = smallClip();
  const b = smallClip({ actors: [a.actors[0], { ...a.actors[1], id: 'other' }] });
  expect([...sameActors(a, b)]).toEqual([0, -1]);
  const moved = smallClip({ y: Float32Array.of(0, 4, 1, 4, 2, 4, 2, 4) });
  const rows = sameActors(a, moved);
  const [one, two] = [new ClipSampler(a), new ClipSampler(moved)];
  expect(inSamePlace(one.at(0.4), two.at(0.4), rows, 1)).toBe(true);
  expect(inSamePlace(one.at(1), two.at(1), rows, 1)).toBe(false);
});
