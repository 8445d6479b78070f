import type { DomainName } from '../domains/concrete.ts';
import type { ArmSummary, RateMetric, Summary } from '../results/summary-types.ts';
import { fixed, pCell, percent, rateCell, shortRateCell, UNDEFINED, withInterval } from './cell-text.ts';
import { RATE_WORDS, rateIn } from './rate-words.ts';
import { ENOUGH_RUNS } from './verdict.ts';

/** A column of the table of arms. */
export interface ArmColumn {
  readonly head: string;
  readonly cell: (arm: ArmSummary, name: string) => string;
}

const rate = (metric: RateMetric): ArmColumn => ({
  head: `${RATE_WORDS[metric]} % [95 %]`,
  cell: (arm) => rateCell(rateIn(arm, metric)),
});

const shortRate = (metric: RateMetric): ArmColumn => ({
  ...rate(metric),
  cell: (arm) => shortRateCell(rateIn(arm, metric)),
});

const macro = (metric: 'collision' | 'success'): ArmColumn => ({
  head: 'macro % [95 %]',
  cell: ({ [metric]: { n }, macro: { [metric]: mean } }) =>
    n >= ENOUGH_RUNS && mean !== undefined ? withInterval(mean.rate, mean.ci95) : UNDEFINED,
});

const EPISODES: ArmColumn = { head: 'episodes', cell: ({ episodes }) => String(episodes) };

const PLANNER: readonly ArmColumn[] = [
  { head: 'duty', cell: ({ planner }) => (planner.calls === 0 ? UNDEFINED : percent(planner.dutyCycle)) },
  { head: 'calls/min', cell: ({ planner }) => (planner.calls === 0 ? UNDEFINED : fixed(planner.callsPerMinute, 1)) },
];

const COLUMNS: Readonly<Record<DomainName, readonly ArmColumn[]>> = {
  driving: [
    EPISODES,
    rate('collision'),
    macro('collision'),
    shortRate('atFaultCollision'),
    shortRate('success'),
    { head: 'speed m/s', cell: ({ meanSpeedMps }) => fixed(meanSpeedMps.mean, 1) },
    { head: 'hard braking', cell: ({ hardBrakingShare }) => percent(hardBrakingShare.mean) },
    ...PLANNER,
  ],
  manipulation: [
    EPISODES,
    rate('success'),
    macro('success'),
    shortRate('collision'),
    shortRate('drop'),
    shortRate('lost'),
    { head: 'time to success s', cell: ({ scores }) => fixed(scores['arm-success-time']?.mean ?? null, 1) },
    { head: 'hand m/s', cell: ({ meanSpeedMps }) => fixed(meanSpeedMps.mean, 2) },
    ...PLANNER,
  ],
};

/** @param against arms that the others are tested against, in the rate that matters most */
export function armColumns(summary: Summary, main: RateMetric, against: readonly string[]): readonly ArmColumn[] {
  const tests = against.map((other): ArmColumn => ({
    head: `p vs ${other}`,
    cell: (_arm, name) => {
      const row = summary.paired.find(({ a, b, metric }) => a === name && b === other && metric === main);
      return pCell(row?.pValue ?? null);
    },
  }));
  return [...COLUMNS[summary.domain ?? 'driving'], ...tests];
}
