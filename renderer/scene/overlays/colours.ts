import { Color } from 'three';
import type { Tokens } from '../../theme/tokens.ts';

/** Steps of the map from value to colour. */
export const VALUE_STEPS = 32;
/** Lightness (OKLab) of the worst and the best candidate: the order shows in grey too. */
const LIGHTNESS = [0.42, 0.93] as const;
const CHROMA = [0.1, 0.16] as const;

/** Least lightness (OKLab) of a line on the road: asphalt, grass and dusk are dark whatever the theme is. */
const SCENE_LIGHTNESS = 0.74;

/**
 * The tokens that overlays are drawn in, as linear colours that are shared by all materials and changed in place: of the
 * token's hue, light enough to stand out from a road.
 */
export class OverlayColours {
  readonly fast = new Color();
  readonly plan = new Color();
  readonly stale = new Color();
  readonly uncertainty = new Color();
  readonly belief = new Color();
  readonly sensed = new Color();
  readonly hidden = new Color();
  readonly remembered = new Color();
  readonly box = new Color();
  /** Red, green, blue of `VALUE_STEPS` colours from the worst to the best value. */
  readonly values = new Float32Array(VALUE_STEPS * 3);

  constructor(tokens: Tokens) {
    this.set(tokens);
  }

  set(tokens: Tokens): void {
    lighten(this.fast.set(tokens.fast));
    lighten(this.plan.set(tokens.plan));
    lighten(this.stale.set(tokens.stale));
    lighten(this.uncertainty.set(tokens.uncertainty));
    lighten(this.belief.set(tokens.ok));
    lighten(this.sensed.set(tokens.info));
    lighten(this.hidden.set(tokens.error));
    lighten(this.remembered.set(tokens.warning));
    lighten(this.box.set(tokens.threshold));
    fillValueColours(tokens, this.values);
  }
}

/**
 * From the hue of the fast policy's token to that of uncertainty's (blue to yellow, as cividis goes, Nuñez et al. 2018)
 * on a straight line in OKLab (Ottosson 2020), so that equal steps of value are equal steps to the eye.
 */
function fillValueColours(tokens: Tokens, out: Float32Array): void {
  const low = directionOf(new Color(tokens.fast));
  const high = directionOf(new Color(tokens.uncertainty));
  for (let i = 0; i < VALUE_STEPS; i++) {
    const t = i / (VALUE_STEPS - 1);
    const lightness = LIGHTNESS[0] + t * (LIGHTNESS[1] - LIGHTNESS[0]);
    const a = (1 - t) * CHROMA[0] * low[0] + t * CHROMA[1] * high[0];
    const b = (1 - t) * CHROMA[0] * low[1] + t * CHROMA[1] * high[1];
    writeOklab(lightness, a, b, out, 3 * i);
  }
}

/** Makes a colour light enough to stand out from a road; its hue stays. */
export function lighten(color: Color): Color {
  const [lightness, a, b] = oklabOf(color);
  if (lightness >= SCENE_LIGHTNESS) return color;
  writeOklab(SCENE_LIGHTNESS, a, b, scratch, 0);
  return color.setRGB(scratch[0], scratch[1], scratch[2]);
}

const scratch = new Float32Array(3);

/** Unit vector of a colour's hue in the a-b plane of OKLab. */
function directionOf(color: Color): readonly [number, number] {
  const [, a, b] = oklabOf(color);
  const length = Math.max(1e-9, Math.hypot(a, b));
  return [a / length, b / length];
}

function oklabOf({ r, g, b }: Color): readonly [number, number, number] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Linear sRGB of an OKLab colour, brought into its range. */
function writeOklab(lightness: number, a: number, b: number, out: Float32Array, at: number): void {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  out[at] = within(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  out[at + 1] = within(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  out[at + 2] = within(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
}

function within(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
