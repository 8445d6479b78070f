import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isArmName, type ArmName } from '../../policies/driving/arms.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { checkText } from '../language/check.ts';
import { ScenarioError } from '../language/problem.ts';
import { resolveScenario } from '../language/resolve.ts';
import type { Scenario } from '../language/schema.ts';
import { episodeSeed, type Split } from '../language/splits.ts';
import { loadScenario } from '../language/yaml.ts';
import { LIBRARY, libraryScenario } from '../library/registry.ts';
import { SUITES } from '../suites/suites.ts';
import { UsageProblem } from './usage.ts';

/** What a run is about: scenarios by id, under one name. */
export interface Selection {
  readonly name: string;
  readonly scenarios: readonly string[];
  /** Arms of the suite, or null when the user must be served all. */
  readonly arms: readonly ArmName[] | null;
  /** @param split that of the selection unless given */
  readonly resolve: (
    scenario: string,
    seed: number,
    split?: string,
  ) => { readonly spec: DrivingSpec; readonly episodeSeed: string };
  /** Scenarios that came from files, by id. */
  readonly ofFiles: Readonly<Record<string, Scenario>>;
  /** What scenarios demand of their episodes, by id; those without demands are left out. */
  readonly checks: ReadonlyMap<string, readonly string[]>;
}

/** Finds suites, scenario ids (or families) and files by what the user typed. @throws UsageProblem, ScenarioError */
export function findSelection(what: readonly string[], split: Split): Selection {
  const byId = new Map<string, Scenario>();
  const files = new Map<string, string>();
  const arms: ArmName[] = [];
  for (const name of what) {
    const suite = SUITES.find((candidate) => candidate.id === name);
    if (suite !== undefined) {
      for (const id of suite.scenarios) byId.set(id, libraryScenario(id));
      for (const arm of suite.arms) if (isArmName(arm) && !arms.includes(arm)) arms.push(arm);
    } else if (/\.(ya?ml|json)$/i.test(name)) {
      const id = idOf(name);
      if (files.has(id) && files.get(id) !== name)
        throw new UsageProblem(`${files.get(id)} and ${name} would both be scenario '${id}'; rename one of the files`);
      files.set(id, name);
      byId.set(id, readScenario(name));
    } else {
      const found = LIBRARY.filter(({ id }) => id === name || id.startsWith(`${name}/`));
      if (found.length === 0) throw unknown(name);
      for (const { id, scenario } of found) byId.set(id, scenario);
    }
  }
  const label = what
    .map((name) =>
      // The folder of a file says nothing; that of an id is its family.
      (files.has(idOf(name)) ? idOf(name) : name).replace(/[^\w-]+/g, '-'),
    )
    .join('+');
  return {
    name: what.length === 1 && byId.size > 0 ? label : label.slice(0, 60),
    scenarios: [...byId.keys()],
    arms: arms.length > 0 ? arms : null,
    resolve: resolverOf(byId, split),
    ofFiles: Object.fromEntries([...files.keys()].map((id) => [id, byId.get(id) as Scenario])),
    checks: checksOf(byId),
  };
}

/**
 * A selection of scenarios by id.
 *
 * @param ofFile the scenario of an id that came from a file; null: it is one of the library
 * @throws UsageProblem for an id that is neither
 */
export function selectionOf(name: string, ids: readonly string[], ofFile: (id: string) => Scenario | null): Selection {
  const byId = new Map<string, Scenario>();
  const ofFiles: Record<string, Scenario> = {};
  for (const id of ids) {
    const own = ofFile(id);
    const scenario = own ?? LIBRARY.find((entry) => entry.id === id)?.scenario;
    if (scenario === undefined)
      throw new UsageProblem(`scenario '${id}' is none of the library; give the file that it came from`);
    if (own !== null) ofFiles[id] = own;
    byId.set(id, scenario);
  }
  return {
    name,
    scenarios: [...byId.keys()],
    arms: null,
    resolve: resolverOf(byId, 'test'),
    ofFiles,
    checks: checksOf(byId),
  };
}

function checksOf(byId: ReadonlyMap<string, Scenario>): Selection['checks'] {
  return new Map(
    [...byId]
      .filter(([, { checks }]) => checks.length > 0)
      .map(([id, { checks }]): [string, readonly string[]] => [id, checks]),
  );
}

function resolverOf(byId: ReadonlyMap<string, Scenario>, split: Split): Selection['resolve'] {
  return (id, seed, ofSplit = split) => {
    const scenario = byId.get(id);
    if (scenario === undefined) throw new Error(`scenario ${id} is not part of this run`);
    const name = episodeSeed(ofSplit as Split, id, seed);
    return { spec: resolveScenario(scenario, name), episodeSeed: name };
  };
}

/** Id of the scenario in a file. */
function idOf(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}

function unknown(name: string): UsageProblem {
  const suites = SUITES.map(({ id }) => id).join(', ');
  return new UsageProblem(
    `unknown suite, scenario or file '${name}'; suites are ${suites}; 'twotempo list scenarios' shows the scenarios; files end in .yaml, .yml or .json`,
  );
}

function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageProblem(`${file}: cannot be read`);
  }
  const problems = checkText(text, file);
  const loaded = loadScenario(text, file);
  if (problems.length > 0 || loaded.scenario === null) throw new ScenarioError(problems);
  return loaded.scenario;
}
