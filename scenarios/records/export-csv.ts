import { EGO } from '../../sim/driving/actor-table.ts';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import { csvCell } from '../results/csv-cell.ts';
import { csvOfArm } from './export-arm-csv.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordedMotion } from './recorded-motion.ts';

/** Columns of the table: SI units, radians, world frame; `s_m` and `d_m` are road coordinates on road `road`. */
export const CSV_COLUMNS = [
  ...['tick', 'time_s', 'entity', 'kind', 'x_m', 'y_m', 'heading_rad', 'speed_mps', 'vx_mps', 'vy_mps'],
  ...['acceleration_mps2', 'yaw_rate_radps', 'road', 's_m', 'd_m', 'length_m', 'width_m', 'height_m'],
] as const;

/**
 * The record as a table: a row per tick and entity, the ego first; of the arm see `csvOfArm`. Numbers are written with all their digits.
 * One text per tick, the header before the first.
 * @throws RecordProblem
 */
export function csvOf(record: EpisodeRecord): Generator<string> {
  return record.header.domain === 'manipulation' ? csvOfArm(record) : csvOfDriving(record);
}

function* csvOfDriving(record: EpisodeRecord): Generator<string> {
  const motion = new RecordedMotion(record);
  const { actors, columns: t } = motion;
  yield `${CSV_COLUMNS.join(',')}\n`;
  for (const { tick, values } of record.states()) {
    motion.show(values);
    const timeS = Math.round(tickTimeS(tick, record.header.controlDt) * 1e9) / 1e9;
    let rows = '';
    for (const [i, { entity, kind, lengthM, widthM, heightM }] of actors.entries()) {
      const pose = [t.x[i], t.y[i], t.heading[i], t.speed[i], t.vx[i], t.vy[i], t.acceleration[i], t.yawRate[i]];
      const place = [t.road[i], t.s[i], t.d[i], lengthM, widthM, heightM];
      rows += `${[tick, timeS, csvCell(entity), i === EGO ? 'ego' : csvCell(kind), ...pose, ...place].join(',')}\n`;
    }
    yield rows;
  }
}
