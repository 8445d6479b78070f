import type { TickCost } from './rounds.ts';

/** Fastest and median round, us. */
export function us({ minUs, medianUs }: TickCost): string {
  return `${minUs.toFixed(0)} (${medianUs.toFixed(0)})`;
}

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return rows.map((row) => `  ${line(row)}`).join('\n');
}
