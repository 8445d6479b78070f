import './panels.css';
import { useEffect, useRef, useState } from 'react';
import type { Tokens } from '../theme/tokens.ts';
import { Brush } from './brush.ts';
import { drawHistogram } from './draw-histogram.ts';
import { latencySeries, summaryText, type LatencySeries } from './latency-series.ts';
import { observeSize } from './observe-size.ts';
import { usePanelData } from './panel-context.ts';
import { useTelemetry } from './use-telemetry.ts';
import { msText } from './words.ts';

const COLOURS: Readonly<Record<string, keyof Tokens>> = {
  answer: 'plan',
  staleness: 'stale',
  inference: 'fast',
  tick: 'hold',
};

/** How long planner and fast policy take, as histograms and in words. */
export function LatencyPanel() {
  const all = useTelemetry(1, latencySeries);
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="lp-panel" role="group" aria-label="Latency">
      <div className="lp-toolbar">
        <span className="lp-muted">This episode; ticks: the last 7200</span>
        <button type="button" className="lp-button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </button>
      </div>
      {asTable ? (
        <div className="lp-scroll" tabIndex={0} role="region" aria-label="Latencies as tables">
          <SummaryTable all={all} />
          {all.map((series) => series.summary !== null && <BinTable key={series.id} series={series} />)}
        </div>
      ) : (
        <div className="lp-histograms lp-scroll" tabIndex={0} role="region" aria-label="Histograms">
          {all.map((series) => (
            <figure key={series.id}>
              <figcaption>
                <b>{series.title}</b> <span className="lp-muted">{series.note}</span>
              </figcaption>
              {series.summary === null ? null : <HistogramCanvas series={series} />}
              <p>{summaryText(series)}</p>
            </figure>
          ))}
        </div>
      )}
    </section>
  );
}

function HistogramCanvas({ series }: { readonly series: LatencySeries }) {
  const { tokens } = usePanelData();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useRef<() => void>(null);
  const brush = useRef<Brush>(null);
  const size = useRef({ width: 0, height: 0, ratio: 1 });

  useEffect(() => {
    draw.current = () => {
      const { width, height } = size.current;
      if (width === 0 || brush.current === null) return;
      brush.current.begin();
      drawHistogram(brush.current, series.histogram, series.summary, tokens[COLOURS[series.id]], width, height);
    };
    draw.current();
  }, [series, tokens]);

  useEffect(
    () =>
      observeSize(host.current!, (width, height, ratio) => {
        size.current = { width, height, ratio };
        canvas.current!.width = Math.round(width * ratio);
        canvas.current!.height = Math.round(height * ratio);
        const context = canvas.current!.getContext('2d', { alpha: false });
        const font = `11px ${getComputedStyle(host.current!).fontFamily}`;
        if (context !== null) brush.current = new Brush(context, tokens, font, ratio);
        draw.current?.();
      }),
    [tokens],
  );

  return (
    <div className="lp-histogram" ref={host}>
      <canvas ref={canvas} role="img" aria-label={`Histogram of ${series.title}: ${summaryText(series)}`} />
    </div>
  );
}

function SummaryTable({ all }: { readonly all: readonly LatencySeries[] }) {
  return (
    <table className="lp-table">
      <caption>Quantiles</caption>
      <thead>
        <tr>
          <th scope="col">Latency</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">max</th>
          <th scope="col">n</th>
        </tr>
      </thead>
      <tbody>
        {all.map(({ id, title, of, summary }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            {summary === null ? (
              <td colSpan={4} className="lp-muted">
                nothing yet
              </td>
            ) : (
              [summary.p50, summary.p95, summary.p99, summary.max].map((ms, i) => <td key={i}>{msText(ms)}</td>)
            )}
            <td>
              {summary?.n ?? 0} {of}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BinTable({ series: { title, of, histogram } }: { readonly series: LatencySeries }) {
  return (
    <table className="lp-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To below</th>
          <th scope="col">Number of {of}</th>
        </tr>
      </thead>
      <tbody>
        {histogram.counts.map(
          (count, i) =>
            count > 0 && (
              <tr key={i}>
                <td>{msText(histogram.edges[i])}</td>
                <td>{msText(histogram.edges[i + 1])}</td>
                <td>{count}</td>
              </tr>
            ),
        )}
      </tbody>
    </table>
  );
}
