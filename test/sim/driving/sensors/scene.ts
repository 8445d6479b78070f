import fc from 'fast-check';
import { ActorTable } from '../../../../sim/driving/actor-table.ts';
import type { ActorKind, ActorSpec } from '../../../../sim/driving/spec.ts';
import { cos, sin } from '../../../../sim/kernel/math.ts';

/** A box placed by hand; what is left out is that of a car that stands at the origin. */
export interface Placed {
  readonly id?: string;
  readonly kind?: ActorKind;
  readonly x: number;
  readonly y: number;
  readonly heading?: number;
  readonly speed?: number;
  readonly lengthM?: number;
  readonly widthM?: number;
  readonly heightM?: number;
}

/** A truth table with the ego (4.6 x 1.8 x 1.5 m) at the given pose and the boxes as rows 1, 2 ... */
export function scene(
  ego: { x: number; y: number; heading?: number; speed?: number },
  boxes: readonly Placed[],
): ActorTable {
  const actors = boxes.map((box, i): ActorSpec => {
    return {
      id: box.id ?? `a${i}`,
      kind: box.kind ?? 'car',
      lengthM: box.lengthM ?? 4.6,
      widthM: box.widthM ?? 1.8,
      heightM: box.heightM ?? 1.5,
      start: { road: 0, s: 0, d: 0, headingRad: 0, speedMps: 0 },
      behaviour: { kind: 'static' },
      events: [],
    };
  });
  const table = new ActorTable({ lengthM: 4.6, widthM: 1.8, heightM: 1.5 }, actors);
  place(table, 0, ego);
  boxes.forEach((box, i) => place(table, i + 1, box));
  return table;
}

/** Puts a row of the table to a pose and gives it a velocity along its heading. */
export function place(
  table: ActorTable,
  row: number,
  pose: { x: number; y: number; heading?: number; speed?: number },
): void {
  const heading = pose.heading ?? 0;
  const speed = pose.speed ?? 0;
  table.x[row] = pose.x;
  table.y[row] = pose.y;
  table.heading[row] = heading;
  table.speed[row] = speed;
  table.vx[row] = speed * cos(heading);
  table.vy[row] = speed * sin(heading);
}

/** Moves every row along its velocity. */
export function drift(table: ActorTable, dt: number): void {
  for (let row = 0; row < table.count; row++) {
    table.x[row] = table.x[row] + table.vx[row] * dt;
    table.y[row] = table.y[row] + table.vy[row] * dt;
  }
}

/** Evenly spread, unlike `fc.double`, whose values crowd at zero. */
export function spread(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1_000_003 }).map((k) => min + ((max - min) * k) / 1_000_003);
}
