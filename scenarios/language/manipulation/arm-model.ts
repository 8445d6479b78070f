import type { ArmModel } from '../../../sim/robotics/arm/arm-model.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { parseUrdf } from '../../urdf/parse-urdf.ts';
import { UrdfProblem } from '../../urdf/urdf-problem.ts';
import type { Fault } from '../validate.ts';
import type { ManipulationScenario } from './schema.ts';

/** Arms that are kept: all draws of a scenario have the same one. */
const MOST_KEPT = 8;

const kept = new Map<string, ArmModel>();

/** The arm of a scenario, or what is wrong with its description. The same object for the same description. */
export function armModelOf({ urdf }: ManipulationScenario['arm']): ArmModel | Fault {
  if (urdf === undefined) return PANDA;
  const path = ['arm', 'urdf'];
  if (typeof urdf === 'string') {
    const found = `the path ${urdf} alone`;
    return { path, expected: 'a URDF file that was read', found, tip: 'Run or check the file with the command line.' };
  }
  const known = kept.get(urdf.text);
  if (known !== undefined) return known;
  try {
    const model = parseUrdf(urdf.text, urdf.file);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(urdf.text, model);
    return model;
  } catch (error) {
    if (!(error instanceof UrdfProblem)) throw error;
    const { line, field, expected, found, tip } = error.problem;
    return { path, expected: `${expected} (${urdf.file}, line ${line}: ${field})`, found, tip };
  }
}
