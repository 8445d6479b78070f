import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { ScenarioError } from '../language/problem.ts';
import { resolveScenario, tryResolve } from '../language/resolve.ts';
import type { Scenario } from '../language/schema.ts';
import { episodeSeed, scenarioIdOf, type Split } from '../language/splits.ts';
import { loadScenario } from '../language/yaml.ts';
import { libraryScenario } from '../library/registry.ts';
import { withSpareObstacles } from './spare.ts';

/** Which episode: a scenario of the library, or the text of a scenario file, and a seed of the user's range. */
export interface ScenarioChoice {
  readonly scenario:
    | { readonly kind: 'library'; readonly id: string }
    | { readonly kind: 'text'; readonly name: string; readonly text: string };
  readonly seed: number;
}

/** The episode that was chosen, ready for a `LiveSetup`. */
export interface OpenedScenario {
  /** Id in the library, or the file's name without its ending. */
  readonly scenario: string;
  readonly scenarioValue: Scenario;
  readonly family: string;
  readonly seed: number;
  readonly split: Split;
  readonly episodeSeed: string;
  /** With spare obstacles. */
  readonly spec: DrivingSpec;
}

/**
 * Reads and draws an episode; the same numbers as `twotempo run` draws for the same scenario, split and seed.
 * @throws ScenarioError when the scenario cannot be used; for text it names the lines
 * @throws RangeError for an unknown id, or a seed that is no whole number of at least 0
 */
export function openScenario(choice: ScenarioChoice, split: Split): OpenedScenario {
  const { scenario: source, seed } = choice;
  const id = source.kind === 'library' ? source.id : scenarioIdOf(source.name);
  const name = episodeSeed(split, id, seed);
  const { value, spec } =
    source.kind === 'library' ? fromLibrary(source.id, name) : fromText(source.text, source.name, name);
  return {
    scenario: id,
    scenarioValue: value,
    family: spec.family,
    seed,
    split,
    episodeSeed: name,
    spec: withSpareObstacles(spec),
  };
}

function fromLibrary(id: string, episodeSeedName: string): { value: Scenario; spec: DrivingSpec } {
  const value = libraryScenario(id);
  return { value, spec: resolveScenario(value, episodeSeedName) };
}

function fromText(text: string, file: string, episodeSeedName: string): { value: Scenario; spec: DrivingSpec } {
  const loaded = loadScenario(text, file);
  if (loaded.scenario === null) throw new ScenarioError(loaded.problems);
  const { spec, faults } = tryResolve(loaded.scenario, episodeSeedName);
  if (spec === null) throw new ScenarioError(faults.map(loaded.place));
  return { value: loaded.scenario, spec };
}
