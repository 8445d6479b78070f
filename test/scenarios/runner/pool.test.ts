import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { episodeResultSchema, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { runPool, WorkerBroken } from '../../../scenarios/runner/pool.ts';
import type { EpisodeTask } from '../../../scenarios/runner/protocol.ts';
import { setupOf } from './setups.ts';

/**
 * Speaks the protocol of workers, and does what the scenario's name says: what real workers do only by misfortune. The
 * results of real workers are tested through the command line.
 */
const WORKER = `
process.on('disconnect', () => process.exit(0));
process.on('message', (request) => {
  if (request.type === 'start') {
    if (request.engineVersion === 'broken') return process.send({ type: 'broken', message: 'the model is missing: ' + process.pid });
    if (request.engineVersion === 'dead') process.exit(5);
    return process.send({ type: 'ready' });
  }
  const { job } = request;
  if (job.scenario === 'die') process.exit(7);
  if (job.scenario === 'hang') for (;;);
  if (job.scenario === 'broken') return process.send({ type: 'broken', message: 'the record cannot be written' });
  const error = job.scenario === 'fails' ? { what: 'exception', message: 'Aborted()' } : null;
  process.send({ type: 'result', result: { ...job, error, pid: process.pid } }, () => {
    if (job.scenario === 'last words') process.exit(0);
  });
});
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-pool-'));
  writeFileSync(join(folder, 'worker.mjs'), WORKER);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Answer = EpisodeResult & { pid?: number };

interface Options {
  readonly workers?: number;
  readonly engineVersion?: string;
  readonly signal?: AbortSignal;
  readonly done?: (result: Answer) => Promise<void>;
}

/** Runs jobs named by what the worker shall do, and gives the results in the order in which they came. */
async function pool(scenarios: readonly string[], options: Options = {}): Promise<Answer[]> {
  const { workers = 1, engineVersion = '1.2.3', signal } = options;
  const results: Answer[] = [];
  let at = 0;
  const next = (): EpisodeTask | null => {
    if (at >= scenarios.length) return null;
    const { job, spec, episodeSeed } = setupOf('fast', { scenario: scenarios[at], seed: at++ });
    return { job, concrete: { domain: 'driving', spec, episodeSeed } };
  };
  await runPool(
    {
      workers,
      script: join(folder, 'worker.mjs'),
      episodeLimitMs: 400,
      model: null,
      start: {
        type: 'start',
        domain: 'driving',
        engineVersion,
        modelFolder: null,
        settings: null,
        recordFolder: null,
        record: 'none',
        plannerLimitMs: 100,
      },
    },
    next,
    async (result) => {
      results.push(result);
      await options.done?.(result);
    },
    signal,
  );
  return results;
}

const pids = (results: readonly Answer[]): number => new Set(results.map(({ pid }) => pid)).size;

describe('the pool', () => {
  it('gives one process one job after another', async () => {
    const results = await pool(['a', 'b', 'c']);
    expect(results.map(({ scenario }) => scenario)).toEqual(['a', 'b', 'c']);
    expect(pids(results)).toBe(1);
  });

  it('shares the jobs among its processes, each once', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `job ${i}`);
    const results = await pool(names, { workers: 3, done: () => new Promise((resolve) => setTimeout(resolve, 20)) });
    expect(results.map(({ scenario }) => scenario).sort()).toEqual([...names].sort());
    expect(pids(results)).toBe(3);
  });

  it('makes an error of an episode whose process dies, names how, and goes on with another process', async () => {
    const [a, died, b] = await pool(['a', 'die', 'b']);
    expect(episodeResultSchema.parse(died)).toMatchObject({
      scenario: 'die',
      seed: 1,
      arm: 'fast',
      outcome: { end: 'error' },
      error: { what: 'worker died', message: 'the worker process ended with exit code 7' },
    });
    expect([a.scenario, b.scenario]).toEqual(['a', 'b']);
    expect(a.pid).not.toBe(b.pid);
  });

  it('trusts no process again in which an episode failed', async () => {
    const [a, failed, b, c] = await pool(['a', 'fails', 'b', 'c']);
    expect(failed.error).toEqual({ what: 'exception', message: 'Aborted()' });
    expect(failed.pid).toBe(a.pid);
    expect(b.pid).not.toBe(a.pid);
    expect(c.pid).toBe(b.pid);
  });

  it('stops an episode that computes for ever, and no other', async () => {
    const results = await pool(['hang', 'a', 'b', 'c'], { workers: 2 });
    expect(results.map(({ scenario }) => scenario)).toEqual(['a', 'b', 'c', 'hang']);
    const { error, timing } = episodeResultSchema.parse(results[3]);
    expect(error?.what).toBe('watchdog');
    expect(timing.wallMs).toBeGreaterThanOrEqual(390);
  });

  it('is not held up by a process that dies with nothing to do', async () => {
    const results = await pool(['last words', 'a', 'b'], {
      done: ({ scenario }) => new Promise((resolve) => setTimeout(resolve, scenario === 'last words' ? 150 : 0)),
    });
    expect(results.map(({ scenario }) => scenario)).toEqual(['last words', 'a', 'b']);
    expect(pids(results)).toBe(2);
  });

  it.each([
    ['broken', 'the model is missing'],
    ['dead', 'a worker ended with exit code 5 before it was ready'],
  ])('gives up where workers cannot start: %s', async (engineVersion, message) => {
    const run = pool(['a'], { engineVersion });
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(WorkerBroken);
  });

  it('ends a worker that cannot start, which would keep the program waiting', async () => {
    const failed = await pool(['a'], { engineVersion: 'broken' }).catch((error: unknown) => error);
    const pid = Number((failed as Error).message.split(': ')[1]);
    expect(pid).toBeGreaterThan(0);
    const lives = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(lives, { timeout: 10_000 }).toBe(false);
  });

  it('gives up where a worker says that it is of no use any more', async () => {
    await expect(pool(['a', 'broken', 'b'])).rejects.toThrow('the record cannot be written');
  });

  it('takes no further job once it is told to stop', async () => {
    const abort = new AbortController();
    const results = await pool(['a', 'b', 'c'], {
      signal: abort.signal,
      done: ({ scenario }) => {
        if (scenario === 'b') abort.abort();
        return Promise.resolve();
      },
    });
    expect(results.map(({ scenario }) => scenario)).toEqual(['a', 'b']);
  });
});
