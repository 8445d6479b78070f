/** Largest distance from a whole number that still counts as rounding of decimal fractions such as 1/60. */
const WHOLE_TOLERANCE = 1e-9;

/** Time of tick `tick`, s: a product, so that no error accumulates however long an episode runs. */
export function tickTimeS(tick: number, controlDt: number): number {
  return tick * controlDt;
}

/**
 * Physics steps per control tick.
 * @param controlDt control tick, s
 * @param physicsDt physics step, s
 * @throws RangeError unless `controlDt` is a whole multiple (at least 1) of `physicsDt`
 */
export function substepsPerTick(controlDt: number, physicsDt: number): number {
  requirePositive('physicsDt', physicsDt);
  requirePositive('controlDt', controlDt);
  const ratio = controlDt / physicsDt;
  const substeps = Math.round(ratio);
  if (Math.abs(ratio - substeps) > WHOLE_TOLERANCE * ratio) {
    throw new RangeError(
      `controlDt must be a whole multiple of physicsDt, but ${controlDt} s / ${physicsDt} s = ${ratio}.`,
    );
  }
  return substeps;
}

/**
 * Ticks until something that takes `latencyMs` is due: `max(1, ceil(latency / controlDt))`. Nothing is due in the tick
 * that asked for it. A latency that is a whole number of ticks but for rounding gives that number.
 * @param latencyMs at least 0, ms
 * @param controlDt control tick, s
 */
export function ticksForMs(latencyMs: number, controlDt: number): number {
  requirePositive('controlDt', controlDt);
  if (!(latencyMs >= 0) || latencyMs === Infinity) {
    throw new RangeError(`latencyMs must be a finite number of at least 0, but is ${latencyMs}.`);
  }
  return ceilOfRatio(latencyMs / 1000, controlDt);
}

/** First tick, at least 1, at or after `durationS` seconds, with the same care for rounding as `ticksForMs`. */
export function ticksForS(durationS: number, controlDt: number): number {
  return ticksForMs(durationS * 1000, controlDt);
}

function ceilOfRatio(seconds: number, dt: number): number {
  const ratio = seconds / dt;
  const nearest = Math.round(ratio);
  const whole = Math.abs(ratio - nearest) <= WHOLE_TOLERANCE * Math.max(1, ratio);
  return Math.max(1, whole ? nearest : Math.ceil(ratio));
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0) || value === Infinity) {
    throw new RangeError(`${name} must be a finite number above 0, but is ${value}.`);
  }
}
