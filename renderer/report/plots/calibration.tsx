import { px } from '../../../scenarios/compare/chart-series.ts';
import type { UncertaintySummary } from '../../../scenarios/results/summary-types.ts';
import { DataTable } from '../data-table.tsx';
import { count, intervalText, plain, points as perCent, UNDEFINED } from '../words.ts';
import { Axes, type Frame } from './axes.tsx';
import { linearAxis } from './axis.ts';
import { Drawing, Figure } from './figure.tsx';
import { linePath, whiskerUp } from './marks.ts';
import { type Calibration, reliability, type ReliabilityGroup } from './reliability.ts';

const SIZE = { width: 760, height: 560 } as const;
const DIAGRAM: Frame = { left: 60, right: 736, top: 34, bottom: 326 };
const HISTOGRAM: Frame = { left: 60, right: 736, top: 416, bottom: 506 };

interface Props {
  readonly calibration: Calibration;
  readonly uncertainty: UncertaintySummary | null;
}

/** Whether the level of the uncertainty means what it says. */
export function CalibrationPlot({ calibration, uncertainty }: Props) {
  const groups = reliability(calibration);
  const ticks = groups.reduce((sum, group) => sum + group.ticks, 0);
  const events = groups.reduce((sum, group) => sum + group.events, 0);
  return (
    <Figure
      title="Calibration of the uncertainty"
      caption={
        'To see: whether a higher level of the fast policy announces a collision within 3 s, and how often. On the dashed ' +
        'diagonal the level is the probability of a collision; above it the policy is too sure, below it too careful. ' +
        'Whiskers are Wilson 95 % intervals of ticks; ticks of one episode depend on each other, so the true ones are wider. ' +
        'Below: how often each level occurs. ' +
        `n = ${count(ticks)} ticks of the arm fast, ${count(events)} of them within 3 s of a collision. ${detectionText(uncertainty)}`
      }
      table={<GroupTable groups={groups} />}
    >
      <Chart groups={groups} />
    </Figure>
  );
}

function detectionText(uncertainty: UncertaintySummary | null): string {
  if (uncertainty === null) return '';
  const { auroc, auprc, ece, leadTimeS } = uncertainty;
  const lead = leadTimeS === null ? '' : `, median lead time ${plain(leadTimeS)} s`;
  return `Area under the ROC curve ${plain(auroc)}, under the precision-recall curve ${plain(auprc)}, expected calibration error ${plain(ece)}${lead}.`;
}

function Chart({ groups }: { readonly groups: readonly ReliabilityGroup[] }) {
  const x = linearAxis(0, 1, DIAGRAM.left, DIAGRAM.right);
  const y = linearAxis(0, 100, DIAGRAM.bottom, DIAGRAM.top);
  const ticks = groups.reduce((sum, group) => sum + group.ticks, 0);
  const largest = Math.max(...groups.map((group) => group.ticks), 1);
  const shares = linearAxis(0, (100 * largest) / Math.max(1, ticks), HISTOGRAM.bottom, HISTOGRAM.top);
  const points = groups.flatMap(({ meanLevel, frequency, ci95 }) =>
    meanLevel === null || frequency === null || ci95 === null
      ? []
      : [{ x: x.at(meanLevel), y: y.at(100 * frequency), low: y.at(100 * ci95[0]), high: y.at(100 * ci95[1]) }],
  );
  const diagonal = [
    { x: x.at(0), y: y.at(0) },
    { x: x.at(1), y: y.at(100) },
  ];
  return (
    <Drawing
      {...SIZE}
      label="Level of the uncertainty against the frequency of collisions within 3 s, and how often each level occurs; the numbers are in the table below."
    >
      <Axes frame={DIAGRAM} x={x} y={y} xTitle="Level of the uncertainty" yTitle="Collision within 3 s, % of ticks" />
      <path className="reference" d={linePath(diagonal)} />
      <text className="note end" x={DIAGRAM.right - 60} y={DIAGRAM.top + 16}>
        level = probability
      </text>
      <g className="s0">
        <path className="curve" d={linePath(points)} />
        {points.map((point) => (
          <path key={point.x} className="whisker" d={whiskerUp(point.x, point.high, point.low, 4)} />
        ))}
        {points.map((point) => (
          <path
            key={point.x}
            className="marker"
            d={`M${px(point.x - 4)} ${px(point.y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`}
          />
        ))}
      </g>
      <Axes frame={HISTOGRAM} x={x} y={shares} xTitle="Level of the uncertainty" yTitle="Share of ticks, %" />
      <g className="s0">
        {groups.map((group) => {
          const top = shares.at((100 * group.ticks) / Math.max(1, ticks));
          const left = x.at(group.from);
          return (
            <rect
              key={group.from}
              className="column"
              x={px(left + 1)}
              y={px(top)}
              width={px(x.at(group.to) - left - 2)}
              height={px(HISTOGRAM.bottom - top)}
            />
          );
        })}
      </g>
    </Drawing>
  );
}

function GroupTable({ groups }: { readonly groups: readonly ReliabilityGroup[] }) {
  return (
    <DataTable
      caption="Collisions within 3 s by level of the uncertainty"
      columns={[
        { head: 'level' },
        { head: 'ticks' },
        { head: 'mean level' },
        { head: 'before a collision' },
        { head: 'frequency % [95 %]' },
      ]}
      rows={groups.map(({ from, to, ticks, events, meanLevel, frequency, ci95 }) => ({
        key: String(from),
        cells: [
          `${from.toFixed(4)} to ${to.toFixed(4)}`,
          count(ticks),
          plain(meanLevel),
          count(events),
          frequency === null || ci95 === null ? UNDEFINED : `${perCent(frequency)} ${intervalText(ci95, perCent)}`,
        ],
      }))}
    />
  );
}
