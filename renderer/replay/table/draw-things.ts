import type { ClipActor } from '../../../scenarios/clips/clip.ts';
import type { ClipTable } from '../../../scenarios/clips/clip-table.ts';
import type { Brush } from '../../panels/brush.ts';
import { xOnScreen, yOnScreen, type CameraView } from '../camera.ts';
import { GHOST_ALPHA } from '../draw-actors.ts';
import { sampleTimeS, type ClipSampler } from '../sample-clip.ts';
import type { Upward } from './draw-arm.ts';
import { SEEN } from './table-layout.ts';

const GRID_M = 0.1;
/** The arrow of an obstacle shows the way of this time, s; shorter ones are left out, px. */
const ARROW_S = 0.5;
const LEAST_ARROW_PX = 8;
const ARROW_HEAD_PX = 7;

export interface ThingInk {
  readonly ghost: boolean;
  /** Row that the arm ran into, or -1. */
  readonly hitRow: number;
  /** Rows that are left out, because another run shows them in the same place. */
  readonly hides: (row: number) => boolean;
}

/** The table with lines 10 cm apart; from the side its top, and a hatch below it. */
export function drawTable(brush: Brush, camera: CameraView, up: Upward): void {
  const { context, tokens } = brush;
  const edge = (x: number): number => xOnScreen(camera, x);
  const level = (y: number): number => yOnScreen(camera, y);
  context.lineWidth = 1;
  context.strokeStyle = tokens.grid;
  context.beginPath();
  for (let k = Math.ceil((SEEN.left - 1) / GRID_M); k * GRID_M <= SEEN.right + 1; k++) {
    context.moveTo(edge(k * GRID_M), 0);
    context.lineTo(edge(k * GRID_M), up === 1 ? camera.height : level(0));
  }
  for (let k = up === 1 ? -20 : 0; k <= 20; k++) {
    context.moveTo(0, level(k * GRID_M));
    context.lineTo(camera.width, level(k * GRID_M));
  }
  context.stroke();
  if (up === 1) return;
  brush.rect(tokens.raised, 0, level(0), camera.width, camera.height - level(0));
  brush.rect(brush.hatch('rising', tokens.border), 0, level(0), camera.width, camera.height - level(0));
  context.beginPath();
  context.moveTo(0, level(0));
  context.lineTo(camera.width, level(0));
  context.lineWidth = 1.5;
  context.strokeStyle = tokens.muted;
  context.stroke();
}

/** A belt with arrows in the direction of its travel. */
export function drawBelt(brush: Brush, camera: CameraView, belt: NonNullable<ClipTable['belt']>, up: Upward): void {
  const { context, tokens } = brush;
  const { x, y, lengthM, widthM, heightM, headingRad, speedMps } = belt;
  context.fillStyle = tokens.raised;
  context.strokeStyle = tokens.muted;
  context.lineWidth = 1.5;
  if (up === 2) {
    const half = (Math.abs(Math.cos(headingRad)) * lengthM + Math.abs(Math.sin(headingRad)) * widthM) / 2;
    context.beginPath();
    const top = yOnScreen(camera, heightM);
    context.rect(xOnScreen(camera, x - half), top, 2 * half * camera.pxPerM, yOnScreen(camera, 0) - top);
    context.fill();
    context.stroke();
    return;
  }
  context.save();
  context.translate(xOnScreen(camera, x), yOnScreen(camera, y));
  context.rotate(-headingRad);
  const [long, wide] = [lengthM * camera.pxPerM, widthM * camera.pxPerM];
  context.beginPath();
  context.rect(-long / 2, -wide / 2, long, wide);
  context.fill();
  context.stroke();
  const way = speedMps < 0 ? -1 : 1;
  context.beginPath();
  for (let at = -long / 2 + 20; at < long / 2 - 10; at += 40) {
    context.moveTo(at - way * 5, -wide / 5);
    context.lineTo(at + way * 5, 0);
    context.lineTo(at - way * 5, wide / 5);
  }
  context.stroke();
  context.restore();
}

/** Objects by what they are to the task, obstacles striped with an arrow of half a second's way. */
export function drawThings(
  brush: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  up: Upward,
  yaw: Float64Array,
  ink: ThingInk,
): void {
  const { context, tokens } = brush;
  const { actors } = sampler.clip;
  for (let row = 1; row < actors.length; row++) {
    if (ink.hides(row)) continue;
    const actor = actors[row];
    const isHit = row === ink.hitRow;
    context.save();
    context.translate(xOnScreen(camera, sampler.x[row]), yOnScreen(camera, sampler.y[row]));
    if (up === 1) context.rotate(-yaw[row]);
    outline(context, actor, camera.pxPerM, up, yaw[row]);
    const { fill, stroke } = looksOf(brush, actor.kind);
    context.globalAlpha = ink.ghost ? GHOST_ALPHA : 1;
    if (!ink.ghost) {
      context.fillStyle = tokens.panel;
      context.fill();
      context.fillStyle = fill;
      context.fill();
    } else context.setLineDash([3, 3]);
    context.lineWidth = isHit ? 3 : 1.75;
    context.strokeStyle = isHit ? tokens.error : stroke;
    context.stroke();
    context.restore();
    if (actor.kind === 'obstacle' && !ink.ghost) drawSpeed(brush, camera, sampler, row);
  }
  context.globalAlpha = 1;
}

