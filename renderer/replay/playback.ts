/** Where a replay is and how it runs; plain data, changed by the functions below. Times in s from the episode's start. */
export interface Playback {
  readonly timeS: number;
  readonly endS: number;
  /** Control tick, s: what one step is. */
  readonly controlDt: number;
  readonly playing: boolean;
  /** Times real time, one of `REPLAY_SPEEDS`. */
  readonly speed: number;
  readonly loops: boolean;
  /** What is looped: `fromS` < `toS`. */
  readonly range: { readonly fromS: number; readonly toS: number };
}

export const REPLAY_SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

/** Slack that rounding of times is allowed, in ticks. */
const SLACK_TICKS = 1e-3;

/**
 * @param endS of the longer clip
 * @throws RangeError where a duration is not a positive number
 */
export function createPlayback(endS: number, controlDt: number, timeS = 0): Playback {
  if (!(endS >= 0) || !(controlDt > 0)) {
    throw new RangeError(`A replay needs a duration and a control tick in s; these are ${endS} and ${controlDt}.`);
  }
  const whole = { fromS: 0, toS: endS };
  return seek({ timeS: 0, endS, controlDt, playing: false, speed: 1, loops: false, range: whole }, timeS);
}

/** To a time; beyond the ends: to the end. */
export function seek(playback: Playback, timeS: number): Playback {
  const clamped = Math.min(playback.endS, Math.max(0, timeS));
  return clamped === playback.timeS ? playback : { ...playback, timeS: clamped };
}

export function pause(playback: Playback): Playback {
  return playback.playing ? { ...playback, playing: false } : playback;
}

/** At the end, playing starts again from the beginning. */
export function togglePlay(playback: Playback): Playback {
  if (playback.playing) return pause(playback);
  const { range, loops, timeS, endS } = playback;
  const over = timeS >= endS || (loops && timeS >= range.toS);
  return { ...playback, playing: true, timeS: over ? (loops ? range.fromS : 0) : timeS };
}

/** After `elapsedS` of wall-clock time. It stops at the end, or goes on at the start of what is looped. */
export function advance(playback: Playback, elapsedS: number): Playback {
  const { playing, speed, loops, range, endS } = playback;
  if (!playing) return playback;
  const timeS = playback.timeS + Math.max(0, elapsedS) * speed;
  // Beyond the range on purpose: a jump out of it is not undone.
  if (loops && timeS >= range.toS && playback.timeS <= range.toS) {
    const length = range.toS - range.fromS;
    return { ...playback, timeS: length > 0 ? range.fromS + ((timeS - range.toS) % length) : range.fromS };
  }
  return timeS < endS ? { ...playback, timeS } : { ...playback, timeS: endS, playing: false };
}

/** To the control tick so many ticks away, pausing; from between two ticks, the nearest one in that direction counts. */
export function stepTicks(playback: Playback, ticks: number): Playback {
  const at = playback.timeS / playback.controlDt;
  const from = ticks > 0 ? Math.floor(at + SLACK_TICKS) : Math.ceil(at - SLACK_TICKS);
  return seek(pause(playback), (from + ticks) * playback.controlDt);
}

export function stepSeconds(playback: Playback, seconds: number): Playback {
  return seek(pause(playback), playback.timeS + seconds);
}

/** To an event, to look at it: pauses there. */
export function jump(playback: Playback, timeS: number): Playback {
  return seek(pause(playback), timeS);
}

export function setSpeed(playback: Playback, speed: number): Playback {
  return speed === playback.speed ? playback : { ...playback, speed };
}

/** The next faster (1) or slower (-1) speed; at the ends it stays. */
export function changeSpeed(playback: Playback, direction: 1 | -1): Playback {
  const at = REPLAY_SPEEDS.findIndex((speed) => speed >= playback.speed);
  const next = Math.min(REPLAY_SPEEDS.length - 1, Math.max(0, at + direction));
  return setSpeed(playback, REPLAY_SPEEDS[next]);
}

export function toggleLoop(playback: Playback): Playback {
  return { ...playback, loops: !playback.loops };
}

/** What is looped begins or ends at the play head; an end before the beginning moves the other one to its extreme. */
export function markRange(playback: Playback, side: 'from' | 'to'): Playback {
  const { timeS, range, endS } = playback;
  if (side === 'from') {
    if (timeS >= endS) return playback;
    return { ...playback, loops: true, range: { fromS: timeS, toS: range.toS > timeS ? range.toS : endS } };
  }
  if (timeS <= 0) return playback;
  return { ...playback, loops: true, range: { fromS: range.fromS < timeS ? range.fromS : 0, toS: timeS } };
}
