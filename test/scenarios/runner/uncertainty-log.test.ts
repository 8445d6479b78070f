import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { LEVEL_BINS } from '../../../scenarios/results/episode-result.ts';
import { UncertaintyLog } from '../../../scenarios/runner/uncertainty-log.ts';

const DT = 1 / 60;
const WINDOW = 180;

function logOf(levels: readonly number[]): UncertaintyLog {
  const log = new UncertaintyLog();
  for (const level of levels) log.add(level);
  return log;
}

const total = (bins: readonly number[]): number => bins.reduce((sum, n) => sum + n, 0);
const flat = (count: number, level: number): number[] => new Array<number>(count).fill(level);

describe('what the uncertainty foresaw', () => {
  it('are the levels of the last 3 s before a collision; all others are calm', () => {
    const { collisionWithin3S, noCollisionWithin3S } = logOf([...flat(100, 0.1), ...flat(WINDOW, 0.9)]).summarise(
      true,
      DT,
    );
    expect(collisionWithin3S[Math.floor(0.9 * LEVEL_BINS)]).toBe(WINDOW);
    expect(noCollisionWithin3S[Math.floor(0.1 * LEVEL_BINS)]).toBe(100);
    expect([total(collisionWithin3S), total(noCollisionWithin3S)]).toEqual([WINDOW, 100]);
  });

  it('is not known of the last 3 s of an episode without collision', () => {
    const { collisionWithin3S, noCollisionWithin3S, leadTimeS } = logOf(flat(WINDOW + 7, 1)).summarise(false, DT);
    expect([total(collisionWithin3S), total(noCollisionWithin3S)]).toEqual([0, 7]);
    expect(leadTimeS).toBeNull();
  });

  it('counts 1 in the last bin and 0 in the first, and episodes of any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2500 }),
        fc.boolean(),
        (levels, hit) => {
          const { collisionWithin3S, noCollisionWithin3S } = logOf(levels).summarise(hit, DT);
          expect(total(collisionWithin3S)).toBe(hit ? Math.min(levels.length, WINDOW) : 0);
          expect(total(noCollisionWithin3S)).toBe(Math.max(0, levels.length - WINDOW));
        },
      ),
      { numRuns: 30 },
    );
    const { noCollisionWithin3S } = logOf([1, 0, ...flat(WINDOW, 0.5)]).summarise(false, DT);
    expect([noCollisionWithin3S[LEVEL_BINS - 1], noCollisionWithin3S[0]]).toEqual([1, 1]);
  });

  it('leads by the time from the first alarm of the last 3 s to the collision', () => {
    const lead = (levels: number[]): number | null => logOf(levels).summarise(true, DT).leadTimeS;
    expect(lead([...flat(200, 0.94), 0.95, ...flat(59, 0.2)])).toBeCloseTo(1, 12);
    // An alarm before the last 3 s belongs to something else.
    expect(lead([...flat(10, 1), ...flat(WINDOW, 0.2)])).toBeNull();
    expect(lead([1, ...flat(WINDOW - 1, 0.2)])).toBeCloseTo(3, 12);
    expect(lead([1])).toBeCloseTo(1 / 60, 12);
    expect(lead([])).toBeNull();
  });

  it('is kept in a snapshot, however long it has grown', () => {
    const levels = Array.from({ length: 3000 }, (_, i) => (i % 101) / 100);
    const twin = logOf(flat(5000, 0.3));
    restoreState(twin, saveState(logOf(levels)));
    const short = logOf([]);
    restoreState(short, saveState(logOf(levels)));
    const whole = logOf([...levels, 0.99]);
    for (const log of [twin, short]) {
      log.add(0.99);
      expect(log.summarise(true, DT)).toEqual(whole.summarise(true, DT));
    }
  });
});
