import { CALL_COLUMNS, DISTRIBUTION_COLUMNS, EPISODE_COLUMNS } from './columns.ts';
import { QUANTITIES } from './distributions.ts';
import { CSV_FILES } from './write-csv.ts';

interface Described {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
}

/** docs/tables.md, from the columns that are written. */
export function tablesReference(): string {
  return `# Tables

<!-- generated from scenarios/store/columns.ts and distributions.ts by npm run generate -->

\`\`\`sh
npx twotempo run examples/first.yaml --policy rule --arms fast,dual --seeds 0..4 --out runs/tables
npx twotempo compare runs/tables --csv runs/tables/csv
\`\`\`

writes results as tidy tables for pandas, R or a spreadsheet: UTF-8, a header line, a dot as decimal mark, an empty cell for
what is not defined. The truth is \`results.jsonl\` ([results](results.md)); tables follow from it and can be made again.
Several folders give one set of tables. [analyse.ipynb](../examples/analyse.ipynb) redraws the report's plots from them.

The first seven columns say which episode a row belongs to, in all three tables.

## ${CSV_FILES.episodes}

One row per episode and arm. A column \`score.ID\` follows for each metric of [metrics](metrics.md); empty where the score is
not valid.

${markdown('column', EPISODE_COLUMNS)}
## ${CSV_FILES.calls}

One row per planner call. Times are simulated, from the start of the episode.

${markdown('column', CALL_COLUMNS)}
## ${CSV_FILES.distributions}

One row per episode, quantity and value that occurred.

${markdown('column', DISTRIBUTION_COLUMNS)}
${markdown('quantity', QUANTITIES)}`;
}

function markdown(head: string, rows: readonly Described[]): string {
  const lines = rows.map(({ name, unit, meaning }) => `| \`${name}\` | ${unit} | ${meaning} |\n`);
  return `| ${head} | unit | meaning |\n| --- | --- | --- |\n${lines.join('')}`;
}
