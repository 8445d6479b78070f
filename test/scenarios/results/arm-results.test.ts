import { describe, expect, it } from 'vitest';
import { compareResults } from '../../../scenarios/compare/compare-results.ts';
import { renderComparison } from '../../../scenarios/compare/comparison-text.ts';
import { junitXml } from '../../../scenarios/compare/junit.ts';
import { latencySvg } from '../../../scenarios/compare/latency-svg.ts';
import { isMarginName } from '../../../scenarios/compare/margins.ts';
import { scoreMeasure } from '../../../scenarios/compare/measures.ts';
import { plainSummary } from '../../../scenarios/report/plain-summary.ts';
import { readEpisodeLines, writeEpisodeLine } from '../../../scenarios/results/episode-lines.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { EPISODE_COLUMNS } from '../../../scenarios/store/columns.ts';
import { ARM_METRICS } from '../../../sim/robotics/metrics/metric-table.ts';
import { METRICS } from '../../../sim/driving/metrics/metric-table.ts';
import { measuresOf } from '../../../scenarios/results/domain-measures.ts';
import { episode } from './episodes.ts';

type End = EpisodeResult['outcome']['end'];

/** An episode of the arm. @param drops null: nothing was grasped */
function armEpisode(arm: string, seed: number, end: End, drops: number | null, latency = 'fixed:200'): EpisodeResult {
  const quiet = episode();
  const collision = end === 'collision';
  return episode({
    ...{ domain: 'manipulation', suite: 'manipulation', scenario: 'stack/tail', family: 'stack', arm, seed, latency },
    outcome: { ...quiet.outcome, end, collision, collisionKind: collision ? 'table' : null },
    ...{ minTtcS: null, hardBrakingShare: null, comfort: null, meanSpeedMps: 0.2 },
    scores: {
      'arm-success-time': end === 'goal' ? { value: 4, n: 1, valid: true } : { value: null, n: 0, valid: false },
      'arm-drops': drops === null ? { value: null, n: 0, valid: false } : { value: drops, n: 1, valid: true },
    },
    digest: `${arm} ${seed} ${latency}`,
  });
}

const ENDS: readonly (readonly [End, number | null])[] = [
  ['goal', 0],
  ['goal', 2],
  ['collision', null],
  ['lost', 1],
  ['timeout', null],
];
const runOf = (arm: string, good: number, latency = 'fixed:200'): EpisodeResult[] =>
  Array.from({ length: 20 }, (_, seed) => {
    const [end, drops] = seed < good ? ENDS[0] : ENDS[seed % ENDS.length];
    return armEpisode(arm, seed, end, drops, latency);
  });
const RUN = [...runOf('periodic', 15), ...runOf('n1', 0), ...runOf('fast', 0)];
const summary = summarise(RUN);
const RATES = ['success', 'collision', 'drop', 'lost'] as const;

describe('a summary of the arm', () => {
  it('counts successes, collisions, drops and what got lost, each episode once', () => {
    const { n1 } = summary.arms;
    expect(summary.domain).toBe('manipulation');
    expect(RATES.map((rate) => [n1[rate]?.count, n1[rate]?.n])).toEqual([
      [8, 20],
      [4, 20],
      [8, 20],
      [4, 20],
    ]);
    expect(n1.timeout.count).toBe(4);
    expect(n1.families['stack'].drop).toEqual(n1.drop);
    expect(n1.macro.success?.rate).toBe(8 / 20);
  });

  it('pairs Hume with itself without one of its parts, in the rates of the arm', () => {
    const rows = summary.paired.filter(({ a, b }) => a === 'periodic' && b === 'n1');
    expect(rows.map(({ metric }) => metric)).toEqual(RATES);
    expect(rows[0]).toMatchObject({ n: 20, aOnly: 9, bOnly: 0 });
    expect(summary.paired.some(({ a, b }) => a === 'n1' && b === 'periodic')).toBe(false);
  });

  it('is without what only the arm has where it is of driving', () => {
    const driving = summarise([episode()]);
    expect(driving).not.toHaveProperty('domain');
    expect(driving.arms['fast']).not.toHaveProperty('drop');
    expect(driving.arms['fast']).not.toHaveProperty('lost');
    expect(driving.arms['fast'].macro).not.toHaveProperty('success');
  });
});

