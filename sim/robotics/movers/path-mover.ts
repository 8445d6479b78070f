import type { PathSpec } from '../spec.ts';
import { minimumJerk, minimumJerkDurationS, minimumJerkRate } from '../../kernel/minimum-jerk.ts';

/**
 * Where a path leads, in closed form: position and velocity at any time since its start, without state. Legs follow each
 * other with a pause of `dwellS` at each point that is reached; one that goes back and forth returns through the same
 * points, pausing at each, and begins again.
 */
export class PathMover {
  /** Of the way to the last point, or there and back, s; 0 for a single point. */
  readonly durationS: number;
  /** Points in the order in which they are passed, x, y, z each; the way ends where it began if it repeats. */
  private readonly points: Float64Array;
  /** When each leg begins and how long it takes, without the pause after it, s. */
  private readonly beginsS: Float64Array;
  private readonly takesS: Float64Array;
  private readonly legs: number;
  private readonly repeats: boolean;

  /** @throws RangeError for a path without points, a speed that is not positive or a pause that is negative */
  constructor(path: PathSpec) {
    requirePath(path);
    const { points, peakSpeedMps, dwellS, backAndForth } = path;
    const way = backAndForth ? [...points, ...points.slice(0, -1).reverse()] : points;
    this.points = Float64Array.from(way.flat());
    this.legs = way.length - 1;
    this.beginsS = new Float64Array(this.legs);
    this.takesS = new Float64Array(this.legs);
    let timeS = 0;
    for (let leg = 0; leg < this.legs; leg++) {
      this.beginsS[leg] = timeS;
      this.takesS[leg] = minimumJerkDurationS(distance(this.points, 3 * leg), peakSpeedMps);
      timeS += this.takesS[leg] + dwellS;
    }
    this.durationS = timeS;
    this.repeats = backAndForth && timeS > 0;
  }

  /**
   * Writes position, m, and velocity, m/s, three numbers each from `at` on.
   * @param sinceS since the start, s; negative (also -Infinity): it waits at the first point
   */
  sample(sinceS: number, position: Float64Array, velocity: Float64Array, at: number): void {
    const leg = sinceS < 0 ? -1 : this.legAt(sinceS);
    const last = leg < 0 ? 0 : 3 * (leg + 1);
    const shareS = leg < 0 ? 0 : this.inRound(sinceS) - this.beginsS[leg];
    const takesS = leg < 0 ? 0 : this.takesS[leg];
    if (shareS >= takesS) {
      for (let k = 0; k < 3; k++) {
        position[at + k] = this.points[last + k];
        velocity[at + k] = 0;
      }
      return;
    }
    const share = minimumJerk(shareS / takesS);
    const rate = minimumJerkRate(shareS / takesS) / takesS;
    for (let k = 0; k < 3; k++) {
      const from = this.points[last - 3 + k];
      const step = this.points[last + k] - from;
      position[at + k] = from + share * step;
      velocity[at + k] = rate * step;
    }
  }

  /** The leg that has begun last, or -1 without legs. */
  private legAt(sinceS: number): number {
    const timeS = this.inRound(sinceS);
    let leg = this.legs - 1;
    while (leg > 0 && this.beginsS[leg] > timeS) leg--;
    return leg;
  }

  private inRound(sinceS: number): number {
    return this.repeats ? Math.max(0, sinceS - this.durationS * Math.floor(sinceS / this.durationS)) : sinceS;
  }
}

function requirePath({ points, peakSpeedMps, dwellS }: PathSpec): void {
  if (points.length === 0) throw new RangeError('A path needs at least one point, but has none.');
  if (!(peakSpeedMps > 0))
    throw new RangeError(`The peak speed of a path must be positive, but is ${peakSpeedMps} m/s.`);
  if (!(dwellS >= 0)) throw new RangeError(`The pause of a path must be at least 0, but is ${dwellS} s.`);
}

function distance(points: Float64Array, at: number): number {
  const dx = points[at + 3] - points[at];
  const dy = points[at + 4] - points[at + 1];
  const dz = points[at + 5] - points[at + 2];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
