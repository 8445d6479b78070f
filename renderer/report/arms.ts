import { armTitle } from '../../policies/driving/arm-titles.ts';
import { isManipulationArmName, MANIPULATION_ARM_TITLES } from '../../policies/manipulation/arm-names.ts';
import { entriesByArm } from '../../scenarios/compare/arm-order.ts';
import { REFLEX_ARMS } from '../../scenarios/compare/best-reflex.ts';
import type { ComparisonDocument, Difference } from '../../scenarios/compare/comparison.ts';
import type { ArmSummary, RateMetric, Summary } from '../../scenarios/results/summary-types.ts';

/** An arm with its place in the order of presentation, which decides its colour, dash and marker in every chart. */
export interface ArmEntry {
  readonly name: string;
  readonly index: number;
  readonly arm: ArmSummary;
}

export function armEntries(summary: Summary): ArmEntry[] {
  const plainNames = Object.keys(summary.arms).map((name) => [plainName(name), null] as const);
  const order = entriesByArm(Object.fromEntries(plainNames)).map(([name]) => name);
  const rank = ([name]: readonly [string, ArmSummary]): number => order.indexOf(plainName(name));
  return entriesByArm(summary.arms)
    .sort((x, y) => rank(x) - rank(y))
    .map(([name, arm], index) => ({ name, index, arm }));
}

/** `dual@runs/a` is the arm `dual`, kept apart for the folder `runs/a`. */
export function plainName(name: string): string {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}

function folderOf(name: string): string | null {
  const at = name.indexOf('@');
  return at < 0 ? null : name.slice(at + 1);
}

/** The arm of that plain name that `name` is to be compared with: of the same folder, or one that all folders share. */
export function partnerOf(summary: Summary, name: string, plain: string): string | null {
  const folder = folderOf(name);
  const names = folder === null ? [plain] : [`${plain}@${folder}`, plain];
  return names.find((one) => Object.hasOwn(summary.arms, one)) ?? null;
}

/** What an arm of the summary's domain is, by its plain name; null for one that is not known here. */
export function titleIn({ domain }: Pick<Summary, 'domain'>, name: string): string | null {
  if (domain === undefined) return armTitle(name);
  return isManipulationArmName(name) ? MANIPULATION_ARM_TITLES[name] : null;
}

/** Of the arms without planner that `name` is to be compared with, the one with the fewest collisions; null: none ran. */
export function bestReflexFor(summary: Summary, name: string): string | null {
  let best: string | null = null;
  let lowest = Infinity;
  for (const plain of REFLEX_ARMS) {
    const partner = partnerOf(summary, name, plain);
    const rate = partner === null ? null : summary.arms[partner].collision.rate;
    if (rate === null || rate >= lowest) continue;
    best = partner;
    lowest = rate;
  }
  return best;
}

/** Differences in the order in which arms are presented. */
export function inArmOrder(differences: readonly Difference[], summary: Summary): Difference[] {
  const rank = new Map(armEntries(summary).map(({ name, index }) => [name, index]));
  const rankOf = (name: string): number => rank.get(name) ?? rank.size;
  return [...differences].sort((x, y) => rankOf(x.a) - rankOf(y.a) || rankOf(x.b) - rankOf(y.b));
}

/** Whether a difference belongs to the latency that its arm is reported at. */
export function isReported({ a, latency }: Difference, summary: Summary): boolean {
  return !Object.hasOwn(summary.arms, a) || summary.arms[a].latency === latency;
}

/** p of the exact McNemar test of `a` against `b` in a rate; null where they were not compared. */
export function rateP(
  { differences, summary }: ComparisonDocument,
  metric: RateMetric,
  a: string,
  b: string | null,
): number | null {
  const difference = differences.find(
    (one) => one.a === a && one.b === b && one.metric === metric && one.scope === 'all' && isReported(one, summary),
  );
  if (difference !== undefined) return difference.pValue;
  return summary.paired.find((row) => row.a === a && row.b === b && row.metric === metric)?.pValue ?? null;
}

/**
 * The comparison that a reader wants first, of collisions over all situations: one arm of two folders, else a dual arm
 * against the best arm without planner, else against `fast`, else the first there is; null without any.
 */
export function mainDifference({ differences, summary }: ComparisonDocument): Difference | null {
  const pooled = differences.filter(
    (one) => one.metric === 'collision' && one.scope === 'all' && isReported(one, summary),
  );
  const preferences: readonly ((one: Difference) => boolean)[] = [
    ({ a, b }) => plainName(a) === 'dual' && plainName(b) === 'dual',
    ({ a, b }) => plainName(a) === plainName(b),
    ({ a, b }) => plainName(a) === 'dual' && b === bestReflexFor(summary, a),
    ({ a, b }) => isDual(a) && b === bestReflexFor(summary, a),
    ({ a }) => plainName(a) === 'dual',
    ({ a }) => isDual(a),
    () => true,
  ];
  for (const preferred of preferences) {
    const found = pooled.find(preferred);
    if (found !== undefined) return found;
  }
  return null;
}

function isDual(name: string): boolean {
  return name.startsWith('dual');
}
