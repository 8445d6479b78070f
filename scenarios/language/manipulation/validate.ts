import type { FieldPath } from '../problem.ts';
import { validateWith } from '../validate.ts';
import type { Validated } from '../validate.ts';
import { manipulationSchema } from './schema.ts';
import type { ManipulationScenario } from './schema.ts';

/** Checks the shape of a scenario and fills in defaults; what depends on draws is checked by `resolveManipulation`. */
export function validateManipulation(data: unknown): Validated<ManipulationScenario> {
  return validateWith<ManipulationScenario>(manipulationSchema, data, tipFor);
}

function tipFor(path: FieldPath, value: unknown): string {
  const field = path.at(-1);
  if (typeof value === 'number' && value < 0 && typeof field === 'string' && /speed/i.test(field)) {
    return 'Speeds have no sign; points or headingRad give the direction.';
  }
  if (field === 'task' && value === undefined)
    return 'Every scenario needs a task, for example task: { kind: lift, object: cube }.';
  return '';
}
