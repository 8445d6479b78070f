import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auprc, auroc, expectedCalibrationError } from '../../../../scenarios/compare/stats/detection.ts';

const histogram = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 16, maxLength: 16 });
const levels = (bins: readonly number[]): number[] => bins.flatMap((count, bin) => Array<number>(count).fill(bin));

describe('auroc', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(histogram, histogram, (positives, negatives) => {
        let wins = 0;
        for (const p of levels(positives)) for (const n of levels(negatives)) wins += p > n ? 1 : p === n ? 0.5 : 0;
        const pairs = levels(positives).length * levels(negatives).length;
        const area = auroc({ positives, negatives });
        if (pairs === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  it('is 1/2 when all are tied', () => {
    expect(auroc({ positives: [0, 5], negatives: [0, 9] })).toBe(0.5);
  });
});

describe('auprc', () => {
  it('is the average precision of a textbook ranking', () => {
    // Scores 0.1 (no), 0.4 (no), 0.35 (yes), 0.8 (yes): precision 1 at the first, 2/3 at the second found.
    expect(auprc({ positives: [0, 1, 0, 1], negatives: [1, 0, 1, 0] })).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  it('is the base rate when all are tied, 1 when perfect and null without events', () => {
    expect(auprc({ positives: [2, 0], negatives: [6, 0] })).toBe(0.25);
    expect(auprc({ positives: [0, 3], negatives: [7, 0] })).toBe(1);
    expect(auprc({ positives: [0, 0], negatives: [7, 1] })).toBeNull();
  });
});

describe('expectedCalibrationError', () => {
  const empty = (): number[] => Array<number>(64).fill(0);

  it('vanishes for a level that says the frequency', () => {
    const [positives, negatives] = [empty(), empty()];
    for (let bin = 0; bin < 64; bin++) {
      positives[bin] = 2 * bin + 1;
      negatives[bin] = 128 - (2 * bin + 1);
    }
    expect(expectedCalibrationError({ positives, negatives })).toBeCloseTo(0, 12);
  });

  it('is the distance of the level from the frequency, weighted by how often it is said', () => {
    const [positives, negatives] = [empty(), empty()];
    negatives[60] = 3;
    positives[0] = 1;
    const expected = (3 * (60.5 / 64) + (1 - 0.5 / 64)) / 4;
    expect(expectedCalibrationError({ positives, negatives })).toBeCloseTo(expected, 12);
  });

  it('is null without data and refuses bins that do not group', () => {
    expect(expectedCalibrationError({ positives: empty(), negatives: empty() })).toBeNull();
    expect(() => expectedCalibrationError({ positives: [1], negatives: [1] })).toThrow('multiple of 16');
  });
});
