import { groupBy } from '../results/group.ts';
import type { BaselineRow } from './comparison.ts';
import type { CheckValues } from './check-expression.ts';
import type { ComparisonDocument, Difference } from './comparison.ts';

/**
 * What checks of a comparison can name beside the summary:
 *
 *     differences.dual.reflex.collision.difference            dual minus reflex, all pairs
 *     differences.dual.reflex.collision.macro.ci95.1          mean over families
 *     differences.dual.reflex.collision.families.merge.holmP  one family
 *     differences.dual.reflex."stalenessAtUseMs.p95".n        names with dots in quotes
 *     baseline.dual.collision.ci95.0                          candidate minus baseline, at the latency of the summary
 */
export function checkValues({ summary, differences, baseline }: ComparisonDocument): CheckValues {
  const reported = baseline?.filter(({ arm, latency }) => summary.arms[arm].latency === latency) ?? null;
  return {
    ...summary,
    differences: nest(
      differences,
      ({ a }) => a,
      (ofA) =>
        nest(
          ofA,
          ({ b }) => b,
          (ofB) => nest(ofB, ({ metric }) => metric, metricValues),
        ),
    ),
    baseline:
      reported &&
      nest(
        reported,
        ({ arm }) => arm,
        (ofArm) =>
          nest(
            ofArm,
            ({ metric }) => metric,
            ([row]) => row,
          ),
      ),
  } as CheckValues;
}

function metricValues(rows: readonly Difference[]): object {
  const families = rows.filter(({ scope }) => scope !== 'all' && scope !== 'macro');
  return {
    ...rows.find(({ scope }) => scope === 'all'),
    macro: rows.find(({ scope }) => scope === 'macro') ?? null,
    families: nest(
      families,
      ({ scope }) => scope,
      ([row]) => row,
    ),
  };
}

function nest<Row extends Difference | BaselineRow>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  valueOf: (rows: readonly Row[]) => object,
): Record<string, object> {
  return Object.fromEntries([...groupBy(rows, nameOf)].map(([name, members]) => [name, valueOf(members)]));
}
