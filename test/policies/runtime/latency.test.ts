import { describe, expect, it } from 'vitest';
import { fixedLatency, SampledLatency, TraceLatency, zeroLatency } from '../../../policies/runtime/latency.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';

describe('latency sources', () => {
  it('are named for records', () => {
    const sources = [zeroLatency(), fixedLatency(200), new SampledLatency(200, 50, 1), new TraceLatency('lab', [7])];
    expect(sources.map(({ name }) => name)).toEqual(['zero', 'fixed:200', 'lognormal:200,50', 'trace:lab']);
    expect(sources.map(({ expectedMs }) => expectedMs)).toEqual([0, 200, 200, 7]);
  });

  it('fixed: always the same', () => {
    expect(fixedLatency(200).drawMs(0)).toBe(200);
    expect(zeroLatency().drawMs(0)).toBe(0);
  });

  it('trace: by the number of the request, round and round', () => {
    const source = new TraceLatency('lab', [5, 6, 10]);
    expect([0, 1, 2, 3, 7].map((id) => source.drawMs(id))).toEqual([5, 6, 10, 5, 6]);
    expect(source.expectedMs).toBe(7);
  });

  it('sampled: has the mean and standard deviation asked for, and a tail to the right', () => {
    const source = new SampledLatency(200, 80, 'seed');
    const draws = Array.from({ length: 20_000 }, (_, id) => source.drawMs(id)).sort((a, b) => a - b);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    // Standard error of the mean is 0.6 ms.
    expect(Math.abs(mean - 200)).toBeLessThan(2.5);
    expect(Math.abs(Math.sqrt(variance) - 80)).toBeLessThan(4);
    expect(draws[0]).toBeGreaterThan(0);
    // The median of a lognormal is mean / sqrt(1 + (sd / mean)^2).
    expect(Math.abs(draws[10_000] - 200 / Math.sqrt(1.16))).toBeLessThan(3);
  });

  it('sampled: does not spread when its deviation is 0', () => {
    expect(new SampledLatency(200, 0, 1).drawMs(0)).toBeCloseTo(200, 9);
  });

  it('sampled: draws differ by seed, and go on from a saved state', () => {
    const source = new SampledLatency(200, 80, 1);
    expect(new SampledLatency(200, 80, 2).drawMs(0)).not.toBe(source.drawMs(0));
    const twin = new SampledLatency(200, 80, 3);
    restoreState(twin, saveState(source));
    expect(twin.drawMs(1)).toBe(source.drawMs(1));
  });

  it.each([
    [() => fixedLatency(-1), 'The fixed latency must be a finite number of at least 0 ms, but is -1.'],
    [() => fixedLatency(NaN), 'but is NaN'],
    [() => new SampledLatency(0, 1, 1), 'the mean must be above 0 ms, but is 0'],
    [() => new SampledLatency(200, -1, 1), 'standard deviation of sampled latency must be'],
    [() => new TraceLatency('lab', []), 'Latency trace "lab" must hold at least one value, but is empty.'],
    [() => new TraceLatency('lab', [1, Infinity]), 'value 1 of latency trace "lab" must be'],
  ])('refuse what is no time (%#)', (create, message) => {
    expect(create).toThrow(message);
  });
});
