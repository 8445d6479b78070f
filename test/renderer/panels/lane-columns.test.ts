import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../renderer/live/frame.ts';
import { forRuns, LaneColumns } from '../../../renderer/panels/lane-columns.ts';
import type { TimeScale } from '../../../renderer/panels/lane-geometry.ts';
import { storeOf, type Row } from './telemetry.ts';

const code = (name: (typeof SOURCES)[number]) => SOURCES.indexOf(name);

function filled(rows: readonly Row[], scale: TimeScale, controlDt: number): LaneColumns {
  const columns = new LaneColumns();
  columns.fill(storeOf(rows), scale, controlDt);
  return columns;
}

const sum = (values: Uint16Array) => values.reduce((total, value) => total + value, 0);

describe('lane columns', () => {
  it('lose no miss, no thought and no dispatch of the window, however many ticks share a pixel', () => {
    const ticks = fc.array(fc.record({ missed: fc.nat(1), think: fc.nat(1), dispatched: fc.nat(1) }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(ticks, fc.integer({ min: 1, max: 80 }), fc.nat(200), (rows, width, startTick) => {
        const scale = { startS: startTick * 0.05, endS: rows.length * 0.05 + 5, left: 10, width };
        const inside = rows.slice(startTick);
        const columns = filled(
          rows.map((row, tick) => ({ ...row, tick })),
          scale,
          0.05,
        );
        expect(sum(columns.misses)).toBe(inside.filter(({ missed }) => missed === 1).length);
        expect(sum(columns.ticks)).toBe(inside.length);
        expect(columns.dispatched.includes(1)).toBe(inside.some(({ dispatched }) => dispatched === 1));
        if (inside.some(({ think }) => think === 1)) expect(columns.think.includes(1)).toBe(true);
      }),
    );
  });

  it('keep the extremes of a pixel', () => {
    const rows = [0.2, 0.9, 0.1, 0.4].map((level, tick) => ({ tick, level, threshold: 0.8 }));
    const columns = filled(rows, { startS: 0, endS: 4, left: 0, width: 2 }, 1);
    expect([...columns.low].map((v) => v.toFixed(1))).toEqual(['0.2', '0.1']);
    expect([...columns.high].map((v) => v.toFixed(1))).toEqual(['0.9', '0.4']);
  });

  it('let what overrides win a pixel', () => {
    const rows = ['fast', 'reflex', 'plan', 'plan', 'brake', 'fast'].map((name, tick) => ({
      tick,
      source: code(name as 'fast'),
    }));
    const columns = filled(rows, { startS: 0, endS: 6, left: 0, width: 2 }, 1);
    expect([...columns.source].map((source) => SOURCES[source])).toEqual(['reflex', 'brake']);
  });

  it('continue a tick up to the next one, from before the window, but not beyond the newest', () => {
    const rows = [
      { tick: 0, source: code('plan'), think: 1, missed: 1, threshold: 0.7 },
      { tick: 4, source: code('fast'), threshold: NaN },
      { tick: 6, source: code('hold'), threshold: 0.5 },
    ];
    const columns = filled(rows, { startS: 2, endS: 10, left: 0, width: 8 }, 1);
    const names = [...columns.source].map((source) => (source < 0 ? '-' : SOURCES[source]));
    expect(names).toEqual(['plan', 'plan', 'fast', 'fast', 'hold', '-', '-', '-']);
    expect([...columns.think]).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(columns.threshold[1]).toBeCloseTo(0.7, 6);
    expect(columns.threshold[3]).toBeNaN();
    // The miss happened before the window.
    expect([sum(columns.misses), sum(columns.ticks)]).toEqual([0, 2]);
  });

  it('forget the last filling', () => {
    const columns = new LaneColumns();
    const scale = { startS: 0, endS: 3, left: 0, width: 3 };
    columns.fill(storeOf([{ tick: 1, missed: 1, source: code('plan') }]), scale, 1);
    columns.fill(storeOf([]), scale, 1);
    expect([sum(columns.misses), [...columns.source]]).toEqual([0, [-1, -1, -1]]);
  });
});

describe('runs', () => {
  it('are found up to the width', () => {
    const runs: number[][] = [];
    forRuns(Int8Array.of(1, 1, 2, 2, 2, 0, 9), 6, (...run) => runs.push(run));
    expect(runs).toEqual([
      [0, 2, 1],
      [2, 5, 2],
      [5, 6, 0],
    ]);
  });
});
