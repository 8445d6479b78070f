import type { Titles } from '../domains/domain.ts';
import { DOMAINS } from '../domains/domains.ts';
import { SUITES } from '../suites/suites.ts';
import { EXIT, UsageProblem } from './usage.ts';

/** A name with a line of explanation. */
interface Row {
  readonly name: string;
  readonly title: string;
  /** Absent: it is the same in all of them. */
  readonly domain?: string;
}

const rowsOf = (domain: string, titles: Titles): Row[] =>
  Object.entries(titles).map(([name, title]) => ({ name, title, domain }));

/** What `twotempo list` knows. */
const KINDS: Record<string, () => readonly Row[]> = {
  scenarios: () =>
    DOMAINS.flatMap((domain) =>
      domain.library.map(({ id, scenario }): Row => ({ name: id, title: scenario.name, domain: domain.name })),
    ),
  suites: () => SUITES.map(({ id, title, domain }) => ({ name: id, title, domain })),
  arms: () => DOMAINS.flatMap(({ name, armTitles }) => rowsOf(name, armTitles)),
  policies: () => DOMAINS.flatMap(({ name, parts }) => rowsOf(name, parts.policies)),
  gates: () => DOMAINS.flatMap(({ name, parts }) => rowsOf(name, parts.gates)),
  planners: () => DOMAINS.flatMap(({ name, parts }) => rowsOf(name, parts.planners)),
  merges: () => DOMAINS.flatMap(({ name, parts }) => rowsOf(name, parts.merges)),
  latencies: () => [
    { name: 'MS', title: 'fixed, for example 200' },
    { name: 'zero', title: 'due at the next tick' },
    { name: 'lognormal:MEAN:SD', title: 'sampled, ms' },
    { name: 'trace:FILE', title: 'one latency in ms per line, repeated' },
  ],
};

/** `twotempo list`: returns the exit code. */
export function commandList(kind: string, json: boolean): number {
  if (!Object.hasOwn(KINDS, kind))
    throw new UsageProblem(`list: unknown kind '${kind}'; there are ${Object.keys(KINDS).join(', ')}`);
  const rows = KINDS[kind]();
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT.done;
  }
  const width = widest(rows.map(({ name }) => name));
  const domainWidth = widest(rows.map(({ domain = '' }) => domain));
  for (const { name, domain, title } of rows) {
    const cells = [name.padEnd(width), ...(domain === undefined ? [] : [domain.padEnd(domainWidth)]), title];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
  return EXIT.done;
}

function widest(words: readonly string[]): number {
  return Math.max(...words.map(({ length }) => length));
}
