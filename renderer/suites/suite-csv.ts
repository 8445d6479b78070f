import { csvCell } from '../../scenarios/results/csv-cell.ts';
import type { SuiteRow } from '../host/suite-contract.ts';

/** In the order of the file; names as in `episodes.csv` of a results folder where it has them. */
const COLUMNS: readonly (keyof SuiteRow)[] = [
  ...(['scenario', 'family', 'seed', 'split', 'arm', 'latency', 'end', 'collision', 'collisionWith'] as const),
  ...(['impactSpeedMps', 'simSeconds', 'calls', 'error'] as const),
];

/** The rows as CSV (RFC 4180), one line each below the names of the columns; nothing stands for null. */
export function rowsAsCsv(rows: readonly SuiteRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => csvCell(String(row[column] ?? ''))).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
