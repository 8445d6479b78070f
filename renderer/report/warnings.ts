import { ENOUGH_RUNS } from '../../scenarios/compare/verdict.ts';
import type { ReportData } from '../../scenarios/report/report-data.ts';
import { armEntries } from './arms.ts';

/** What a reader must know before the numbers. */
export interface Warning {
  /** `error`: the numbers lack something; `warning`: read them with care; `note`: the report lacks something. */
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly details: readonly string[];
}

/** The gravest first. */
export function warningsOf(data: ReportData): Warning[] {
  return [
    ...errorEpisodes(data),
    ...mixedEngines(data),
    ...mixedClocks(data),
    ...fewRuns(data),
    ...unequalArms(data),
    ...emptyBaseline(data),
    ...missingReplays(data),
  ];
}

function errorEpisodes({ comparison }: ReportData): Warning[] {
  const errors = comparison.summary.errorEpisodes;
  if (errors.length === 0) return [];
  const text =
    errors.length === 1
      ? '1 episode ended in an internal error. It is in no rate below.'
      : `${errors.length} episodes ended in an internal error. They are in no rate below.`;
  const details = errors.map(
    ({ arm, latency, scenario, seed, what, message }) =>
      `${arm}, ${latency}, ${scenario}, seed ${seed}: ${what}: ${message}`,
  );
  return [{ level: 'error', text, details }];
}

/** Several versions are listed with commas. */
function mixedEngines({ comparison }: ReportData): Warning[] {
  const { version, models } = comparison.summary.engine;
  const mixed = Object.entries({ engine: version, ...models }).filter(([, text]) => text.includes(', '));
  return mixed.map(([name, text]) => ({
    level: 'warning' as const,
    text: `The results come from different versions of ${name === 'engine' ? 'the engine' : `the model ${name}`}. Differences between arms may come from that.`,
    details: text.split(', '),
  }));
}

function mixedClocks({ comparison }: ReportData): Warning[] {
  const mixed = armEntries(comparison.summary).filter(({ arm }) => arm.clock === 'mixed');
  if (mixed.length === 0) return [];
  return [
    {
      level: 'warning',
      text: `${listOf(mixed.map(({ name }) => name))}: latencies were modelled in some episodes and measured in others.`,
      details: [],
    },
  ];
}

function fewRuns({ comparison }: ReportData): Warning[] {
  const few = armEntries(comparison.summary).filter(({ arm }) => arm.collision.n < ENOUGH_RUNS);
  if (few.length === 0) return [];
  return [
    {
      level: 'warning',
      text: `Not enough runs for rates (fewer than ${ENOUGH_RUNS} episodes): ${listOf(few.map(({ name }) => name))}.`,
      details: [],
    },
  ];
}

function unequalArms({ comparison }: ReportData): Warning[] {
  const entries = armEntries(comparison.summary);
  if (new Set(entries.map(({ arm }) => arm.episodes)).size < 2) return [];
  return [
    {
      level: 'warning',
      text: 'Not all arms ran the same number of episodes; differences are of the situations that both arms met.',
      details: entries.map(({ name, arm }) => `${name}: ${arm.episodes} episodes`),
    },
  ];
}

function emptyBaseline({ comparison }: ReportData): Warning[] {
  if (comparison.baseline === null || comparison.baseline.length > 0) return [];
  return [{ level: 'warning', text: 'The baseline has no episode in common with these results.', details: [] }];
}

function missingReplays({ missing }: ReportData): Warning[] {
  if (missing.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { why } of missing) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const text =
    missing.length === 1
      ? '1 of the episodes that ended differently cannot be replayed here.'
      : `${missing.length} of the episodes that ended differently cannot be replayed here.`;
  return [
    { level: 'note', text, details: [...reasons].map(([why, count]) => (count > 1 ? `${why} (${count})` : why)) },
  ];
}

function listOf(names: readonly string[]): string {
  return names.join(', ');
}
