import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, strToU8 } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../scenarios/cli/package-root.ts';
import { clipOfRun } from '../../../scenarios/clips/clip-recorder.ts';
import { clipToText, toBase64 } from '../../../scenarios/clips/clip-text.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { LIBRARY } from '../../../scenarios/library/registry.ts';
import { readReportData, type PageDocument } from '../../../scenarios/report/read-report-data.ts';
import { inlineScript, reportHtml, type ReportPage } from '../../../scenarios/report/report-html.ts';
import { ReportProblem } from '../../../scenarios/report/report-problem.ts';
import { readReportPage, writeReport } from '../../../scenarios/report/write-report.ts';
import { OutputProblem } from '../../../scenarios/store/write-text.ts';
import { pageOf, sampleReport } from './pages.ts';

const PAGE: ReportPage = {
  script: 'document.title += "!";\n//# sourceMappingURL=report.js.map\n',
  style: 'body{margin:0}\n/*# sourceMappingURL=report.css.map */\n',
};

describe('a report', () => {
  const data = sampleReport();
  const html = reportHtml(data, PAGE);

  it('gives its data back', () => {
    expect(readReportData(pageOf(html))).toEqual(data);
  });

  it('allows its own script alone, by hash', () => {
    const scripts = [...html.matchAll(/<script(?<attributes>[^>]*)>(?<text>[\s\S]*?)<\/script>/g)];
    expect(scripts.map(({ groups }) => groups?.['attributes'])).toEqual([
      ' type="application/octet-stream" id="report-data"',
      ' type="module"',
    ]);
    const hash = createHash('sha256')
      .update(scripts[1].groups?.['text'] ?? '')
      .digest('base64');
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
    expect(policy).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  it('needs nothing from elsewhere', () => {
    expect(html).not.toMatch(/\b(src|href|srcset|action|poster)\s*=/i);
    expect(html).not.toMatch(/https?:|@import|url\(|sourceMappingURL|<(link|img|iframe|object|base)\b/i);
  });

  it('says the same in plain tables, for readers without scripts', () => {
    const plain = /<noscript>([\s\S]*)<\/noscript>/.exec(html)?.[1] ?? '';
    expect(plain).toContain('<tr><td>fast</td><td>fixed:200</td><td>30</td><td>3/30 = 10.0 % [3.5 %, 25.6 %]</td>');
    expect(plain).toContain('<tr><td>dual</td><td>fixed:200</td><td>30</td><td>1/30 = 3.3 % [0.6 %, 16.7 %]</td>');
    expect(plain).toContain('worst first (2 of 2)');
    expect(plain).toContain('<td>cut-in</td><td>7</td><td>dual: goal</td>');
    expect(plain).toContain('<td>fast: collision (front) at 7.0 m/s</td><td>better</td>');
    expect(plain).not.toContain('<script');
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<meta name="viewport"');
  });

  it('shows what people wrote as text', () => {
    const evil = '</title><script>alert(1)</script><!--';
    const other = reportHtml(sampleReport({ title: evil, command: evil }), PAGE);
    expect(other.match(/<script/g)?.length).toBe(2);
    expect(other).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--</title>');
    expect(readReportData(pageOf(other)).title).toBe(evil);
  });

  it('keeps a script in its element, saying the same', () => {
    const script = 'return ["</script>", "<!--<script>", `</SCRIPT >`, /<!--/u.test("<!--"), /<\\/script>/.source]';
    const inlined = inlineScript(script);
    expect(inlined).not.toMatch(/<\/script|<!--/i);
    const run = (text: string): unknown => (new Function(text) as () => unknown)();
    expect(run(inlined)).toEqual(run(script));
  });

  it('is the same bytes each time', () => {
    expect(reportHtml(sampleReport(), PAGE)).toBe(html);
  });
});

describe('a broken report', () => {
  const pageWith = (text: string): PageDocument => ({ getElementById: () => ({ textContent: text }) });
  const packed = (value: unknown): string => toBase64(deflateSync(strToU8(JSON.stringify(value))));

  it('says what is wrong', () => {
    expect(() => readReportData({ getElementById: () => null })).toThrow(/^This page holds no data: it is cut off/);
    for (const text of ['%%%', 'AAAA', packed(7), packed(null), packed({}), packed('x').slice(0, 4)])
      expect(() => readReportData(pageWith(text))).toThrow(
        /^The data of this report is damaged; make the report again/,
      );
    expect(() => readReportData(pageWith(packed({ reportVersion: 2 })))).toThrow(
      /has the version 2, but this page shows version 1/,
    );
    expect(readReportData(pageWith(`\n${packed({ reportVersion: 1 })}\n`))).toEqual({ reportVersion: 1 });
  });
});

describe('writeReport', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twotempo-report-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const { comparison, replays, missing, title, command } = sampleReport();
  const options = { title, command, replays: { replays, missing } };

  it('writes one file with the built page in it', () => {
    const file = join(folder, 'new', 'report.html');
    const bytes = writeReport(comparison, file, options);
    const html = readFileSync(file, 'utf8');
    expect(html).toBe(reportHtml(sampleReport(), readReportPage(packageRoot())));
    expect(Buffer.byteLength(html)).toBe(bytes);
    expect(readdirSync(join(folder, 'new'))).toEqual(['report.html']);
  });

  it('says what to do where the page is not built, or the file cannot be written', () => {
    expect(() => readReportPage(folder)).toThrow(ReportProblem);
    expect(() => readReportPage(folder)).toThrow(/dist.report.report\.js: the page of the report is not built; run/);
    expect(() => writeReport(comparison, join(folder, 'new', 'report.html', 'x'), options)).toThrow(OutputProblem);
  });

  it('stays below 5 MB with 50 replays of real episodes', async () => {
    const page = readReportPage(packageRoot());
    const clips = await realClips();
    const sizeWith = (count: number): number => {
      const shown = clips.slice(0, count).map((a, i) => ({ ...replays[0], key: `${i}`, a, b: clips.at(-1 - i) ?? '' }));
      return reportHtml(sampleReport({ replays: shown }), page).length;
    };
    const empty = sizeWith(0);
    const perReplay = (sizeWith(clips.length) - empty) / clips.length;
    expect(perReplay).toBeGreaterThan(1000);
    // The replays' own bound leaves room for the comparison of a large run.
    expect(50 * perReplay).toBeLessThan(1_000_000);
    expect(empty + 50 * perReplay).toBeLessThan(5_000_000);
  });
});

/** Clips of all families, one of them with a planner that is asked all the time. */
async function realClips(): Promise<string[]> {
  const texts: string[] = [];
  for (const { id, scenario } of LIBRARY.filter((entry) => entry.id.endsWith('/tail'))) {
    const arm = id === 'debris/tail' ? 'always' : 'aeb';
    const { clip } = await clipOfRun({
      job: {
        ...{ suite: 'test', split: 'test', scenario: id, seed: 0, arm, planner: null },
        latency: { kind: 'fixed', ms: 200 },
      },
      spec: resolveScenario(scenario, id),
      episodeSeed: id,
      model: null,
      engineVersion: '1.2.3',
    });
    texts.push(clipToText(clip));
  }
  return texts;
}
