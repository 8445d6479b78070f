import { fieldName, ScenarioError } from './problem.ts';
import type { Problem } from './problem.ts';
import type { Fault } from './validate.ts';
import { validateScenario } from './validate.ts';
import type { Scenario, ScenarioInput } from './schema.ts';

/**
 * The scenario that the same text as YAML would give: checked, with all defaults filled in.
 * @throws ScenarioError with one line for each problem
 */
export function defineScenario(input: ScenarioInput): Scenario {
  const { scenario, faults } = validateScenario(input);
  if (scenario !== null) return scenario;
  throw new ScenarioError(faults.map((fault) => withoutPlace(fault, input.name)));
}

/** A fault of a scenario that did not come from text; `name` stands for the file. */
export function withoutPlace(fault: Fault, name: string): Problem {
  const { path, expected, found, tip } = fault;
  return { file: name, line: 0, column: 0, field: fieldName(path), expected, found, tip };
}
