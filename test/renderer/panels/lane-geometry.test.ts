import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../renderer/live/protocol.ts';
import type { RequestSpan } from '../../../renderer/live/telemetry-store.ts';
import {
  gridTimes,
  placeMarks,
  rowAt,
  rowFrom,
  stackRequests,
  timeAt,
  xOf,
  type TimeScale,
} from '../../../renderer/panels/lane-geometry.ts';
import { storeOf } from './telemetry.ts';

const scale: TimeScale = { startS: 20, endS: 30, left: 84, width: 500 };

describe('time scale', () => {
  it('maps the window onto the plot', () => {
    expect([xOf(scale, 20), xOf(scale, 25), xOf(scale, 30)]).toEqual([84, 334, 584]);
  });

  it('is its own inverse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 60, noNaN: true }),
        (t) => Math.abs(timeAt(scale, xOf(scale, t)) - t) < 1e-9,
      ),
    );
  });

  it('draws lines at round times no closer than asked, none outside of the window or before 0', () => {
    expect(gridTimes(scale, 50)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(gridTimes(scale, 51)).toEqual([20, 22, 24, 26, 28, 30]);
    expect(gridTimes({ ...scale, startS: -6, endS: 4 }, 200)).toEqual([0]);
    // However long: what a record says of its ticks may be anything.
    expect(gridTimes({ ...scale, startS: 0, endS: 3600 }, 50)).toEqual([
      0, 360, 720, 1080, 1440, 1800, 2160, 2520, 2880, 3240, 3600,
    ]);
    expect(gridTimes({ ...scale, startS: 0, endS: 1e15 }, 50)).toHaveLength(10);
    expect(gridTimes({ ...scale, startS: 0, endS: Infinity }, 50)).toEqual([]);
  });
});

describe('rows by time', () => {
  const store = storeOf([{ tick: 4 }, { tick: 5 }, { tick: 8 }]);

  it('finds the first row at or after a tick', () => {
    expect([0, 4, 5, 6, 8, 9].map((tick) => rowFrom(store, tick))).toEqual([0, 0, 1, 2, 2, 3]);
  });

  it('finds the row that covers a time', () => {
    expect([0.39, 0.4, 0.49, 0.5, 0.79, 0.8, 3].map((t) => rowAt(store, t, 0.1))).toEqual([-1, 0, 0, 1, 1, 2, 2]);
  });
});

const span = (dispatchTick: number, endTick: number): RequestSpan => ({
  id: dispatchTick,
  dispatchTick,
  reason: 'level',
  state: Number.isNaN(endTick) ? 'dispatched' : 'accepted',
  endTick,
  why: '',
  stalenessMs: null,
  plan: null,
});

describe('stacked requests', () => {
  it('keeps one row while one is out at a time', () => {
    expect([...stackRequests([span(0, 10), span(10, 20), span(25, NaN)], 0).rows]).toEqual([0, 0, 0]);
  });

  it('puts those that are out together above each other and takes the lowest free row', () => {
    const spans = [span(0, 10), span(2, NaN), span(4, 6), span(6, 9), span(10, 12)];
    expect(stackRequests(spans, 0)).toEqual({ rows: Uint8Array.of(0, 1, 2, 2, 0), count: 3 });
  });

  it('leaves a gap behind an end', () => {
    expect([...stackRequests([span(0, 10), span(13, 20), span(15, 20)], 5).rows]).toEqual([0, 1, 0]);
  });

  const requests = fc
    .array(fc.tuple(fc.nat(50), fc.option(fc.nat(300), { nil: NaN })), { maxLength: 40 })
    .map((steps) => {
      let tick = 0;
      return steps.map(([step, length]) => {
        tick += step;
        return span(tick, tick + length);
      });
    });

  it('never lets two overlap in a row, whatever comes', () => {
    fc.assert(
      fc.property(requests, fc.nat(20), (spans, gap) => {
        const { rows, count } = stackRequests(spans, gap);
        spans.forEach((later, j) => {
          expect(rows[j]).toBeLessThan(count);
          spans.slice(0, j).forEach(({ endTick }, i) => {
            if (rows[i] === rows[j]) expect(endTick + gap).toBeLessThanOrEqual(later.dispatchTick);
          });
        });
      }),
    );
  });

  it('leaves bars where they are when more come', () => {
    fc.assert(
      fc.property(requests, (spans) => {
        const all = stackRequests(spans, 3).rows;
        const some = stackRequests(spans.slice(0, -1), 3).rows;
        expect([...all.subarray(0, some.length)]).toEqual([...some]);
      }),
    );
  });
});

describe('marks', () => {
  const kinds: readonly Mark['kind'][] = ['collision', 'traffic', 'intervention', 'backend', 'planner'];
  const marks = fc.array(
    fc.record({ tick: fc.integer({ min: 0, max: 400 }), kind: fc.constantFrom(...kinds), text: fc.string() }),
    { maxLength: 60 },
  );
  const widthOf = (label: string) => 20 + 6 * label.length;

  it('loses none of the window and shows none of outside', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const shown = placeMarks(all, scale, 0.1, 2, widthOf).flatMap((group) => group.marks);
        const inside = all.filter(({ tick }) => tick * 0.1 >= 20 && tick * 0.1 <= 30);
        expect(new Set(shown)).toEqual(new Set(inside));
        expect(shown).toHaveLength(inside.length);
      }),
    );
  });

  it('lets no two labels of a line overlap, and none leave the plot to the right unless it is wider', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const placed = placeMarks(all, scale, 0.1, 2, widthOf).filter(({ line }) => line >= 0);
        const ends = placed.map(({ label, labelX }) => labelX + widthOf(label));
        placed.forEach((a, i) => {
          if (widthOf(a.label) < scale.width) expect(ends[i]).toBeLessThanOrEqual(scale.left + scale.width);
          placed.forEach((b, k) => {
            if (i < k && a.line === b.line) expect(a.labelX >= ends[k] || b.labelX >= ends[i]).toBe(true);
          });
        });
      }),
    );
  });

  it('gives the only line to the collision', () => {
    const all: Mark[] = [
      { tick: 250, kind: 'traffic', text: 'lead brakes' },
      { tick: 251, kind: 'collision', text: 'collision' },
      { tick: 252, kind: 'intervention', text: 'latency' },
    ];
    const placed = placeMarks(all, scale, 0.1, 1, widthOf);
    expect(placed.map(({ line }) => line)).toEqual([-1, 0, -1]);
  });

  it('names the more important of two at one pixel and counts the other', () => {
    const all: Mark[] = [
      { tick: 250, kind: 'traffic', text: 'lead brakes' },
      { tick: 250, kind: 'collision', text: 'hit' },
    ];
    expect(placeMarks(all, scale, 0.1, 1, widthOf).map(({ label }) => label)).toEqual(['hit (+1)']);
  });
});
