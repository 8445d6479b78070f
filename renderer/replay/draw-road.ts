import type { ClipLine } from '../../scenarios/clips/clip.ts';
import type { Tokens } from '../theme/tokens.ts';
import type { CameraView } from './camera.ts';

/** The lines of a road as paths in metres, one for each kind. */
export type RoadPaths = Readonly<Record<ClipLine['kind'], Path2D>>;

export function roadPaths(lines: readonly ClipLine[]): RoadPaths {
  const paths = { border: new Path2D(), lane: new Path2D(), shoulder: new Path2D() };
  for (const { kind, points } of lines) {
    for (let k = 0; k + 1 < points.length; k += 2) {
      if (k === 0) paths[kind].moveTo(points[k], points[k + 1]);
      else paths[kind].lineTo(points[k], points[k + 1]);
    }
  }
  return paths;
}

/** Least width of a line, CSS pixels. */
const LEAST_PX = 1;

/** Borders solid and thick, lanes dashed, shoulders thin. Leaves the transform in metres: the caller sets its own. */
export function drawRoad(
  context: CanvasRenderingContext2D,
  paths: RoadPaths,
  camera: CameraView,
  tokens: Tokens,
  pixelRatio: number,
): void {
  context.save();
  const scale = camera.pxPerM * pixelRatio;
  context.setTransform(
    scale,
    0,
    0,
    -scale,
    (camera.width / 2) * pixelRatio - camera.x * scale,
    (camera.height / 2) * pixelRatio + camera.y * scale,
  );
  const widthM = (metres: number, leastPx = LEAST_PX) => Math.max(metres, leastPx / camera.pxPerM);
  context.lineJoin = 'round';
  context.strokeStyle = tokens.muted;
  context.globalAlpha = 0.35;
  context.lineWidth = widthM(0.12);
  context.stroke(paths.shoulder);
  context.globalAlpha = 0.7;
  context.setLineDash([3, 4.5]);
  context.lineWidth = widthM(0.14);
  context.stroke(paths.lane);
  context.setLineDash([]);
  context.globalAlpha = 0.9;
  context.lineWidth = widthM(0.2, 1.5);
  context.stroke(paths.border);
  context.restore();
}
