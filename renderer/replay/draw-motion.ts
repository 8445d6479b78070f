import type { Brush } from '../panels/brush.ts';
import { xOnScreen, yOnScreen, type CameraView } from './camera.ts';
import type { RunLetter } from './events.ts';
import { pathIndexAt, planAt, sampleTimeS, type ClipSampler } from './sample-clip.ts';
import { runColour } from './theme.ts';

/** Length of the trail, s. */
const TRAIL_S = 6;
/** Radius of the halo at uncertainty 0 and 1, m. */
const HALO_FROM_M = 3.2;
const HALO_TO_M = 8;

/** Where the ego has come from: a line with a dot for every second. */
export function drawTrail(brush: Brush, camera: CameraView, sampler: ClipSampler, letter: RunLetter): void {
  const { context, tokens } = brush;
  const { clip, timeS } = sampler;
  const rows = clip.actors.length;
  const colour = runColour(tokens, letter);
  const endS = Math.min(timeS, clip.durationS);
  context.beginPath();
  let first = true;
  for (let k = Math.max(0, Math.ceil((endS - TRAIL_S) / clip.periodS)); k < clip.count; k++) {
    if (sampleTimeS(clip, k) > endS) break;
    const x = xOnScreen(camera, clip.x[k * rows]);
    const y = yOnScreen(camera, clip.y[k * rows]);
    if (first) context.moveTo(x, y);
    else context.lineTo(x, y);
    first = false;
  }
  context.lineTo(xOnScreen(camera, sampler.x[0]), yOnScreen(camera, sampler.y[0]));
  context.globalAlpha = 0.75;
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  if (letter === 'B') context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour;
  const perS = Math.round(1 / clip.periodS);
  for (let second = Math.ceil(endS - TRAIL_S); second < endS; second++) {
    const k = second * perS;
    // Only where samples lie on whole seconds.
    if (second < 0 || k >= clip.count - 1 || Math.abs(sampleTimeS(clip, k) - second) > 1e-6) continue;
    context.beginPath();
    context.arc(xOnScreen(camera, clip.x[k * rows]), yOnScreen(camera, clip.y[k * rows]), 2.2, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** The path of the plan that commands the ego: dashed what is past, solid what is ahead, with a dot at its end. */
export function drawPlan(brush: Brush, camera: CameraView, sampler: ClipSampler): void {
  const plan = planAt(sampler.clip, sampler.timeS);
  if (plan === null || plan.path.length < 4) return;
  const { context, tokens } = brush;
  const { path } = plan;
  const turn = pathIndexAt(path, sampler.x[0], sampler.y[0]) + 1;
  context.lineWidth = 2.5;
  context.lineJoin = 'round';
  context.strokeStyle = tokens.stale;
  context.setLineDash([3, 4]);
  strokePart(context, camera, path, 0, turn);
  context.setLineDash([]);
  context.strokeStyle = tokens.plan;
  strokePart(context, camera, path, turn, path.length / 2 - 1);
  context.beginPath();
  context.arc(xOnScreen(camera, path[path.length - 2]), yOnScreen(camera, path[path.length - 1]), 4, 0, 7);
  context.fillStyle = tokens.panel;
  context.fill();
  context.stroke();
}

function strokePart(
  context: CanvasRenderingContext2D,
  camera: CameraView,
  path: Float32Array,
  from: number,
  to: number,
): void {
  context.beginPath();
  for (let k = from; k <= to; k++) {
    context.lineTo(xOnScreen(camera, path[2 * k]), yOnScreen(camera, path[2 * k + 1]));
  }
  context.stroke();
}

/** A ring around the ego that grows with the fast policy's uncertainty. */
export function drawHalo(brush: Brush, camera: CameraView, sampler: ClipSampler, ghost: boolean): void {
  const { level } = sampler;
  if (Number.isNaN(level)) return;
  const { context, tokens } = brush;
  const radius = (HALO_FROM_M + (HALO_TO_M - HALO_FROM_M) * level) * camera.pxPerM;
  context.beginPath();
  context.arc(xOnScreen(camera, sampler.x[0]), yOnScreen(camera, sampler.y[0]), radius, 0, 7);
  context.globalAlpha = 0.05 + 0.13 * level;
  context.fillStyle = tokens.uncertainty;
  if (!ghost) context.fill();
  context.globalAlpha = ghost ? 0.4 : 0.85;
  context.lineWidth = 1 + level;
  context.strokeStyle = tokens.uncertainty;
  context.setLineDash(ghost ? [1, 4] : [2, 3]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}
