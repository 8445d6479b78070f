import { clipToText } from '../../../scenarios/clips/clip-text.ts';
import { compareResults } from '../../../scenarios/compare/compare-results.ts';
import type { PageDocument } from '../../../scenarios/report/read-report-data.ts';
import type { Replay, ReportData } from '../../../scenarios/report/report-data.ts';
import { samplePair } from '../clips/sample-clip.ts';
import { series } from '../results/episodes.ts';

/** A comparison of `dual` with `fast`, and the replay of what changed. */
export function sampleReport(changes: Partial<ReportData> = {}): ReportData {
  const episodes = [
    ...series(30, [3], { arm: 'dual', digest: 'd1' }),
    ...series(30, [3, 7, 11], { arm: 'fast', digest: 'd2' }),
  ];
  const { document } = compareResults([{ name: 'runs/a', episodes }], null);
  return {
    reportVersion: 1,
    title: 'longtail: dual against fast',
    command: 'twotempo compare runs/a --report report.html',
    comparison: document,
    replays: document.changed.map(({ key }) => sampleReplay(key)),
    missing: [{ key: 'none', why: 'It was run with version 0.0.9, and this is version 0.1.0.' }],
    ...changes,
  };
}

export function sampleReplay(key: string): Replay {
  const { a, b, ...pair } = samplePair();
  return { ...pair, key, a: clipToText(a), b: clipToText(b) };
}

/** A page as far as data are read from it. */
export function pageOf(html: string): PageDocument {
  return {
    getElementById: (id) => {
      const found = new RegExp(`<script type="application/octet-stream" id="${id}">([^<]*)</script>`).exec(html);
      return found === null ? null : { textContent: found[1] };
    },
  };
}
