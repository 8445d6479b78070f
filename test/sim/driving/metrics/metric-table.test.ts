import { describe, expect, it } from 'vitest';
import { METRIC_CONSTANTS } from '../../../../sim/driving/metrics/constants.ts';
import { METRIC_GROUPS, METRIC_SOURCES, METRICS } from '../../../../sim/driving/metrics/metric-table.ts';
import { scoreEpisode } from '../../../../sim/driving/metrics/score-episode.ts';
import { CAR } from '../../../../sim/driving/vehicle/car.ts';
import { along, logOf, MIDDLE, STRAIGHT, TASK } from './logs.ts';

describe('the table of metrics', () => {
  it('has an entry for each score, and no other', () => {
    const scores = scoreEpisode(logOf({ ego: along(100, MIDDLE, 20) }), STRAIGHT, TASK);
    expect(Object.keys(METRICS).sort()).toEqual(Object.keys(scores).sort());
  });

  it('says of each what a reader needs', () => {
    for (const [id, metric] of Object.entries(METRICS)) {
      expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
      for (const text of [metric.title, metric.range, metric.n, metric.valid, metric.source]) expect(text).not.toBe('');
      expect(metric.definition).toMatch(/\.$/);
      expect(METRIC_GROUPS).toContain(metric.group);
    }
  });

  it('names the work that each metric is from', () => {
    const own = ['definition', 'conservation of momentum', 'conservation of momentum and energy'];
    const sources = new Set(Object.values(METRICS).map(({ source }) => source));
    expect([...sources].sort()).toEqual([...Object.keys(METRIC_SOURCES), ...own].sort());
  });

  it('says of composites what is missing', () => {
    const composites = Object.values(METRICS).filter(({ group }) => group === 'Composite scores');
    expect(composites).toHaveLength(4);
    for (const { missing } of composites) expect(missing).not.toHaveLength(0);
  });
});

describe('the table of constants', () => {
  it('gives name and source of each', () => {
    for (const { value, name, source } of Object.values(METRIC_CONSTANTS)) {
      expect(Number.isFinite(value)).toBe(true);
      expect(name).not.toBe('');
      expect(source).not.toBe('');
    }
  });

  it('describes the car that is simulated', () => {
    expect(METRIC_CONSTANTS.egoMass.value).toBe(CAR.massKg);
    const rearAxle = CAR.rearAxleM + CAR.boxCentreM;
    expect(METRIC_CONSTANTS.rearAxleShare.value).toBeCloseTo(rearAxle / CAR.lengthM, 2);
  });
});
