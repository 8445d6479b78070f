/**
 * How well a level in [0, 1] announces an event, from two histograms of the level with the same equal bins: at moments
 * before the event (`positives`) and at the others (`negatives`). Levels in one bin count as tied.
 */
export interface LevelHistograms {
  readonly positives: ArrayLike<number>;
  readonly negatives: ArrayLike<number>;
}

/**
 * Area under the receiver operating characteristic: the probability that the level is higher before an event than
 * otherwise, ties counting one half (Hanley and McNeil 1982). Null unless both kinds occurred.
 */
export function auroc({ positives, negatives }: LevelHistograms): number | null {
  let negativesBelow = 0;
  let wins = 0;
  let positiveTotal = 0;
  for (let bin = 0; bin < positives.length; bin++) {
    const p = positives[bin];
    const n = negatives[bin];
    wins += p * (negativesBelow + n / 2);
    negativesBelow += n;
    positiveTotal += p;
  }
  return positiveTotal === 0 || negativesBelow === 0 ? null : wins / (positiveTotal * negativesBelow);
}

/**
 * Area under the precision-recall curve as average precision: precision at each threshold weighted by the recall that
 * it adds, without interpolation. A level without information gives the base rate. Null without positives.
 */
export function auprc({ positives, negatives }: LevelHistograms): number | null {
  let found = 0;
  let alarms = 0;
  let sum = 0;
  for (let bin = positives.length - 1; bin >= 0; bin--) {
    const p = positives[bin];
    found += p;
    alarms += p + negatives[bin];
    if (p > 0) sum += (p * found) / alarms;
  }
  return found === 0 ? null : sum / found;
}

/** Groups of equal width for the calibration error. */
const CALIBRATION_GROUPS = 16;

/**
 * Expected calibration error of the level read as the probability of the event (Guo et al. 2017, On Calibration of
 * Modern Neural Networks), over 16 groups of equal width; a level stands for the middle of its bin. Null without data.
 *
 * @throws RangeError unless the number of bins is a multiple of 16
 */
export function expectedCalibrationError({ positives, negatives }: LevelHistograms): number | null {
  const bins = positives.length;
  if (bins % CALIBRATION_GROUPS !== 0) {
    throw new RangeError(`The calibration error needs a multiple of ${CALIBRATION_GROUPS} bins, but got ${bins}.`);
  }
  const perGroup = bins / CALIBRATION_GROUPS;
  let total = 0;
  let error = 0;
  for (let start = 0; start < bins; start += perGroup) {
    let events = 0;
    let levels = 0;
    for (let bin = start; bin < start + perGroup; bin++) {
      const count = positives[bin] + negatives[bin];
      events += positives[bin];
      total += count;
      levels += (count * (bin + 0.5)) / bins;
    }
    error += Math.abs(levels - events);
  }
  return total === 0 ? null : error / total;
}
