import { type Cells, markdownTable, plainTable } from './text-table.ts';

/** A table with what is said about it. */
export interface Section {
  readonly title: string;
  readonly cells: Cells;
  /** How many of the first columns are text; default 1. */
  readonly textColumns?: number;
  readonly notes?: readonly string[];
}

/** For a terminal. */
export function plainSection({ title, cells, textColumns, notes = [] }: Section): string {
  return [`${title}\n`, plainTable(cells, textColumns), ...(notes.length > 0 ? [`${notes.join('\n')}\n`] : [])].join(
    '\n',
  );
}

/** For a page of GitHub. */
export function markdownSection({ title, cells, textColumns, notes = [] }: Section): string {
  return [
    `### ${title}\n`,
    markdownTable(cells, textColumns),
    ...(notes.length > 0 ? [`${notes.join('\n')}\n`] : []),
  ].join('\n');
}
