import { useState } from 'react';
import { seriesColour, seriesDash, seriesMarker } from '../../../scenarios/compare/chart-series.ts';
import type { DurationName, DurationPlot } from '../../../scenarios/compare/comparison.ts';
import type { ArmEntry } from '../arms.ts';
import { DataTable } from '../data-table.tsx';
import { Choice } from '../choice.tsx';
import { count, DURATION_NAMES, plain } from '../words.ts';
import { Axes, type Frame } from './axes.tsx';
import { type Axis, linearAxis, logAxis } from './axis.ts';
import { cumulative, type CumulativePoint, quantileAt, totalOf } from './cumulative.ts';
import { Drawing, Figure, Legend } from './figure.tsx';
import { stepPath } from './marks.ts';

const SIZE = { width: 760, height: 360 } as const;
const FRAME: Frame = { left: 60, right: 736, top: 34, bottom: 306 };
/** From this ratio of the largest to the least duration on, the axis is logarithmic. */
const LOG_FROM = 20;
/** Marked on every curve. */
const MARKED = [0.5, 0.95] as const;

interface DurationCurve {
  readonly entry: ArmEntry;
  readonly origin: DurationPlot['origin'];
  readonly n: number;
  readonly points: readonly CumulativePoint[];
}

interface Props {
  readonly title: string;
  /** Quantities to choose from; those without data are left out. */
  readonly names: readonly DurationName[];
  /** What to see. */
  readonly see: string;
  readonly durations: readonly DurationPlot[];
  readonly arms: readonly ArmEntry[];
}

/** Distributions of durations by arm, one quantity and latency at a time. */
export function DurationCurves({ title, names, see, durations, arms }: Props) {
  const present = names.filter((name) => durations.some(({ what }) => what === name));
  const [chosen, choose] = useState<DurationName | null>(null);
  const what = chosen ?? present[0];
  const latencies = [...new Set(durations.filter((one) => one.what === what).map(({ latency }) => latency))];
  const reported = arms.find(({ arm }) => arm.planner.calls > 0)?.arm.latency;
  const [chosenLatency, chooseLatency] = useState<string | null>(null);
  const latency = [chosenLatency, reported].find((one) => latencies.some((known) => known === one)) ?? latencies[0];
  const shown = durations.filter((one) => one.what === what && one.latency === latency);
  const curves = curvesOf(shown, arms);
  const origins = [...new Set(curves.map(({ origin }) => origin))];
  const caption =
    `To see: ${see} Each curve is the share of occurrences that took at most so long; further to the left is shorter, ` +
    'steeper is steadier. Markers stand at the median and at the 95th percentile. ' +
    `The durations are ${origins.join(' and ')}. n = ${curves.map(({ entry, n }) => `${count(n)} (${entry.name})`).join(', ')}.`;
  if (present.length === 0) {
    return (
      <Figure title={title} caption="" table={null}>
        <p className="empty">These results hold no such durations.</p>
      </Figure>
    );
  }
  return (
    <Figure
      title={title}
      caption={caption}
      controls={
        <>
          {present.length > 1 && (
            <Choice
              label="Quantity"
              value={what}
              options={present.map((name) => ({ value: name, label: DURATION_NAMES[name] }))}
              choose={choose}
            />
          )}
          {latencies.length > 1 && (
            <Choice
              label="Latency"
              value={latency}
              options={latencies.map((name) => ({ value: name, label: name }))}
              choose={chooseLatency}
            />
          )}
        </>
      }
      legend={<Legend arms={curves.map(({ entry }) => entry)} lines />}
      table={<CurveTable curves={curves} name={DURATION_NAMES[what]} />}
    >
      <Chart curves={curves} name={DURATION_NAMES[what]} />
    </Figure>
  );
}

/** In the order of the arms; an arm with two clocks has two curves. */
function curvesOf(durations: readonly DurationPlot[], arms: readonly ArmEntry[]): DurationCurve[] {
  return arms.flatMap((entry) =>
    durations
      .filter(({ arm }) => arm === entry.name)
      .map(({ origin, counts }) => ({ entry, origin, n: totalOf(counts), points: cumulative(counts) }))
      .filter(({ points }) => points.length > 0),
  );
}

function Chart({ curves, name }: { readonly curves: readonly DurationCurve[]; readonly name: string }) {
  const x = durationAxis(curves.flatMap(({ points }) => points.map(({ value }) => value)));
  const y = linearAxis(0, 100, FRAME.bottom, FRAME.top);
  return (
    <Drawing {...SIZE} label={`Cumulative distributions of the ${name}; the quantiles are in the table below.`}>
      <Axes frame={FRAME} x={x} y={y} xTitle={`${sentence(name)}, ms`} yTitle="At most so long, %" />
      {curves.map(({ entry, origin, points }) => (
        <g key={`${entry.name} ${origin}`} className={`s${seriesColour(entry.index)}`}>
          <path className="curve" strokeDasharray={seriesDash(entry.index)} d={curvePath(points, x, y)} />
          {MARKED.map((q) => (
            <path
              key={q}
              className="marker"
              d={seriesMarker(entry.index, x.at(quantileAt(points, q) ?? 0), y.at(100 * q))}
            />
          ))}
        </g>
      ))}
    </Drawing>
  );
}

/** From 0 at the left end up to 1, which it keeps to the right end. */
function curvePath(points: readonly CumulativePoint[], x: Axis, y: Axis): string {
  const steps = points.map(({ value, share }) => ({ x: x.at(value), y: y.at(100 * share) }));
  return stepPath([{ x: FRAME.left, y: y.at(0) }, ...steps, { x: FRAME.right, y: y.at(100) }]);
}

function durationAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length > 0 && high / low > LOG_FROM) return logAxis(low, high, FRAME.left, FRAME.right);
  return linearAxis(0, positive.length > 0 ? high * 1.05 : 1, FRAME.left, FRAME.right);
}

function CurveTable({ curves, name }: { readonly curves: readonly DurationCurve[]; readonly name: string }) {
  const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1] as const;
  return (
    <DataTable
      caption={`${sentence(name)}: quantiles, ms`}
      columns={[
        { head: 'arm' },
        { head: 'clock', words: true },
        { head: 'n' },
        ...quantiles.map((q) => ({ head: q === 1 ? 'max' : `p${Math.round(100 * q)}` })),
      ]}
      rows={curves.map(({ entry, origin, n, points }) => ({
        key: `${entry.name} ${origin}`,
        cells: [entry.name, origin, count(n), ...quantiles.map((q) => plain(quantileAt(points, q)))],
      }))}
    />
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
