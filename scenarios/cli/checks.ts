import { type Check, CheckExpressionError, type CheckResult, parseCheck } from '../compare/check-expression.ts';
import { UsageProblem } from './usage.ts';

/** The values of `--check`. @throws UsageProblem */
export function parseChecks(texts: readonly string[]): Check[] {
  return texts.map((text) => {
    try {
      return parseCheck(text);
    } catch (error) {
      if (error instanceof CheckExpressionError) throw new UsageProblem(`--check: ${error.message}`);
      throw error;
    }
  });
}

/** One line for people. */
export function describeCheck(verdict: CheckResult): string {
  return `check ${verdict.holds ? 'holds' : 'FAILED'}: ${verdict.message}`;
}
