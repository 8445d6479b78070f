import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { domainNamed } from '../../scenarios/domains/domains.ts';
import type { Split } from '../../scenarios/language/splits.ts';
import { MAX_EPISODES, suitePlan, type SuitePlan } from '../host/suite-contract.ts';
import { CHOOSABLE, scenariosOf } from './suite-catalogue.ts';

/** A scenario file that is to be run. */
export interface ChosenDocument {
  readonly handle: string;
  readonly name: string;
  readonly domain: DomainName;
}

/** What of a domain is to be run. */
interface Chosen {
  /** Ids of suites and scenarios. */
  readonly what: readonly string[];
  readonly documents: readonly ChosenDocument[];
  readonly arms: readonly string[];
}

/** What a person has chosen and typed so far. A run is of one domain. */
export interface SuiteDraft extends Chosen {
  readonly domain: DomainName;
  /** What was chosen of the others. */
  readonly others: Readonly<Partial<Record<DomainName, Chosen>>>;
  readonly firstSeed: string;
  readonly lastSeed: string;
  readonly split: Split;
  /** Numbers with commas between them, ms. */
  readonly latencies: string;
  readonly record: SuitePlan['record'];
  readonly workers: string;
}

export type DraftField = 'what' | 'arms' | 'seeds' | 'latencies' | 'workers' | 'size';

export interface CheckedDraft {
  /** Null while something is wrong. */
  readonly plan: SuitePlan | null;
  /** What is wrong, in sentences. */
  readonly faults: Readonly<Partial<Record<DraftField, string>>>;
  /** Of the plan; null while that is not known. */
  readonly episodes: number | null;
}

/** `run --seeds` takes no more either. */
const MAX_SEEDS = 1_000_000;
const MAX_LATENCIES = 20;
const MAX_LATENCY_MS = 60_000;
const MAX_WORKERS = 64;

const FIRST: Readonly<Record<DomainName, Chosen>> = {
  driving: { what: ['pedestrian/tail'], documents: [], arms: ['fast', 'reflex', 'dual'] },
  manipulation: { what: ['pick-place/tail'], documents: [], arms: domainNamed('manipulation').armGroups.standard },
};

/** Twenty seeds are the fewest of which a rate is shown. */
export function firstDraft(cores: number): SuiteDraft {
  return {
    domain: 'driving',
    others: {},
    ...FIRST.driving,
    firstSeed: '0',
    lastSeed: '19',
    split: 'test',
    latencies: '200',
    record: 'failures',
    workers: String(Math.min(MAX_WORKERS, Math.max(1, cores - 1))),
  };
}

/** The draft turned to a domain: what was chosen of it before is chosen again, and what is left is kept. */
export function inDomain(draft: SuiteDraft, domain: DomainName): SuiteDraft {
  if (domain === draft.domain) return draft;
  const { what, documents, arms, others } = draft;
  return {
    ...draft,
    domain,
    ...(others[domain] ?? FIRST[domain]),
    others: { ...others, [draft.domain]: { what, documents, arms } },
  };
}

/** Scenario files that can be chosen, or left out again. @param files at hand, of all domains */
export function documentsFor({ domain, documents }: SuiteDraft, files: readonly ChosenDocument[]): ChosenDocument[] {
  const ofDomain = files.filter((file) => file.domain === domain);
  // A file that was handed over, as by the editor, may lie elsewhere; one at hand may have become another domain's.
  const others = documents.filter(({ handle }) => ofDomain.every((file) => file.handle !== handle));
  return [...others, ...ofDomain];
}

/** All that is wrong at once, and the plan where nothing is. */
export function checkDraft(draft: SuiteDraft): CheckedDraft {
  const { split, record } = draft;
  const arms = Object.keys(domainNamed(draft.domain).armTitles).filter((arm) => draft.arms.includes(arm));
  const seeds = seedsOf(draft);
  const latencies = latenciesOf(draft.latencies);
  const workers = workersOf(draft.workers);
  const nothing = draft.what.length + draft.documents.length === 0;
  const faults = {
    ...(nothing ? { what: 'Choose at least one suite, scenario or scenario file.' } : {}),
    ...(arms.length === 0 ? { arms: 'Choose at least one arm.' } : {}),
    ...(typeof seeds === 'string' ? { seeds } : {}),
    ...(typeof latencies === 'string' ? { latencies } : {}),
    ...(typeof workers === 'string' ? { workers } : {}),
  };
  if (nothing || arms.length === 0 || typeof seeds === 'string' || typeof latencies === 'string')
    return { plan: null, faults, episodes: null };
  const scenarios = scenariosOf(draft.what).length + draft.documents.length;
  const episodes = scenarios * arms.length * (seeds[1] - seeds[0] + 1) * latencies.length;
  if (episodes > MAX_EPISODES) {
    const size = `More than ${MAX_EPISODES} can only be run with the command line: choose fewer seeds or arms.`;
    return { plan: null, faults: { ...faults, size }, episodes };
  }
  if (typeof workers === 'string') return { plan: null, faults, episodes };
  const plan: SuitePlan = {
    what: CHOOSABLE.flatMap(({ id }) => (draft.what.includes(id) ? [id] : [])),
    documents: draft.documents.map(({ handle }) => handle),
    ...{ arms, seeds: [...seeds], split, latenciesMs: [...latencies], record, workers },
  };
  const parsed = suitePlan.safeParse(plan);
  if (parsed.success) return { plan, faults, episodes };
  return { plan: null, faults: { what: 'Choose at most 100 suites and scenarios and 100 files.' }, episodes };
}

function seedsOf({ firstSeed, lastSeed }: SuiteDraft): readonly [number, number] | string {
  const [first, last] = [wholeNumber(firstSeed), wholeNumber(lastSeed)];
  if (first === null || last === null) {
    const wrong = first === null ? firstSeed : lastSeed;
    return `Expected whole numbers from 0 to 999999999 as seeds, found “${wrong.trim()}”.`;
  }
  if (last < first) return `The last seed, ${last}, is below the first, ${first}.`;
  if (last - first >= MAX_SEEDS) return `These are ${last - first + 1} seeds; at most ${MAX_SEEDS} can be run at once.`;
  return [first, last];
}

function latenciesOf(text: string): readonly number[] | string {
  const parts = text
    .split(/[,;\s]+/)
    .map((part) => part.replace(/ms$/i, ''))
    .filter((part) => part !== '');
  if (parts.length === 0) return 'Expected at least one latency in milliseconds, for example 200.';
  const values = parts.map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : NaN));
  const wrong = values.findIndex((value) => !(value >= 0 && value <= MAX_LATENCY_MS));
  if (wrong >= 0)
    return `Expected milliseconds from 0 to ${MAX_LATENCY_MS}, with commas between, found “${parts[wrong]}”.`;
  const distinct = [...new Set(values)];
  return distinct.length > MAX_LATENCIES
    ? `These are ${distinct.length} latencies; at most ${MAX_LATENCIES} can be run at once.`
    : distinct;
}

function workersOf(text: string): number | string {
  const workers = wholeNumber(text);
  return workers !== null && workers >= 1 && workers <= MAX_WORKERS
    ? workers
    : `Expected a whole number of workers from 1 to ${MAX_WORKERS}, found “${text.trim()}”.`;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}
