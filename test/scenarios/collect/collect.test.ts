import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, type CollectOptions } from '../../../scenarios/collect/collect.ts';
import { DISTURBANCE } from '../../../scenarios/collect/disturbance.ts';
import { HAZARDS } from '../../../scenarios/collect/hazards.ts';
import { ROW_LAYOUT, ROW_LENGTH } from '../../../scenarios/collect/sample.ts';
import { layoutSchema, parseFile } from '../../../scenarios/collect/training-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'collect-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A collecting process that writes as many rows as its number and one; the second one then does `last`. */
function script(name: string, last: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
const { out, index } = JSON.parse(process.argv[2]);
const samples = index + 1;
writeFileSync(out + '/part' + index + '.f32', new Uint8Array(4 * ${ROW_LENGTH} * samples));
writeFileSync(out + '/part' + index + '.json', JSON.stringify({ samples, ends: { goal: 2, collision: index } }));
if (index === 1) ${last};
`,
  );
  return file;
}

const good = script('good', 'void 0');
const bad = script('bad', 'process.exit(4); else setInterval(() => undefined, 1000)');
const options = (changes: Partial<CollectOptions>): CollectOptions => ({
  scenarios: ['a/common', 'b/common'],
  split: 'train',
  seeds: [3, 5],
  modelFolder: null,
  out: join(folder, 'out'),
  workers: 2,
  script: good,
  ...changes,
});

describe('collect', () => {
  it('adds up what its processes report, and records what was collected and how', async () => {
    const out = join(folder, 'whole');
    expect(await collect(options({ out }))).toEqual({ samples: 3, episodes: 5, ends: { goal: 4, collision: 1 } });
    expect(readdirSync(out).sort()).toEqual(['layout.json', 'part0.f32', 'part1.f32']);
    const layout: unknown = JSON.parse(readFileSync(join(out, 'layout.json'), 'utf8'));
    expect(layout).toEqual({
      ...ROW_LAYOUT,
      scenarios: ['a/common', 'b/common'],
      split: 'train',
      seeds: [3, 5],
      driver: 'expert',
      disturbance: DISTURBANCE,
      hazards: HAZARDS,
      samples: 3,
      episodes: 5,
      ends: { goal: 4, collision: 1 },
    });
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it('replaces an older data set, whole', async () => {
    const out = join(folder, 'replaced');
    mkdirSync(out);
    writeFileSync(join(out, 'part7.f32'), 'old');
    await collect(options({ out, modelFolder: 'm' }));
    expect(readdirSync(out).sort()).toEqual(['layout.json', 'part0.f32', 'part1.f32']);
    const layout = parseFile(layoutSchema, readFileSync(join(out, 'layout.json'), 'utf8'), out);
    expect(layout.driver).toBe('policy');
  });

  it('ends the other processes, leaves no data set, and an older one as it was, when a process fails', async () => {
    const out = join(folder, 'failed');
    await expect(collect(options({ out, script: bad }))).rejects.toThrow('a collecting process ended with exit code 4');
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.part`)).toBe(false);
    mkdirSync(out);
    writeFileSync(join(out, 'part7.f32'), 'old');
    await expect(collect(options({ out, script: bad }))).rejects.toThrow();
    expect(readdirSync(out)).toEqual(['part7.f32']);
  });

  it('refuses the splits that results are reported on', async () => {
    const out = join(folder, 'refused');
    for (const split of ['test', 'sealed'] as const)
      await expect(collect(options({ out, split }))).rejects.toThrow(RangeError);
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.part`)).toBe(false);
    await collect(options({ out, split: 'val' }));
    expect(existsSync(out)).toBe(true);
  });
});

const cli = fileURLToPath(new URL('../../../scenarios/cli/twotempo.mjs', import.meta.url));
const twotempo = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

describe('twotempo collect', { timeout: 120_000 }, () => {
  it('collects the same rows with any number of processes', () => {
    const [one, two] = [1, 2].map((workers) => {
      const out = join(folder, `workers-${workers}`);
      const what = ['lane-keeping/common', 'cut-in/common', '--seeds', '0..1', '--split', 'train'];
      const { status, stdout, stderr } = twotempo('collect', ...what, '--workers', String(workers), '--out', out);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return { report: JSON.parse(stdout) as { episodes: number; samples: number }, rows: readRows(out) };
    });
    expect(two).toEqual(one);
    expect(one.report.episodes).toBe(4);
    expect(one.rows).toHaveLength(one.report.samples);
  });
});

/** All rows, sorted: processes share the episodes out. */
function readRows(out: string): string[] {
  return readdirSync(out)
    .filter((file) => file.endsWith('.f32'))
    .flatMap((file) => {
      const bytes = readFileSync(join(out, file));
      const size = 4 * ROW_LENGTH;
      return Array.from({ length: bytes.length / size }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size).toString('base64'),
      );
    })
    .sort();
}
