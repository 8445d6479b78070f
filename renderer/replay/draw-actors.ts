import type { ClipActor } from '../../scenarios/clips/clip.ts';
import type { Brush } from '../panels/brush.ts';
import { xOnScreen, yOnScreen, type CameraView } from './camera.ts';
import type { RunLetter } from './events.ts';
import type { ClipSampler } from './sample-clip.ts';
import { runColour } from './theme.ts';

/** Share of ink of what is drawn as a ghost. */
export const GHOST_ALPHA = 0.4;

/** Kinds without a front. */
const THINGS: readonly string[] = ['debris', 'barrier'];
const PEOPLE: readonly string[] = ['pedestrian'];
/** Smallest size at which a box is drawn, px: a walker seen from far away stays visible. */
const LEAST_PX = 5;

export interface ActorStyle {
  readonly letter: RunLetter;
  readonly ghost: boolean;
  /** Row of the actor that the ego collides with, or -1. */
  readonly hitRow: number;
  /** Rows that are left out, because another run shows them in the same place. */
  readonly hides?: (row: number) => boolean;
}

/** Everybody but the ego. */
export function drawOthers(brush: Brush, camera: CameraView, sampler: ClipSampler, style: ActorStyle): void {
  const { tokens, context } = brush;
  const { actors } = sampler.clip;
  for (let i = 1; i < actors.length; i++) {
    const hit = i === style.hitRow;
    if (style.hides?.(i) === true || !placeBox(context, camera, sampler, i)) continue;
    const { long, wide } = sizePx(actors[i], camera);
    context.globalAlpha = style.ghost ? GHOST_ALPHA : 1;
    outline(context, actors[i], long, wide);
    context.fillStyle = THINGS.includes(actors[i].kind) ? brush.hatch('falling', tokens.muted) : tokens.raised;
    if (!style.ghost) context.fill();
    context.lineWidth = hit ? 2.5 : 1.25;
    context.strokeStyle = hit ? tokens.error : tokens.muted;
    if (style.ghost) context.setLineDash([3, 3]);
    context.stroke();
    context.setLineDash([]);
    if (!THINGS.includes(actors[i].kind)) drawFront(context, long, wide);
    leaveBox(brush);
  }
}

/** The ego with its run's letter: A solid, B hatched with a dashed outline, a ghost with less ink. */
export function drawEgo(brush: Brush, camera: CameraView, sampler: ClipSampler, style: ActorStyle): void {
  const { tokens, context } = brush;
  const [ego] = sampler.clip.actors;
  if (!placeBox(context, camera, sampler, 0)) return;
  const colour = runColour(tokens, style.letter);
  const { long, wide } = sizePx(ego, camera);
  outline(context, ego, long, wide);
  context.globalAlpha = style.ghost ? GHOST_ALPHA : 1;
  context.fillStyle = style.letter === 'A' ? colour : tokens.panel;
  context.fill();
  if (style.letter === 'B') {
    context.fillStyle = brush.hatch('falling', colour);
    context.fill();
    context.setLineDash([5, 3]);
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = style.letter === 'A' ? tokens.text : colour;
  context.stroke();
  context.setLineDash([]);
  // A nose in front of the box says where it goes, whatever its size.
  context.beginPath();
  context.moveTo(long / 2 + 8, 0);
  context.lineTo(long / 2 + 2, -4.5);
  context.lineTo(long / 2 + 2, 4.5);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  leaveBox(brush);
}

/** Places context at an actor, along its heading; false where it is out of sight. */
function placeBox(context: CanvasRenderingContext2D, camera: CameraView, sampler: ClipSampler, row: number): boolean {
  const x = xOnScreen(camera, sampler.x[row]);
  const y = yOnScreen(camera, sampler.y[row]);
  const reach = sampler.clip.actors[row].lengthM * camera.pxPerM + 20;
  if (!(x > -reach && x < camera.width + reach && y > -reach && y < camera.height + reach)) return false;
  context.save();
  context.translate(x, y);
  context.rotate(-sampler.heading[row]);
  return true;
}

function leaveBox({ context }: Brush): void {
  context.restore();
}

function sizePx(
  { lengthM, widthM }: ClipActor,
  { pxPerM }: CameraView,
): { readonly long: number; readonly wide: number } {
  return { long: Math.max(LEAST_PX, lengthM * pxPerM), wide: Math.max(LEAST_PX, widthM * pxPerM) };
}

function outline(context: CanvasRenderingContext2D, { kind }: ClipActor, long: number, wide: number): void {
  context.beginPath();
  if (PEOPLE.includes(kind)) context.ellipse(0, 0, long / 2, wide / 2, 0, 0, 7);
  else context.rect(-long / 2, -wide / 2, long, wide);
}

function drawFront(context: CanvasRenderingContext2D, long: number, wide: number): void {
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(long * 0.22, -wide / 2);
  context.lineTo(long * 0.4, 0);
  context.lineTo(long * 0.22, wide / 2);
  context.stroke();
}
