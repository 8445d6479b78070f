import { px } from '../../../scenarios/compare/chart-series.ts';
import type { RateSummary } from '../../../scenarios/results/summary-types.ts';
import type { Axis } from './axis.ts';
import { whiskerAcross } from './marks.ts';

export const BAR = { width: 116, height: 20 } as const;

/** A rate as a bar with the whisker of its interval; the text beside it has the numbers. */
export function RateBar({ rate: { rate, ci95 }, axis }: { readonly rate: RateSummary; readonly axis: Axis }) {
  if (rate === null || ci95 === null) return null;
  const from = axis.at(0);
  return (
    <svg className="bar" width={BAR.width} height={BAR.height} aria-hidden="true">
      <path className="axis" d={`M${from} 1V${BAR.height - 1}`} />
      <rect x={from} y={5} width={px(axis.at(rate) - from)} height={BAR.height - 10} />
      <path className="whisker" d={whiskerAcross(axis.at(ci95[0]), axis.at(ci95[1]), BAR.height / 2, 4)} />
    </svg>
  );
}
