import type { Clip } from '../../scenarios/clips/clip.ts';
import { xOf, type TimeScale } from '../panels/lane-geometry.ts';
import { reasonWords } from '../panels/words.ts';
import { eventsOf, type LaneEvent } from './events.ts';
import { sampleTimeS } from './sample-clip.ts';
import { NUMERIC_SLACK_S } from './times.ts';
import { FATE_WORDS, fateOf, stalenessS, type Fate } from './words.ts';

/** What the lane of one clip shows, in seconds: drawn and told in tables from the same thing. */
export interface LaneModel {
  readonly durationS: number;
  /** The fast policy's uncertainty, in pieces where it has one. */
  readonly level: readonly LevelPiece[];
  /** Where the uncertainty crossed the gate's threshold: the gate began to ask because of it. */
  readonly crossings: readonly { readonly timeS: number; readonly level: number }[];
  readonly gates: readonly { readonly fromS: number; readonly toS: number; readonly label: string }[];
  readonly bars: readonly RequestBar[];
  /** Rows that `bars` need. */
  readonly rows: number;
  readonly sources: readonly SourceRun[];
  readonly events: readonly LaneEvent[];
}

export interface LevelPiece {
  readonly timesS: Float64Array;
  readonly values: Float64Array;
}

/** A planner request, from its dispatch to its end. */
export interface RequestBar {
  readonly id: number;
  readonly fromS: number;
  readonly toS: number;
  readonly fate: Fate;
  /** Bars that overlap in time lie in different rows. */
  readonly row: number;
  /** From long to short; the first that fits is drawn. */
  readonly labels: readonly string[];
}

export interface SourceRun {
  readonly fromS: number;
  readonly toS: number;
  readonly source: string;
}

export function laneModel(clip: Clip): LaneModel {
  const { bars, rows } = requestBars(clip);
  const level = levelPieces(clip);
  return {
    durationS: clip.durationS,
    level,
    crossings: clip.gate
      .filter(({ reason }) => reason === 'level')
      .map(({ fromS }) => ({ timeS: fromS, level: levelIn(level, fromS) }))
      .filter((crossing) => !Number.isNaN(crossing.level)),
    gates: clip.gate.map(({ fromS, toS, reason }) => ({ fromS, toS, label: reasonWords(reason).label })),
    bars,
    rows,
    sources: sourceRuns(clip),
    events: eventsOf(clip),
  };
}

function levelPieces(clip: Clip): LevelPiece[] {
  const pieces: LevelPiece[] = [];
  let from = 0;
  for (let k = 0; k <= clip.count; k++) {
    if (k < clip.count && !Number.isNaN(clip.level[k])) continue;
    if (k > from) {
      const indices = Array.from({ length: k - from }, (_, i) => from + i);
      pieces.push({
        timesS: Float64Array.from(indices, (i) => sampleTimeS(clip, i)),
        values: Float64Array.from(indices, (i) => clip.level[i]),
      });
    }
    from = k + 1;
  }
  return pieces;
}

/** Linear between samples; NaN where there is no level. */
function levelIn(pieces: readonly LevelPiece[], timeS: number): number {
  for (const { timesS, values } of pieces) {
    const last = timesS.length - 1;
    if (timeS < timesS[0] - NUMERIC_SLACK_S || timeS > timesS[last] + NUMERIC_SLACK_S) continue;
    const next = timesS.findIndex((t) => t >= timeS);
    if (next <= 0) return values[next === 0 ? 0 : last];
    const share = (timeS - timesS[next - 1]) / (timesS[next] - timesS[next - 1]);
    return values[next - 1] + share * (values[next] - values[next - 1]);
  }
  return NaN;
}

