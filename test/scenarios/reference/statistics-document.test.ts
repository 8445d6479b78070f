import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPETITIONS } from '../../../scenarios/compare/stats/synthetic-trials.ts';
import { wilson } from '../../../scenarios/compare/stats/wilson.ts';
import {
  statisticsDocument,
  statisticsEvidence,
  type StatisticsEvidence,
} from '../../../scenarios/reference/statistics-document.ts';

let evidence: StatisticsEvidence;
beforeAll(() => {
  evidence = statisticsEvidence();
}, 60_000);

/** So wide that of the dozens of shares below none leaves it by chance. */
const within = (count: number): readonly [number, number] => wilson(count, REPETITIONS, 0.999);

function expectLevel(count: number, level: number): void {
  const [low, high] = within(count);
  expect(low, `${count} of ${REPETITIONS}`).toBeLessThanOrEqual(level);
  expect(high, `${count} of ${REPETITIONS}`).toBeGreaterThanOrEqual(level);
}

function expectAtMost(count: number, level: number): void {
  expect(within(count)[0], `${count} of ${REPETITIONS}`).toBeLessThanOrEqual(level);
}

function expectAtLeast(count: number, level: number): void {
  expect(within(count)[1], `${count} of ${REPETITIONS}`).toBeGreaterThanOrEqual(level);
}

describe('comparisons without an effect', () => {
  it('raise false alarms at most at the stated level, and the exact test at its computed size', () => {
    for (const { exact, power, midP, decided, covered } of evidence.noEffect) {
      expectAtMost(exact, 0.05);
      expectLevel(exact, power);
      expectAtMost(midP, 0.05);
      expectAtMost(decided, 0.05);
      expectAtLeast(covered, 0.95);
    }
  });

  it('come near the level where many pairs differ', () => {
    const frequent = evidence.noEffect.filter(({ truth }) => truth.pairs * (truth.aOnly + truth.bOnly) >= 20);
    expect(frequent).toHaveLength(2);
    for (const { midP, decided } of frequent) {
      expectLevel(midP, 0.05);
      expectLevel(decided, 0.05);
    }
  });

  it('do not call any of ten families different more often than stated, though uncorrected tests do', () => {
    for (const { uncorrected, holm, verdict } of evidence.families) {
      expectAtMost(holm, 0.05);
      expect(verdict).toBeLessThanOrEqual(holm);
      expect(within(uncorrected)[0]).toBeGreaterThan(0.1);
    }
  });
});

describe('comparisons with a known effect', () => {
  it('find it with the computed power', () => {
    for (const { exact, power, midP, decided, covered } of evidence.effect) {
      expectLevel(exact, power);
      expect(midP).toBeGreaterThanOrEqual(exact);
      expectAtLeast(decided, power);
      expectAtLeast(covered, 0.95);
    }
  });
});

describe('claims of equivalence', () => {
  it('are false in at most 5 % where the difference is the margin', () => {
    for (const { difference, equivalent } of evidence.atMargin) {
      expect(Math.abs(difference)).toBeCloseTo(0.02, 12);
      expectAtMost(equivalent, 0.05);
    }
  });

  it('are made where there is no difference and pairs are many', () => {
    expect(evidence.equal.at(-1)!.equivalent).toBeGreaterThan(0.9 * REPETITIONS);
  });
});

describe('the bootstrap', () => {
  it('covers the truth and raises false alarms as stated', () => {
    for (const { difference, decided, covered } of evidence.bootstrap) {
      expectAtLeast(covered, 0.95);
      if (difference === 0) expectAtMost(decided, 0.05);
      else expect(decided).toBeGreaterThan(0.5 * REPETITIONS);
    }
  });
});

describe('docs/evidence/statistics.md', () => {
  it('is what the trials give', () => {
    const document = readFileSync(new URL('../../../docs/evidence/statistics.md', import.meta.url), 'utf8');
    expect(document, "stale: run 'npm run generate'").toBe(statisticsDocument(evidence));
  });
});
