import type { Clip, ClipRequest } from '../../scenarios/clips/clip.ts';
import { NUMERIC_SLACK_S } from './times.ts';

/** Time of sample `k`, s: the last one is at the end of the episode, which may lie within a period. */
export function sampleTimeS(clip: Clip, k: number): number {
  return k >= clip.count - 1 ? clip.durationS : k * clip.periodS;
}

/** Between two angles along the shorter way, rad. */
export function blendHeading(from: number, to: number, share: number): number {
  const turn = to - from;
  return from + share * (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
}

/**
 * The state of a clip's actors at any time: exact at its samples, linear between them, headings along the shorter way;
 * beyond the end the last sample stays. One object per clip, whose arrays are written over by each call of `at`.
 */
export class ClipSampler {
  /** Of each actor, m and rad; row 0 is the ego. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading: Float64Array;
  /** Of the ego, m/s. */
  speed = 0;
  /** Of the fast policy, [0, 1]; NaN where there is none. */
  level = NaN;
  timeS = NaN;
  /** The samples before and after the time, and the share of the way from one to the other. */
  before = 0;
  after = 0;
  share = 0;

  constructor(readonly clip: Clip) {
    this.x = new Float64Array(clip.actors.length);
    this.y = new Float64Array(clip.actors.length);
    this.heading = new Float64Array(clip.actors.length);
  }

  at(timeS: number): this {
    if (timeS === this.timeS) return this;
    this.timeS = timeS;
    const { clip } = this;
    const rows = clip.actors.length;
    const k = this.sampleBefore(timeS);
    const next = Math.min(clip.count - 1, k + 1);
    const span = sampleTimeS(clip, next) - sampleTimeS(clip, k);
    const share = span > 0 ? Math.min(1, Math.max(0, (timeS - sampleTimeS(clip, k)) / span)) : 0;
    this.before = k;
    this.after = next;
    this.share = share;
    for (let i = 0; i < rows; i++) {
      const from = k * rows + i;
      const to = next * rows + i;
      this.x[i] = blend(clip.x[from], clip.x[to], share);
      this.y[i] = blend(clip.y[from], clip.y[to], share);
      this.heading[i] = blendHeading(clip.heading[from], clip.heading[to], share);
    }
    this.speed = blend(clip.speed[k], clip.speed[next], share);
    this.level = Number.isNaN(clip.level[next]) ? clip.level[k] : blend(clip.level[k], clip.level[next], share);
    return this;
  }

  /** A number of a column of `stride` numbers a sample, at the time: linear between samples. */
  between(values: Float32Array, stride: number, i: number): number {
    return blend(values[this.before * stride + i], values[this.after * stride + i], this.share);
  }

  /** Index of the last sample that is not after `timeS`. */
  private sampleBefore(timeS: number): number {
    const { count, periodS, durationS } = this.clip;
    if (timeS >= durationS) return count - 1;
    // A sample's own time, divided by the period, may round to just below its index.
    const k = Math.floor(Math.max(0, timeS) / periodS + 1e-9);
    return Math.max(0, Math.min(count - 2, k));
  }
}

function blend(from: number, to: number, share: number): number {
  return share === 0 ? from : share === 1 ? to : from + share * (to - from);
}

/** Whether a clip is over at a time, so that its last frame is shown. */
export function isOver(clip: Clip, timeS: number): boolean {
  return timeS >= clip.durationS - NUMERIC_SLACK_S;
}

/** Who commands the ego; null before the first run. */
export function sourceAt(clip: Clip, timeS: number): string | null {
  let source: string | null = null;
  for (const run of clip.sources) {
    if (run.fromS > timeS + NUMERIC_SLACK_S) break;
    source = run.source;
  }
  return source;
}

/** The request whose plan commands the ego; of several, the newest. */
export function planAt(clip: Clip, timeS: number): ClipRequest | null {
  const inUse = ({ used }: ClipRequest) =>
    used !== null && used.fromS <= timeS + NUMERIC_SLACK_S && timeS <= used.toS + NUMERIC_SLACK_S;
  return clip.requests.findLast(inUse) ?? null;
}

/** Requests that are out. */
export function inFlightAt(clip: Clip, timeS: number): readonly ClipRequest[] {
  return clip.requests.filter(({ fromS, toS }) => fromS <= timeS + NUMERIC_SLACK_S && timeS < toS - NUMERIC_SLACK_S);
}

/**
 * Where the part of a path that is still ahead begins: index of the first point of the segment nearest to a place.
 * @param path x and y in turn, m
 */
export function pathIndexAt(path: Float32Array, x: number, y: number): number {
  let best = 0;
  let bestSquare = Infinity;
  for (let k = 0; k + 3 < path.length; k += 2) {
    const dx = path[k + 2] - path[k];
    const dy = path[k + 3] - path[k + 1];
    const square = dx * dx + dy * dy;
    const along = square > 0 ? ((x - path[k]) * dx + (y - path[k + 1]) * dy) / square : 0;
    const share = Math.min(1, Math.max(0, along));
    const ex = path[k] + share * dx - x;
    const ey = path[k + 1] + share * dy - y;
    const distance = ex * ex + ey * ey;
    if (distance >= bestSquare) continue;
    bestSquare = distance;
    best = k / 2;
  }
  return best;
}
