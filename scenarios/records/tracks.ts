import type { EpisodeRecord } from './record-reader.ts';
import { RecordedMotion } from './recorded-motion.ts';

/** Where everybody was, for showing. Tables are tick-major: actor `i` after `t` ticks is at `t * ids.length + i`. */
export interface Tracks {
  /** Row 0 is the ego; ids as in the scenario. */
  readonly ids: readonly string[];
  /** `car` for the ego. */
  readonly kinds: readonly string[];
  readonly lengthM: Float64Array;
  readonly widthM: Float64Array;
  /** Control tick, s. */
  readonly controlDt: number;
  /** States: the one at the start and one after every tick. */
  readonly count: number;
  /** Centre of the box in the world frame, m. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rad. */
  readonly heading: Float64Array;
  /** Signed, along the heading, m/s. */
  readonly speed: Float64Array;
  /** How it ended, after the last of the ticks; `running` where it had not, or the record was cut off. */
  readonly end: string;
  /** Row of the other, its nuPlan class, and the speed of the impact, m/s; null without a collision. */
  readonly collision: { readonly row: number; readonly kind: string; readonly impactSpeedMps: number } | null;
}

/**
 * The tracks of a record, read by its own layout: also those of a newer engine, and without simulating.
 * @throws RecordProblem
 */
export function tracksOfRecord(record: EpisodeRecord): Tracks {
  const motion = new RecordedMotion(record);
  const { actors, columns } = motion;
  const cells = actors.length * (record.end.ticks + 1);
  const x = new Float64Array(cells);
  const y = new Float64Array(cells);
  const heading = new Float64Array(cells);
  const speed = new Float64Array(cells);
  let count = 0;
  for (const { values } of record.states()) {
    motion.show(values);
    const at = actors.length * count++;
    x.set(columns.x, at);
    y.set(columns.y, at);
    heading.set(columns.heading, at);
    speed.set(columns.speed, at);
  }
  const { end, collisionKind: kind, collisionRow: row, impactSpeedMps } = motion;
  return {
    ids: actors.map(({ id }) => id),
    kinds: actors.map((actor) => actor.kind),
    lengthM: Float64Array.from(actors, ({ lengthM }) => lengthM),
    widthM: Float64Array.from(actors, ({ widthM }) => widthM),
    controlDt: record.header.controlDt,
    count,
    x,
    y,
    heading,
    speed,
    end,
    collision: kind === null ? null : { row, kind, impactSpeedMps },
  };
}
