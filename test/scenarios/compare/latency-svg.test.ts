import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFromZero } from '../../../scenarios/compare/chart-axis.ts';
import { latencySvg } from '../../../scenarios/compare/latency-svg.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import { episode, series } from '../results/episodes.ts';
import { elements, parseXml, type XmlElement } from './xml.ts';

const planner = { ...episode().planner, calls: 3 };
const firstOf = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const run = (arm: string, latency: string, crashes: number, changes: Partial<EpisodeResult> = {}): EpisodeResult[] =>
  series(50, firstOf(crashes), { arm, latency, ...changes });

const summary = summarise([
  ...run('reflex', 'fixed:200', 5),
  ...run('oracle', 'zero', 1, { planner }),
  ...run('dual', 'zero', 1, { planner }),
  ...run('dual', 'fixed:200', 4, { planner }),
  ...run('dual', 'fixed:400', 12, { planner }),
  ...run('dual', 'trace:x', 12, { planner }),
]);
const svg = latencySvg(summary);
const drawing = parseXml(svg);
const points = (element: XmlElement): number[][] =>
  element.attributes
    .get('points')!
    .split(' ')
    .map((point) => point.split(',').map(Number));
const curve = (index: number): XmlElement =>
  elements(drawing, 'g').find(
    (group) => group.attributes.get('class') === `c${index}` && group.children[0].name === 'polyline',
  )!;

describe('latencySvg', () => {
  it('draws in the order of presentation, a line per arm and a band around it', () => {
    expect(
      elements(drawing, 'text')
        .filter((text) => text.attributes.get('class')?.startsWith('label'))
        .map((text) => text.text),
    ).toEqual(['reflex', 'dual', 'oracle']);
    const line = points(curve(1).children[0]);
    expect(line).toHaveLength(3);
    const band = points(elements(drawing, 'polygon')[1]);
    expect(band).toHaveLength(6);
    for (const [i, [x, y]] of line.entries()) {
      expect([band[i][0], band[5 - i][0]]).toEqual([x, x]);
      expect(band[i][1]).toBeLessThan(y);
      expect(band[5 - i][1]).toBeGreaterThan(y);
    }
  });

  it('is to scale', () => {
    const [[x0, y0], [x200, y200], [x400, y400]] = points(curve(1).children[0]);
    expect(x200 - x0).toBeCloseTo(x400 - x200, 1);
    // 2 %, 8 % and 24 %.
    expect((y0 - y200) / 6).toBeCloseTo((y200 - y400) / 16, 1);
  });

  it('draws an arm without planner across the chart and one with a single latency as a point', () => {
    const [[left], [right]] = points(curve(0).children[0]);
    const dual = points(curve(1).children[0]);
    expect([left, right]).toEqual([dual[0][0], dual[2][0]]);
    expect(points(curve(2).children[0])).toEqual([[dual[0][0], expect.any(Number)]]);
  });

  it('tells arms apart without colour', () => {
    const dashes = [0, 1, 2].map((index) => curve(index).children[0].attributes.get('stroke-dasharray'));
    expect(new Set(dashes).size).toBe(3);
  });

  it('moves the labels of equal rates apart, in the picture', () => {
    const equal = ['fast', 'aeb', 'reflex', 'oracle'].flatMap((arm) => run(arm, 'zero', 0));
    const crowded = summarise([...equal, ...run('dual', 'zero', 0), ...run('dual', 'fixed:100', 0)]);
    const heights = elements(parseXml(latencySvg(crowded)), 'text')
      .filter((text) => text.attributes.get('class')?.startsWith('label'))
      .map((text) => Number(text.attributes.get('y')))
      .sort((a, b) => a - b);
    expect(heights).toHaveLength(5);
    for (let i = 1; i < heights.length; i++) expect(heights[i] - heights[i - 1]).toBeGreaterThanOrEqual(17.9);
    expect(heights[0]).toBeGreaterThan(0);
    expect(heights[4]).toBeLessThan(390);
  });

  it('says its numbers in words', () => {
    expect(drawing.attributes.get('role')).toBe('img');
    const named = drawing.attributes.get('aria-labelledby')!.split(' ');
    expect(drawing.children.slice(0, 2).map((child) => child.attributes.get('id'))).toEqual(named);
    const [description] = elements(drawing, 'desc');
    expect(description.text).toContain('reflex: 10.0 % (95 % interval 4.3 to 21.4 %) at any latency.');
    expect(description.text).toContain('8.0 % (95 % interval 3.2 to 18.8 %) at 200 ms');
  });

  it('needs nothing from elsewhere and follows a dark page', () => {
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|<script/);
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
  });

  it('escapes names', () => {
    const odd: Summary = { ...summary, suite: '<a & b>' };
    expect(elements(parseXml(latencySvg(odd)), 'title')[0].text).toContain('<a & b>');
  });

  it('refuses what is no sweep', () => {
    expect(() => latencySvg(summarise(run('dual', 'zero', 1)))).toThrow('at least two latencies');
    const unknown = summarise([...run('dual', 'zero', 1), ...run('dual', 'trace:x', 2)]);
    expect(() => latencySvg(unknown)).toThrow('at least two latencies');
  });

  it('draws sweeps of any size without a coordinate that is not a number', () => {
    const arm = fc.array(
      fc.tuple(fc.constantFrom('zero', 'fixed:0.5', 'fixed:30', 'fixed:90000'), fc.integer({ min: 0, max: 5 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(fc.array(arm, { minLength: 1, maxLength: 8 }), (arms) => {
        const swept = [...run('dual', 'zero', 0), ...run('dual', 'fixed:0.5', 0)];
        const results = arms.flatMap((cells, i) =>
          [...new Map(cells)].flatMap(([latency, crashes]) => series(5, firstOf(crashes), { arm: `arm${i}`, latency })),
        );
        const drawn = latencySvg(summarise([...swept, ...results]));
        expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
        parseXml(drawn);
      }),
      { numRuns: 25 },
    );
  });
});

describe('axisFromZero', () => {
  it('refuses an empty range', () => {
    for (const largest of [0, -1, NaN, Infinity]) expect(() => axisFromZero(largest, 0, 1)).toThrow('above 0');
  });

  it('has up to eight round steps that hold the largest value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (largest) => {
        const { ticks, at } = axisFromZero(largest, 10, 110);
        const last = ticks[ticks.length - 1];
        expect(ticks[0]).toBe(0);
        expect(last).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
        expect(ticks.length - 1).toBeGreaterThanOrEqual(4);
        expect(ticks.length - 1).toBeLessThanOrEqual(8);
        expect(at(0)).toBe(10);
        expect(at(last)).toBeCloseTo(110, 9);
      }),
    );
  });

  it.each([
    [500, [0, 100, 200, 300, 400, 500]],
    [22.8, [0, 5, 10, 15, 20, 25]],
    [0.7, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    [1000, [0, 200, 400, 600, 800, 1000]],
  ])('of %d', (largest, ticks) => {
    expect(axisFromZero(largest, 0, 1).ticks).toEqual(ticks);
  });
});
