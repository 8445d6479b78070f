import { ARM_METRICS, type ArmMetric } from '../../sim/robotics/metrics/metric-table.ts';
import { NBSP } from '../panels/words.ts';
import type { OpenedRecord } from '../records/opened-record.ts';

/** A score of the arm for the table of statistics. */
export interface ArmMeasure {
  readonly name: string;
  readonly explains: string;
  /** Of each record; null: not defined, or the record has no result. */
  readonly values: readonly (number | null)[];
  readonly text: (value: number) => string;
}

/** Scores that no row of the table says already, of those that any record has. */
export function armMeasures(records: readonly OpenedRecord[]): readonly ArmMeasure[] {
  return Object.entries(ARM_METRICS)
    .filter(([id]) => id !== 'arm-success')
    .map(([id, metric]) => ({
      name: metric.title,
      explains: metric.definition,
      values: records.map(({ result }) => {
        const score = result?.scores?.[id];
        return score?.valid === true ? score.value : null;
      }),
      text: textOf(metric),
    }))
    .filter(({ values }) => values.some((value) => value !== null));
}

function textOf({ unit, range }: ArmMetric): (value: number) => string {
  if (range === '0 to 1') return (value) => `${(100 * value).toFixed(1)}${NBSP}%`;
  if (unit === '') return (value) => value.toFixed(0);
  if (unit === 'm') return (value) => `${(100 * value).toFixed(1)}${NBSP}cm`;
  return (value) => `${value.toFixed(2)}${NBSP}${unit.replace('m/s3', 'm/s³')}`;
}
