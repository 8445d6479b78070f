import { LEAST_ELEVATION, MOST_ELEVATION } from './replay-camera.ts';
import type { SceneChoice } from './scene-replay-context.ts';

/** A drag over the height of the picture turns the orbit camera by so much, rad. */
const TURN_RAD = 2 * Math.PI;

/**
 * The orbit camera after a drag: to the right it goes around clockwise as seen from above, down it rises.
 * @param dx, dy shares of the picture's height
 */
export function turned(choice: SceneChoice, dx: number, dy: number): SceneChoice {
  const azimuth = choice.azimuth - TURN_RAD * dx;
  const elevation = choice.elevation + 0.5 * TURN_RAD * dy;
  return {
    ...choice,
    azimuth: azimuth - 2 * Math.PI * Math.round(azimuth / (2 * Math.PI)),
    elevation: Math.min(MOST_ELEVATION, Math.max(LEAST_ELEVATION, elevation)),
  };
}
