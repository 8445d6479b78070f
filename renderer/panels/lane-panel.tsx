import './panels.css';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { SOURCES } from '../live/frame.ts';
import { SOURCE_LETTERS } from '../theme/tokens.ts';
import { Glyph } from './glyph.tsx';
import { STATE_GLYPHS } from './glyphs.ts';
import { LaneChart, WINDOWS_S } from './lane-chart.ts';
import { LaneCursor } from './lane-cursor.ts';
import { laneSummary, SOURCE_WORDS } from './lane-values.ts';
import { observeSize } from './observe-size.ts';
import { usePanelData } from './panel-context.ts';
import { RequestTables } from './request-table.tsx';
import { pageScheduler } from './scheduler.ts';
import { useControlDt, useTelemetry } from './use-telemetry.ts';
import { STATE_WORDS, type RequestState } from './words.ts';

const DRAW_HZ = 10;
/** A chart that runs along is motion; who wants less of it gets it in steps. */
const REDUCED_HZ = 2;
/** Least time between two changes of what a screen reader is told, ms. */
const SUMMARY_MS = 2000;

/** The lanes of both systems on one axis of simulated time. */
export function LanePanel() {
  const [windowS, setWindowS] = useState<number>(10);
  const [asTable, setAsTable] = useState(false);
  const group = useId();
  return (
    <section className="lp-panel lp-lanes" role="group" aria-label="Lanes">
      <div className="lp-toolbar">
        <fieldset className="lp-segments">
          <legend>Window</legend>
          {WINDOWS_S.map((seconds) => (
            <label key={seconds}>
              <input type="radio" name={group} checked={windowS === seconds} onChange={() => setWindowS(seconds)} />
              <span>{seconds} s</span>
            </label>
          ))}
        </fieldset>
        <button type="button" className="lp-button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Table
        </button>
      </div>
      {asTable ? <RequestTables /> : <LaneCanvas windowS={windowS} />}
    </section>
  );
}

function LaneCanvas({ windowS }: { readonly windowS: number }) {
  const { session, tokens, speedUnit, reducedMotion } = usePanelData();
  const controlDt = useControlDt();
  const empty = useTelemetry(5, isEmpty);
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const parts = useRef<{ chart: LaneChart; cursor: LaneCursor } | null>(null);

  useEffect(() => {
    const store = session.telemetry;
    const chart = new LaneChart(canvas.current!, store);
    const cursor = new LaneCursor(chart, store, { slider: slider.current!, line: line.current!, tip: tip.current! });
    parts.current = { chart, cursor };
    return observeSize(host.current!, (width, height, ratio) => {
      chart.resize(width, height, ratio);
      canvas.current!.style.height = `${chart.layout.height}px`;
    });
  }, [session]);

  useEffect(() => {
    parts.current!.chart.setStyle(tokens, getComputedStyle(host.current!).fontFamily);
  }, [session, tokens]);

  useEffect(() => {
    const { chart, cursor } = parts.current!;
    const store = session.telemetry;
    chart.setTime(windowS, controlDt);
    Object.assign(cursor, { controlDt, speedUnit });
    let saidAt = -Infinity;
    return pageScheduler().add({
      hz: reducedMotion ? REDUCED_HZ : DRAW_HZ,
      version: () => store.version + chart.revision,
      run: () => {
        chart.draw();
        cursor.update();
        const now = performance.now();
        if (now - saidAt < SUMMARY_MS) return;
        saidAt = now;
        canvas.current?.setAttribute('aria-label', laneSummary(store, windowS, controlDt));
      },
    });
  }, [session, windowS, controlDt, speedUnit, reducedMotion]);

  const point = (event: PointerEvent) =>
    parts.current?.cursor.point(event.clientX - host.current!.getBoundingClientRect().left);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!parts.current?.cursor.press(event.key, event.shiftKey)) return;
    event.preventDefault();
    // The page's own shortcuts use these keys too.
    event.stopPropagation();
  };
  return (
    <>
      <div className="lp-lane-scroll">
        <div className="lp-lane-host" ref={host}>
          <canvas ref={canvas} role="img" aria-label="Lanes of the two systems: no tick yet." />
          <div
            className="lp-lane-cursor"
            ref={slider}
            role="slider"
            tabIndex={0}
            aria-label="Time cursor of the lanes"
            aria-valuemin={0}
            aria-valuemax={0}
            aria-valuenow={0}
            aria-valuetext="now"
            onPointerMove={point}
            onPointerLeave={() => parts.current?.cursor.point(null)}
            onKeyDown={press}
            onBlur={() => parts.current?.cursor.clear()}
          />
          <div className="lp-lane-line" ref={line} hidden />
          <div className="lp-lane-tip" ref={tip} hidden />
          {empty && <p className="lp-lane-empty">No tick yet. Press play.</p>}
        </div>
      </div>
      <Legend />
    </>
  );
}

const isEmpty = (store: { readonly length: number }) => store.length === 0;

const ENDS: readonly RequestState[] = ['accepted', 'superseded', 'expired', 'failed', 'timed-out', 'cancelled'];

function Legend() {
  return (
    <div className="lp-legend">
      <span>
        <b aria-hidden="true">×</b> missed tick
      </span>
      {ENDS.map((state) => (
        <span key={state}>
          <Glyph strokes={STATE_GLYPHS[state]} className={`lp-${state}`} /> {STATE_WORDS[state]}
        </span>
      ))}
      {SOURCES.map((source) => (
        <span key={source}>
          <b className={`lp-source lp-source-${source}`}>{SOURCE_LETTERS[source]}</b> {SOURCE_WORDS[source]}
        </span>
      ))}
    </div>
  );
}
