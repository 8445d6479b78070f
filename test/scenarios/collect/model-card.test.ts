import { describe, expect, it } from 'vitest';
import { curvesSvg } from '../../../scenarios/collect/curves-svg.ts';
import { modelCard, type CardInputs } from '../../../scenarios/collect/model-card.ts';
import { elements, parseXml } from '../compare/xml.ts';
import { curve, facts, report, SHA, summary } from './training-inputs.ts';

const inputs = (changes: Partial<CardInputs> = {}): CardInputs => ({
  facts,
  report,
  networkBytes: 1_090_480,
  summaries: [summary],
  curvesFile: 'fast-driving.curves.svg',
  ...changes,
});

describe('the model card', () => {
  it('tells all of a small model', async () => {
    await expect(modelCard(inputs())).toMatchFileSnapshot('../../fixtures/model-card/card.md');
  });

  it('leaves out runs of other weights, and runs without the policy alone', () => {
    const other = { ...summary, engine: { version: '1', models: { 'fast-driving': 'cd'.repeat(32) } } };
    const without = { ...summary, arms: { dual: summary.arms.fast } };
    const bare = modelCard(inputs({ summaries: [] }));
    expect(bare).toContain('No results of these weights are recorded.');
    expect(modelCard(inputs({ summaries: [other, without] }))).toBe(bare);
    expect(modelCard(inputs({ summaries: [other, summary] }))).toBe(modelCard(inputs()));
  });

  it('says so where data and calibration were not recorded', () => {
    const unrecorded = { ...report, dataSets: undefined };
    const unsourced = { ...facts, calibratedOn: undefined };
    const card = modelCard(inputs({ report: unrecorded, facts: unsourced }));
    expect(card).toContain('## Data\n\nNot recorded with this model.');
    expect(card).toContain('by their quantiles in episodes that were not recorded');
    expect(card).toContain('Trained on simulated episodes of scenarios that were not recorded only.');
  });

  it('counts the parameters of the ensemble', () => {
    // Two members of 10 -> 16 -> 16 -> 35 with biases.
    const parameters = 2 * (11 * 16 + 17 * 16 + 17 * 35);
    expect(parameters).toBe(2086);
    expect(modelCard(inputs())).toContain('; 2 086 parameters in all');
  });

  it('judges the Laplace scales by what they cover', () => {
    const verdict = (coverage50: number, coverage90: number): string =>
      modelCard(inputs({ report: { ...report, heldOut: { ...report.heldOut, coverage50, coverage90 } } }));
    expect(verdict(0.51, 0.89)).toContain('The scales fit the errors within 3 percentage points.');
    expect(verdict(0.8, 0.93)).toContain('The scales are wider than most errors.');
    expect(verdict(0.3, 0.7)).toContain('The scales are narrower than the errors.');
    expect(verdict(0.8, 0.8)).toContain('The errors do not follow a Laplace distribution of these scales.');
  });

  it('refuses facts and report of different networks', () => {
    const wrong = { ...report, sha256: 'ef'.repeat(32) };
    expect(() => modelCard(inputs({ report: wrong }))).toThrow(RangeError);
    expect(() => modelCard(inputs({ report: wrong }))).toThrow(`found ${SHA} and ${'ef'.repeat(32)}`);
  });
});

describe('the training curves', () => {
  const svg = parseXml(curvesSvg(report));
  const lines = elements(svg, 'polyline').map((line) => ({
    kind: line.attributes.get('class'),
    points: line.attributes
      .get('points')!
      .split(' ')
      .map((point) => point.split(',').map(Number)),
  }));

  it('have a line per member and one for the mean on the training data', () => {
    expect(lines.map(({ kind, points }) => [kind, points.length])).toEqual([
      ['val', 3],
      ['val', 3],
      ['train', 3],
    ]);
  });

  it('are to scale', () => {
    const [first, , mean] = lines.map(({ points }) => points);
    // Held out 1.1, 0.4, 0.6; training means 1.1, 0.55, 0.3.
    const perLoss = (first[1][1] - first[0][1]) / 0.7;
    expect(perLoss).toBeGreaterThan(50);
    expect((first[1][1] - first[2][1]) / 0.2).toBeCloseTo(perLoss, 0);
    expect((mean[2][1] - mean[0][1]) / 0.8).toBeCloseTo(perLoss, 0);
    expect(mean[0][1]).toBe(first[0][1]);
    expect(first[1][0] - first[0][0]).toBeCloseTo(first[2][0] - first[1][0], 1);
  });

  it('can be drawn for a single epoch without any change', () => {
    const flat = { name: 'x', curves: [curve([[0.5, 0.5]])] };
    expect(curvesSvg(flat)).not.toMatch(/NaN|Infinity/);
    expect(elements(parseXml(curvesSvg(flat)), 'polyline')).toHaveLength(2);
  });
});
