import { QUANTITIES } from '../quantity.ts';
import type { Quantity } from '../quantity.ts';

const M = 'm';
const S = 's';
const MPS = 'm/s';

/** The quantities of the arm's scenarios. Limits are generous: they keep nonsense out, not the unusual. */
export const ARM_QUANTITIES = {
  presence: QUANTITIES.presence,
  friction: QUANTITIES.friction,
  angle: QUANTITIES.angle,
  place: { low: -3, high: 3, unit: M },
  height: { low: 0, high: 3, unit: M },
  size: { low: 0.002, high: 2, unit: M },
  beltLength: { low: 0.05, high: 6, unit: M },
  limb: { low: 0.05, high: 1, unit: M },
  limbRadius: { low: 0.01, high: 0.15, unit: M },
  distance: { low: 0.001, high: 3, unit: M },
  tolerance: { low: 0.001, high: 0.2, unit: M },
  lift: { low: 0.005, high: 0.5, unit: M },
  mass: { low: 0.005, high: 10, unit: 'kg' },
  speed: { low: 0, high: 3, unit: MPS },
  pathSpeed: { low: 0.01, high: 3, unit: MPS },
  velocity: { low: -3, high: 3, unit: MPS },
  time: { low: 0, high: 60, unit: S },
  delay: { low: 0, high: 1, unit: S },
  hold: { low: 0, high: 10, unit: S },
  lengthNoise: { low: 0, high: 0.1, unit: M },
  angleNoise: { low: 0, high: 0.5, unit: 'rad' },
  angleSpeedNoise: { low: 0, high: 0.5, unit: 'rad/s' },
} as const satisfies Record<string, Quantity>;
