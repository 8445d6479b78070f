import { withoutPlace } from '../builder.ts';
import { ScenarioError } from '../problem.ts';
import type { ManipulationInput, ManipulationScenario } from './schema.ts';
import { validateManipulation } from './validate.ts';

/**
 * The scenario that the same text as YAML would give: checked, with all defaults filled in.
 * @throws ScenarioError with one line for each problem
 */
export function defineManipulationScenario(input: ManipulationInput): ManipulationScenario {
  const { scenario, faults } = validateManipulation(input);
  if (scenario !== null) return scenario;
  throw new ScenarioError(faults.map((fault) => withoutPlace(fault, input.name)));
}
