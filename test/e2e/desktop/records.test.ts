import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForkChoice, OpenedRecord, RecordOpener, RecordRefusal } from '../../../renderer/records/opened-record.ts';
import { readForPage } from '../../../renderer/records/worker/read-record.ts';
import { asDriving } from '../../renderer/records/as-driving.ts';
import { engineVersion, modelFolder } from '../../../scenarios/cli/package-root.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { runEpisode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp, twotempo } from './desktop-app.ts';
import { Scales } from './footprint.ts';

/** What the page puts on its window for tests, and what this file keeps there. */
declare const window: {
  readonly twotempo: { readonly records: RecordOpener };
  kept: { record: OpenedRecord; shares: number[] } | null;
};
/** Of the page. */
declare const crypto: { readonly subtle: { digest(name: string, bytes: ArrayBuffer): Promise<ArrayBuffer> } };

const SCENARIO = 'pedestrian/tail';
const FORK: ForkChoice = { tick: 100, arm: 'dual', latency: { kind: 'fixed', ms: 200 } };
/** Growth over half of the records that is still noise; the frames of one record alone have half of it. */
const NOISE_BYTES = 1 << 20;

let folder: string;
let file: string;
let app: DesktopApp;
let opened: AppPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-records-'));
  file = join(folder, 'night.mcap');
  const [bytes] = await Promise.all([
    record(),
    (async () => {
      app = await DesktopApp.start();
      const options = { viewport: { width: 800, height: 600 }, deviceScaleFactor: 0.25 };
      opened = await app.open('scenario=cut-in/tail&seed=5&backend=wasm&play=0', options);
      await opened.phase('paused');
    })(),
  ]);
  await writeFile(file, bytes);
}, 60_000);

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('records in the page', () => {
  it('opens one as Node does, with progress, every tick and what the ego believed', async () => {
    const { shares, ...found } = await openInPage('night.mcap', await readFile(file));
    const facts = () => loadModel(modelFolder()).then((model) => model.facts);
    const options = { engineVersion: engineVersion(), loadFacts: facts, progress: () => undefined };
    const wanted = await asDriving(readForPage(new Blob([await readFile(file)]), 'night.mcap', options));
    expect(found).toEqual({
      id: 1,
      name: 'night.mcap',
      facts: wanted.facts,
      outcome: wanted.result?.outcome,
      notes: [],
      forkProblem: null,
      hasBeliefs: true,
      frames: hashOf(wanted.frames.numbers),
      file: hashOf(await readFile(file)),
    });
    expect(found.facts).toMatchObject({ scenario: SCENARIO, seed: 62, arm: 'fast', outcome: 'collision' });
    expect(shares.length).toBeGreaterThan(4);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('forks it as the command line does, to the byte, and the other arm reaches the goal', async () => {
    const out = join(folder, 'fork.mcap');
    const { code, out: said } = await twotempo('replay', file, '--fork', '100', '--arm', 'dual', '--out', out);
    expect(code).toBe(0);
    const fork = await forkInPage(FORK);
    expect(fork).toMatchObject({
      name: 'fork of night.mcap at 1.67 s: dual, 200 ms',
      file: hashOf(await readFile(out)),
      hasBeliefs: true,
    });
    expect(fork.facts).toMatchObject({ arm: 'dual', outcome: 'goal', fork: { tick: 100, arm: 'fast' } });
    expect(said).toContain(fork.facts.digest);
    expect(fork.forkProblem).toMatch(/is a fork itself; fork the record that it was made of/);
  });

  it('says in a sentence why it does not open what is no record', async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
    expect(await refusalInPage('photo.png', [...png])).toEqual({
      message: 'photo.png is not an MCAP file.',
      tip: expect.stringContaining('files that end in .mcap') as string,
    });
    expect((await refusalInPage('none.mcap', [])).message).toBe('none.mcap is empty.');
    // Half a gigabyte, of which the browser keeps one chunk.
    const large = await refusalInPage('large.mcap', { mebibytes: 500 });
    expect(large.message).toBe('large.mcap has 500 MiB, and records of up to 256 MiB can be opened here.');
    expect(large.tip).toContain('npx twotempo replay FILE');
  });

  it('can be called off', async () => {
    const name = await opened.page.evaluate(async () => {
      const { record } = window.kept!;
      const control = new AbortController();
      const open = window.twotempo.records.open(record.file, 'x', () => control.abort(), control.signal);
      return open.then(
        () => 'opened',
        (error: unknown) => (error as Error).name,
      );
    });
    expect(name).toBe('AbortError');
  });

  it('leaves nothing behind of 50 records', async () => {
    await opened.page.evaluate(() => void (window.kept = null));
    const short = [...(await record(0.5))];
    const scales = await Scales.of(opened.page, app.browser);
    await openMany(short, 25);
    const half = await scales.weigh();
    await openMany(short, 25);
    const end = await scales.weigh();
    expect(end.workers).toBe(half.workers);
    expect(end.pageHeapBytes - half.pageHeapBytes).toBeLessThan(NOISE_BYTES);
    expect(opened.errors).toEqual([]);
  });
});

/** The fast policy alone, which hits the pedestrian. @param timeLimitS ends it earlier */
async function record(timeLimitS?: number): Promise<Uint8Array<ArrayBuffer>> {
  const seed = episodeSeed('test', SCENARIO, 62);
  const spec = resolveScenario(libraryScenario(SCENARIO), seed);
  const job = { suite: '', split: 'test', scenario: SCENARIO, seed: 62, arm: 'fast', planner: null } as const;
  const setup: EpisodeSetup = {
    job: { ...job, latency: FORK.latency },
    spec: { ...spec, timeLimitS: timeLimitS ?? spec.timeLimitS },
    episodeSeed: seed,
    model: await loadModel(modelFolder()),
    engineVersion: engineVersion(),
  };
  return recordBytes(setup, await runEpisode(setup));
}

interface Shown extends Pick<OpenedRecord, 'id' | 'name' | 'facts' | 'notes' | 'forkProblem'> {
  readonly outcome: unknown;
  readonly hasBeliefs: boolean;
  readonly frames: string;
  readonly file: string;
}

/** Opens it in the page, which keeps it. */
async function openInPage(name: string, bytes: Uint8Array): Promise<Shown & { readonly shares: number[] }> {
  await opened.page.evaluate(
    async ([name, bytes]) => {
      const shares: number[] = [];
      const blob = new Blob([Uint8Array.from(bytes)]);
      const record = await window.twotempo.records.open(blob, name, (share) => shares.push(share));
      window.kept = { record, shares };
    },
    [name, [...bytes]] as const,
  );
  return shown();
}

async function forkInPage(choice: ForkChoice): Promise<Shown> {
  await opened.page.evaluate(async (choice) => {
    window.kept!.record = await window.twotempo.records.fork(window.kept!.record, choice);
  }, choice);
  return shown();
}

function shown(): Promise<Shown & { readonly shares: number[] }> {
  return opened.page.evaluate(async () => {
    const { record, shares } = window.kept!;
    if (record.table !== undefined) throw new Error('expected a record of driving');
    const { id, name, facts, notes, forkProblem, frames, result, file } = record;
    const hash = async (bytes: ArrayBuffer) =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    return {
      ...{ id, name, facts, notes, forkProblem, shares },
      outcome: result?.outcome,
      hasBeliefs: frames.hasBeliefs,
      frames: await hash(frames.numbers.buffer),
      file: await hash(await file.arrayBuffer()),
    };
  });
}

/** @param content bytes, or how many MiB of zeros */
function refusalInPage(
  name: string,
  content: readonly number[] | { readonly mebibytes: number },
): Promise<Pick<RecordRefusal, 'message' | 'tip'>> {
  return opened.page.evaluate(
    async ([name, content]) => {
      const chunk = new Uint8Array(1 << 20);
      const parts =
        'mebibytes' in content ? new Array<Uint8Array>(content.mebibytes).fill(chunk) : [Uint8Array.from(content)];
      try {
        await window.twotempo.records.open(new Blob(parts), name);
      } catch (error) {
        const { message, tip } = error as RecordRefusal;
        return { message, tip };
      }
      throw new Error(`${name} was opened`);
    },
    [name, content] as const,
  );
}

function openMany(bytes: readonly number[], count: number): Promise<void> {
  return opened.page.evaluate(
    async ([bytes, count]) => {
      const blob = new Blob([Uint8Array.from(bytes)]);
      for (let i = 0; i < count; i++) await window.twotempo.records.open(blob, `${i}.mcap`);
    },
    [bytes, count] as const,
  );
}

const hashOf = (bytes: Uint8Array | Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .digest('hex');
