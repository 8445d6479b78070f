import { TOLD, TOLD_COUNT, type ClipTable } from '../../../scenarios/clips/clip-table.ts';
import type { Brush } from '../../panels/brush.ts';
import { xOnScreen, yOnScreen, type CameraView } from '../camera.ts';
import { GHOST_ALPHA } from '../draw-actors.ts';
import type { RunLetter } from '../events.ts';
import type { ClipSampler } from '../sample-clip.ts';
import { runColour } from '../theme.ts';

/** Width of a link at the base and at the hand, and the length of a finger, m. */
const BASE_WIDTH_M = 0.11;
const HAND_WIDTH_M = 0.05;
const FINGER_M = 0.05;
const FINGER_WIDTH_M = 0.016;
const BASE_RADIUS_M = 0.09;
const OUTLINE_PX = 3;
/** Radius of the halo at uncertainty 0 and 1, m. */
const HALO_FROM_M = 0.05;
const HALO_TO_M = 0.14;

/** What is drawn of an arm. */
export interface ArmInk {
  readonly letter: RunLetter;
  readonly ghost: boolean;
}

/** Which coordinate of a point is drawn upwards: y from above, z from the side. */
export type Upward = 1 | 2;

/**
 * Links as strokes that get thinner, joints, and two fingers; along them the run's colour, of A solid, of B dashed.
 * @param yaw of the hand, rad
 */
export function drawArm(
  brush: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  table: ClipTable,
  up: Upward,
  yaw: number,
  { letter, ghost }: ArmInk,
): void {
  const { context, tokens } = brush;
  const colour = runColour(tokens, letter);
  const last = table.jointPoints - 1;
  const at = (point: number, axis: number): number =>
    sampler.between(table.joints, 3 * table.jointPoints, 3 * point + axis);
  const px = (point: number): number => xOnScreen(camera, at(point, 0));
  const py = (point: number): number => yOnScreen(camera, at(point, up));
  const widthPx = (i: number): number =>
    Math.max(3, (BASE_WIDTH_M + ((HAND_WIDTH_M - BASE_WIDTH_M) * i) / last) * camera.pxPerM);
  context.globalAlpha = ghost ? GHOST_ALPHA : 1;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  if (up === 1) context.arc(px(0), py(0), BASE_RADIUS_M * camera.pxPerM, 0, 7);
  else context.arc(px(0), py(0), BASE_RADIUS_M * camera.pxPerM, Math.PI, 2 * Math.PI);
  context.fillStyle = tokens.raised;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = tokens.muted;
  context.stroke();
  // First a dark rim, then the links over it.
  const rim = letter === 'A' ? tokens.text : colour;
  const body = letter === 'A' ? tokens.raised : tokens.panel;
  for (const [ink, extra] of [
    [rim, OUTLINE_PX],
    [body, 0],
  ] as const) {
    context.strokeStyle = ink;
    for (let i = 0; i < last; i++) {
      context.lineWidth = widthPx(i) + extra;
      context.beginPath();
      context.moveTo(px(i), py(i));
      context.lineTo(px(i + 1), py(i + 1));
      context.stroke();
    }
  }
  // The run's colour along the middle.
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.5, 0.022 * camera.pxPerM);
  if (letter === 'B') context.setLineDash([5, 4]);
  context.beginPath();
  for (let i = 0; i <= last; i++) context.lineTo(px(i), py(i));
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = rim;
  for (let i = 1; i < last; i++) {
    context.beginPath();
    context.arc(px(i), py(i), Math.max(1.5, 0.014 * camera.pxPerM), 0, 7);
    context.fill();
  }
  drawFingers(brush, camera, sampler, table, up, yaw, rim);
  context.lineCap = 'butt';
  context.globalAlpha = 1;
}

/** Seen from above two marks beside the point between them; from the side they hang, one behind the other where they open along y. */
function drawFingers(
  { context }: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  table: ClipTable,
  up: Upward,
  heading: number,
  colour: string,
): void {
  const half = sampler.between(table.told, TOLD_COUNT, TOLD.widthM) / 2 + FINGER_WIDTH_M / 2;
  const x = sampler.x[0];
  const y = sampler.y[0];
  context.strokeStyle = colour;
  context.lineCap = 'butt';
  context.lineWidth = Math.max(2, FINGER_WIDTH_M * camera.pxPerM);
  for (const side of [-1, 1]) {
    const fx = x - side * half * Math.sin(heading);
    context.beginPath();
    if (up === 1) {
      const fy = y + side * half * Math.cos(heading);
      const dx = 0.011 * Math.cos(heading);
      const dy = 0.011 * Math.sin(heading);
      context.moveTo(xOnScreen(camera, fx - dx), yOnScreen(camera, fy - dy));
      context.lineTo(xOnScreen(camera, fx + dx), yOnScreen(camera, fy + dy));
    } else {
      context.moveTo(xOnScreen(camera, fx), yOnScreen(camera, y + FINGER_M));
      context.lineTo(xOnScreen(camera, fx), yOnScreen(camera, y - 0.009));
    }
    context.stroke();
  }
}

/** A ring around the hand that grows with the uncertainty, and a second one while the planner thinks. */
export function drawHandHalo(
  brush: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  thinking: boolean,
  ghost: boolean,
): void {
  const { context, tokens } = brush;
  const x = xOnScreen(camera, sampler.x[0]);
  const y = yOnScreen(camera, sampler.y[0]);
  const { level } = sampler;
  if (!Number.isNaN(level)) {
    context.beginPath();
    context.arc(x, y, (HALO_FROM_M + (HALO_TO_M - HALO_FROM_M) * level) * camera.pxPerM, 0, 7);
    context.globalAlpha = 0.06 + 0.14 * level;
    context.fillStyle = tokens.uncertainty;
    if (!ghost) context.fill();
    context.globalAlpha = ghost ? 0.4 : 0.9;
    context.lineWidth = 1.2 + level;
    context.strokeStyle = tokens.uncertainty;
    context.setLineDash(ghost ? [1, 4] : [3, 3]);
    context.stroke();
  }
  if (thinking) {
    context.beginPath();
    context.arc(x, y, 0.04 * camera.pxPerM, 0, 7);
    context.globalAlpha = ghost ? 0.5 : 1;
    context.lineWidth = 3;
    context.strokeStyle = tokens.plan;
    context.setLineDash([7, 4]);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
