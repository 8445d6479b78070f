import type { PlotData } from '../../../scenarios/compare/comparison.ts';
import type { Interval } from '../../../scenarios/compare/stats/interval.ts';
import { wilsonScore, Z_95 } from '../../../scenarios/compare/stats/wilson-score.ts';

export type Calibration = NonNullable<PlotData['calibration']>;

/** Groups of equal width, as in the calibration error. */
const GROUPS = 16;

/** Ticks whose level lies in one group. */
export interface ReliabilityGroup {
  /** Of the level; the last group holds its upper limit too. */
  readonly from: number;
  readonly to: number;
  readonly ticks: number;
  /** Ticks that a collision follows within 3 s. */
  readonly events: number;
  /** Mean of the levels, each taken as the middle of its bin; null without ticks. */
  readonly meanLevel: number | null;
  readonly frequency: number | null;
  /** Wilson's; null without ticks. */
  readonly ci95: Interval | null;
}

/**
 * Level of the uncertainty against how often a collision followed (DeGroot and Fienberg 1983), by groups of the level.
 *
 * @throws RangeError unless both histograms have the same number of bins, a multiple of 16
 */
export function reliability({ collisionWithin3S, noCollisionWithin3S }: Calibration): ReliabilityGroup[] {
  const bins = collisionWithin3S.length;
  if (bins !== noCollisionWithin3S.length || bins === 0 || bins % GROUPS !== 0) {
    throw new RangeError(
      `A reliability diagram needs two histograms of equally many bins, a multiple of ${GROUPS}, ` +
        `but got ${bins} and ${noCollisionWithin3S.length}.`,
    );
  }
  const perGroup = bins / GROUPS;
  return Array.from({ length: GROUPS }, (_, group) => {
    let events = 0;
    let ticks = 0;
    let levels = 0;
    for (let bin = group * perGroup; bin < (group + 1) * perGroup; bin++) {
      const inBin = collisionWithin3S[bin] + noCollisionWithin3S[bin];
      events += collisionWithin3S[bin];
      ticks += inBin;
      levels += (inBin * (bin + 0.5)) / bins;
    }
    return {
      from: group / GROUPS,
      to: (group + 1) / GROUPS,
      ticks,
      events,
      meanLevel: ticks === 0 ? null : levels / ticks,
      frequency: ticks === 0 ? null : events / ticks,
      ci95: ticks === 0 ? null : wilsonScore(events, ticks, Z_95),
    };
  });
}
