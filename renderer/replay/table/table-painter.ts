import { TOLD, TOLD_COUNT, type ClipTable } from '../../../scenarios/clips/clip-table.ts';
import { Brush } from '../../panels/brush.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { drawCollision, drawScaleBar, Labels } from '../draw-labels.ts';
import { drawPlan, drawTrail } from '../draw-motion.ts';
import { sameActors } from '../same-actors.ts';
import { ClipSampler, inFlightAt, isOver } from '../sample-clip.ts';
import type { StageView } from '../stage-painter.ts';
import type { Run } from '../subject.ts';
import { hitRow } from '../words.ts';
import { drawArm, drawHandHalo, type Upward } from './draw-arm.ts';
import { drawBelt, drawGoal, drawPerson, drawTable, drawThings } from './draw-things.ts';
import { sideClip } from './side-clip.ts';
import { layOutTable, type TablePane } from './table-layout.ts';

/** Things that differ by less are in the same place, m. */
const SAME_M = 0.008;
const LABEL_PX = 5;

interface ShownRun {
  readonly run: Run;
  readonly table: ClipTable;
  readonly above: ClipSampler;
  readonly side: ClipSampler;
  readonly ghost: boolean;
}

/** Draws one run of the arm, or one with another as a ghost over it, from above and from the side into a canvas. */
export class TablePainter {
  private readonly context: CanvasRenderingContext2D;
  private readonly shown: readonly ShownRun[];
  private readonly same: Int32Array | null;
  private brush: Brush | null = null;
  private width = 1;
  private height = 1;
  private ratio = 1;
  private tokens: Tokens | null = null;
  private family = 'sans-serif';

  /** @param runs one, or two of which the second is the ghost; clips with a table */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    runs: readonly Run[],
  ) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    this.context = context;
    this.shown = runs.map((run, i) => ({
      run,
      table: run.clip.table!,
      above: new ClipSampler(run.clip),
      side: new ClipSampler(sideClip(run.clip)),
      ghost: i > 0,
    }));
    this.same = runs.length === 2 ? sameActors(runs[0].clip, runs[1].clip) : null;
  }

  setStyle(tokens: Tokens, family: string): void {
    this.tokens = tokens;
    this.family = family;
    this.brush = null;
  }

  resize(width: number, height: number, ratio: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.ratio = ratio;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.brush = null;
  }

  draw(timeS: number, { follows, zoom }: StageView): void {
    if (this.tokens === null) return;
    this.brush ??= new Brush(this.context, this.tokens, `11px ${this.family}`, this.ratio);
    const { brush } = this;
    for (const { above, side } of this.shown) {
      above.at(timeS);
      side.at(timeS);
    }
    const [{ above, side }] = this.shown;
    const focus = follows ? { x: above.x[0], y: above.y[0], z: side.y[0] } : { x: 0.3, y: 0, z: 0.45 };
    const panes = layOutTable(this.width, this.height, follows ? zoom : Math.min(1, zoom), focus);
    brush.begin();
    brush.rect(brush.tokens.border, 0, 0, this.width, this.height);
    this.drawPane(brush, panes.above, 1, timeS, 'from above');
    this.drawPane(brush, panes.side, 2, timeS, 'from the side');
  }

  private drawPane(brush: Brush, { left, top, camera }: TablePane, up: Upward, timeS: number, title: string): void {
    const { context } = this;
    context.save();
    context.translate(left, top);
    context.beginPath();
    context.rect(0, 0, camera.width, camera.height);
    context.clip();
    brush.rect(brush.tokens.panel, 0, 0, camera.width, camera.height);
    drawTable(brush, camera, up);
    const [{ table }] = this.shown;
    if (table.belt !== null) drawBelt(brush, camera, table.belt, up);
    for (const shown of this.shown) this.drawRun(brush, camera, shown, up, timeS);
    this.drawLabels(brush, camera, up, timeS);
    brush.text(title, camera.width - 8, 12, brush.tokens.muted, 'right');
    if (up === 1) drawScaleBar(brush, camera);
    context.restore();
  }

  private drawRun(brush: Brush, camera: TablePane['camera'], shown: ShownRun, up: Upward, timeS: number): void {
    const { run, table, above, side, ghost } = shown;
    const sampler = up === 1 ? above : side;
    const ink = { ghost, hitRow: hitRow(run.clip), hides: (row: number) => this.isHidden(shown, row) };
    if (!ghost) drawGoal(brush, camera, sampler, table, up);
    drawThings(brush, camera, sampler, up, above.heading, ink);
    if (!ghost) drawPerson(brush, camera, sampler, table, up);
    drawTrail(brush, camera, sampler, run.letter);
    drawHandHalo(brush, camera, sampler, inFlightAt(run.clip, timeS).length > 0, ghost);
    drawArm(brush, camera, sampler, table, up, above.heading[0], { letter: run.letter, ghost });
    brush.context.globalAlpha = ghost ? 0.5 : 1;
    drawPlan(brush, camera, sampler);
    brush.context.globalAlpha = 1;
  }

  private drawLabels(brush: Brush, camera: TablePane['camera'], up: Upward, timeS: number): void {
    const labels = new Labels(brush, camera);
    for (const { run, above, side, ghost, table } of this.shown) {
      const sampler = up === 1 ? above : side;
      const { clip, letter } = run;
      const hit = hitRow(clip);
      if (clip.outcome.end === 'collision' && isOver(clip, timeS)) drawCollision(brush, camera, sampler, hit);
      if (this.shown.length > 1) labels.put(letter, sampler.x[0], sampler.y[0], 16, brush.tokens.text);
      if (ghost) continue;
      const held = table.told[above.before * TOLD_COUNT + TOLD.held];
      for (let row = 1; row < clip.actors.length; row++) {
        const { id, lengthM, widthM, heightM = 0 } = clip.actors[row];
        const reach = (up === 1 ? Math.max(lengthM, widthM) : heightM) / 2;
        const text = row === held ? `${id}, held` : id;
        const colour = row === hit ? brush.tokens.error : brush.tokens.muted;
        labels.put(text, sampler.x[row], sampler.y[row], reach * camera.pxPerM + LABEL_PX, colour);
      }
    }
  }

  /** What of a ghost is where the first run has it. */
  private isHidden({ ghost, above, side }: ShownRun, row: number): boolean {
    const { same } = this;
    if (!ghost || same === null || same[row] < 0) return false;
    const [own] = this.shown;
    const other = same[row];
    return (
      Math.abs(own.above.x[other] - above.x[row]) < SAME_M &&
      Math.abs(own.above.y[other] - above.y[row]) < SAME_M &&
      Math.abs(own.side.y[other] - side.y[row]) < SAME_M
    );
  }
}
