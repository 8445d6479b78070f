import { clipToText } from '../../../scenarios/clips/clip-text.ts';
import { compareResults, type ResultSet } from '../../../scenarios/compare/compare-results.ts';
import type { ReportData } from '../../../scenarios/report/report-data.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { sampleClip } from '../../scenarios/clips/sample-clip.ts';
import { crash, episode } from '../../scenarios/results/episodes.ts';

export interface SampleOptions {
  /** Situations per arm. Default 40. */
  readonly n?: number;
  /** Of these, in how many each arm collides, the same ones first. Default: fast 12, reflex 3, dual 1. */
  readonly collisions?: Readonly<Record<string, number>>;
  /** Results of an earlier run. */
  readonly baseline?: readonly EpisodeResult[];
  /** Added to the episodes. */
  readonly more?: readonly EpisodeResult[];
}

/** A report of made-up episodes of a few arms: the statistics are real, and the first changed episode has a replay. */
export function sampleReport(options: SampleOptions = {}): ReportData {
  const { n = 40, collisions = { fast: 12, reflex: 3, dual: 1 }, baseline, more = [] } = options;
  const episodes = Object.entries(collisions).flatMap(([arm, count]) => armEpisodes(arm, n, count));
  const set = (name: string, members: readonly EpisodeResult[]): ResultSet => ({ name, episodes: members });
  const before = baseline === undefined ? null : set('runs/before', baseline);
  const { document } = compareResults([set('runs/now', [...episodes, ...more])], before);
  const [first, ...others] = document.changed;
  const clip = (arm: string, collides: boolean): string => clipToText(sampleClip({ arm, collides }));
  return {
    reportVersion: 1,
    title: 'A sample',
    command: 'npx twotempo compare runs/now --report report.html',
    comparison: document,
    replays:
      first === undefined
        ? []
        : [
            {
              key: first.key,
              a: clip(first.a.plainArm, first.a.end === 'collision'),
              b: clip(first.b.plainArm, first.b.end === 'collision'),
              nameA: first.a.arm,
              nameB: first.b.arm,
              divergence: { tick: 180, timeS: 3 },
            },
          ],
    missing: others.map(({ key }) => ({ key, why: 'it was not recorded' })),
  };
}

/** Episodes of one arm in two families; the first `count` end in a collision. */
export function armEpisodes(arm: string, n: number, count: number): EpisodeResult[] {
  return Array.from({ length: n }, (_, seed) => {
    const family = seed % 2 === 0 ? 'cut-in' : 'merge';
    const collides = seed < count;
    const digest = `${arm}${seed}${collides ? 'x' : ''}`;
    const head = { arm, family, scenario: `${family}/tail`, seed: Math.floor(seed / 2), digest };
    return collides ? crash(head) : episode(head);
  });
}
