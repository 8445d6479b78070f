import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SuiteRuns } from '../../../scenarios/serve/suite-runs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'twotempo-suite-runs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A task that says by a file of its own that it has begun, and never answers. */
const STUCK = `
  import { writeFileSync } from 'node:fs';
  process.on('message', ({ task }) => writeFileSync(process.argv[1] + '.' + process.pid, task.kind));`;

describe('a host that ends', () => {
  it('ends the tasks under way, and begins none that waits for them', async () => {
    const script = join(root, 'stuck.mjs');
    writeFileSync(script, STUCK);
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      mkdirSync(join(root, 'runs', name), { recursive: true });
      writeFileSync(join(root, 'runs', name, 'results.jsonl'), '');
    }
    const host = new SuiteRuns({
      ...{ folder: join(root, 'runs'), script, as: 'processes', nowMs: () => 0, log: () => undefined },
    });
    const asked = (await host.list()).map(({ run }) => host.summary(run));
    expect(asked).toHaveLength(3);
    const ended = Promise.allSettled(asked);
    const begun = (): string[] => readdirSync(root).filter((file) => file.startsWith('stuck.mjs.'));
    while (begun().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await host.close();
    const codes = (await ended).map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : ''));
    expect(codes).toEqual(['work-lost', 'work-lost', 'work-lost']);
    expect(begun()).toHaveLength(2);
  }, 20_000);
});
