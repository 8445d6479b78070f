import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { timeAt, xOf } from '../panels/lane-geometry.ts';
import { observeSize } from '../panels/observe-size.ts';
import { NBSP, secondsText } from '../panels/words.ts';
import { differenceAt } from './difference.ts';
import { stopsAt } from './events.ts';
import type { ReplayCommand } from './keys.ts';
import { pause, seek, togglePlay } from './playback.ts';
import { useDrawing, usePlayback, useReplay } from './replay-context.ts';
import { isOver } from './sample-clip.ts';
import { readout } from './stage.tsx';
import type { Subject } from './subject.ts';
import { TimelinePainter } from './timeline-painter.ts';
import { endWords, signedText } from './words.ts';

/** While playing, what a screen reader is told changes no more often than this, ms. */
const TELL_MS = 1000;
/** Events this close to a click are meant by it, px. */
const CATCH_PX = 5;

/** Both lanes over one axis of time with one cursor, which is a slider, and the difference of the two runs. */
export function Timeline({ run }: { readonly run: (command: ReplayCommand) => void }) {
  const { player, subject, style } = useReplay();
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const painter = useRef<TimelinePainter | null>(null);
  const drawn = useRef<unknown>(null);
  const told = useRef(-Infinity);

  const draw = (): void => {
    const at = painter.current;
    if (at === null) return;
    const playback = player.get();
    const key = `${playback.loops} ${playback.range.fromS} ${playback.range.toS}`;
    if (drawn.current !== key) {
      drawn.current = key;
      at.draw(playback);
    }
    const x = xOf(at.scale, playback.timeS);
    cursor.current!.style.transform = `translateX(${x.toFixed(2)}px)`;
    const now = performance.now();
    if (playback.playing && now - told.current < TELL_MS) return;
    told.current = now;
    tell(slider.current!, subject, playback.timeS);
  };
  const request = useDrawing(draw, [style]);

  useEffect(() => {
    painter.current = new TimelinePainter(canvas.current!, subject);
    if (style !== null) painter.current.setStyle(style.tokens, style.family);
    return observeSize(host.current!, (width, _height, ratio) => {
      const at = painter.current!;
      at.resize(width, ratio);
      drawn.current = null;
      host.current!.style.height = `${at.layout.height}px`;
      slider.current!.style.left = `${at.layout.left}px`;
      slider.current!.style.width = `${at.layout.width}px`;
      request();
    });
  }, [subject, style, request]);

  const scrubber = useScrubbing(host, painter);
  // A slider goes up and down too; elsewhere these keys scroll.
  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, ReplayCommand>> = {
      ArrowUp: { kind: 'step-ticks', ticks: 1 },
      ArrowDown: { kind: 'step-ticks', ticks: -1 },
      PageUp: { kind: 'step-seconds', seconds: 1 },
      PageDown: { kind: 'step-seconds', seconds: -1 },
    };
    const command = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run(command);
  };
  return (
    <div className="rp-timeline">
      <div className="rp-lanes" ref={host}>
        <canvas ref={canvas} aria-hidden="true" />
        <div
          className="rp-slider"
          ref={slider}
          role="slider"
          tabIndex={0}
          aria-label="Play head"
          aria-valuemin={0}
          aria-valuemax={Number(subject.endS.toFixed(3))}
          aria-valuenow={0}
          {...scrubber}
          onKeyDown={press}
        />
        <div className="rp-cursor" ref={cursor} />
      </div>
      {subject.difference !== null && <DifferenceNow />}
    </div>
  );
}

/** Dragging moves the play head; a replay that ran goes on where it is let go. */
function useScrubbing(
  host: { readonly current: HTMLDivElement | null },
  painter: { readonly current: TimelinePainter | null },
) {
  const { player, subject } = useReplay();
  const goesOn = useRef(false);
  const held = useRef(false);
  const move = (event: PointerEvent, catches: boolean): void => {
    const { scale } = painter.current!;
    const x = event.clientX - host.current!.getBoundingClientRect().left;
    const near = subject.stops.filter(({ timeS }) => catches && Math.abs(xOf(scale, timeS) - x) <= CATCH_PX);
    near.sort((a, b) => Math.abs(xOf(scale, a.timeS) - x) - Math.abs(xOf(scale, b.timeS) - x));
    player.change((playback) => seek(playback, near[0]?.timeS ?? timeAt(scale, x)));
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      held.current = true;
      goesOn.current = player.get().playing;
      event.currentTarget.setPointerCapture(event.pointerId);
      player.change(pause);
      move(event, true);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      if (held.current) move(event, false);
    },
    onPointerUp: (): void => {
      held.current = false;
      if (goesOn.current) player.change((playback) => (playback.playing ? playback : togglePlay(playback)));
      goesOn.current = false;
    },
    onPointerCancel: (): void => {
      held.current = false;
    },
  };
}

function tell(slider: HTMLElement, subject: Subject, timeS: number): void {
  slider.setAttribute('aria-valuenow', timeS.toFixed(3));
  slider.setAttribute('aria-valuetext', momentWords(subject, timeS));
}

/** All that is to be known of one moment, in words. */
export function momentWords({ runs, stops, endS, difference }: Subject, timeS: number): string {
  const sentences = [`${secondsText(timeS, 2)} of ${secondsText(endS, 2)}`];
  for (const stop of stopsAt(stops, timeS)) sentences.push(stop.text);
  for (const run of runs) {
    const over = isOver(run.clip, timeS) ? `ended: ${endWords(run.clip.outcome.end)}, ` : '';
    sentences.push(`${run.letter}, ${run.name}: ${over}${readout(run, timeS).replaceAll(' · ', ', ')}`);
  }
  if (runs.length === 2 && difference !== null) sentences.push(differenceWords({ runs, difference }, timeS));
  return sentences.join('; ');
}

type Differing = Pick<Subject, 'runs' | 'difference'>;

export function differenceWords({ runs, difference }: Differing, timeS: number): string {
  const [a, b] = runs;
  if (b === undefined || difference === null) return '';
  if (timeS > difference.endS) {
    const ended = isOver(a.clip, timeS) ? a : b;
    return `${ended.letter} has ended: no difference any more`;
  }
  const { distanceM, speedMps } = differenceAt(a.sampler, b.sampler, timeS);
  return `${distanceM.toFixed(2)}${NBSP}m apart, B ${speedWords(speedMps)}`;
}

function speedWords(speedMps: number): string {
  const text = signedText(speedMps, 1);
  if (Number(text) === 0) return 'as fast as A';
  return `${text.slice(1)}${NBSP}m/s ${speedMps > 0 ? 'faster' : 'slower'} than A`;
}

function DifferenceNow() {
  const { subject } = useReplay();
  const text = usePlayback(({ timeS }) => differenceWords(subject, timeS));
  const { divergence } = subject;
  return (
    <p className="rp-difference" data-testid="replay-difference">
      <span>{text}</span>
      <span className="rp-muted">
        {divergence === null
          ? 'The two runs are the same, bit for bit.'
          : `First divergence at ${secondsText(divergence.timeS, 2)}, tick ${divergence.tick}.`}
      </span>
    </p>
  );
}
