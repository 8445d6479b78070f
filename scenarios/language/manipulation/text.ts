import type { Problem } from '../problem.ts';
import { episodeSeed } from '../splits.ts';
import { loadWith } from '../yaml.ts';
import type { Loaded } from '../yaml.ts';
import { tryResolveManipulation } from './resolve.ts';
import type { ManipulationScenario } from './schema.ts';
import { validateManipulation } from './validate.ts';

/** Draws that a scenario must survive to count as good. */
const TRIED_SEEDS = 20;

/** Reads a scenario of the arm from YAML 1.2 or JSON text. @param file name for messages */
export function loadManipulation(text: string, file: string): Loaded<ManipulationScenario> {
  return loadWith(text, file, validateManipulation);
}

/**
 * Everything wrong with the text of a scenario of the arm: its shape, and whether `TRIED_SEEDS` draws of it can be
 * simulated. Never throws for bad input.
 */
export function checkManipulationText(text: string, file: string): readonly Problem[] {
  const loaded = loadManipulation(text, file);
  if (loaded.scenario === null) return loaded.problems;
  for (let k = 0; k < TRIED_SEEDS; k++) {
    const { faults } = tryResolveManipulation(loaded.scenario, episodeSeed('train', file, k));
    if (faults !== null) return faults.map(loaded.place);
  }
  return [];
}
