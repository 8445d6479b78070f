/** A view straight from above, north up: x to the right and y up, as the world has them. */
export interface CameraView {
  /** What is in the middle, m. */
  readonly x: number;
  readonly y: number;
  readonly pxPerM: number;
  /** Of the picture, CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Focus {
  readonly x: number;
  readonly y: number;
  /** Rad. */
  readonly heading: number;
}

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 6;
const ZOOM_STEP = 1.25;
/** Side of the square that fills a following view at zoom 1, m. */
const FOLLOW_SIDE_M = 62;
/** How far from the middle the ego lies, as a share of the picture's size: more of what is ahead is seen. */
const BEHIND = 0.2;
/** Around what must be seen, m. */
const FIT_MARGIN_M = 12;
/** Time in which the view goes over to another ego when the one that it followed has ended, s. */
const HAND_OVER_S = 1;

/** One step closer (1) or wider (-1). */
export function changeZoom(zoom: number, direction: 1 | -1): number {
  const next = direction > 0 ? zoom * ZOOM_STEP : zoom / ZOOM_STEP;
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, next));
}

/** @param zoom 1: as large as is good for looking at the traffic around */
export function followCamera(width: number, height: number, zoom: number, focus: Focus): CameraView {
  const pxPerM = (Math.sqrt(width * height) / FOLLOW_SIDE_M) * zoom;
  return {
    x: focus.x + (Math.cos(focus.heading) * BEHIND * width) / pxPerM,
    y: focus.y + (Math.sin(focus.heading) * BEHIND * height) / pxPerM,
    pxPerM,
    width,
    height,
  };
}

/** All of `bounds`, with a margin. */
export function fitCamera(width: number, height: number, zoom: number, bounds: Bounds): CameraView {
  const wide = bounds.right - bounds.left + 2 * FIT_MARGIN_M;
  const high = bounds.top - bounds.bottom + 2 * FIT_MARGIN_M;
  return {
    x: (bounds.left + bounds.right) / 2,
    y: (bounds.bottom + bounds.top) / 2,
    pxPerM: Math.min(width / wide, height / high) * zoom,
    width,
    height,
  };
}

export function xOnScreen(camera: CameraView, x: number): number {
  return camera.width / 2 + (x - camera.x) * camera.pxPerM;
}

export function yOnScreen(camera: CameraView, y: number): number {
  return camera.height / 2 - (y - camera.y) * camera.pxPerM;
}

/**
 * What one view of two egos follows: the first until it ends, then, within a second, the second one where that runs on.
 * Depends on the time alone, so that scrubbing shows what playing showed.
 * @param glides false: at once, for people who want less motion
 */
export function handOver(first: Focus, second: Focus, firstEndS: number, timeS: number, glides: boolean): Focus {
  const since = timeS - firstEndS;
  if (since <= 0) return first;
  const share = glides ? Math.min(1, since / HAND_OVER_S) : 1;
  const eased = share * share * (3 - 2 * share);
  return {
    x: first.x + eased * (second.x - first.x),
    y: first.y + eased * (second.y - first.y),
    heading: eased < 0.5 ? first.heading : second.heading,
  };
}

/** Where at the picture's edge a place outside of it is pointed at, px and rad (clockwise from the right); null: inside. */
export function pointerTo(
  camera: CameraView,
  x: number,
  y: number,
  marginPx: number,
): { readonly x: number; readonly y: number; readonly angle: number } | null {
  const sx = xOnScreen(camera, x);
  const sy = yOnScreen(camera, y);
  if (sx >= 0 && sx <= camera.width && sy >= 0 && sy <= camera.height) return null;
  const dx = sx - camera.width / 2;
  const dy = sy - camera.height / 2;
  const halfWidth = Math.max(1, camera.width / 2 - marginPx);
  const halfHeight = Math.max(1, camera.height / 2 - marginPx);
  const share = Math.min(halfWidth / Math.max(1e-9, Math.abs(dx)), halfHeight / Math.max(1e-9, Math.abs(dy)));
  return { x: camera.width / 2 + dx * share, y: camera.height / 2 + dy * share, angle: Math.atan2(dy, dx) };
}

/** The longest round length, m, that is at most `mostPx` wide. */
export function scaleBarM(pxPerM: number, mostPx: number): number {
  const most = mostPx / pxPerM;
  const decade = 10 ** Math.floor(Math.log10(most));
  return [5, 2].map((factor) => factor * decade).find((length) => length <= most) ?? decade;
}
