import { loadAnyScenario, type AnyScenario } from './any-scenario.ts';
import type { ReadBeside } from './manipulation/read-arm.ts';
import { tryResolveManipulation } from './manipulation/resolve.ts';
import type { Problem } from './problem.ts';
import { tryResolve } from './resolve.ts';
import { episodeSeed } from './splits.ts';
import type { Fault } from './validate.ts';
import { loadScenario, type Loaded } from './yaml.ts';

/** Draws that a scenario must survive to count as good. */
const TRIED_SEEDS = 20;

/**
 * Everything wrong with the text of a scenario file: its shape, and whether `TRIED_SEEDS` draws of it can be simulated.
 * Never throws for bad input.
 */
export function checkText(text: string, file: string): readonly Problem[] {
  return checkDraws(loadScenario(text, file), file);
}

/** As `checkText`, for all domains. @param readBeside see `loadAnyScenario` */
export function checkAnyText(text: string, file: string, readBeside?: ReadBeside): readonly Problem[] {
  return checkDraws(loadAnyScenario(text, file, readBeside), file);
}

function checkDraws(loaded: Loaded<AnyScenario>, file: string): readonly Problem[] {
  if (loaded.scenario === null) return loaded.problems;
  for (let k = 0; k < TRIED_SEEDS; k++) {
    const { faults } = tryResolveAny(loaded.scenario, episodeSeed('train', file, k));
    // The faults of one draw: others mostly repeat them with other numbers.
    if (faults !== null) return faults.map(loaded.place);
  }
  return [];
}

function tryResolveAny(scenario: AnyScenario, seed: string): { readonly faults: readonly Fault[] | null } {
  return scenario.domain === 'driving' ? tryResolve(scenario, seed) : tryResolveManipulation(scenario, seed);
}
