import type { Clip, ClipPair } from '../../scenarios/clips/clip.ts';
import { NUMERIC_SLACK_S } from './times.ts';
import { endWords, eventWords } from './words.ts';

export type RunLetter = 'A' | 'B';

/** Signs that tell kinds of events apart without colour. */
export type EventShape =
  | 'start'
  | 'plan'
  | 'failure'
  | 'reflex'
  | 'traffic'
  | 'collision'
  | 'goal'
  | 'off-road'
  | 'lost'
  | 'timeout'
  | 'other';

const SHAPES: readonly string[] = [
  'start',
  'plan',
  'failure',
  'reflex',
  'traffic',
  'collision',
  'goal',
  'off-road',
  'lost',
  'timeout',
];

function shapeOf(kind: string): EventShape {
  return SHAPES.includes(kind) ? (kind as EventShape) : 'other';
}

export interface LaneEvent {
  readonly timeS: number;
  readonly kind: string;
  readonly shape: EventShape;
  readonly label: string;
  readonly text: string;
}

/** The events of a clip in order of time; its end is one of them even where the clip does not list it. */
export function eventsOf(clip: Clip): readonly LaneEvent[] {
  const events: LaneEvent[] = clip.events.map(({ timeS, kind, text }) => ({
    timeS,
    kind,
    shape: shapeOf(kind),
    label: eventWords(kind),
    text: text.replaceAll('actor/', ''),
  }));
  const { end } = clip.outcome;
  if (!events.some(({ kind }) => kind === end)) {
    events.push({ timeS: clip.durationS, kind: end, shape: shapeOf(end), label: endWords(end), text: endWords(end) });
  }
  return events.sort((a, b) => a.timeS - b.timeS);
}

/** Where one can jump to. */
export interface Stop {
  readonly timeS: number;
  /** Null: of both, as the divergence is. */
  readonly run: RunLetter | null;
  readonly kind: string;
  /** A sentence's worth, with the run's name. */
  readonly text: string;
}

/** What happens in one clip or in both, in order of time. */
export function stopsOf(
  runs: readonly { readonly letter: RunLetter; readonly name: string; readonly clip: Clip }[],
  divergence: ClipPair['divergence'],
): readonly Stop[] {
  const stops: Stop[] = runs.flatMap(({ letter, name, clip }) =>
    eventsOf(clip).map(({ timeS, kind, label, text }) => ({
      timeS,
      run: letter,
      kind,
      text: `${letter}, ${name}: ${text.startsWith(label) || text === '' ? text || label : `${label}: ${text}`}`,
    })),
  );
  if (divergence !== null) {
    stops.push({ timeS: divergence.timeS, run: null, kind: 'divergence', text: 'the two runs differ from here on' });
  }
  return stops.sort((x, y) => x.timeS - y.timeS);
}

/** The nearest stop after (1) or before (-1) a time; several at one time count as one. Null: there is none. */
export function nextStop(stops: readonly Stop[], timeS: number, direction: 1 | -1): Stop | null {
  if (direction > 0) return stops.find((stop) => stop.timeS > timeS + NUMERIC_SLACK_S) ?? null;
  return stops.findLast((stop) => stop.timeS < timeS - NUMERIC_SLACK_S) ?? null;
}

/** The collision after `timeS`, or the first of all where there is none. Null: nothing collides. */
export function nextCollision(stops: readonly Stop[], timeS: number): Stop | null {
  const collisions = stops.filter(({ kind }) => kind === 'collision');
  return nextStop(collisions, timeS, 1) ?? collisions[0] ?? null;
}

/** What is at a time, for those who cannot see it. */
export function stopsAt(stops: readonly Stop[], timeS: number): readonly Stop[] {
  return stops.filter((stop) => Math.abs(stop.timeS - timeS) <= NUMERIC_SLACK_S);
}
