import type { Problem } from './problem.ts';
import { tryResolve } from './resolve.ts';
import { episodeSeed } from './splits.ts';
import { loadScenario } from './yaml.ts';

/** Draws that a scenario must survive to count as good. */
const TRIED_SEEDS = 20;

/**
 * Everything wrong with the text of a scenario file: its shape, and whether `TRIED_SEEDS` draws of it can be simulated.
 * Never throws for bad input.
 */
export function checkText(text: string, file: string): readonly Problem[] {
  const loaded = loadScenario(text, file);
  if (loaded.scenario === null) return loaded.problems;
  for (let k = 0; k < TRIED_SEEDS; k++) {
    const { faults } = tryResolve(loaded.scenario, episodeSeed('train', file, k));
    // The faults of one draw: others mostly repeat them with other numbers.
    if (faults !== null) return faults.map(loaded.place);
  }
  return [];
}
