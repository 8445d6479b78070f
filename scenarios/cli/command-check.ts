import { checkFiles } from '../language/check-files.ts';
import { formatProblem } from '../language/problem.ts';
import { scenarioJsonSchema } from '../language/schema.ts';
import { EXIT, UsageProblem } from './usage.ts';

/** `twotempo check`: returns the exit code. */
export async function commandCheck(files: readonly string[], schema: boolean): Promise<number> {
  if (schema) {
    process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    return EXIT.done;
  }
  if (files.length === 0) throw new UsageProblem('check: expected at least one file (or --schema)');
  const problems = await checkFiles(files);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) return EXIT.badInput;
  process.stdout.write(`${files.length === 1 ? '1 scenario is' : `${files.length} scenarios are`} valid\n`);
  return EXIT.done;
}
