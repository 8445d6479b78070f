import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpisodeResult } from '../results/episode-result.ts';

/** One seed of the test split in which thinking decides, and thinking too long does not help. */
const RUN = { scenario: 'pedestrian/tail', seed: 62, split: 'test', arms: 'fast,dual', latencies: '200,800' } as const;

/** What the titles and texts claim, the build checks. */
const RECORDS = [
  {
    arm: 'fast',
    latencyMs: 200,
    file: 'pedestrian-62-fast.mcap',
    title: 'The fast policy alone: it hits',
    text: 'Somebody runs into the street from behind a parked van, and nobody thinks about it.',
    collides: true,
  },
  {
    arm: 'dual',
    latencyMs: 200,
    file: 'pedestrian-62-dual-200ms.mcap',
    title: 'With a planner that takes 200 ms: it gets through',
    text: 'The same seed. The planner is asked when the fast policy becomes uncertain, and its plan comes in time.',
    collides: false,
  },
  {
    arm: 'dual',
    latencyMs: 800,
    file: 'pedestrian-62-dual-800ms.mcap',
    title: 'With a planner that takes 800 ms: it hits',
    text: 'The same seed and the same planner, but its plan comes too late.',
    collides: true,
  },
] as const;

/** A file of the published folder. */
export interface SiteFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The records that are published with the page, as the command line makes them, and their list.
 * @param program script of `twotempo`
 * @param nowMs wall-clock time, ms since 1970: when they were made
 * @throws Error when a record does not show what its text says
 */
export async function siteRecords(program: string, nowMs: number): Promise<SiteFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'twotempo-site-'));
  try {
    await run(program, folder);
    await checkClaims(join(folder, 'run'));
    const files = await Promise.all(
      RECORDS.map(async (record) => ({
        path: `records/${record.file}`,
        bytes: new Uint8Array(await readFile(join(folder, 'run', 'records', nameInRun(record)))),
      })),
    );
    const list = RECORDS.map(({ file, title, text }, i) => ({
      ...{ file, bytes: files[i].bytes.byteLength, modifiedMs: nowMs, title, text },
    }));
    const text = `${JSON.stringify(list, null, 2)}\n`;
    return [{ path: 'records/index.json', bytes: new TextEncoder().encode(text) }, ...files];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(program: string, cwd: string): Promise<void> {
  const { scenario, seed, split, arms, latencies } = RUN;
  const words = [
    ...['run', scenario, '--seeds', `${seed}..${seed}`, '--split', split, '--arms', arms],
    ...['--latency', latencies, '--record', 'all', '--out', 'run'],
  ];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...words], { cwd, maxBuffer: 1 << 24 }, (error, _out, complaints) => {
      if (error === null) resolve();
      else reject(new Error(`twotempo ${words.join(' ')} failed: ${complaints.trim() || error.message}`));
    });
  });
}

const nameInRun = ({ arm, latencyMs }: (typeof RECORDS)[number]): string =>
  `${RUN.scenario.replace('/', '-')}-seed${RUN.seed}-${arm}-fixed-${latencyMs}.mcap`;

async function checkClaims(folder: string): Promise<void> {
  const lines = (await readFile(join(folder, 'results.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
  const results = lines.map((line) => JSON.parse(line) as EpisodeResult);
  for (const { arm, latencyMs, title, collides } of RECORDS) {
    const found = results.find((result) => result.arm === arm && result.latency === `fixed:${latencyMs}`);
    if (found?.outcome.collision !== collides)
      throw new Error(`${RUN.scenario}, seed ${RUN.seed}, no longer shows '${title}': choose another seed`);
  }
}
