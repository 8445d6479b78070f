import type { DomainName } from '../../scenarios/domains/concrete.ts';
import type { Sample, TextProblem } from './editor-language.ts';

/** How many of the first seeds can be drawn. */
export interface SeedCount {
  readonly tried: number;
  readonly drawn: number;
  /** Seeds that cannot, by reason. */
  readonly failures: readonly { readonly message: string; readonly seeds: readonly number[] }[];
}

/** What is in the editor. Replaced as a whole, never changed. */
export interface EditorState {
  /** Counts the documents that were opened; 0: none yet. */
  readonly document: number;
  readonly name: string;
  readonly text: string;
  /** As it is on disk, as far as is known; null: nowhere yet. */
  readonly savedText: string | null;
  /** Where it came from and goes to. */
  readonly file: 'none' | 'writable' | 'copy';
  readonly seed: number;
  /** The present text has been read. */
  readonly isRead: boolean;
  readonly domain: DomainName;
  readonly problems: readonly TextProblem[];
  readonly sample: Sample | null;
  readonly seeds: SeedCount | null;
  /** What the scene was given last. */
  readonly shown: { readonly name: string; readonly text: string; readonly seed: number } | null;
  /** Somebody else has changed the file while there are changes here. */
  readonly conflict: boolean;
  /** What would lose changes waits for an answer: the verb of a question, as in "open another file". */
  readonly asks: string | null;
  /** Short confirmation; `count` tells two equal ones apart. */
  readonly notice: { readonly text: string; readonly count: number };
}

export const EMPTY_EDITOR: EditorState = {
  document: 0,
  name: '',
  text: '',
  savedText: null,
  file: 'none',
  seed: 0,
  isRead: false,
  domain: 'driving',
  problems: [],
  sample: null,
  seeds: null,
  shown: null,
  conflict: false,
  asks: null,
  notice: { text: '', count: 0 },
};

/** Whether closing the page would lose something. */
export function isDirty({ document, text, savedText }: Pick<EditorState, 'document' | 'text' | 'savedText'>): boolean {
  return document > 0 && text !== savedText;
}

/** A name that scenario files may have. */
export function fileNameOf(name: string): string {
  const stem = name
    .trim()
    .replace(/\.(ya?ml|json)$/i, '')
    .replaceAll(/[^A-Za-z0-9._ -]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 90);
  const ending = /\.(ya?ml|json)$/i.exec(name.trim())?.[0].toLowerCase() ?? '.yaml';
  return `${stem === '' ? 'scenario' : stem}${ending}`;
}

/** What a change on disk means for a text. */
export type DiskChange = 'same' | 'reload' | 'conflict';

/** @param theirs the file as somebody else has written it */
export function diskChange({ text, savedText }: Pick<EditorState, 'text' | 'savedText'>, theirs: string): DiskChange {
  if (theirs === text) return 'same';
  return text === savedText ? 'reload' : 'conflict';
}

/** Adds a seed to the count. */
export function counted(seeds: SeedCount, { seed, problems }: Sample): SeedCount {
  const tried = seeds.tried + 1;
  if (problems.length === 0) return { ...seeds, tried, drawn: seeds.drawn + 1 };
  // Numbers differ from seed to seed; the field and what it should be do not.
  const message = problems[0].message.replace(/, found .*$/s, '');
  const known = seeds.failures.find((failure) => failure.message === message);
  const failures =
    known === undefined
      ? [...seeds.failures, { message, seeds: [seed] }]
      : seeds.failures.map((failure) => (failure === known ? { message, seeds: [...failure.seeds, seed] } : failure));
  return { tried, drawn: seeds.drawn, failures };
}
