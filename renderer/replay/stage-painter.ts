import { Brush } from '../panels/brush.ts';
import type { Tokens } from '../theme/tokens.ts';
import { fitCamera, followCamera, handOver, type Bounds, type CameraView, type Focus } from './camera.ts';
import { drawEgo, drawOthers, type ActorStyle } from './draw-actors.ts';
import { drawCollision, drawScaleBar, labelEgo, labelOthers, Labels } from './draw-labels.ts';
import { drawHalo, drawPlan, drawTrail } from './draw-motion.ts';
import { drawRoad, roadPaths, type RoadPaths } from './draw-road.ts';
import { inSamePlace, sameActors } from './same-actors.ts';
import { ClipSampler, isOver } from './sample-clip.ts';
import type { Run } from './subject.ts';
import { hitRow } from './words.ts';

export interface StageView {
  readonly follows: boolean;
  readonly zoom: number;
  /** False: the view goes from one ego to the other at once. */
  readonly glides: boolean;
}

interface ShownRun {
  readonly run: Run;
  readonly sampler: ClipSampler;
  readonly ghost: boolean;
}

/** Draws one run, or one with another as a ghost over it, from above into a canvas. */
export class StagePainter {
  /** How the last picture was taken. */
  camera: CameraView = { x: 0, y: 0, pxPerM: 1, width: 1, height: 1 };
  private readonly context: CanvasRenderingContext2D;
  private readonly shown: readonly ShownRun[];
  private readonly road: RoadPaths;
  private readonly bounds: Bounds;
  private readonly same: Int32Array | null;
  private brush: Brush | null = null;
  private width = 1;
  private height = 1;
  private ratio = 1;
  private tokens: Tokens | null = null;
  private family = 'sans-serif';

  /** @param runs one, or two of which the second is the ghost; @param around what fits into a view of the whole drive */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    runs: readonly Run[],
    around: readonly Run[],
  ) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    this.context = context;
    this.shown = runs.map((run, i) => ({ run, sampler: new ClipSampler(run.clip), ghost: i > 0 }));
    this.road = roadPaths(runs[0].clip.lines);
    this.bounds = egoBounds(around);
    this.same = runs.length === 2 ? sameActors(runs[0].clip, runs[1].clip) : null;
  }

  setStyle(tokens: Tokens, family: string): void {
    this.tokens = tokens;
    this.family = family;
    this.brush = null;
  }

  /** CSS pixels, and device pixels per CSS pixel. */
  resize(width: number, height: number, ratio: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.ratio = ratio;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.brush = null;
  }

  draw(timeS: number, view: StageView): void {
    if (this.tokens === null) return;
    this.brush ??= new Brush(this.context, this.tokens, `11px ${this.family}`, this.ratio);
    const { brush, context } = this;
    for (const { sampler } of this.shown) sampler.at(timeS);
    const camera = this.cameraAt(timeS, view);
    this.camera = camera;
    brush.begin();
    brush.rect(brush.tokens.panel, 0, 0, this.width, this.height);
    drawRoad(context, this.road, camera, brush.tokens, this.ratio);
    for (const shown of this.shown) this.drawMotion(brush, camera, shown);
    const styles = this.shown.map((shown) => this.styleOf(shown));
    // The ghost above the rest, so that it is seen where both are close.
    this.shown.forEach(({ sampler }, i) => drawOthers(brush, camera, sampler, styles[i]));
    this.shown.forEach(({ sampler }, i) => drawEgo(brush, camera, sampler, styles[i]));
    this.drawLabels(brush, camera, timeS, styles);
    drawScaleBar(brush, camera);
  }

  private cameraAt(timeS: number, { follows, zoom, glides }: StageView): CameraView {
    if (!follows) return fitCamera(this.width, this.height, zoom, this.bounds);
    const [first, second] = this.shown;
    const own = focusOf(first.sampler);
    const focus =
      second !== undefined && second.run.clip.durationS > first.run.clip.durationS
        ? handOver(own, focusOf(second.sampler), first.run.clip.durationS, timeS, glides)
        : own;
    return followCamera(this.width, this.height, zoom, focus);
  }

  private drawMotion(brush: Brush, camera: CameraView, { run, sampler, ghost }: ShownRun): void {
    drawHalo(brush, camera, sampler, ghost);
    drawTrail(brush, camera, sampler, run.letter);
    brush.context.globalAlpha = ghost ? 0.5 : 1;
    drawPlan(brush, camera, sampler);
    brush.context.globalAlpha = 1;
  }

  private styleOf({ run, sampler, ghost }: ShownRun): ActorStyle {
    const style = { letter: run.letter, ghost, hitRow: hitRow(run.clip) };
    const { same } = this;
    if (!ghost || same === null) return style;
    return { ...style, hides: (row) => inSamePlace(this.shown[0].sampler, sampler, same, row) };
  }

  private drawLabels(brush: Brush, camera: CameraView, timeS: number, styles: readonly ActorStyle[]): void {
    const labels = new Labels(brush, camera);
    this.shown.forEach(({ sampler, run }, i) => {
      const { end } = run.clip.outcome;
      if (end === 'collision' && isOver(run.clip, timeS)) drawCollision(brush, camera, sampler, styles[i].hitRow);
      labels.reserve(sampler.x[0], sampler.y[0], camera.pxPerM);
      const other = this.shown[1 - i]?.sampler ?? null;
      labelEgo(labels, brush, camera, sampler, styles[i].letter, other);
    });
    const [first] = this.shown;
    labelOthers(labels, brush, camera, first.sampler, styles[0].hitRow);
  }
}

function focusOf({ x, y, heading }: ClipSampler): Focus {
  return { x: x[0], y: y[0], heading: heading[0] };
}

/** All that the egos drive over, m. */
function egoBounds(runs: readonly Run[]): Bounds {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { clip } of runs) {
    for (let at = 0; at < clip.count * clip.actors.length; at += clip.actors.length) {
      left = Math.min(left, clip.x[at]);
      right = Math.max(right, clip.x[at]);
      bottom = Math.min(bottom, clip.y[at]);
      top = Math.max(top, clip.y[at]);
    }
  }
  return { left, right, bottom, top };
}
