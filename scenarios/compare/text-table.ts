/** Rows of cells, the first one the head. */
export type Cells = readonly (readonly string[])[];

/**
 * A table for a terminal: aligned columns, a rule below the head.
 *
 * @param textColumns how many of the first columns are text; the others are numbers, aligned to the right
 */
export function plainTable(cells: Cells, textColumns = 1): string {
  const widths = columnWidths(cells);
  const lines = cells.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i], i >= textColumns))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].map((line) => `${line}\n`).join('');
}

/** The same as a GitHub Markdown table. */
export function markdownTable(cells: Cells, textColumns = 1): string {
  const escaped = cells.map((row) => row.map((cell) => cell.replace(/[\\|<`*_]/g, '\\$&')));
  const rule = cells[0].map((_, i) => (i < textColumns ? ':--' : '--:'));
  const lines = [escaped[0], rule, ...escaped.slice(1)];
  return lines.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function columnWidths(cells: Cells): number[] {
  return cells[0].map((_, column) => Math.max(...cells.map((row) => characters(row[column]))));
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - characters(cell));
  return right ? space + cell : cell + space;
}

function characters(text: string): number {
  return [...text].length;
}
