/**
 * What the editor's own script (`editor.js`) gives to the page: the scenario language, and the pane for its text. It is a
 * script of its own so that the application starts without it; here are only its types.
 */

import type { DomainName } from '../../scenarios/domains/concrete.ts';

/** Something wrong, at its place in the text. */
export interface TextProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What is underlined: offsets, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** `ego.speedMps: expected ..., found ....` */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** A number that a seed drew, or that an expression gave with it. */
export interface DrawnValue {
  /** As `$speed` or `actors[1].start.gapAheadM`. */
  readonly field: string;
  readonly value: number;
}

/** What a seed makes of a scenario. */
export interface Sample {
  readonly seed: number;
  readonly parameters: readonly DrawnValue[];
  /** Of the other fields. */
  readonly others: readonly DrawnValue[];
  /** Everybody but the ego; null when the seed cannot be drawn. */
  readonly actors: number | null;
  /** Why the seed cannot be drawn; empty when it can. */
  readonly problems: readonly TextProblem[];
}

/** A text as the language reads it. */
export interface ReadText {
  /** The scene shows samples of driving alone. */
  readonly domain: DomainName;
  readonly problems: readonly TextProblem[];
  /** Null while the text has problems, or names another file. @param seed a whole number of at least 0 */
  readonly sample: ((seed: number) => Sample) | null;
}

export interface TextPaneParts {
  /** For screen readers. */
  readonly label: string;
  readonly edited: (text: string) => void;
  /** What the field at the cursor means, some time after the cursor has moved; empty: none. */
  readonly cursorAt: (text: string) => void;
  readonly save: () => void;
  readonly run: () => void;
}

/** The text with its colours, line numbers, marks and completion. */
export interface TextPane {
  readonly element: HTMLElement;
  /** Another document: nothing of the one before can be undone. */
  open(text: string): void;
  /** Another text of the same document; can be undone. */
  replace(text: string): void;
  text(): string;
  mark(problems: readonly TextProblem[]): void;
  goTo(problem: TextProblem): void;
  focus(): void;
  find(): void;
  /** It is in the document again, or is about to leave it. */
  attached(): void;
  detaching(): void;
}

export interface EditorLanguage {
  /** @param name of the file; its stem is part of the seeds */
  read(text: string, name: string): ReadText;
  /** A scenario to begin with. */
  readonly template: string;
  /** A scenario of the library as a text. @throws RangeError for an unknown id */
  libraryText(id: string): string;
  createTextPane(parts: TextPaneParts): TextPane;
}
