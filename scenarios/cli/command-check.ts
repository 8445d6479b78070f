import { DOMAIN_NAMES, type DomainName } from '../domains/concrete.ts';
import { checkFiles } from '../language/check-files.ts';
import { formatProblem } from '../language/problem.ts';
import { manipulationJsonSchema } from '../language/manipulation/schema.ts';
import { scenarioJsonSchema } from '../language/schema.ts';
import { EXIT, UsageProblem } from './usage.ts';

const SCHEMAS: Readonly<Record<DomainName, () => object>> = {
  driving: scenarioJsonSchema,
  manipulation: manipulationJsonSchema,
};

/** `twotempo check`: returns the exit code. @param schema of which domain; `true`: that of driving */
export async function commandCheck(files: readonly string[], schema: string | boolean | undefined): Promise<number> {
  if (schema !== undefined && schema !== false) {
    const domain = schema === true ? 'driving' : DOMAIN_NAMES.find((name) => name === schema);
    if (domain === undefined)
      throw new UsageProblem(`--schema: unknown domain '${schema}'; there are ${DOMAIN_NAMES.join(', ')}`);
    if (files.length > 0)
      throw new UsageProblem(
        `--schema: expected no files with it, found '${files[0]}'; check files without --schema, which only prints`,
      );
    process.stdout.write(`${JSON.stringify(SCHEMAS[domain](), null, 2)}\n`);
    return EXIT.done;
  }
  if (files.length === 0) throw new UsageProblem('check: expected at least one file (or --schema)');
  const problems = await checkFiles(files);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) return EXIT.badInput;
  process.stdout.write(`${files.length === 1 ? '1 scenario is' : `${files.length} scenarios are`} valid\n`);
  return EXIT.done;
}
