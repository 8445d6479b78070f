import { describe, expect, it } from 'vitest';
import { changedEpisodes } from '../../../scenarios/compare/changed.ts';
import { compareResults, type Comparison, type ResultSet } from '../../../scenarios/compare/compare-results.ts';
import { readEpisodeLines, writeEpisodeLine } from '../../../scenarios/results/episode-lines.ts';
import { episodeKey, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { crash, episode, failure, series } from '../results/episodes.ts';

const set = (name: string, episodes: EpisodeResult[]): ResultSet => ({ name, episodes });
const other = (episodes: EpisodeResult[]): EpisodeResult[] =>
  episodes.map((one) => ({ ...one, digest: `${one.digest}'` }));
const seeds = ({ document }: Comparison): string[] =>
  document.changed.map(({ a, b, seed, direction }) => `${a.arm} - ${b.arm} ${seed} ${direction}`);

function impact(seed: number, speed: number, atFault: boolean): EpisodeResult {
  const one = crash({ seed }, atFault);
  return { ...one, outcome: { ...one.outcome, impactSpeedMps: speed } };
}

describe('changed episodes', () => {
  it('are listed worst first: what became worse, by kind and speed, then what became better', () => {
    const offRoad = episode({ seed: 3, outcome: { ...episode().outcome, end: 'off-road' } });
    const timeout = episode({ seed: 4, outcome: { ...episode().outcome, end: 'timeout' } });
    const a = [
      impact(0, 2, true),
      impact(1, 9, true),
      impact(2, 30, false),
      offRoad,
      timeout,
      episode({ seed: 5 }),
      episode({ seed: 6 }),
    ];
    const b = other([...series(5, []), impact(5, 3, true), episode({ seed: 6 })]);
    const comparison = compareResults([set('x', a), set('y', b)], null);
    expect(seeds(comparison)).toEqual([
      'fast@x - fast@y 1 worse',
      'fast@x - fast@y 0 worse',
      'fast@x - fast@y 2 worse',
      'fast@x - fast@y 3 worse',
      'fast@x - fast@y 4 worse',
      'fast@x - fast@y 5 better',
    ]);
    const severities = comparison.document.changed.map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort((p, q) => q - p));
    expect(comparison.document.changed[0].a).toEqual({
      arm: 'fast@x',
      plainArm: 'fast',
      folder: 'x',
      latency: 'fixed:200',
      end: 'collision',
      collisionKind: 'front',
      atFault: true,
      impactSpeedMps: 9,
      digest: 'd0',
    });
  });

  it('count an object out of reach as off the road: worse than too late, better than a collision', () => {
    const ended = (seed: number, end: EpisodeResult['outcome']['end']): EpisodeResult =>
      episode({ seed, outcome: { ...episode().outcome, end } });
    const lost = [0, 1, 2, 3].map((seed) => ended(seed, 'lost'));
    const b = other([ended(0, 'timeout'), ended(1, 'off-road'), crash({ seed: 2 }), ended(3, 'goal')]);
    expect(seeds(compareResults([set('x', lost), set('y', b)], null))).toEqual([
      'fast@x - fast@y 3 worse',
      'fast@x - fast@y 0 worse',
      'fast@x - fast@y 2 better',
    ]);
  });

  it('have keys of their own, also at several latencies', () => {
    const at = (latency: string): EpisodeResult[] => series(3, [0, 1], { arm: 'dual', latency });
    const { document } = compareResults(
      [
        set('x', [...at('fixed:100'), ...at('fixed:200')]),
        set('y', other([...series(3, [], { arm: 'dual', latency: 'fixed:100' }), ...series(3, [], { arm: 'dual' })])),
      ],
      null,
    );
    expect(document.changed).toHaveLength(4);
    expect(new Set(document.changed.map(({ key }) => key)).size).toBe(4);
  });

  it('are those of dual against the better arm without planner', () => {
    const episodes = [
      ...series(9, [0], { arm: 'dual' }),
      ...series(9, [1], { arm: 'reflex' }),
      ...series(9, [2, 3], { arm: 'aeb' }),
      ...series(9, [4, 5, 6], { arm: 'fast' }),
    ];
    expect(seeds(compareResults([set('x', episodes)], null))).toEqual([
      'dual - reflex 0 worse',
      'dual - reflex 1 better',
    ]);
    const fastOnly = episodes.filter(({ arm }) => arm === 'dual' || arm === 'fast');
    expect(seeds(compareResults([set('x', fastOnly)], null))[0]).toBe('dual - fast 0 worse');
    const others = episodes.filter(({ arm }) => arm === 'aeb' || arm === 'reflex');
    expect(seeds(compareResults([set('x', others)], null))[0]).toBe('aeb - reflex 2 worse');
    expect(seeds(compareResults([set('x', series(9, [0]))], null))).toEqual([]);
  });

  it('with a baseline are those of every arm against itself', () => {
    const now = [...series(5, [0], { arm: 'dual' }), ...series(5, [1]), failure({ seed: 9 })];
    const before = [...series(5, [], { arm: 'dual' }), ...series(5, [1, 2]), episode({ seed: 9 })];
    const comparison = compareResults([set('now', now)], set('before', before));
    expect(seeds(comparison)).toEqual(['dual - dual@before 0 worse', 'fast - fast@before 2 better']);
    expect(comparison.document.changed[0].b).toMatchObject({ plainArm: 'dual', folder: 'before' });
  });

  it('are written so that a run takes exactly them', () => {
    const episodes = [...series(9, [0], { arm: 'dual' }), ...series(9, [1], { arm: 'reflex' })];
    const lines = changedEpisodes(compareResults([set('x', episodes)], null).changed)
      .map(writeEpisodeLine)
      .join('');
    expect(readEpisodeLines(lines, 'changed.jsonl').episodes.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
      'dual 0',
      'reflex 0',
      'dual 1',
      'reflex 1',
    ]);
    const twice = compareResults([set('x', series(9, [0])), set('y', other(series(9, [])))], null);
    const [only, ...more] = changedEpisodes(twice.changed);
    expect(more).toEqual([]);
    expect(episodeKey(only)).toBe(episodeKey(crash({ seed: 0 })));
  });
});