/** Each takes the first row that is free when it goes out. */
function requestBars(clip: Clip): { readonly bars: readonly RequestBar[]; readonly rows: number } {
  const freeFromS: number[] = [];
  const bars = clip.requests.map((request): RequestBar => {
    const { id, fromS, toS } = request;
    let row = freeFromS.findIndex((freeS) => freeS <= fromS + NUMERIC_SLACK_S);
    if (row < 0) row = freeFromS.length;
    freeFromS[row] = toS;
    const fate = fateOf(request);
    const ageS = stalenessS(request);
    const word = FATE_WORDS[fate];
    const age = ageS === null ? [] : [`${word}, ${ageMs(ageS)} stale`, ageMs(ageS)];
    return { id, fromS, toS, fate, row, labels: ageS === null ? [word] : [age[0], word, age[1]] };
  });
  return { bars, rows: Math.max(1, freeFromS.length) };
}

const ageMs = (seconds: number): string => `${Math.round(seconds * 1000)}\u00a0ms`;

function sourceRuns({ sources, durationS }: Clip): SourceRun[] {
  return sources
    .map(({ fromS, source }, i) => ({ fromS, toS: Math.min(sources[i + 1]?.fromS ?? durationS, durationS), source }))
    .filter(({ fromS, toS }) => toS > fromS);
}

/** A marker's place: its sign at `x`, its label from `labelX` on, or no label where there is no room. */
export interface PlacedEvent {
  readonly event: LaneEvent;
  readonly x: number;
  readonly labelX: number | null;
}

/** Most important first: where labels meet, the others go without. */
const IMPORTANCE: readonly string[] = [
  'collision',
  'off-road',
  'lost',
  'goal',
  'timeout',
  'failure',
  'reflex',
  'plan',
  'traffic',
];

/**
 * Places the labels of markers in one line: to the right of their sign, or to its left at the right edge, where they
 * overlap neither each other nor another sign.
 * @param signPx width of a sign, which is centred at its time; @param widthOf a label, px
 */
export function placeEvents(
  events: readonly LaneEvent[],
  scale: TimeScale,
  signPx: number,
  widthOf: (label: string) => number,
): readonly PlacedEvent[] {
  const xs = events.map(({ timeS }) => Math.min(scale.left + scale.width, xOf(scale, timeS)));
  const taken: { from: number; to: number; of: number }[] = xs.map((x, of) => ({
    from: x - signPx / 2,
    to: x + signPx / 2,
    of,
  }));
  const labels: (number | null)[] = events.map(() => null);
  const order = events.map((_, i) => i).sort((i, j) => rank(events[i]) - rank(events[j]) || i - j);
  for (const i of order) {
    if (events[i].shape === 'start') continue;
    const width = widthOf(events[i].label) + 4;
    const right = xs[i] + signPx / 2 + 2;
    const left = xs[i] - signPx / 2 - 2 - width;
    const fits = (from: number) =>
      from >= scale.left &&
      from + width <= scale.left + scale.width + 1 &&
      taken.every((other) => other.of === i || from + width <= other.from || from >= other.to);
    const at = [right, left].find(fits);
    if (at === undefined) continue;
    labels[i] = at;
    taken.push({ from: at, to: at + width, of: -1 });
  }
  return events.map((event, i) => ({ event, x: xs[i], labelX: labels[i] }));
}

function rank({ kind }: LaneEvent): number {
  const at = IMPORTANCE.indexOf(kind);
  return at < 0 ? IMPORTANCE.length : at;
}

/** The level's curve in pixels, x and y in turn: for each column at most its first, least, greatest and last value. */
export function levelCurve({ timesS, values }: LevelPiece, scale: TimeScale, yOf: (level: number) => number): number[] {
  const points: number[] = [];
  let k = 0;
  while (k < values.length) {
    const column = Math.floor(xOf(scale, timesS[k]));
    let end = k;
    let low = k;
    let high = k;
    while (end + 1 < values.length && Math.floor(xOf(scale, timesS[end + 1])) === column) {
      end++;
      if (values[end] < values[low]) low = end;
      if (values[end] > values[high]) high = end;
    }
    const kept = [...new Set([k, Math.min(low, high), Math.max(low, high), end])];
    for (const i of kept) points.push(xOf(scale, timesS[i]), yOf(values[i]));
    k = end + 1;
  }
  return points;
}
