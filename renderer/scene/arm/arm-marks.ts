import { Group, type ShaderMaterial } from 'three';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { ARM_HEAD, PATH_NUMBERS, POSE } from '../../../scenarios/arm-frames/arm-frames.ts';
import type { ArmSampler } from '../../arm/arm-sampler.ts';
import { goalOf, halfHeight, updateGoal, type GoalPlace } from '../../../scenarios/arm-frames/goal-place.ts';
import { SIGN, type GlyphAtlas } from '../overlays/glyphs.ts';
import type { Screen } from '../overlays/screen.ts';
import { SegmentBatch, segmentMaterial } from '../overlays/segment-batch.ts';
import { TextBatch, textMaterial } from '../overlays/text-batch.ts';
import {
  addArrow,
  addCircle,
  addLine,
  addOutline,
  ARROW_SEGMENTS,
  CIRCLE_SEGMENTS,
  OUTLINE_SEGMENTS,
  type Ink,
} from './line-shapes.ts';
import type { TableMaterials } from './table-materials.ts';

/** What can be drawn over the table. */
export const ARM_OVERLAYS = [
  { overlay: 'plan', title: 'Plan', how: 'Where the plan in use expects the hand: a line with dots.' },
  { overlay: 'trail', title: 'Trail', how: 'Where the hand has come from in the last two seconds.' },
  { overlay: 'halo', title: 'Uncertainty', how: 'Dashed rings around the hand that grow with the uncertainty.' },
  { overlay: 'speeds', title: 'Speeds', how: 'Arrows of the obstacles: where they are half a second on.' },
  { overlay: 'labels', title: 'Labels', how: 'Names of what is on the table, and a bulb while the planner thinks.' },
] as const;

export type ArmOverlay = (typeof ARM_OVERLAYS)[number]['overlay'];

export const ALL_ARM_OVERLAYS: ReadonlySet<ArmOverlay> = new Set(ARM_OVERLAYS.map(({ overlay }) => overlay));

/** The trail: so long, in steps of so long, s. */
const TRAIL_S = 2;
const TRAIL_STEP_S = 1 / 20;
const TRAIL_STEPS = Math.ceil(TRAIL_S / TRAIL_STEP_S) + 2;
/** The arrow of an obstacle shows the way of this time, s; shorter ones are left out, m. */
const ARROW_S = 0.5;
const LEAST_ARROW_M = 0.01;
/** Radius of the halo at uncertainty 0 and 1, m. */
const HALO_FROM_M = 0.05;
const HALO_TO_M = 0.14;
const PATH_POINTS = PATH_NUMBERS / 3;
const LETTER_PX = 13;
const LINE_PX = 2.4;

/** Lines and words over the table: goal, plan, trail, uncertainty, thinking, speeds, names. */
export class ArmMarks {
  readonly object = new Group();
  private readonly lineMaterial: ShaderMaterial;
  private readonly textMaterial: ShaderMaterial;
  private readonly lines: SegmentBatch;
  private readonly text: TextBatch;
  private readonly goal: GoalPlace;
  private readonly spec: ManipulationSpec;
  private readonly inks: Readonly<Record<'goal' | 'plan' | 'dot' | 'trail' | 'halo' | 'thinking' | 'arrow', Ink>>;

  constructor(
    private readonly sampler: ArmSampler,
    private readonly materials: TableMaterials,
    screen: Screen,
    glyphs: GlyphAtlas,
  ) {
    this.spec = sampler.frames.spec;
    this.goal = goalOf(this.spec);
    this.lineMaterial = segmentMaterial(screen);
    this.textMaterial = textMaterial(screen, glyphs.texture);
    const { obstacles, objects } = this.spec;
    const circles = 6 + PATH_POINTS;
    const most = OUTLINE_SEGMENTS + circles * CIRCLE_SEGMENTS + TRAIL_STEPS + ARROW_SEGMENTS * obstacles.length + 40;
    this.lines = new SegmentBatch(screen, this.lineMaterial, most);
    this.text = new TextBatch(screen, this.textMaterial, glyphs.metrics, 40 * (objects.length + obstacles.length + 3));
    this.lines.mesh.renderOrder = 1;
    this.text.mesh.renderOrder = 2;
    this.object.add(this.lines.mesh, this.text.mesh);
    const { goal, plan, stale, uncertainty, arrow } = materials;
    this.inks = {
      goal: { color: goal, opacity: 1, widthPx: LINE_PX + 0.4, periodM: 0 },
      plan: { color: plan, opacity: 1, widthPx: LINE_PX + 0.6, periodM: 0 },
      dot: { color: plan, opacity: 1, widthPx: LINE_PX + 3, periodM: 0 },
      trail: { color: stale, opacity: 0.9, widthPx: LINE_PX - 0.6, periodM: 0.015 },
      halo: { color: uncertainty, opacity: 0.95, widthPx: LINE_PX, periodM: 0.02 },
      thinking: { color: plan, opacity: 1, widthPx: LINE_PX + 1.2, periodM: 0.04 },
      arrow: { color: arrow, opacity: 1, widthPx: LINE_PX + 0.6, periodM: 0 },
    };
  }

  update(overlays: ReadonlySet<ArmOverlay>): void {
    const { lines, text, sampler, goal } = this;
    lines.begin();
    text.begin();
    updateGoal(goal, sampler.frame, sampler.layout);
    this.addGoal();
    if (overlays.has('trail')) this.addTrail();
    if (overlays.has('plan')) this.addPath();
    if (overlays.has('halo')) this.addHalo();
    if (overlays.has('speeds')) this.addArrows();
    if (overlays.has('labels')) this.addLabels();
    lines.end();
    text.end();
  }

