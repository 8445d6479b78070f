import type { BaselineRow } from '../../scenarios/compare/comparison.ts';
import type { ComparisonDocument, Difference, Verdict } from '../../scenarios/compare/comparison.ts';
import { ENOUGH_RUNS } from '../../scenarios/compare/verdict.ts';
import type { ReportData } from '../../scenarios/report/report-data.ts';
import type { ArmSummary, RateSummary } from '../../scenarios/results/summary-types.ts';
import { latencyWords } from '../replay/words.ts';
import { pairName } from './changed-list.ts';
import { armEntries, isReported, mainDifference, plainName } from './arms.ts';
import { differenceValue, intervalText, percent, points, pSentence } from './words.ts';

/** What the report says in a few sentences. */
export interface ReportSummary {
  /** Of the main result, and what it is about; null: nothing was compared. */
  readonly verdict: Verdict | null;
  readonly about: string | null;
  /** The main result first. Every rate comes with its interval and its n. */
  readonly sentences: readonly string[];
  /** Plain names of the arms that the main result is about. */
  readonly arms: readonly string[];
}

/** With a baseline, what changed against it comes first; else what a reader wants to know of the arms. */
export function summaryOf({ comparison, replays }: ReportData): ReportSummary {
  const main = mainDifference(comparison);
  const row = mainBaselineRow(comparison);
  const changed = changedSentence(comparison, replays.length);
  if (row !== null) {
    const arms = main === null ? [] : [mainSentence(main, comparison), ...priceSentence(main.a, comparison)];
    const about = `${row.arm} against the baseline`;
    const names = plainNames([row.arm, ...(main === null ? [] : [main.a, main.b])]);
    const verdict = row.identical === row.n ? 'equivalent' : row.verdict;
    return { verdict, about, sentences: [baselineSentence(row), ...arms, changed], arms: names };
  }
  if (main === null) {
    const alone = armEntries(comparison.summary).map(({ name, arm }) => aloneSentence(name, arm));
    const names = plainNames(Object.keys(comparison.summary.arms));
    return { verdict: null, about: null, sentences: [...alone, NOTHING], arms: names };
  }
  return {
    verdict: main.verdict,
    about: `${main.a} against ${main.b}`,
    sentences: [
      mainSentence(main, comparison),
      ...otherSentence(main, comparison),
      ...priceSentence(main.a, comparison),
      changed,
    ],
    arms: plainNames([main.a, main.b]),
  };
}

function plainNames(names: readonly string[]): string[] {
  return [...new Set(names.map(plainName))];
}

const NOTHING = 'There is no second arm on the same situations, so nothing is compared.';

const IT_IS: Readonly<Record<Exclude<Verdict, 'not-enough'>, string>> = {
  better: 'it is better',
  worse: 'it is worse',
  equivalent: 'it is equivalent',
  undecided: 'undecided',
};

/** Collisions of the arm that matters most: dual before others. */
function mainBaselineRow({ baseline, summary }: ComparisonDocument): BaselineRow | null {
  const rows = (baseline ?? []).filter(
    ({ arm, latency, metric }) =>
      metric === 'collision' && (!Object.hasOwn(summary.arms, arm) || summary.arms[arm].latency === latency),
  );
  return rows.find(({ arm }) => plainName(arm).startsWith('dual')) ?? rows[0] ?? null;
}

function baselineSentence({ arm, n, identical, baseline, candidate, verdict, ...row }: BaselineRow): string {
  if (identical === n) return `${arm} and the baseline went the same to the bit in all ${n} common situations.`;
  if (verdict === 'not-enough') {
    return `${arm} and the baseline have ${n} situations in common: not enough runs to compare them, at least ${ENOUGH_RUNS} are needed.`;
  }
  const rates = `${percent(candidate)} of episodes with a collision now, ${percent(baseline)} before`;
  const numbers = numbersOf({ ...row, kind: 'rate' });
  return `${arm} against the baseline, ${IT_IS[verdict]}: ${rates}, ${numbers}, on the same ${n} situations, of which ${identical} went the same to the bit.`;
}

