import { entriesByArm } from '../../../scenarios/compare/arm-order.ts';
import { seriesColour, seriesDash, seriesMarker, spreadHeights } from '../../../scenarios/compare/chart-series.ts';
import { isIndependentOfLatency } from '../../../scenarios/results/latency-sweep.ts';
import type { Crossover, LatencyPoint, LatencySweep } from '../../../scenarios/results/summary-types.ts';
import type { ArmEntry } from '../arms.ts';
import { DataTable } from '../data-table.tsx';
import { count, percent, rateText } from '../words.ts';
import { Axes, type Frame } from './axes.tsx';
import { type Axis, linearAxis } from './axis.ts';
import { Drawing, Figure } from './figure.tsx';
import { bandPath, linePath, whiskerUp } from './marks.ts';

const SIZE = { width: 760, height: 420 } as const;
const FRAME: Frame = { left: 60, right: 600, top: 34, bottom: 366 };
const LABEL_HEIGHT = 17;

/** Collisions of one arm over latencies, per cent. */
interface SweptCurve {
  readonly entry: ArmEntry;
  /** Does not depend on the latency: one measurement, drawn across the chart. */
  readonly flat: boolean;
  readonly points: readonly {
    readonly ms: number;
    readonly rate: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Curves of the arms that can be placed on the axis of latencies. */
export function sweptCurves(sweep: LatencySweep, arms: readonly ArmEntry[]): SweptCurve[] {
  const swept = Object.values(sweep.arms).filter((points) => points.length > 1);
  const latencies = swept.flatMap((points) => points.flatMap(({ latencyMs }) => latencyMs ?? []));
  const ends = [...new Set([Math.min(...latencies), Math.max(...latencies)])];
  return arms.flatMap((entry) => {
    const points = Object.hasOwn(sweep.arms, entry.name) ? sweep.arms[entry.name] : [];
    if (points.length === 0) return [];
    const flat = isIndependentOfLatency(points);
    const placed = flat
      ? ends.flatMap((ms) => curvePoint(points[0], ms))
      : points.flatMap((point) => (point.latencyMs === null ? [] : curvePoint(point, point.latencyMs)));
    return placed.length === 0 ? [] : [{ entry, flat, points: placed }];
  });
}

function curvePoint({ collision: { rate, ci95 } }: LatencyPoint, ms: number): SweptCurve['points'][number][] {
  return rate === null || ci95 === null ? [] : [{ ms, rate: 100 * rate, low: 100 * ci95[0], high: 100 * ci95[1] }];
}

/** What a longer latency costs. */
export function LatencyCurves({ sweep, arms }: { readonly sweep: LatencySweep; readonly arms: readonly ArmEntry[] }) {
  const curves = sweptCurves(sweep, arms);
  const ns = [...new Set(Object.values(sweep.arms).flatMap((points) => points.map(({ collision }) => collision.n)))];
  return (
    <Figure
      title="Collisions against latency"
      caption={
        'To see: how many collisions an arm has when its planner takes longer. Bands are Wilson 95 % intervals; an arm ' +
        'without a planner was measured once, is drawn across, and has a whisker for its interval. ' +
        `${entriesByArm(sweep.crossovers).map(crossoverText).join(' ')} n = ${[Math.min(...ns), Math.max(...ns)]
          .filter((n, i, all) => i === 0 || n !== all[0])
          .map(count)
          .join(' to ')} episodes per arm and latency.`
      }
      table={<SweepTable sweep={sweep} />}
    >
      {curves.length === 0 ? <p className="empty">No latency tells its milliseconds.</p> : <Chart curves={curves} />}
    </Figure>
  );
}

function crossoverText([arm, { ms, verdict }]: [string, Crossover]): string {
  if (ms !== null) return `${arm} stops beating reflex at ${Math.round(ms)} ms.`;
  const said = {
    'still-better': 'still beats reflex at the longest latency',
    'never-better': 'beats reflex at no latency',
    'no-reference': 'has no reflex arm to compare with',
    crosses: 'crosses reflex',
  }[verdict];
  return `${arm} ${said}.`;
}

function Chart({ curves }: { readonly curves: readonly SweptCurve[] }) {
  const all = curves.flatMap(({ points }) => points);
  const x = linearAxis(0, Math.max(...all.map(({ ms }) => ms)), FRAME.left, FRAME.right);
  const y = linearAxis(0, Math.max(...all.map(({ high }) => high)), FRAME.bottom, FRAME.top);
  const swept = curves.filter((curve) => !curve.flat);
  const flat = curves.filter((curve) => curve.flat);
  const ends = curves.map(({ points }) => points[points.length - 1]);
  const heights = spreadHeights(
    ends.map(({ rate }) => y.at(rate)),
    FRAME.bottom,
    LABEL_HEIGHT,
  );
  return (
    <Drawing {...SIZE} label="Collisions against the latency of the planner; the numbers are in the table below.">
      <Axes frame={FRAME} x={x} y={y} xTitle="Expected latency of the planner, ms" yTitle="Collisions, %" />
      {swept.map((curve) => (
        <path key={curve.entry.name} className={`band s${seriesColour(curve.entry.index)}`} d={band(curve, x, y)} />
      ))}
      {flat.map(({ entry, points: [{ low, high }] }, i) => (
        <path
          key={entry.name}
          className={`whisker s${seriesColour(entry.index)}`}
          d={whiskerUp(beside(i, flat.length), y.at(high), y.at(low), 4)}
        />
      ))}
      {curves.map(({ entry, points, flat: isFlat }, i) => (
        <g key={entry.name} className={`s${seriesColour(entry.index)}`}>
          <path
            className="curve"
            strokeDasharray={seriesDash(entry.index)}
            d={linePath(points.map(({ ms, rate }) => ({ x: x.at(ms), y: y.at(rate) })))}
          />
          {(isFlat ? points.slice(-1) : points).map(({ ms, rate }) => (
            <path key={ms} className="marker" d={seriesMarker(entry.index, x.at(ms), y.at(rate))} />
          ))}
          <path
            className="leader"
            d={`M${x.at(ends[i].ms) + 8} ${y.at(ends[i].rate)}L${FRAME.right + 18} ${heights[i]}`}
          />
          <text className="label" x={FRAME.right + 22} y={heights[i] + 4}>
            {entry.name}
          </text>
        </g>
      ))}
    </Drawing>
  );
}

/** Intervals that hold anywhere stand side by side. */
function beside(index: number, count: number): number {
  return FRAME.left + ((FRAME.right - FRAME.left) * (index + 1)) / (count + 1);
}

function band({ points }: SweptCurve, x: Axis, y: Axis): string {
  const side = (limit: 'low' | 'high') => points.map((point) => ({ x: x.at(point.ms), y: y.at(point[limit]) }));
  return bandPath(side('high'), side('low'));
}

function SweepTable({ sweep }: { readonly sweep: LatencySweep }) {
  return (
    <DataTable
      caption="Collisions by latency of the planner"
      columns={[
        { head: 'latency' },
        { head: 'episodes' },
        { head: 'collisions % [95 %]' },
        { head: 'duty' },
        { head: 'calls/min' },
      ]}
      groups={entriesByArm(sweep.arms).map(([arm, points]) => ({
        head: arm,
        rows: points.map(({ latency, collision, planner }) => ({
          key: latency,
          cells: [
            isIndependentOfLatency(points) ? 'any' : latency,
            count(collision.n),
            rateText(collision),
            planner.calls === 0 ? 'no planner' : percent(planner.dutyCycle),
            planner.callsPerMinute === null || planner.calls === 0 ? '–' : planner.callsPerMinute.toFixed(1),
          ],
        })),
      }))}
    />
  );
}
