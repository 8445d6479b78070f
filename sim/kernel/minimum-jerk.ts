/**
 * Motion between two points of rest that minimises the integral of squared jerk (Flash and Hogan 1985, J. Neurosci. 5,
 * eq. 3; for lane changes Takahashi et al. 1989, Werling et al. 2010): share of the way, and its derivative, at the
 * share `t` of the time, in [0, 1].
 */
export function minimumJerk(t: number): number {
  return t * t * t * (10 + t * (6 * t - 15));
}

export function minimumJerkRate(t: number): number {
  const rest = 1 - t;
  return 30 * t * t * rest * rest;
}

/** Greatest rate, halfway: the peak speed is so many times the mean. */
export const MINIMUM_JERK_PEAK = 1.875;

/** How long a way takes whose peak speed is given, s. */
export function minimumJerkDurationS(lengthM: number, peakSpeedMps: number): number {
  return (MINIMUM_JERK_PEAK * lengthM) / peakSpeedMps;
}
