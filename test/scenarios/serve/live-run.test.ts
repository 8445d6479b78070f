import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveRun } from '../../../scenarios/serve/live-run.ts';

let folder: string;
let nowMs: number;
let log: string[];

/** A task that tells of two rows that there were and three new ones, and then waits; cancelled, it never ends. */
const STUCK = `
  const row = (seed) => ({ seed, scenario: 's', family: 'f', split: 'test', arm: 'dual', latency: 'zero', end: 'goal',
    collision: false, collisionWith: null, impactSpeedMps: null, simSeconds: 1, calls: 0, error: null });
  process.on('message', ({ type }) => {
    if (type !== 'task') return;
    process.send({ type: 'begun', begun: { folder: 'x', suite: 's', split: 'test', seeds: [0, 9], arms: ['dual'],
      latencies: ['zero'], kept: 2, total: 10 } });
    process.send({ type: 'rows', rows: [0, 1, 2, 3].map(row) });
    setTimeout(() => process.send({ type: 'rows', rows: [row(4)] }), 200);
  });`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-live-run-'));
  writeFileSync(join(folder, 'stuck.mjs'), STUCK);
  writeFileSync(
    join(folder, 'refusing.mjs'),
    `process.on('message', () => process.send({ type: 'problem', problem: { code: 'c', message: 'm', tip: null } }));`,
  );
  writeFileSync(
    join(folder, 'broken.mjs'),
    `process.on('message', () => process.send({ type: 'broken', stack: 'where' }));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  nowMs = 5000;
  log = [];
});

const run = (script: string): LiveRun =>
  new LiveRun(
    { kind: 'resume', root: folder, folder, workers: 1 },
    { script: join(folder, script), as: 'processes', nowMs: () => nowMs, log: (line) => log.push(line) },
  );

async function rowsOf(live: LiveRun, count: number): Promise<void> {
  while (live.rows.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a run under way', () => {
  it('knows its pace by three new episodes, and what it kept says nothing of it', async () => {
    const live = run('stuck.mjs');
    await live.started;
    await rowsOf(live, 4);
    nowMs += 6000;
    expect(live.about()).toEqual({
      ...{ state: 'running', problem: null, total: 10, done: 4, elapsedS: 6, leftS: null },
    });
    await rowsOf(live, 5);
    // Three in 6 s, five to go.
    expect(live.about()).toMatchObject({ done: 5, leftS: 10 });
    live.kill();
    await live.over;
    nowMs += 1000;
    expect(live.about()).toMatchObject({ state: 'failed', elapsedS: 6, leftS: null });
    expect([live.isOver, live.isComplete]).toEqual([true, false]);
  });

  it('that does not end when it is cancelled is killed when it is cancelled again later', async () => {
    const live = run('stuck.mjs');
    await live.started;
    live.cancel();
    nowMs += 4000;
    live.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([live.isOver, live.about().state]).toEqual([false, 'cancelling']);
    nowMs += 2000;
    live.cancel();
    await live.over;
    expect(live.about()).toMatchObject({ state: 'cancelled', problem: null });
  });

  it('that cannot begin says why; what nobody foresaw goes to the log', async () => {
    await expect(run('refusing.mjs').started).rejects.toMatchObject({ code: 'c', message: 'm' });
    const broken = run('broken.mjs');
    await expect(broken.started).rejects.toThrow('where');
    await broken.over;
    expect(broken.about().problem?.message).toBe('The run failed.');
    expect(log.join()).toContain('where');
    await expect(run('absent.mjs').started).rejects.toMatchObject({ code: 'work-lost' });
  });
});
