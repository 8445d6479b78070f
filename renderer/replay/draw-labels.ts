import type { Brush } from '../panels/brush.ts';
import { MARK_GLYPHS, strokeGlyph } from '../panels/glyphs.ts';
import { pointerTo, scaleBarM, xOnScreen, yOnScreen, type CameraView } from './camera.ts';
import type { RunLetter } from './events.ts';
import type { ClipSampler } from './sample-clip.ts';
import { runColour } from './theme.ts';

const LINE = 14;
/** Others farther from the ego than this go without a label, m. */
const NEAR_M = 60;
/** Below this scale labels would hide the boxes, px per m. */
const LEAST_SCALE = 3.5;
const EDGE_PX = 16;
const COLLISION_PX = 26;
const SIGN_PX = 18;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Labels of one picture: each is drawn where it overlaps none before it. */
export class Labels {
  private readonly taken: Box[] = [];

  constructor(
    private readonly brush: Brush,
    private readonly camera: CameraView,
  ) {}

  /** Keeps a place free, m. */
  reserve(x: number, y: number, halfPx: number): void {
    const sx = xOnScreen(this.camera, x);
    const sy = yOnScreen(this.camera, y);
    this.taken.push({ left: sx - halfPx, right: sx + halfPx, top: sy - halfPx, bottom: sy + halfPx });
  }

  /** A text above a place, or below it where there is no room; nothing where there is none at all. */
  put(text: string, x: number, y: number, distancePx: number, colour: string): void {
    const { brush } = this;
    const half = brush.widthOf(text) / 2 + 3;
    const sx = xOnScreen(this.camera, x);
    const sy = yOnScreen(this.camera, y);
    for (const middle of [sy - distancePx - LINE / 2, sy + distancePx + LINE / 2]) {
      const box = { left: sx - half, right: sx + half, top: middle - LINE / 2, bottom: middle + LINE / 2 };
      if (!this.isFree(box)) continue;
      this.taken.push(box);
      brush.rect(brush.tokens.panel, box.left, box.top, 2 * half, LINE, 0.8);
      brush.text(text, sx, middle + 0.5, colour, 'center');
      return;
    }
  }

  private isFree(box: Box): boolean {
    const { width, height } = this.camera;
    if (box.left < 2 || box.right > width - 2 || box.top < 2 || box.bottom > height - 2) return false;
    return this.taken.every(
      (other) =>
        box.right <= other.left || box.left >= other.right || box.bottom <= other.top || box.top >= other.bottom,
    );
  }
}

/** What the others near the ego are; who is collided with by name. */
export function labelOthers(
  labels: Labels,
  brush: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  hitRow: number,
): void {
  const { actors } = sampler.clip;
  for (let i = 1; i < actors.length; i++)
    labels.reserve(sampler.x[i], sampler.y[i], (actors[i].widthM / 2) * camera.pxPerM);
  if (camera.pxPerM < LEAST_SCALE) return;
  for (let i = 1; i < actors.length; i++) {
    const dx = sampler.x[i] - sampler.x[0];
    const dy = sampler.y[i] - sampler.y[0];
    if (dx * dx + dy * dy > NEAR_M * NEAR_M) continue;
    const { id, kind, lengthM, widthM } = actors[i];
    const isHit = i === hitRow;
    const distance = reachUp(sampler.heading[i], lengthM, widthM) * camera.pxPerM + 3;
    labels.put(
      isHit ? `${kind} ${id}` : kind,
      sampler.x[i],
      sampler.y[i],
      distance,
      isHit ? brush.tokens.error : brush.tokens.muted,
    );
  }
}

/** How far a turned box reaches up and down, m. */
function reachUp(heading: number, lengthM: number, widthM: number): number {
  return (Math.abs(Math.sin(heading)) * lengthM + Math.abs(Math.cos(heading)) * widthM) / 2;
}

/** The run's letter above the ego, or at the picture's edge an arrow to it with its distance from `other`. */
export function labelEgo(
  labels: Labels,
  brush: Brush,
  camera: CameraView,
  sampler: ClipSampler,
  letter: RunLetter,
  other: ClipSampler | null,
): void {
  const { context, tokens } = brush;
  const [x, y] = [sampler.x[0], sampler.y[0]];
  const at = pointerTo(camera, x, y, EDGE_PX);
  const colour = runColour(tokens, letter);
  if (at === null) {
    const [{ lengthM, widthM }] = sampler.clip.actors;
    labels.put(letter, x, y, reachUp(sampler.heading[0], lengthM, widthM) * camera.pxPerM + 5, tokens.text);
    return;
  }
  context.save();
  context.translate(at.x, at.y);
  context.rotate(at.angle);
  context.beginPath();
  context.moveTo(9, 0);
  context.lineTo(-5, -7);
  context.lineTo(-5, 7);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.restore();
  const metres = other === null ? '' : ` ${Math.round(distance(sampler, other))}\u00a0m`;
  const text = `${letter}${metres}`;
  const half = brush.widthOf(text) / 2 + 3;
  const tx = Math.min(camera.width - half - 4, Math.max(half + 4, at.x));
  const ty = at.y > camera.height / 2 ? at.y - 18 : at.y + 18;
  brush.rect(tokens.panel, tx - half, ty - LINE / 2, 2 * half, LINE, 0.8);
  brush.text(text, tx, ty + 0.5, tokens.text, 'center');
}

function distance(a: ClipSampler, b: ClipSampler): number {
  return Math.hypot(a.x[0] - b.x[0], a.y[0] - b.y[0]);
}

/** A ring with a star on it where the ego and the other have met. */
export function drawCollision(brush: Brush, camera: CameraView, sampler: ClipSampler, hitRow: number): void {
  const { context, tokens } = brush;
  const other = Math.max(0, hitRow);
  const x = xOnScreen(camera, (sampler.x[0] + sampler.x[other]) / 2);
  const y = yOnScreen(camera, (sampler.y[0] + sampler.y[other]) / 2);
  context.beginPath();
  context.arc(x, y, COLLISION_PX, 0, 7);
  context.lineWidth = 2;
  context.strokeStyle = tokens.error;
  context.stroke();
  // On the ring, so that it hides neither box.
  const half = SIGN_PX / 2 + 2;
  const top = y - COLLISION_PX - half;
  brush.rect(tokens.panel, x - half, top, 2 * half, 2 * half);
  strokeGlyph(context, MARK_GLYPHS.collision, x - SIGN_PX / 2, top + 2, tokens.error, SIGN_PX);
}

/** Left below: a length and what it is in metres. */
export function drawScaleBar(brush: Brush, camera: CameraView): void {
  const { context, tokens } = brush;
  const metres = scaleBarM(camera.pxPerM, Math.min(140, camera.width * 0.3));
  const width = metres * camera.pxPerM;
  const text = `${metres}\u00a0m`;
  const y = camera.height - 12;
  brush.rect(tokens.panel, 6, y - 10, width + brush.widthOf(text) + 18, 18, 0.8);
  context.beginPath();
  context.moveTo(12.5, y - 4);
  context.lineTo(12.5, y + 2.5);
  context.lineTo(12.5 + width, y + 2.5);
  context.lineTo(12.5 + width, y - 4);
  context.lineWidth = 1.5;
  context.strokeStyle = tokens.text;
  context.stroke();
  brush.text(text, width + 18, y, tokens.text);
}
