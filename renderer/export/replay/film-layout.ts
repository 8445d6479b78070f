/** A part of a picture, CSS pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface FilmLayout {
  /** Of the whole picture, CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Null where there are no captions. */
  readonly title: Area | null;
  readonly stages: readonly Area[];
  readonly strip: Area | null;
  readonly text: Area | null;
}

export interface FilmParts {
  readonly stages: number;
  readonly captions: boolean;
  /** Height of the lanes of events, CSS pixels; 0: none. */
  readonly stripPx: number;
  readonly textLines: number;
}

/** The size for which the captions' letters are made: larger pictures have larger letters. */
const DESIGN = { width: 960, height: 540 };
const TITLE_PX = 30;
export const TEXT_LINE_PX = 20;
const GAP_PX = 4;
/** Below this, stages stand above each other. */
const LEAST_ASPECT = 1.2;

/** CSS pixels of a picture, and their size. */
export function pictureScale(width: number, height: number): { width: number; height: number; ratio: number } {
  const ratio = Math.max(1, Math.min(width / DESIGN.width, height / DESIGN.height));
  return { width: width / ratio, height: height / ratio, ratio };
}

/** @param widthPx, heightPx of the picture, device pixels */
export function layOutFilm(widthPx: number, heightPx: number, parts: FilmParts): FilmLayout {
  const { width, height, ratio } = pictureScale(widthPx, heightPx);
  let top = 0;
  let bottom = height;
  const fromTop = (px: number): Area => {
    top += px;
    return { left: 0, top: top - px, width, height: px };
  };
  const fromBottom = (px: number): Area => {
    bottom -= px;
    return { left: 0, top: bottom, width, height: px };
  };
  const title = parts.captions ? fromTop(TITLE_PX) : null;
  const text = parts.textLines > 0 ? fromBottom(parts.textLines * TEXT_LINE_PX + 8) : null;
  const strip = parts.stripPx > 0 ? fromBottom(parts.stripPx) : null;
  const room = snapped({ left: 0, top, width, height: Math.max(1, bottom - top) }, ratio);
  return { width, height, ratio, title, stages: divide(room, parts.stages, ratio), strip, text };
}

function divide(room: Area, stages: number, ratio: number): readonly Area[] {
  if (stages === 1) return [room];
  const { left, top, width, height } = room;
  if (width / height < LEAST_ASPECT) {
    const each = (height - GAP_PX) / 2;
    return [
      snapped({ ...room, height: each }, ratio),
      snapped({ left, top: top + each + GAP_PX, width, height: each }, ratio),
    ];
  }
  const each = (width - GAP_PX) / 2;
  return [
    snapped({ ...room, width: each }, ratio),
    snapped({ left: left + each + GAP_PX, top, width: each, height }, ratio),
  ];
}

/** To whole device pixels: pictures are drawn apart and must not be blurred when they are put together. */
function snapped({ left, top, width, height }: Area, ratio: number): Area {
  const [x, y] = [Math.round(left * ratio), Math.round(top * ratio)];
  const [right, bottom] = [Math.round((left + width) * ratio), Math.round((top + height) * ratio)];
  return {
    left: x / ratio,
    top: y / ratio,
    width: Math.max(1, right - x) / ratio,
    height: Math.max(1, bottom - y) / ratio,
  };
}
