import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Concrete } from '../domains/concrete.ts';
import type { Domain } from '../domains/domain.ts';
import { domainNamed, DOMAINS, libraryEntry } from '../domains/domains.ts';
import { loadAnyScenario, type AnyScenario } from '../language/any-scenario.ts';
import { isArmFile } from '../language/check-files.ts';
import { checkAnyText } from '../language/check.ts';
import { ScenarioError } from '../language/problem.ts';
import { besideFile } from '../language/read-beside.ts';
import { episodeSeed, type Split } from '../language/splits.ts';
import { SUITES, suiteScenarios } from '../suites/suites.ts';
import { UsageProblem } from './usage.ts';

/** What a run is about: scenarios of one domain by id, under one name. */
export interface Selection {
  readonly name: string;
  readonly domain: Domain;
  readonly scenarios: readonly string[];
  /** Arms of the suite, or null when the user must be served all. */
  readonly arms: readonly string[] | null;
  /** @param split that of the selection unless given */
  readonly resolve: (scenario: string, seed: number, split?: string) => Concrete;
  /** Scenarios that came from files, by id. */
  readonly ofFiles: Readonly<Record<string, AnyScenario>>;
  /** What scenarios demand of their episodes, by id; those without demands are left out. */
  readonly checks: ReadonlyMap<string, readonly string[]>;
}

/** Finds suites, scenario ids (or families) and files by what the user typed. @throws UsageProblem, ScenarioError */
export function findSelection(what: readonly string[], split: Split): Selection {
  const byId = new Map<string, AnyScenario>();
  const files = new Map<string, string>();
  const arms: string[] = [];
  for (const name of what) {
    const suite = SUITES.find((candidate) => candidate.id === name);
    if (suite !== undefined) {
      for (const { id, scenario } of suiteScenarios(suite)) byId.set(id, scenario);
      for (const arm of suite.arms) if (!arms.includes(arm)) arms.push(arm);
    } else if (/\.(ya?ml|json)$/i.test(name)) {
      const id = idOf(name);
      if (files.has(id) && files.get(id) !== name)
        throw new UsageProblem(`${files.get(id)} and ${name} would both be scenario '${id}'; rename one of the files`);
      files.set(id, name);
      byId.set(id, readScenario(name));
    } else {
      const found = DOMAINS.flatMap(({ library }) => library).filter(
        ({ id }) => id === name || id.startsWith(`${name}/`),
      );
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
    ofFiles: Object.fromEntries([...files.keys()].map((id) => [id, byId.get(id) as AnyScenario])),
    ...ofDomain(byId, split),
  };
}

/**
 * A selection of scenarios by id.
 *
 * @param ofFile the scenario of an id that came from a file; null: it is one of the library
 * @throws UsageProblem for an id that is neither
 */
export function selectionOf(
  name: string,
  ids: readonly string[],
  ofFile: (id: string) => AnyScenario | null,
): Selection {
  const byId = new Map<string, AnyScenario>();
  const ofFiles: Record<string, AnyScenario> = {};
  for (const id of ids) {
    const own = ofFile(id);
    const scenario = own ?? libraryEntry(id)?.scenario;
    if (scenario === undefined)
      throw new UsageProblem(`scenario '${id}' is none of the library; give the file that it came from`);
    if (own !== null) ofFiles[id] = own;
    byId.set(id, scenario);
  }
  return { name, scenarios: [...byId.keys()], arms: null, ofFiles, ...ofDomain(byId, 'test') };
}

/** @throws UsageProblem where scenarios are of several domains */
function ofDomain(
  byId: ReadonlyMap<string, AnyScenario>,
  split: Split,
): Pick<Selection, 'domain' | 'resolve' | 'checks'> {
  const [first] = byId;
  if (first === undefined) throw new UsageProblem('run: expected at least one scenario, found none');
  for (const [id, scenario] of byId) {
    if (scenario.domain === first[1].domain) continue;
    throw new UsageProblem(
      `'${first[0]}' is a scenario of ${first[1].domain} and '${id}' one of ${scenario.domain}; run one domain at a time`,
    );
  }
  const domain = domainNamed(first[1].domain);
  const checks = [...byId].map(([id, scenario]): [string, readonly string[]] => [id, scenario.checks]);
  return {
    domain,
    checks: new Map(checks.filter(([, demands]) => demands.length > 0)),
    resolve: (id, seed, ofSplit = split) => {
      const scenario = byId.get(id);
      if (scenario === undefined) throw new Error(`scenario ${id} is not part of this run`);
      return domain.resolve(scenario, episodeSeed(ofSplit as Split, id, seed));
    },
  };
}

/** Id of the scenario in a file. */
function idOf(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}

function unknown(name: string): UsageProblem {
  if (isArmFile(name))
    return new UsageProblem(
      `${name} describes an arm, and is no scenario; name it in a scenario file, as 'arm: { urdf: ... }', and run that`,
    );
  const suites = SUITES.map(({ id }) => id).join(', ');
  return new UsageProblem(
    `unknown suite, scenario or file '${name}'; suites are ${suites}; 'twotempo list scenarios' shows the scenarios; files end in .yaml, .yml or .json`,
  );
}

function readScenario(file: string): AnyScenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageProblem(`${file}: cannot be read`);
  }
  const problems = checkAnyText(text, file, besideFile(file));
  const loaded = loadAnyScenario(text, file, besideFile(file));
  if (problems.length > 0 || loaded.scenario === null) throw new ScenarioError(problems);
  return loaded.scenario;
}
