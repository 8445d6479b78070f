import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineVersion } from '../../scenarios/cli/package-root.ts';
import { runEpisode } from '../../scenarios/runner/episode.ts';
import { recordBytes } from '../../scenarios/runner/record-episode.ts';
import { setupOf } from '../scenarios/runner/setups.ts';
import { replay } from './replay-command.ts';

let folder: string;
let file: string;
let digest: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twotempo-fork-'));
  file = join(folder, 'run.mcap');
  const setup = { ...setupOf('fast'), engineVersion: engineVersion() };
  const result = await runEpisode(setup);
  ({ digest } = result);
  await writeFile(file, await recordBytes(setup, result));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('twotempo replay --fork', () => {
  it('says how the record and the fork end, and writes a record beside it that verifies', async () => {
    const { code, out } = await replay(file, '--fork', '60', '--arm', 'reflex');
    expect(code).toBe(0);
    const [record, fork, written] = out.split('\n');
    expect(record).toMatch(new RegExp(`^record +fast, fixed:200 +\\w+ after \\d+ ticks \\([\\d.]+ s\\) +${digest}$`));
    expect(fork).toMatch(
      /^from tick 60 \(1\.00 s\) +reflex, fixed:200 +\w+ after \d+ ticks \([\d.]+ s\) +[0-9a-f]{64}$/,
    );
    const made = join(folder, 'run-fork60-reflex-fixed-200.mcap');
    expect(written).toMatch(new RegExp(`^${made}: the fork's record, \\d+ bytes$`));
    const verified = await replay(made, '--verify', '--scores');
    expect(verified.code).toBe(0);
    expect(verified.out).toContain(`${made}: identical: `);
    expect((await replay(made)).out).toContain(
      `fork at tick 60 (1.00 s) of a run of fast, latency fixed:200, digest ${digest}`,
    );
    expect(await replay(file, '--fork', '60', '--arm', 'reflex')).toMatchObject({
      code: 2,
      err: `--out: ${made} exists already; give a new file\n`,
    });
  });

  it.each([
    [['--fork', '60'], '--fork: expected with --arm, the arm that drives from there on'],
    [['--fork', '1.5', '--arm', 'dual'], "--fork: expected a tick, a whole number from 0, found '1.5'"],
    [['--fork', '60', '--arm', 'quick'], "--arm: unknown arm 'quick'; there are fast, aeb, "],
    [
      ['--fork', '60', '--arm', 'dual', '--latency', '100,200'],
      "--latency: expected one latency with --fork, found '100,200'",
    ],
    [
      ['--fork', '60', '--arm', 'dual', '--verify'],
      '--fork: expected without --verify, --scores, --export and --recover',
    ],
    [['--arm', 'dual'], '--arm: expected with --fork'],
    [
      ['--fork', '9999', '--arm', 'dual', '--out', 'x.mcap'],
      'and cannot be forked at tick 9999; give a whole number from 0 to ',
    ],
  ])('ends with 2 and one line: %j', async (options, line) => {
    const { code, out, err } = await replay(file, ...options);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    await expect(access('x.mcap')).rejects.toThrow();
  });
});