  dispose(): void {
    this.object.removeFromParent();
    this.lines.dispose();
    this.text.dispose();
    this.lineMaterial.dispose();
    this.textMaterial.dispose();
  }

  private addGoal(): void {
    const { lines, inks, spec } = this;
    const { x, y, z, toleranceM, shape } = this.goal;
    const ink = inks.goal;
    if (shape !== null) addOutline(lines, shape, x, y, z, 0, ink);
    if (toleranceM > 0) addCircle(lines, x, y, z - halfHeight(shape) + 0.002, toleranceM, ink);
    if (spec.task.kind !== 'reach') return;
    // A point in the air: its height shows by a plumb line.
    addLine(lines, x, y, 0, x, y, z - toleranceM, ink);
    addLine(lines, x - toleranceM, y, z, x + toleranceM, y, z, ink);
    addLine(lines, x, y - toleranceM, z, x, y + toleranceM, z, ink);
    addLine(lines, x, y, z - toleranceM, x, y, z + toleranceM, ink);
  }

  private addTrail(): void {
    const { sampler, lines, inks } = this;
    const dt = sampler.frames.spec.controlDt;
    const step = Math.max(1, Math.round(TRAIL_STEP_S / dt));
    const first = Math.max(0, sampler.tick - Math.round(TRAIL_S / dt));
    // Steps lie at the same ticks whatever time is drawn, so that the trail does not crawl.
    for (let from = Math.ceil(first / step) * step; from < sampler.tick; from += step) {
      const last = from + step >= sampler.tick;
      const hx = last ? this.handAt(0) : sampler.hand(from + step, 0);
      const hy = last ? this.handAt(1) : sampler.hand(from + step, 1);
      const hz = last ? this.handAt(2) : sampler.hand(from + step, 2);
      addLine(lines, sampler.hand(from, 0), sampler.hand(from, 1), sampler.hand(from, 2), hx, hy, hz, inks.trail);
    }
  }

  private addPath(): void {
    const { sampler, lines, inks } = this;
    const { paths: path, pathOf } = sampler.frames;
    const first = pathOf[sampler.tick] * PATH_NUMBERS;
    if (first < 0) return;
    for (let k = 0; k < PATH_POINTS; k++) {
      const at = first + 3 * k;
      const next = Math.min(at + 3, first + PATH_NUMBERS - 3);
      addLine(lines, path[at], path[at + 1], path[at + 2], path[next], path[next + 1], path[next + 2], inks.plan);
      // Dots at the knots: how fast it is to go.
      addLine(lines, path[at], path[at + 1], path[at + 2], path[at] + 0.001, path[at + 1], path[at + 2], inks.dot);
    }
  }

  private addHalo(): void {
    const { lines, inks, sampler } = this;
    const level = sampler.frame[ARM_HEAD.level];
    const x = this.handAt(0);
    const y = this.handAt(1);
    const z = this.handAt(2);
    if (Number.isFinite(level)) {
      const radius = HALO_FROM_M + (HALO_TO_M - HALO_FROM_M) * level;
      addCircle(lines, x, y, z, radius, inks.halo);
      addCircle(lines, x, y, z + 0.008, radius, inks.halo);
    }
    if (sampler.frame[ARM_HEAD.thinking] === 1) addCircle(lines, x, y, z + 0.06, HALO_FROM_M + 0.02, inks.thinking);
  }

  private addArrows(): void {
    const { lines, inks, sampler, spec } = this;
    const { velocities, frame, layout } = sampler;
    for (let i = 0; i < spec.obstacles.length; i++) {
      const dx = ARROW_S * velocities[3 * i];
      const dy = ARROW_S * velocities[3 * i + 1];
      const dz = ARROW_S * velocities[3 * i + 2];
      if (Math.hypot(dx, dy, dz) < LEAST_ARROW_M) continue;
      const at = layout.obstacles + POSE * i + POSE - 3;
      const z = frame[at + 2] + halfHeight(spec.obstacles[i].shape) + 0.01;
      addArrow(lines, frame[at], frame[at + 1], z, dx, dy, dz, inks.arrow);
    }
  }

  private addLabels(): void {
    const { text, sampler, spec, materials, goal } = this;
    const { frame, layout } = sampler;
    const held = frame[ARM_HEAD.held];
    for (let i = 0; i < spec.objects.length; i++) {
      const at = layout.objects + POSE * i + POSE - 3;
      const { id, shape } = spec.objects[i];
      text.text(id);
      if (i === held) text.text(', held');
      this.put(frame[at], frame[at + 1], frame[at + 2] + halfHeight(shape), i === held ? 26 : 12);
    }
    for (let i = 0; i < spec.obstacles.length; i++) {
      const at = layout.obstacles + POSE * i + POSE - 3;
      const { id, shape } = spec.obstacles[i];
      text.text(id);
      this.put(frame[at], frame[at + 1], frame[at + 2] + halfHeight(shape), 26);
    }
    text.text('goal');
    text.put(goal.x, goal.y, goal.z - halfHeight(goal.shape), 0, -14, LETTER_PX, materials.label, 1, materials.panel);
    if (frame[ARM_HEAD.thinking] !== 1) return;
    text.code(SIGN.thinking);
    this.put(this.handAt(0), this.handAt(1), this.handAt(2) + 0.2, 12);
  }

  private put(x: number, y: number, z: number, upPx: number): void {
    const { label, panel } = this.materials;
    this.text.put(x, y, z, 0, upPx, LETTER_PX, label, 1, panel);
  }

  private handAt(axis: number): number {
    const { links, linkCount } = this.sampler.layout;
    return this.sampler.frame[links + POSE * (linkCount - 1) + POSE - 3 + axis];
  }
}
