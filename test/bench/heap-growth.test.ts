import { describe, expect, it } from 'vitest';
import { heapGrowth, type HeapSample } from './heap-growth.ts';

const MIB = 2 ** 20;

/** 50 samples; `usedMib` by sample number. */
function samplesOf(usedMib: (i: number) => number): HeapSample[] {
  return Array.from({ length: 50 }, (_, i) => ({ episodes: 200 * (i + 1), usedBytes: MIB * usedMib(i) }));
}

describe('heapGrowth', () => {
  it('sees a leak of 100 bytes per episode', () => {
    const { grows, gainBytes, levelBytes } = heapGrowth(samplesOf((i) => 20 + (100 * 200 * i) / MIB));
    expect(grows).toBe(true);
    expect(gainBytes).toBeCloseTo(100 * 200 * 24, 3);
    expect(levelBytes).toBeCloseTo(20 * MIB + 100 * 200 * 37, 3);
  });

  it('lets a level pass that was reached in the first half, with noise of either sign and outliers', () => {
    const noisy = (i: number): number => Math.min(20, 15 + i / 4) + (i % 2 === 0 ? 0.3 : -0.3) + (i % 11 === 0 ? 5 : 0);
    expect(heapGrowth(samplesOf(noisy)).grows).toBe(false);
  });

  it('sees the leak behind the same noise', () => {
    const noisy = (i: number): number => 20 + i / 40 + (i % 2 === 0 ? 0.05 : -0.05) + (i % 11 === 0 ? 5 : 0);
    expect(heapGrowth(samplesOf(noisy)).grows).toBe(true);
  });

  it('forgives a short run the trickle of its start, not a long one', () => {
    const over = (episodes: number) =>
      heapGrowth(
        samplesOf((i) => 20 + i / 100).map((sample, i) => ({ ...sample, episodes: ((i + 1) * episodes) / 50 })),
      );
    expect(over(400).grows).toBe(false);
    expect(over(10_000).grows).toBe(true);
  });

  it('does not complain of a heap that shrinks', () => {
    expect(heapGrowth(samplesOf((i) => 30 - i / 10)).grows).toBe(false);
  });

  it('needs samples', () => {
    expect(() => heapGrowth(samplesOf(() => 1).slice(0, 4))).toThrow(RangeError);
  });
});