/** The object of the task is filled, its base dotted, an obstacle striped, what is only there empty. */
function looksOf(brush: Brush, kind: string): { readonly fill: string | CanvasPattern; readonly stroke: string } {
  const { tokens } = brush;
  switch (kind) {
    case 'object':
      return { fill: tokens.info, stroke: tokens.text };
    case 'base':
      return { fill: brush.hatch('dots', tokens.reflex), stroke: tokens.reflex };
    case 'obstacle':
      return { fill: brush.hatch('falling', tokens.error), stroke: tokens.error };
    default:
      return { fill: tokens.raised, stroke: tokens.muted };
  }
}

/** From the side a turned box is as long as its shadow. */
function outline(
  context: CanvasRenderingContext2D,
  { lengthM, widthM, heightM = 0, shape }: ClipActor,
  pxPerM: number,
  up: Upward,
  yaw: number,
): void {
  context.beginPath();
  if (shape === 'sphere' || (shape === 'cylinder' && up === 1)) {
    context.arc(0, 0, (lengthM / 2) * pxPerM, 0, 7);
    return;
  }
  const across = Math.abs(Math.cos(yaw)) * lengthM + Math.abs(Math.sin(yaw)) * widthM;
  const long = (up === 1 ? lengthM : shape === 'cylinder' ? lengthM : across) * pxPerM;
  const wide = (up === 1 ? widthM : heightM) * pxPerM;
  context.rect(-long / 2, -wide / 2, long, wide);
}

function drawSpeed({ context, tokens }: Brush, camera: CameraView, sampler: ClipSampler, row: number): void {
  const { clip, before } = sampler;
  const rows = clip.actors.length;
  const to = Math.min(clip.count - 1, before + 1);
  const from = Math.max(0, to - 1);
  const spanS = sampleTimeS(clip, to) - sampleTimeS(clip, from);
  if (spanS <= 0) return;
  const scale = (ARROW_S / spanS) * camera.pxPerM;
  const dx = (clip.x[to * rows + row] - clip.x[from * rows + row]) * scale;
  const dy = -(clip.y[to * rows + row] - clip.y[from * rows + row]) * scale;
  const length = Math.hypot(dx, dy);
  if (length < LEAST_ARROW_PX) return;
  const [ux, uy] = [dx / length, dy / length];
  const x = xOnScreen(camera, sampler.x[row]) + dx;
  const y = yOnScreen(camera, sampler.y[row]) + dy;
  const h = ARROW_HEAD_PX;
  context.beginPath();
  context.moveTo(x - dx, y - dy);
  context.lineTo(x, y);
  context.moveTo(x - h * (ux + 0.6 * uy), y - h * (uy - 0.6 * ux));
  context.lineTo(x, y);
  context.lineTo(x - h * (ux - 0.6 * uy), y - h * (uy + 0.6 * ux));
  context.lineWidth = 2;
  context.strokeStyle = tokens.error;
  context.stroke();
}

/** A person's arm: two thick strokes and a hand. */
export function drawPerson(brush: Brush, camera: CameraView, sampler: ClipSampler, table: ClipTable, up: Upward): void {
  if (table.personRadiusM === 0) return;
  const { context, tokens } = brush;
  const px = (joint: number): number => xOnScreen(camera, sampler.between(table.person, 9, 3 * joint));
  const py = (joint: number): number => yOnScreen(camera, sampler.between(table.person, 9, 3 * joint + up));
  const width = 2 * table.personRadiusM * camera.pxPerM;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [colour, extra] of [
    [tokens.person, 3],
    [tokens.raised, 0],
  ] as const) {
    context.beginPath();
    for (let joint = 0; joint < 3; joint++) context.lineTo(px(joint), py(joint));
    context.lineWidth = width + extra;
    context.strokeStyle = colour;
    context.stroke();
  }
  context.beginPath();
  context.arc(px(2), py(2), width / 2, 0, 7);
  context.fillStyle = tokens.person;
  context.fill();
  context.lineCap = 'butt';
}

/** A cross in a ring: what counts as the goal. Without such a place a cross alone. */
export function drawGoal(brush: Brush, camera: CameraView, sampler: ClipSampler, table: ClipTable, up: Upward): void {
  const { context, tokens } = brush;
  const x = xOnScreen(camera, sampler.between(table.goal, 3, 0));
  const y = yOnScreen(camera, sampler.between(table.goal, 3, up));
  const radius = Math.max(6, table.toleranceM * camera.pxPerM);
  context.lineWidth = 2;
  context.strokeStyle = tokens.ok;
  context.beginPath();
  if (table.toleranceM > 0) context.arc(x, y, radius, 0, 7);
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
  ]) {
    context.moveTo(x - (radius + 4) * dx, y - (radius + 4) * dy);
    context.lineTo(x + (radius + 4) * dx, y + (radius + 4) * dy);
  }
  context.stroke();
}
