/**
 * How charts tell series apart: by colour, and without it by dash and marker. All charts draw a series of one place in
 * the order of presentation alike.
 */

/** Colours of Okabe and Ito 2008, darkened for light and lightened for dark backgrounds to a contrast of at least 4.5. */
export const SERIES_COLOURS: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#0064a0', dark: '#56b4e9' },
  { light: '#a83f00', dark: '#e69f00' },
  { light: '#006b52', dark: '#2fc69b' },
  { light: '#98386d', dark: '#e294bf' },
  { light: '#665800', dark: '#f0e442' },
  { light: '#444444', dark: '#cccccc' },
];

const DASHES = ['', '8 4', '2 4', '10 4 2 4', '5 3', '14 5'];

const MARKERS: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`,
  (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`,
  (x, y) => `M${x} ${y - 5}l5 9h-10z`,
  (x, y) => `M${x} ${y - 6}l5 6l-5 6l-5 -6z`,
  (x, y) => `M${x - 4} ${y - 4}l8 8m-8 0l8 -8`,
  (x, y) => `M${x - 5} ${y}h10m-5 -5v10`,
];

/** Place in `SERIES_COLOURS` of the series at `index`. */
export function seriesColour(index: number): number {
  return index % SERIES_COLOURS.length;
}

/** For `stroke-dasharray`. */
export function seriesDash(index: number): string {
  return DASHES[index % DASHES.length];
}

/**
 * Path of the marker of the series at `index`, some 10 px wide. Colour and dash repeat after six series; the marker then
 * moves on by one, so that no pair repeats before 36.
 */
export function seriesMarker(index: number, x: number, y: number): string {
  return MARKERS[(index + Math.floor(index / MARKERS.length)) % MARKERS.length](x, y);
}

/** Tenths of a pixel are enough, and the same on every machine. */
export function px(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

/** Heights in the same order, at least `apart` px from each other, as near to the wanted ones as a pass from `bottom` up allows. */
export function spreadHeights(wanted: readonly number[], bottom: number, apart: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[b] - wanted[a]);
  const places = [...wanted];
  let free = bottom;
  for (const i of order) {
    places[i] = Math.min(wanted[i], free);
    free = places[i] - apart;
  }
  return places;
}
