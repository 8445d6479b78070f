import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import type { EpisodeLog, HandOver, LoggedCollision } from '../../../../sim/driving/metrics/episode-log.ts';
import { scoreEpisode, type ScoreId } from '../../../../sim/driving/metrics/score-episode.ts';
import type { ScoreMap, ScoreTask } from '../../../../sim/driving/metrics/score-map.ts';
import type { ActorKind, MapSpec } from '../../../../sim/driving/spec.ts';
import { cos, sin } from '../../../../sim/kernel/math.ts';
import { mapSpec } from '../map/specs.ts';

/** Straight road of 1 km along x: lanes [0, 3.5], [3.5, 7], [7, 10.5] in y, shoulders of 2 m, limit 36 m/s. */
export const STRAIGHT = straight();

/** The same, changed. */
export function straight(changes: Partial<MapSpec> = {}): ScoreMap {
  return buildMap(mapSpec({ segments: [{ lengthM: 1000, curvature: 0 }], ...changes }));
}

/** y of the middle of the middle lane of `STRAIGHT`. */
export const MIDDLE = 5.25;

export const TASK: ScoreTask = { desiredSpeedMps: 20, startS: 100, goalS: 500, timeLimitS: 30, speedLimitMps: 36 };

export interface Motion {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  /** Along the heading, m/s. */
  readonly speed: number;
}

export interface Other {
  readonly kind?: ActorKind;
  readonly at: (t: number) => Motion;
}

/** Size of everybody, m. */
export const LENGTH = 4;
export const WIDTH = 2;
/** Ticks per sample, s per tick: samples are 0.1 s apart. */
export const TICKS = 2;
export const DT = 0.05;

export interface Drive {
  readonly ego: (t: number) => Motion;
  readonly others?: readonly Other[];
  /** Samples. */
  readonly count?: number;
  /** Ticks after the last but one sample at which the last one was taken. */
  readonly lastTicks?: number;
  readonly firstTick?: number;
  readonly acceleration?: (t: number) => number;
  readonly lateral?: (t: number) => number;
  readonly yawRate?: (t: number) => number;
  readonly end?: EpisodeLog['end'];
  readonly collision?: LoggedCollision | null;
  readonly handOvers?: readonly HandOver[];
}

/** A log by closed forms of time. */
export function logOf(drive: Drive): EpisodeLog {
  const { ego, others = [], count = 50, lastTicks = TICKS, firstTick = 0 } = drive;
  const ticks = Array.from({ length: count }, (_, k) => k * TICKS + (k === count - 1 && k > 0 ? lastTicks - TICKS : 0));
  const times = ticks.map((tick) => tick * DT);
  const motions = times.flatMap((t) => [ego(t), ...others.map(({ at }) => at(t))]);
  const zero = () => 0;
  return {
    controlDt: DT,
    actors: [
      { id: 'ego', kind: 'car', lengthM: LENGTH, widthM: WIDTH },
      ...others.map(({ kind = 'car' }, i) => ({ id: `other-${i}`, kind, lengthM: LENGTH, widthM: WIDTH })),
    ],
    count,
    tick: ticks.map((tick) => firstTick + tick),
    x: motions.map(({ x }) => x),
    y: motions.map(({ y }) => y),
    heading: motions.map(({ heading }) => heading),
    speed: motions.map(({ speed }) => speed),
    vx: motions.map(({ heading, speed }) => speed * cos(heading)),
    vy: motions.map(({ heading, speed }) => speed * sin(heading)),
    egoAcceleration: times.map(drive.acceleration ?? zero),
    egoLateral: times.map(drive.lateral ?? zero),
    egoYawRate: times.map(drive.yawRate ?? zero),
    end: drive.end ?? 'timeout',
    collision: drive.collision ?? null,
    handOvers: drive.handOvers ?? [],
  };
}

/** Straight along x at a constant speed. */
export const along =
  (x: number, y: number, speed: number, heading = 0) =>
  (t: number): Motion => ({ x: x + speed * t * cos(heading), y: y + speed * t * sin(heading), heading, speed });

export const standing = (x: number, y: number, heading = 0) => along(x, y, 0, heading);

/** One score of a drive. */
export function scoreOf(id: ScoreId, drive: Drive, map: ScoreMap = STRAIGHT, task: ScoreTask = TASK) {
  return scoreEpisode(logOf(drive), map, task)[id];
}

/** Its value alone. */
export function valueOf(id: ScoreId, drive: Drive, map: ScoreMap = STRAIGHT, task: ScoreTask = TASK): number | null {
  return scoreOf(id, drive, map, task).value;
}
