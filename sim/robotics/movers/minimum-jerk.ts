/**
 * Motion from rest to rest at minimum jerk (Flash and Hogan 1985, J. Neurosci. 5, eq. 3): share of the way, and its
 * derivative, at the share `t` of the time, in [0, 1].
 */
export function minimumJerk(t: number): number {
  return t * t * t * (10 + t * (6 * t - 15));
}

export function minimumJerkRate(t: number): number {
  const rest = 1 - t;
  return 30 * t * t * rest * rest;
}

/** How long a way takes whose peak speed, reached halfway, is given: peak = 15/8 of the mean, s. */
export function minimumJerkDurationS(lengthM: number, peakSpeedMps: number): number {
  return (1.875 * lengthM) / peakSpeedMps;
}
