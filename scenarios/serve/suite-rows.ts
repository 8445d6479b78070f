import { createReadStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { SuiteRow } from '../../renderer/host/suite-contract.ts';
import { DOMAIN_NAMES } from '../domains/concrete.ts';
import { measuresOf } from '../results/domain-measures.ts';
import { ResultsError } from '../results/episode-lines.ts';
import { domainOfResult, episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { DROPS, RATE_METRICS, type RatedEpisode } from '../results/rates.ts';
import { RESULTS_FILE } from '../results/results-folder.ts';

const count = z.int().nonnegative();

/** What of a line of results makes its row; the rest is most of the line, and is not looked at. */
const line = z.object({
  domain: z.enum(DOMAIN_NAMES).exclude(['driving']).optional(),
  suite: z.string(),
  scenario: z.string(),
  family: z.string(),
  seed: count,
  split: z.string(),
  arm: z.string(),
  latency: z.string(),
  outcome: z.object({
    end: z.string(),
    collision: z.boolean(),
    atFault: z.boolean().nullable(),
    collisionWith: z.string().nullable(),
    impactSpeedMps: z.number().nullable(),
  }),
  simSeconds: z.number(),
  planner: z.object({ calls: count }),
  scores: z
    .object({ [DROPS]: z.object({ value: z.number().nullable() }).optional() })
    .nullable()
    .default(null),
  error: z.object({ what: z.string(), message: z.string() }).nullable(),
});

type Line = Pick<EpisodeResult, 'scenario' | 'family' | 'seed' | 'split' | 'arm' | 'latency' | 'simSeconds' | 'error'> &
  RatedEpisode & { readonly outcome: z.infer<typeof line>['outcome']; readonly planner: { readonly calls: number } };

/** A result as the table of the page shows it. */
export function rowOf(result: Line): SuiteRow {
  const { domain, scenario, family, seed, split, arm, latency, simSeconds, outcome, planner, error } = result;
  const { end, collision, collisionWith, impactSpeedMps } = outcome;
  const { rates } = measuresOf(domainOfResult(result));
  return {
    ...(domain === undefined ? {} : { domain }),
    ...{ scenario, family, seed, split, arm, latency },
    ...{ end, collision, collisionWith, impactSpeedMps, simSeconds },
    rates: Object.fromEntries(rates.map((metric) => [metric, RATE_METRICS[metric](result)])),
    calls: planner.calls,
    error: error === null ? null : `${error.what}: ${error.message}`,
  };
}

/**
 * Rows of a folder in the order of its lines, each episode once; an error gives way to a later result. Held are the rows
 * alone, however long the lines.
 * @throws ResultsError naming the line
 */
export async function readRows(folder: string): Promise<SuiteRow[]> {
  const rows = new Map<string, SuiteRow>();
  let number = 0;
  let torn: number | null = null;
  for await (const text of linesOf(folder)) {
    number++;
    if (text.trim() === '') continue;
    if (torn !== null) throw damaged(folder, torn, 'this is not JSON');
    const value = parseJson(text);
    if (value === undefined) {
      // Right as a last line: a run is writing it, or was killed while it did.
      torn = number;
      continue;
    }
    const parsed = line.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw damaged(folder, number, `${issue.path.join('.')}: ${issue.message}`);
    }
    const key = episodeKey(parsed.data);
    const known = rows.get(key);
    if (known === undefined || known.error !== null) rows.set(key, rowOf(parsed.data));
  }
  return [...rows.values()];
}

/** The lines of a folder's results; none where there is no file yet. */
export async function* linesOf(folder: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const piece of createReadStream(join(folder, RESULTS_FILE), {
      encoding: 'utf8',
      highWaterMark: 1 << 20,
    })) {
      const lines = (rest + (piece as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  if (rest !== '') yield rest;
}

function damaged(folder: string, number: number, what: string): ResultsError {
  const name = join(basename(dirname(folder)), basename(folder), RESULTS_FILE);
  return new ResultsError(`${name}, line ${number}: ${what}; remove the line or restore the file`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
