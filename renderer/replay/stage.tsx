import { useEffect, useRef, type RefObject } from 'react';
import { observeSize } from '../panels/observe-size.ts';
import { NBSP, percentText } from '../panels/words.ts';
import { useDrawing, usePlayback, useReplay } from './replay-context.ts';
import type { StageProps } from './replay-stage.ts';
import { inFlightAt, isOver, planAt, sourceAt } from './sample-clip.ts';
import { createMapPainter, type MapPainter } from './map-painter.ts';
import type { Run } from './subject.ts';
import { handWords } from './table/hand-words.ts';
import { endedBadly, endWords, latencyWords, commandWords, outcomeWords, stalenessS } from './words.ts';

/** One bird's-eye picture with what can be read from it below. */
export function Stage({ runs, follows, zoom, onZoom }: StageProps) {
  const { style, subject, reducedMotion, player } = useReplay();
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const painter = useRef<MapPainter | null>(null);
  const draw = (): void => {
    painter.current?.draw(player.get().timeS, { follows, zoom, glides: !reducedMotion });
  };
  const request = useDrawing(draw, [follows, zoom, style, runs, reducedMotion]);

  useEffect(() => {
    painter.current = createMapPainter(canvas.current!, runs, subject.runs);
    if (style !== null) painter.current.setStyle(style.tokens, style.family);
    return observeSize(host.current!, (width, height, ratio) => {
      painter.current?.resize(width, height, ratio);
      request();
    });
  }, [runs, subject, style, request]);

  useWheel(host, onZoom);
  const names = runs.map(({ letter, name }) => `${letter}, ${name}`).join(', with as a ghost ');
  const isTable = runs[0].clip.table !== undefined;
  return (
    <figure className="rp-stage">
      <div className="rp-picture" ref={host}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${isTable ? 'The table from above and from the side' : 'The road from above'}: ${names}`}
        />
        <EndedNotes runs={runs} />
      </div>
      <Readouts runs={runs} />
    </figure>
  );
}

/** The wheel zooms while the focus is in the view, else the page scrolls as everywhere. */
export function useWheel(host: RefObject<HTMLDivElement | null>, onZoom: (direction: 1 | -1) => void): void {
  const latest = useRef(onZoom);
  useEffect(() => {
    latest.current = onZoom;
  });
  useEffect(() => {
    const element = host.current!;
    const turn = (event: WheelEvent): void => {
      const focused = element.closest('.rp-view')?.contains(document.activeElement) ?? false;
      if (!focused && !event.ctrlKey) return;
      event.preventDefault();
      if (event.deltaY !== 0) latest.current(event.deltaY < 0 ? 1 : -1);
    };
    // React's own wheel listeners cannot keep the page from scrolling.
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [host]);
}

/** How runs have ended, over a picture. */
export function EndedNotes({ runs }: { readonly runs: readonly Run[] }) {
  return runs.map((run) => <EndedNote key={run.letter} run={run} />);
}

/** The egos' states at the play head, below a picture. */
export function Readouts({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <figcaption>
      {runs.map((run) => (
        <Readout key={run.letter} run={run} />
      ))}
    </figcaption>
  );
}

function EndedNote({ run }: { readonly run: Run }) {
  const over = usePlayback(({ timeS }) => isOver(run.clip, timeS));
  if (!over) return null;
  const { end } = run.clip.outcome;
  return (
    <p className={`rp-ended rp-ended-${run.letter.toLowerCase()}`} data-bad={endedBadly(run.clip.outcome)}>
      {run.letter} ended: {endWords(end)}
    </p>
  );
}

/** The ego's state at the play head. */
function Readout({ run }: { readonly run: Run }) {
  const text = usePlayback(({ timeS }) => readout(run, timeS));
  return (
    <span className="rp-readout" data-run={run.letter}>
      <b className="rp-letter" data-run={run.letter} aria-hidden="true">
        {run.letter}
      </b>{' '}
      {text}
    </span>
  );
}

export function readout({ clip, sampler }: Run, timeS: number): string {
  sampler.at(timeS);
  const isTable = clip.table !== undefined;
  const parts = isTable ? handWords(sampler) : [`${sampler.speed.toFixed(1)}${NBSP}m/s`];
  if (!Number.isNaN(sampler.level)) parts.push(`uncertainty ${percentText(sampler.level, 1)}`);
  const plan = planAt(clip, timeS);
  const source = sourceAt(clip, timeS);
  if (plan !== null && source === 'plan') {
    const ageS = timeS - plan.fromS;
    parts.push(`plan ${plan.id} ${isTable ? 'acts' : 'drives'}, ${Math.round(ageS * 1000)}${NBSP}ms old`);
  } else if (source !== null) parts.push(commandWords(source, clip));
  const out = inFlightAt(clip, timeS).map(({ id }) => id);
  if (out.length > 0) parts.push(`planner at work on request ${out.join(' and ')}`);
  return parts.join(' · ');
}

/** Who a run is and how it ended. */
export function RunHeading({ run }: { readonly run: Run }) {
  const { clip, letter, name } = run;
  const first = clip.requests.find(({ used }) => used !== null);
  const staleness = first === undefined ? null : stalenessS(first);
  return (
    <div className="rp-run" data-run={letter}>
      <b className="rp-letter" data-run={letter}>
        {letter}
      </b>
      <strong className="rp-name">{name}</strong>
      <span className="rp-outcome" data-bad={endedBadly(clip.outcome)} data-end={clip.outcome.end}>
        {outcomeWords(clip.outcome)}
      </span>
      <span className="rp-muted">
        {clip.requests.length === 0 ? 'no planner request' : latencyWords(clip.latency)}
        {staleness === null ? '' : `; first plan ${Math.round(staleness * 1000)}${NBSP}ms stale`}
      </span>
    </div>
  );
}
