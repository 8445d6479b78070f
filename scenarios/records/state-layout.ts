import { z } from 'zod';

/**
 * Where in the recorded states the numbers are by which an episode is shown, so that an engine that lays its states out
 * differently can still show it.
 */

/** Columns of the table of actors, SI units, radians, world frame; `s` and `d` are road coordinates on road `road`. */
export const LAYOUT_COLUMNS = [
  ...['x', 'y', 'heading', 'speed', 'vx', 'vy', 'acceleration', 'yawRate', 'road', 's', 'd'],
] as const;
/** Numbers of the world, and the ego's lateral acceleration, m/s2. */
export const LAYOUT_NUMBERS = [
  ...['tick', 'end', 'collisionRow', 'collisionKind', 'atFault', 'impactSpeedMps', 'lateralAccelerationMps2'],
] as const;

const index = z.int().nonnegative();
const length = z.number().nonnegative();
const indices = <K extends string>(keys: readonly K[]) =>
  z.object(Object.fromEntries(keys.map((key) => [key, index])) as Record<K, typeof index>);

export const stateLayout = z.object({
  /** Rows of the columns; the first is the ego. `entity` is the name in differences and tables. */
  actors: z
    .array(
      z.object({
        id: z.string(),
        entity: z.string(),
        kind: z.string(),
        lengthM: length,
        widthM: length,
        heightM: length,
      }),
    )
    .min(1),
  /** Index of each column's number of the ego; those of the other rows follow it. */
  columns: indices(LAYOUT_COLUMNS),
  /** Index of each single number. */
  numbers: indices(LAYOUT_NUMBERS),
  /** What the numbers `end` and `collisionKind` stand for; a negative `collisionKind` for none. */
  ends: z.array(z.string()).min(1),
  collisionKinds: z.array(z.string()),
});

export type StateLayout = z.infer<typeof stateLayout>;

export function fromKeys<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
