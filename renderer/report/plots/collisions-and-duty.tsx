import { seriesColour, seriesMarker } from '../../../scenarios/compare/chart-series.ts';
import type { Interval } from '../../../scenarios/compare/stats/interval.ts';
import { ENOUGH_RUNS } from '../../../scenarios/compare/verdict.ts';
import type { ArmEntry } from '../arms.ts';
import { DataTable } from '../data-table.tsx';
import { count, percent, rateText } from '../words.ts';
import { Axes, type Frame } from './axes.tsx';
import { linearAxis } from './axis.ts';
import { Drawing, Figure } from './figure.tsx';
import { whiskerUp } from './marks.ts';
import { placeLabels } from './place-labels.ts';

const SIZE = { width: 760, height: 400 } as const;
const FRAME: Frame = { left: 60, right: 736, top: 34, bottom: 346 };
/** Of the labels, px; their real width depends on the reader's fonts. */
const LETTER = 8.3;
/** Between arms that never ask, which stand side by side before the axis begins, px. */
const STRIP = 20;

/** An arm's place in the chart, both in per cent. */
interface DutyPoint {
  readonly entry: ArmEntry;
  readonly duty: number;
  readonly rate: number;
  readonly ci95: Interval;
}

/** Arms with enough runs; one that never asks its planner has a duty of 0. */
export function dutyPoints(arms: readonly ArmEntry[]): DutyPoint[] {
  return arms.flatMap((entry) => {
    const { rate, ci95, n } = entry.arm.collision;
    if (rate === null || ci95 === null || n < ENOUGH_RUNS) return [];
    const duty = 100 * (entry.arm.planner.dutyCycle ?? 0);
    return [{ entry, duty, rate: 100 * rate, ci95: [100 * ci95[0], 100 * ci95[1]] as const }];
  });
}

/** What an arm pays for its safety: share of the time that its planner is at work, against collisions. */
export function CollisionsAndDuty({ arms }: { readonly arms: readonly ArmEntry[] }) {
  const points = dutyPoints(arms);
  const ns = [...new Set(points.map(({ entry }) => entry.arm.collision.n))].sort((a, b) => a - b);
  const caption =
    'To see: how many collisions an arm has for the share of time that its planner computes; low and to the left is best. ' +
    'Arms that never ask stand side by side before the axis. Whiskers are Wilson 95 % intervals. The duty is pooled over all control ticks and has no interval of its own. ' +
    `n = ${ns.map(count).join(' to ')} episodes per arm.`;
  return (
    <Figure title="Collisions against duty" caption={caption} table={<DutyTable arms={arms} />}>
      {points.length === 0 ? <p className="empty">Not enough runs for this chart.</p> : <Chart points={points} />}
    </Figure>
  );
}

function Chart({ points }: { readonly points: readonly DutyPoint[] }) {
  const idle = points.filter(({ duty }) => duty === 0);
  const zero = FRAME.left + 14 + STRIP * idle.length;
  const x = linearAxis(0, Math.max(...points.map(({ duty }) => duty), 1), zero, FRAME.right - 14);
  const y = linearAxis(0, Math.max(...points.map(({ ci95 }) => ci95[1])), FRAME.bottom, FRAME.top);
  const places = points.map((point) => {
    const place = idle.indexOf(point);
    return { x: place < 0 ? x.at(point.duty) : FRAME.left + 14 + STRIP * place, y: y.at(point.rate) };
  });
  const labels = placeLabels(
    places,
    points.map(({ entry }) => LETTER * entry.name.length),
    FRAME,
  );
  const label = `Collisions against duty of the planner for ${points.length} arms; the numbers are in the table below.`;
  return (
    <Drawing {...SIZE} label={label}>
      <Axes frame={FRAME} x={x} y={y} xTitle="Time with a request in flight, %" yTitle="Collisions, %" />
      {idle.length > 0 && (
        <text className="tick" x={(FRAME.left + zero) / 2} y={FRAME.bottom + 40} textAnchor="middle">
          no request
        </text>
      )}
      {points.map(({ entry, ci95 }, i) => (
        <g key={entry.name} className={`s${seriesColour(entry.index)}`}>
          {labels[i].led && (
            <path className="leader" d={`M${places[i].x} ${places[i].y}L${labels[i].x - 2} ${labels[i].y}`} />
          )}
          <path className="whisker" d={whiskerUp(places[i].x, y.at(ci95[1]), y.at(ci95[0]), 4)} />
          <path className="marker" d={seriesMarker(entry.index, places[i].x, places[i].y)} />
        </g>
      ))}
      {points.map(({ entry }, i) => (
        <text key={entry.name} className={`label s${seriesColour(entry.index)}`} x={labels[i].x} y={labels[i].y + 4}>
          {entry.name}
        </text>
      ))}
    </Drawing>
  );
}

function DutyTable({ arms }: { readonly arms: readonly ArmEntry[] }) {
  return (
    <DataTable
      caption="Collisions and duty of the planner by arm"
      columns={[{ head: 'arm' }, { head: 'episodes' }, { head: 'duty' }, { head: 'collisions % [95 %]' }]}
      rows={arms.map(({ name, arm }) => ({
        key: name,
        cells: [
          name,
          count(arm.collision.n),
          arm.planner.calls === 0 ? 'no planner' : percent(arm.planner.dutyCycle),
          rateText(arm.collision),
        ],
      }))}
    />
  );
}
