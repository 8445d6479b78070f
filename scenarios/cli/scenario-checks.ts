import { isArmName } from '../../policies/driving/arms.ts';
import { evaluateCheck, parseCheck, type Check, type CheckResult } from '../compare/check-expression.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { summarise } from '../results/summary.ts';
import type { Selection } from './select-scenarios.ts';

export interface ScenarioVerdicts {
  readonly verdicts: readonly CheckResult[];
  /** Checks that this run says nothing about, since an arm of theirs did not run; sentences. */
  readonly skipped: readonly string[];
}

/** What scenarios demand in their `checks`: each is held against the episodes of its scenario alone. */
export function evaluateScenarioChecks(
  checks: Selection['checks'],
  results: readonly EpisodeResult[],
): ScenarioVerdicts {
  const verdicts: CheckResult[] = [];
  const skipped: string[] = [];
  for (const [scenario, texts] of checks) {
    const own = results.filter((result) => result.scenario === scenario);
    if (own.length === 0) continue;
    const summary = summarise(own);
    for (const text of texts) {
      const check = parseCheck(text);
      const absent = armsOf(check).find((arm) => !Object.hasOwn(summary.arms, arm));
      if (absent !== undefined) {
        skipped.push(`check of ${scenario} not looked at, since the arm ${absent} did not run: ${text}`);
        continue;
      }
      const verdict = evaluateCheck(check, summary);
      verdicts.push({ ...verdict, text: `${scenario}: ${verdict.text}`, message: `${scenario}: ${verdict.message}` });
    }
  }
  return { verdicts, skipped };
}

function armsOf({ left, right }: Check): string[] {
  return [left, right].flatMap((operand) =>
    operand.kind === 'path' && isArmName(operand.segments[0].name) ? [operand.segments[0].name] : [],
  );
}
