import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARM_TRAINING, type CollectArmStage } from '../../../../scenarios/collect/manipulation/arm-recipe.ts';
import {
  collectStage,
  planFile,
  summaryFile,
  type Progress,
} from '../../../../scenarios/collect/manipulation/collection.ts';
import { episodesOf } from '../../../../scenarios/collect/manipulation/episode-list.ts';
import { dataFolder } from '../../../../scenarios/collect/manipulation/shards.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'collection-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stage = (changes: Partial<CollectArmStage['source']> = {}): CollectArmStage => ({
  kind: 'collect',
  name: 'expert',
  folder: join(folder, 'expert'),
  role: 'train',
  source: { ...ARM_TRAINING.expert, seeds: [0, 1], ...changes },
  shardEpisodes: 4,
  modelFolder: null,
});

/** A collecting program that writes heads of one row an episode; its shards also note which process wrote them. */
function program(beforeShard = ''): string {
  const file = join(folder, 'program.mjs');
  const text = `
    import { existsSync, writeFileSync } from 'node:fs';
    const { stage } = JSON.parse(process.argv[2]);
    process.on('message', ({ shard }) => {
      ${beforeShard}
      const episodes = [{ scenario: 'reach/common', kind: 'common', driver: 'expert', end: 'goal', rows: 1 }];
      const name = stage.folder + '/data/shard-' + String(shard).padStart(5, '0') + '.json';
      if (existsSync(name)) process.exit(7);
      writeFileSync(name, JSON.stringify({ rows: 1, arrays: [['features', 1]], episodes }));
      process.send({ shard });
    });
    process.on('disconnect', () => process.exit(0));
  `;
  writeFileSync(file, text);
  return file;
}

const collect = (of: CollectArmStage, script: string, told: Progress[] = [], behaviour = 'one version') =>
  collectStage(of, {
    workers: 2,
    script,
    behaviour: () => Promise.resolve(behaviour),
    tell: (progress) => told.push(progress),
  });

const shards = () => readdirSync(join(folder, 'expert', 'data')).sort();

describe('collecting a data set', () => {
  const episodes = episodesOf(stage().source).length;
  const count = Math.ceil(episodes / 4);

  it('shares its shards out, tells how far it is, and sums up', async () => {
    const told: Progress[] = [];
    const summary = await collect(stage(), program(), told);
    expect(shards()).toHaveLength(count);
    expect(summary).toEqual({ episodes: count, rows: count, tally: { 'common, expert, goal': count } });
    expect(JSON.parse(readFileSync(summaryFile(stage()), 'utf8'))).toEqual(summary);
    expect(told).toHaveLength(count + 1);
    expect(told[0]).toEqual({ doneEpisodes: 0, episodes, leftS: null });
    expect(told[count]).toEqual({ doneEpisodes: episodes, episodes, leftS: 0 });
  });

  it('goes on where it was broken off: whole shards are kept', async () => {
    await expect(collect(stage(), program('if (shard === 2) process.exit(4);'))).rejects.toThrow(
      'a collecting process ended with exit code 4',
    );
    expect(existsSync(summaryFile(stage()))).toBe(false);
    const before = shards();
    expect(before.length).toBeGreaterThan(0);
    expect(before).not.toContain('shard-00002.json');
    const told: Progress[] = [];
    await collect(stage(), program(), told);
    expect(shards()).toHaveLength(count);
    const last = `shard-${String(count - 1).padStart(5, '0')}.json`;
    expect(told[0].doneEpisodes).toBe(4 * before.length - (before.includes(last) ? 4 * count - episodes : 0));
  });

  it('refuses to go on with another plan or another version of the simulation', async () => {
    await collect(stage(), program());
    const file = planFile(stage());
    await expect(collect(stage({ seeds: [0, 2] }), program())).rejects.toThrow(
      new RegExp(`${file}: source: expected .*"seeds":\\[0,2\\].*, found .*"seeds":\\[0,1\\].*; remove .*expert`),
    );
    await expect(collect(stage(), program(), [], 'another version')).rejects.toThrow(
      'behaviour: expected "another version", found "one version": simulation or expert have changed since; remove',
    );
  });

  it('refuses the splits that results are reported on', async () => {
    for (const split of ['test', 'sealed'] as const)
      await expect(collect(stage({ split }), program())).rejects.toThrow(/expected one of train, val to train, found/);
    expect(existsSync(dataFolder(stage()))).toBe(false);
  });
});

describe('the episodes of a data set', () => {
  const source = { ...ARM_TRAINING.expert, seeds: [0, 399] } as const;
  const list = episodesOf(source);
  const share = (test: (about: (typeof list)[number]) => boolean, of = list) => of.filter(test).length / of.length;

  it('are every common scenario for every seed, and a tenth of the tail', () => {
    const common = list.filter(({ kind }) => kind === 'common');
    expect(common).toHaveLength(7 * 400);
    expect(new Set(list.map(({ scenario }) => scenario)).size).toBe(14);
    expect(share(({ kind }) => kind === 'tail')).toBeGreaterThan(0.08);
    expect(share(({ kind }) => kind === 'tail')).toBeLessThan(0.12);
    expect(new Set(list.map(({ seed }) => seed)).size).toBe(list.length);
  });

  it('are driven by the drivers in their shares', () => {
    const common = list.filter(({ kind }) => kind === 'common');
    for (const [name, wanted] of Object.entries(source.drivers.common))
      expect(Math.abs(share(({ driver }) => driver === name, common) - wanted), name).toBeLessThan(0.04);
    const policy = { common: { policy: 1 }, tail: { policy: 1 } };
    expect(episodesOf({ ...source, drivers: policy }).every(({ driver }) => driver === 'policy')).toBe(true);
  });

  it('stay the same when more seeds are collected, and differ by split', () => {
    expect(episodesOf({ ...source, seeds: [0, 9] })).toEqual(
      list.slice(0, episodesOf({ ...source, seeds: [0, 9] }).length),
    );
    const seeds = new Set(list.map(({ seed }) => seed));
    expect(episodesOf({ ...source, split: 'val' }).some(({ seed }) => seeds.has(seed))).toBe(false);
  });
});
