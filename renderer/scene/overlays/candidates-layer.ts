import type { ShaderMaterial } from 'three';
import { ACTOR, CANDIDATE_POINTS, HEAD, MAX_CANDIDATES, type FrameView } from '../../live/frame.ts';
import type { SceneOptions } from '../scene-view.ts';
import { VALUE_STEPS, type OverlayColours } from './colours.ts';
import { LIFT, ORDER, OverlayLayer } from './overlay-layer.ts';
import { SegmentBatch, segmentMaterial } from './segment-batch.ts';
import type { Screen } from './screen.ts';

/** Candidates stay whole for a moment and are gone after this time, simulated ms. */
const WHOLE_MS = 600;
const GONE_MS = 2000;
const CHOSEN_PX = 6;
/** Length of the strokes of the arrow head of the chosen one, m. */
const ARROW_M = 1.8;
/** A path that ends more slowly than this per two knots points nowhere, m. */
const NO_DIRECTION_M = 0.05;

/** What the planner considered: the better, the brighter, broader and higher. */
export class CandidatesLayer extends OverlayLayer {
  private lines: SegmentBatch | null = null;
  private readonly material: ShaderMaterial;
  private readonly ranks = new Float64Array(MAX_CANDIDATES);
  private arrivedMs = NaN;
  private drawn = 0;
  private egoX = 0;
  private egoY = 0;
  private forwardX = 1;
  private forwardY = 0;

  constructor(
    private readonly screen: Screen,
    private readonly colours: OverlayColours,
  ) {
    super();
    this.material = this.keep(segmentMaterial(screen));
  }

  open(): void {
    this.clear();
    this.lines = new SegmentBatch(this.screen, this.material, MAX_CANDIDATES * 2 * (CANDIDATE_POINTS - 1) + 2);
    this.lines.mesh.renderOrder = ORDER.candidates;
    this.object.add(this.lines.mesh);
  }

  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { lines } = this;
    if (lines === null) return;
    const { head } = frame;
    const ageMs = head[HEAD.candidatesAgeMs];
    const count = head[HEAD.candidates];
    if (!(options.overlays.has('candidates') && count > 0 && ageMs < GONE_MS)) {
      lines.mesh.visible = false;
      return;
    }
    const arrivedMs = head[HEAD.timeS] * 1000 - ageMs;
    if (!(Math.abs(arrivedMs - this.arrivedMs) < 0.5) || count !== this.drawn) {
      this.arrivedMs = arrivedMs;
      this.drawn = count;
      rankValues(frame.candidateValues, count, this.ranks);
    }
    this.write(lines, frame, poses, count);
    lines.opacity = ageMs < WHOLE_MS ? 1 : (GONE_MS - ageMs) / (GONE_MS - WHOLE_MS);
  }

  clear(): void {
    this.lines?.dispose();
    this.lines = null;
    this.arrivedMs = NaN;
    this.drawn = 0;
  }

  private write(lines: SegmentBatch, frame: FrameView, poses: Float64Array, count: number): void {
    this.egoX = poses[ACTOR.x];
    this.egoY = poses[ACTOR.y];
    this.forwardX = Math.cos(poses[ACTOR.heading]);
    this.forwardY = Math.sin(poses[ACTOR.heading]);
    const chosen = frame.head[HEAD.chosenCandidate];
    lines.begin();
    for (let c = 0; c < count; c++) if (c !== chosen) this.addPath(lines, frame, c, false);
    if (chosen >= 0) this.addPath(lines, frame, chosen, true);
    lines.end();
  }

  private addPath(lines: SegmentBatch, { candidatePaths }: FrameView, c: number, chosen: boolean): void {
    const rank = this.ranks[c];
    const { values } = this.colours;
    const color = 3 * Math.round(rank * (VALUE_STEPS - 1));
    const r = values[color];
    const g = values[color + 1];
    const b = values[color + 2];
    const opacity = chosen ? 1 : 0.4 + 0.5 * rank;
    const width = chosen ? CHOSEN_PX : 1.3 + 1.7 * rank * rank;
    const z = LIFT.candidates + (chosen ? 0.06 : 0.04 * rank);
    const first = c * CANDIDATE_POINTS * 2;
    for (let j = 0; j + 1 < CANDIDATE_POINTS; j++) {
      const at = first + 2 * j;
      const before = j === 0 ? at : at - 2;
      const after = j + 2 < CANDIDATE_POINTS ? at + 4 : at + 2;
      const midX = middle(candidatePaths, before, at, at + 2, after);
      const midY = middle(candidatePaths, before + 1, at + 1, at + 3, after + 1);
      this.addAhead(lines, candidatePaths[at], candidatePaths[at + 1], midX, midY, z, r, g, b, opacity, width);
      this.addAhead(lines, midX, midY, candidatePaths[at + 2], candidatePaths[at + 3], z, r, g, b, opacity, width);
    }
    if (chosen) this.addArrow(lines, candidatePaths, first, z, r, g, b);
  }

  /** A piece of a path, without what the ego has passed: that says nothing any more. */
  private addAhead(
    lines: SegmentBatch,
    x: number,
    y: number,
    nextX: number,
    nextY: number,
    z: number,
    r: number,
    g: number,
    b: number,
    opacity: number,
    width: number,
  ): void {
    const ahead = this.aheadOf(nextX, nextY);
    if (ahead <= 0) return;
    const behind = this.aheadOf(x, y);
    const cut = behind < 0 ? behind / (behind - ahead) : 0;
    lines.addRgb(x + cut * (nextX - x), y + cut * (nextY - y), z, nextX, nextY, z, r, g, b, opacity, width);
  }

  private addArrow(
    lines: SegmentBatch,
    paths: Float64Array,
    first: number,
    z: number,
    r: number,
    g: number,
    b: number,
  ): void {
    const tip = first + 2 * (CANDIDATE_POINTS - 1);
    const x = paths[tip];
    const y = paths[tip + 1];
    const dx = x - paths[tip - 2];
    const dy = y - paths[tip - 1];
    const length = Math.hypot(dx, dy);
    if (length < NO_DIRECTION_M || this.aheadOf(x, y) <= 0) return;
    const ux = (Math.SQRT1_2 * ARROW_M * dx) / length;
    const uy = (Math.SQRT1_2 * ARROW_M * dy) / length;
    lines.addRgb(x, y, z, x - ux - uy, y - uy + ux, z, r, g, b, 1, CHOSEN_PX);
    lines.addRgb(x, y, z, x - ux + uy, y - uy - ux, z, r, g, b, 1, CHOSEN_PX);
  }

  /** How far a point lies ahead of the ego's middle, m. */
  private aheadOf(x: number, y: number): number {
    return (x - this.egoX) * this.forwardX + (y - this.egoY) * this.forwardY;
  }
}

/** Halfway from `b` to `c` on the smooth curve through four values (Catmull and Rom 1974). */
function middle(values: Float64Array, a: number, b: number, c: number, d: number): number {
  return (9 * (values[b] + values[c]) - values[a] - values[d]) / 16;
}

/**
 * Share of the others that a value beats, [0, 1]: values have outliers (a crash costs hundreds), ranks have none.
 * @param out as many ranks as there are values
 */
export function rankValues(values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    let below = 0;
    for (let j = 0; j < count; j++) if (values[j] < values[i]) below++;
    out[i] = count > 1 ? below / (count - 1) : 1;
  }
}
