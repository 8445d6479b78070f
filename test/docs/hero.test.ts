import { readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RateSummary } from '../../scenarios/results/summary-types.ts';
import { withInterval } from '../../scenarios/compare/cell-text.ts';
import { resultsIn, twotempo, workplace } from '../scenarios/cli/cli.ts';
import { ROOT } from './documents.ts';

interface Hero {
  readonly scenario: string;
  readonly seed: number;
  readonly digests: Readonly<Record<'fast' | 'soon' | 'late', string>>;
  readonly rates: Readonly<Record<'fast' | 'soon' | 'late', RateSummary>> & { readonly n: number };
  readonly films: readonly { readonly format: string; readonly bytes: number; readonly lengthS: number }[];
}

const hero = JSON.parse(readFileSync(join(ROOT, 'docs/hero/hero.json'), 'utf8')) as Hero;

describe('the film that the README opens with', () => {
  let folder: string;
  beforeAll(() => {
    folder = workplace();
    // The shipped models, and what runs them.
    symlinkSync(join(ROOT, 'policies'), join(folder, 'package/policies'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has at most 30 s and 6 MB', () => {
    expect(hero.films.map(({ format }) => format).sort()).toEqual(['gif', 'mp4']);
    for (const { format, bytes, lengthS } of hero.films) {
      expect(statSync(join(ROOT, `docs/hero/hero.${format}`)).size).toBe(bytes);
      expect(bytes).toBeLessThanOrEqual(6e6);
      expect(lengthS).toBeLessThanOrEqual(30);
    }
  });

  it('shows what this version does', async () => {
    const args = ['run', hero.scenario, '--arms', 'fast,dual', '--seeds', `${hero.seed}..${hero.seed}`];
    await twotempo(folder, [...args, '--latency', '200,800', '--record', 'none', '--out', 'hero', '--workers', '1']);
    const found = resultsIn(join(folder, 'hero'));
    const digestOf = (arm: string, latency: string) =>
      found.find((result) => result.arm === arm && result.latency === latency)?.digest;
    expect({
      fast: digestOf('fast', 'fixed:200'),
      soon: digestOf('dual', 'fixed:200'),
      late: digestOf('dual', 'fixed:800'),
    }).toEqual(hero.digests);
  });

  it('has the rates that the README says', () => {
    const { n, fast, soon, late } = hero.rates;
    const text = ({ rate, ci95 }: RateSummary): string => withInterval(rate, ci95).replace(' [', ' % [');
    const said = /<!-- hero -->([^]*?)<!-- \/hero -->/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1];
    expect(said?.replace(/\s+/g, ' ')).toBe(
      `${n} unseen seeds of this scenario \`fast\` collides in ${text(fast)}, \`dual\` at 200 ms in ${text(soon)}, at 800 ms in ${text(late)}`,
    );
  });
});
