import { loadWith } from '../yaml.ts';
import type { Loaded } from '../yaml.ts';
import type { ManipulationScenario } from './schema.ts';
import { validateManipulation } from './validate.ts';

/** Reads a scenario of the arm from YAML 1.2 or JSON text. @param file name for messages */
export function loadManipulation(text: string, file: string): Loaded<ManipulationScenario> {
  return loadWith(text, file, validateManipulation);
}