function aloneSentence(name: string, { collision }: ArmSummary): string {
  return `${name} collided in ${ofN(collision)}.`;
}

function mainSentence(main: Difference, { summary }: ComparisonDocument): string {
  const sides = [main.a, main.b]
    .filter((name) => Object.hasOwn(summary.arms, name))
    .map((name, i) => `${name}${i === 0 ? ' collided' : ''} in ${ofN(summary.arms[name].collision)}`)
    .join(', ');
  return `${sides}. ${resultText(main)}`;
}

function resultText(main: Difference): string {
  const { a, b, n, verdict } = main;
  if (verdict === 'not-enough') {
    return `With ${n} common situations there are not enough runs to compare them; at least ${ENOUGH_RUNS} are needed.`;
  }
  const said = {
    better: `${a} is better than ${b}`,
    worse: `${a} is worse than ${b}`,
    equivalent: `${a} and ${b} are equivalent within the margin`,
    undecided: `Undecided between ${a} and ${b}`,
  }[verdict];
  return `${said}: on the same ${n} situations the difference is ${numbersOf(main)}.`;
}

function numbersOf({
  difference,
  ci95,
  pValue,
  kind,
}: Pick<Difference, 'difference' | 'ci95' | 'pValue' | 'kind'>): string {
  if (difference === null) return 'not defined';
  const limits = ci95 === null ? '' : `, 95 % interval ${intervalText(ci95, (limit) => differenceValue(limit, kind))}`;
  const p = pValue === null ? '' : `, exact McNemar test ${pSentence(pValue)}`;
  return `${differenceValue(difference, kind)} percentage points${limits}${p}`;
}

/** Against `fast`, where that is not the main result itself. */
function otherSentence(main: Difference, { differences, summary }: ComparisonDocument): string[] {
  const other = differences.find(
    (one) =>
      one !== main &&
      one.a === main.a &&
      plainName(one.b) === 'fast' &&
      one.metric === 'collision' &&
      one.scope === 'all' &&
      isReported(one, summary),
  );
  if (other === undefined || other.verdict === 'not-enough') return [];
  return [`Against ${other.b}, ${IT_IS[other.verdict]}: ${numbersOf(other)}, n = ${other.n}.`];
}

function priceSentence(name: string, { summary }: ComparisonDocument): string[] {
  if (!Object.hasOwn(summary.arms, name)) return [];
  const { planner, latency, clock } = summary.arms[name];
  if (planner.calls === 0) return [];
  const perMinute = planner.callsPerMinute === null ? '' : ` (${planner.callsPerMinute.toFixed(1)} calls per minute)`;
  const duty = percent(planner.dutyCycle);
  return [
    `The price: the planner of ${name} was at work ${duty} of the time${perMinute}; ${latencyWords(latency)}, ${clockWord(clock)}.`,
  ];
}

export function clockWord(clock: ArmSummary['clock']): string {
  return { virtual: 'modelled', live: 'measured', mixed: 'partly modelled, partly measured' }[clock];
}

function changedSentence({ changed }: ComparisonDocument, replays: number): string {
  if (changed.length === 0) return 'No situation ended differently.';
  const pairs = [...new Set(changed.map(pairName))];
  const who = pairs.length === 1 ? ` for ${pairs[0]}` : '';
  const worse = changed.filter(({ direction }) => direction === 'worse').length;
  return (
    `${changed.length} ${changed.length === 1 ? 'situation' : 'situations'} ended differently${who} ` +
    `(${worse} worse, ${changed.length - worse} better); ${replays === 0 ? 'none' : replays} can be replayed here.`
  );
}

function ofN(rate: RateSummary): string {
  const { count, n, ci95 } = rate;
  const text = `${count} of ${n} episodes`;
  if (n < ENOUGH_RUNS || rate.rate === null || ci95 === null) return `${text} (not enough runs for a rate)`;
  return `${text} (${points(rate.rate)} %, 95 % interval ${intervalText(ci95, points)})`;
}
