import type { AnyScenario } from '../language/any-scenario.ts';
import type { Concrete, DomainName } from './concrete.ts';

export interface LibraryEntry {
  /** `family/common` or `family/tail`; unique over all domains. */
  readonly id: string;
  readonly scenario: AnyScenario;
}

/** A line of explanation for each name. */
export type Titles = Readonly<Record<string, string>>;

/** What arms are made of. */
export interface Parts {
  readonly policies: Titles;
  readonly gates: Titles;
  readonly planners: Titles;
  readonly merges: Titles;
}

/** What is to be known of a domain's models before they act in a scenario. */
export interface ModelsNote {
  /** They cannot act there at all. */
  readonly isRefused: boolean;
  /** A sentence without a full stop. */
  readonly text: string;
}

/** What a domain offers to those who list, choose and run episodes. Who asks this never asks for the domain's name. */
export interface Domain {
  readonly name: DomainName;
  readonly library: readonly LibraryEntry[];
  readonly armTitles: Titles;
  /** Names that stand for several arms; `standard` is what runs when nobody chose. */
  readonly armGroups: Readonly<Record<string, readonly string[]>> & { readonly standard: readonly string[] };
  readonly parts: Parts;
  /** Fast policies to choose among, the usual one first; empty: arms come with theirs. */
  readonly policyChoices: readonly string[];
  /** Planners that can replace the arms' own, which comes first; empty: arms come with theirs. */
  readonly plannerChoices: readonly string[];
  /** Whether an arm's results are the same at every latency: it runs once and counts at all of them. */
  isWithoutLatency(arm: string): boolean;
  /** Whether an episode of the arm runs with the domain's models where there are any. */
  usesModels(arm: string): boolean;
  /** Null: the models were made for scenarios like this one. */
  modelsIn(scenario: AnyScenario): ModelsNote | null;
  /** @throws ScenarioError when this draw cannot be simulated; RangeError for a scenario of another domain */
  resolve(scenario: AnyScenario, episodeSeed: string): Concrete;
}
