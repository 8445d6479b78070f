import { Color } from 'three';
import { THEMES } from '../theme/tokens.ts';

/** Colours of the world outside: nature's and paint's, not the application's. */

export type Daytime = 'day' | 'dusk';

/** The light of one time of day. Angles in radians; azimuth counter-clockwise from x. */
export interface Daylight {
  readonly zenith: string;
  readonly horizon: string;
  /** Of the sky around the sun. */
  readonly glow: string;
  readonly cloud: string;
  readonly cloudAmount: number;
  readonly fog: string;
  /** 1/m, of squared-exponential fog. */
  readonly fogDensity: number;
  readonly farHill: string;
  readonly nearHill: string;
  readonly sun: string;
  readonly sunIntensity: number;
  readonly sunAzimuth: number;
  readonly sunElevation: number;
  readonly skyLight: string;
  readonly groundLight: string;
  readonly ambientIntensity: number;
  readonly exposure: number;
  /** 0: lamps are off, 1: they burn. */
  readonly lamps: number;
}

export const DAYLIGHT: Readonly<Record<Daytime, Daylight>> = {
  day: {
    zenith: '#3d7cc0',
    horizon: '#cfe1ee',
    glow: '#fff6dd',
    cloud: '#ffffff',
    cloudAmount: 0.75,
    fog: '#c6d9e6',
    fogDensity: 0.0019,
    farHill: '#9fb9c9',
    nearHill: '#7c9a90',
    sun: '#fff1d6',
    sunIntensity: 3.4,
    sunAzimuth: 2.35,
    sunElevation: 0.78,
    skyLight: '#c4dcf5',
    groundLight: '#77745a',
    ambientIntensity: 1.5,
    exposure: 1,
    lamps: 0,
  },
  dusk: {
    zenith: '#34497c',
    horizon: '#efb183',
    glow: '#ffd9a0',
    cloud: '#c98a8c',
    cloudAmount: 0.6,
    fog: '#c3937f',
    fogDensity: 0.0021,
    farHill: '#8d6f79',
    nearHill: '#5e5263',
    sun: '#ff9f5c',
    sunIntensity: 3.6,
    sunAzimuth: 0.46,
    sunElevation: 0.15,
    skyLight: '#a9b0dc',
    groundLight: '#7a6a68',
    ambientIntensity: 2.1,
    exposure: 1,
    lamps: 1,
  },
};

export const SURFACES = {
  grass: '#74805a',
  asphalt: '#56585b',
  shoulder: '#5f6062',
  pavement: '#9a968e',
  kerb: '#b9b6ae',
  white: '#eceae2',
  yellow: '#e8b93a',
  verge: '#857d66',
  concrete: '#a8a59e',
  steel: '#a7adb3',
  wood: '#6b5138',
  fields: ['#b8a873', '#857a5c', '#83935f', '#a09d6c', '#aa9563', '#758656'],
} as const;

/** Body colours by how common they are on roads; the ego's is none of them. */
export const PAINTS = [
  '#8d9298',
  '#2b2d31',
  '#aeb3b8',
  '#7a1f22',
  '#27466f',
  '#4b5157',
  '#c9c4b4',
  '#355244',
  '#6d3f2a',
  '#9a2f2a',
] as const;

/** Clothes of walkers and riders. */
export const CLOTHES = ['#2f5d8a', '#a33c32', '#3c6e47', '#6b4a7d', '#c08a2e', '#44505c', '#b0527a'] as const;

export const EGO_BODY = '#f2f4f6';
export const EGO_ACCENT = THEMES.dark.accent;

/** The linear components of a colour as written in style sheets. */
export function linear(colour: string): Color {
  return new Color(colour);
}
