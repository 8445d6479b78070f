import {
  CheckExpressionError,
  evaluateCheck,
  parseCheck,
  type Check,
  type CheckResult,
} from '../compare/check-expression.ts';
import type { Domain } from '../domains/domain.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { Summary } from '../results/summary-types.ts';
import { summarise } from '../results/summary.ts';
import type { Selection } from './select-scenarios.ts';
import { UsageProblem } from './usage.ts';

export interface ScenarioVerdicts {
  readonly verdicts: readonly CheckResult[];
  /** Checks that this run says nothing about, since an arm of theirs did not run; sentences. */
  readonly skipped: readonly string[];
}

/**
 * What scenarios demand in their `checks`: each is held against the episodes of its scenario alone.
 * @param domain of the run
 * @param isAsked which checks are looked at; all unless given
 * @throws UsageProblem for a check of what there is not
 */
export function evaluateScenarioChecks(
  checks: Selection['checks'],
  results: readonly EpisodeResult[],
  domain: Domain,
  isAsked: (check: Check) => boolean = () => true,
): ScenarioVerdicts {
  const verdicts: CheckResult[] = [];
  const skipped: string[] = [];
  for (const [scenario, texts] of checks) {
    const own = results.filter((result) => result.scenario === scenario);
    if (own.length === 0) continue;
    const summary = summarise(own);
    for (const text of texts) {
      const check = parseCheck(text);
      if (!isAsked(check)) continue;
      const absent = armsOf(check, domain).find(({ name }) => !Object.hasOwn(summary.arms, name));
      if (absent !== undefined) {
        skipped.push(`check of ${scenario} not looked at, since the arm ${absent.name} did not run: ${text}`);
        continue;
      }
      const verdict = evaluateFor(scenario, check, summary);
      verdicts.push({ ...verdict, text: `${scenario}: ${verdict.text}`, message: `${scenario}: ${verdict.message}` });
    }
  }
  return { verdicts, skipped };
}

function evaluateFor(scenario: string, check: Check, summary: Summary): CheckResult {
  try {
    return evaluateCheck(check, summary);
  } catch (error) {
    if (error instanceof CheckExpressionError) throw new UsageProblem(`${scenario}, checks: ${error.message}`);
    throw error;
  }
}

/** The arms of a domain that a check names, and where. */
export function armsOf(
  { left, right }: Check,
  { armTitles }: Domain,
): { readonly name: string; readonly position: number }[] {
  return [left, right].flatMap((operand) =>
    operand.kind === 'path' && Object.hasOwn(armTitles, operand.segments[0].name) ? [operand.segments[0]] : [],
  );
}
