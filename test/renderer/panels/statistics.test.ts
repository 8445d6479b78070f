import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencySeries, summaryText } from '../../../renderer/panels/latency-series.ts';
import { BINS_PER_DECADE, logHistogram, sortedFinite, summarise } from '../../../renderer/panels/statistics.ts';
import { ended, sent, storeOf } from './telemetry.ts';

describe('summary', () => {
  it('has the quantiles of type 7: of 1 … 101 they are 1 + 100 p', () => {
    const values = Array.from({ length: 101 }, (_, i) => 101 - i);
    expect(summarise(sortedFinite(values))).toEqual({ n: 101, p50: 51, p95: 96, p99: 100, max: 101 });
  });

  it('interpolates between two values', () => {
    const { p50, p95, p99 } = summarise(sortedFinite([300, 100]))!;
    expect([p50, p95, p99]).toEqual([200, 290, 298]);
  });

  it('is null of nothing, and leaves out what is not a number', () => {
    expect(summarise(sortedFinite([NaN, Infinity]))).toBeNull();
    expect(summarise(sortedFinite([NaN, 7]))).toEqual({ n: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });
});

describe('histogram', () => {
  it('puts a power of ten into the bin that begins there', () => {
    const { edges, counts } = logHistogram(Float64Array.of(1, 10, 100, 1000));
    const starts = edges.filter((_, i) => (counts[i] ?? 0) > 0);
    expect(starts.map((edge) => Number(edge.toPrecision(9)))).toEqual([1, 10, 100, 1000]);
  });

  it('has so many bins for each factor of ten, two factors at least', () => {
    const { edges, counts } = logHistogram(Float64Array.of(200, 210));
    expect(counts.length).toBe(2 * BINS_PER_DECADE);
    expect(edges[BINS_PER_DECADE] / edges[0]).toBeCloseTo(10, 9);
  });

  it('counts every value once, in the bin that holds it, where the axis reaches', () => {
    const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(value, fc.constant(0)), { minLength: 1, maxLength: 80 }), (values) => {
        const sorted = sortedFinite(values);
        const { edges, counts } = logHistogram(sorted);
        expect(counts.reduce((total, count) => total + count, 0)).toBe(values.length);
        expect(edges).toHaveLength(counts.length + 1);
        counts.forEach((count, i) => {
          if (i === 0 || edges[0] === 0) return;
          const slack = 1 + 1e-8;
          const inBin = sorted.filter((v) => v >= edges[i] / slack && v < edges[i + 1] * slack).length;
          expect(inBin).toBeGreaterThanOrEqual(count);
        });
      }),
    );
  });

  it('has one bin where all is 0', () => {
    expect(logHistogram(Float64Array.of(0, 0))).toEqual({ edges: [0, 1], counts: [2] });
  });
});

describe('latencies', () => {
  const [a, b, c, d] = [sent(1, 0), sent(2, 30), sent(3, 60), sent(4, 90)];
  const store = storeOf(
    [
      { tick: 0, inferMs: 2, tickMs: 1 },
      { tick: 1, inferMs: NaN, missed: 1, tickMs: 3 },
    ],
    [
      ...[a, b, c, d],
      ended(a, 12, 'accepted', 200),
      ended(b, 54, 'expired', 400),
      ended(c, 62, 'superseded'),
      ended(d, 91, 'failed'),
    ],
  );

  it('are of answers that came, and of ticks that were inferred', () => {
    const series = Object.fromEntries(latencySeries(store, 1 / 60).map(({ id, summary }) => [id, summary]));
    expect(series.answer?.n).toBe(2);
    expect(series.answer?.max).toBeCloseTo(400, 9);
    expect(series.staleness?.p50).toBe(300);
    expect(series.inference).toMatchObject({ n: 1, max: 2 });
    expect(series.tick).toMatchObject({ n: 2, max: 3 });
  });

  it('are told with their number, or as nothing', () => {
    const [answer] = latencySeries(store, 1 / 60);
    expect(summaryText(answer).replaceAll('\u00a0', ' ')).toBe(
      'p50 300 ms, p95 390 ms, p99 398 ms, max 400 ms; n = 2 answers',
    );
    expect(summaryText(latencySeries(storeOf([]), 1 / 60)[0])).toBe('No answer yet.');
  });
});