describe('tables of the arm', () => {
  const text = renderComparison(compareResults([{ name: 'a', episodes: RUN }], null).document);

  it('tell success first, and have no column of driving', () => {
    expect(text.split('\n')[2]).toMatch(
      /^arm +episodes +success % \[95 %\] +macro % \[95 %\] +collisions .* +drops .* +lost .* +time to success s +hand m\/s +duty/,
    );
    expect(text).toContain('p: exact McNemar test of success');
    for (const section of ['Success, a minus b', 'Collisions, a minus b', 'Drops, a minus b', 'Time to success, s'])
      expect(text).toContain(section);
    expect(text).not.toMatch(/at fault|hard braking|speed m\/s|offRoad|minTtcS|nuPlan|composite/i);
  });

  it('have the ends of episodes in JUnit and in the plain report', () => {
    expect(junitXml(summary, [])).toContain('episodes 20, success 8/20, collisions 4/20, drops 8/20, lost 4/20');
    const { document } = compareResults([{ name: 'a', episodes: RUN }], null);
    const data = {
      reportVersion: 1,
      title: 't',
      command: 'c',
      comparison: document,
      replays: [],
      missing: [],
    } as const;
    expect(plainSummary(data)).toContain('<th scope="col">Goal reached</th><th scope="col">Collisions</th>');
  });

  it('draw success against latency', () => {
    const swept = summarise([...runOf('dual', 10), ...runOf('dual', 5, 'fixed:500')]);
    expect(latencySvg(swept)).toContain('Success by planner latency: manipulation');
    expect(latencySvg(swept)).toContain('Share of episodes with success. dual: 70.0 %');
  });

  it('leave out columns that exist, and only those that the arm never fills', () => {
    const { emptyColumns } = measuresOf('manipulation');
    const columns = EPISODE_COLUMNS.filter(({ name }) => emptyColumns.includes(name));
    expect(columns).toHaveLength(emptyColumns.length);
    for (const { of } of columns) for (const one of RUN) expect(of(one)).toBeNull();
  });
});

describe('results of two domains', () => {
  const arm = armEpisode('fast', 1, 'goal', 0);

  it('are told apart in their lines', () => {
    expect(readEpisodeLines(writeEpisodeLine(arm), 'f').episodes[0].domain).toBe('manipulation');
    expect(writeEpisodeLine(episode())).not.toContain('domain');
    expect(() => readEpisodeLines(writeEpisodeLine(arm).replace('"manipulation"', '"sailing"'), 'f')).toThrow(
      'f, line 1: domain',
    );
  });

  it('are neither summed up nor compared with each other', () => {
    expect(() => summarise([episode(), arm])).toThrow(
      'The results are of two domains, driving (cut-in) and manipulation (stack/tail)',
    );
    const sets = [
      { name: 'runs/a', episodes: [episode()] },
      { name: 'runs/b', episodes: [arm] },
    ];
    const refused = 'runs/a holds results of driving and runs/b results of manipulation, which have no rates in common';
    expect(() => compareResults(sets, null)).toThrow(refused);
    expect(() => compareResults([sets[0]], sets[1])).toThrow(refused);
  });

  it('have scores of which no id is that of another', () => {
    expect(Object.keys(ARM_METRICS).filter((id) => Object.hasOwn(METRICS, id))).toEqual([]);
    for (const id of measuresOf('manipulation').mainScores) expect(ARM_METRICS).toHaveProperty(id);
    expect(scoreMeasure('arm-success')).toEqual({ sense: 1, isShare: true });
    expect(scoreMeasure('arm-drops')).toEqual({ sense: -1, isShare: false });
    expect(['drop', 'lost', 'scores.arm-drops', 'scores.pdms'].every(isMarginName)).toBe(true);
  });
});
