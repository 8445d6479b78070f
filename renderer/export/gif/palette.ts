/** Colours of a film, each as `red << 16 | green << 8 | blue`. */
export interface Palette {
  /** At most 256; as they were seen where there are no more, else the best that were found. */
  readonly colours: readonly number[];
  /** Whether every colour that was seen is among them. */
  readonly isExact: boolean;
}

/** Bits per channel by which colours are counted. */
const BITS = 5;
const BINS = 1 << (3 * BITS);
const REFINEMENTS = 4;

/** Counts the colours of sample pictures. */
export class ColourCounter {
  private readonly counts = new Float64Array(BINS);
  private readonly sums = new Float64Array(3 * BINS);
  /** Every colour, while there are few. */
  private few: Set<number> | null = new Set();

  /** @param pixels RGBA, opaque */
  add(pixels: Uint8ClampedArray): void {
    let last = -1;
    for (let i = 0; i < pixels.length; i += 4) {
      const [red, green, blue] = [pixels[i], pixels[i + 1], pixels[i + 2]];
      const bin = ((red >> (8 - BITS)) << (2 * BITS)) | ((green >> (8 - BITS)) << BITS) | (blue >> (8 - BITS));
      this.counts[bin]++;
      this.sums[3 * bin] += red;
      this.sums[3 * bin + 1] += green;
      this.sums[3 * bin + 2] += blue;
      if (this.few === null) continue;
      const colour = (red << 16) | (green << 8) | blue;
      if (colour === last) continue;
      last = colour;
      this.few.add(colour);
      if (this.few.size > 256) this.few = null;
    }
  }

  /** @param most colours where they are chosen, not taken as they are */
  palette(most: number): Palette {
    if (this.few !== null) return { colours: [...this.few].sort((a, b) => a - b), isExact: true };
    return { colours: chooseColours(this.points(), most), isExact: false };
  }

  private points(): Point[] {
    const points: Point[] = [];
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.counts[bin];
      if (count === 0) continue;
      const at = [0, 1, 2].map((channel) => this.sums[3 * bin + channel] / count);
      // Small things, such as a text or a lamp, would lose all their colours to large areas.
      points.push({ at: [at[0], at[1], at[2]], weight: Math.sqrt(count) });
    }
    return points;
  }
}

interface Point {
  readonly at: readonly [number, number, number];
  readonly weight: number;
}

/** Cuts the widest box until there are enough, then moves each colour into the middle of those that are nearest to it. */
function chooseColours(points: readonly Point[], most: number): readonly number[] {
  const boxes: Box[] = [boxOf(points)];
  while (boxes.length < most) {
    let widest = 0;
    boxes.forEach((box, i) => {
      if (box.spread > boxes[widest].spread) widest = i;
    });
    if (boxes[widest].spread === 0) break;
    boxes.splice(widest, 1, ...cut(boxes[widest]));
  }
  let centres = boxes.map(({ points: inside }) => middle(inside));
  for (let round = 0; round < REFINEMENTS; round++) {
    const groups: Point[][] = centres.map(() => []);
    for (const point of points) groups[nearest(centres, point.at)].push(point);
    centres = centres.map((centre, i) => (groups[i].length > 0 ? middle(groups[i]) : centre));
  }
  const colours = centres.map(([r, g, b]) => (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b));
  return [...new Set(colours)].sort((a, b) => a - b);
}

interface Box {
  readonly points: readonly Point[];
  readonly channel: number;
  /** Weighted variance along `channel`, times the weight; 0: one colour. */
  readonly spread: number;
}

/** Of red, green and blue: how much the eye minds a difference. */
const IMPORTANCE = [0.5, 1, 0.3] as const;

function boxOf(points: readonly Point[]): Box {
  const mean = middle(points);
  const spreads = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (const { at, weight } of points) sum += weight * (at[channel] - mean[channel]) ** 2;
    return sum * IMPORTANCE[channel];
  });
  const channel = spreads.indexOf(Math.max(...spreads));
  return { points, channel, spread: points.length > 1 ? spreads[channel] : 0 };
}

function cut({ points, channel }: Box): readonly [Box, Box] {
  const sorted = [...points].sort((a, b) => a.at[channel] - b.at[channel]);
  const mean = middle(points)[channel];
  const at = sorted.findIndex((point) => point.at[channel] > mean);
  const first = Math.min(sorted.length - 1, Math.max(1, at));
  return [boxOf(sorted.slice(0, first)), boxOf(sorted.slice(first))];
}

function middle(points: readonly Point[]): readonly [number, number, number] {
  const sum = [0, 0, 0];
  let total = 0;
  for (const { at, weight } of points) {
    total += weight;
    for (let channel = 0; channel < 3; channel++) sum[channel] += weight * at[channel];
  }
  return [sum[0] / total, sum[1] / total, sum[2] / total];
}

function nearest(
  centres: readonly (readonly [number, number, number])[],
  at: readonly [number, number, number],
): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < centres.length; i++) {
    const distance = apart(centres[i][0] - at[0], centres[i][1] - at[1], centres[i][2] - at[2]);
    if (distance >= least) continue;
    least = distance;
    best = i;
  }
  return best;
}

function apart(red: number, green: number, blue: number): number {
  return IMPORTANCE[0] * red * red + IMPORTANCE[1] * green * green + IMPORTANCE[2] * blue * blue;
}

/** Finds the nearest colour of a palette to any other, and remembers it. */
export class ColourFinder {
  /** Index + 1 of every colour that was asked for; the memory is taken where it is touched only. */
  private readonly known = new Uint16Array(1 << 24);

  constructor(private readonly colours: readonly number[]) {
    colours.forEach((colour, i) => (this.known[colour] = i + 1));
  }

  find(colour: number): number {
    const known = this.known[colour];
    if (known > 0) return known - 1;
    const { colours } = this;
    const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255];
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < colours.length; i++) {
      const other = colours[i];
      const distance = apart((other >> 16) - red, ((other >> 8) & 255) - green, (other & 255) - blue);
      if (distance >= least) continue;
      least = distance;
      best = i;
    }
    this.known[colour] = best + 1;
    return best;
  }
}
