import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricsDocument } from '../../../scenarios/reference/metrics-document.ts';
import { METRIC_CONSTANTS } from '../../../sim/driving/metrics/constants.ts';
import { METRICS } from '../../../sim/driving/metrics/metric-table.ts';

describe('docs/metrics.md', () => {
  const committed = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

  it('is what the tables say; else run: npm run generate', () => {
    expect(committed).toBe(metricsDocument());
  });

  it('has every metric and every constant once', () => {
    for (const id of Object.keys(METRICS)) expect(committed.split(`| \`${id}\` |`)).toHaveLength(2);
    for (const { name, source } of Object.values(METRIC_CONSTANTS))
      expect(committed).toContain(`| ${name} | ${source} |`);
  });

  it('has no cell that breaks a table', () => {
    for (const line of committed.split('\n').filter((text) => text.startsWith('|'))) {
      expect([6, 9]).toContain(line.split('|').length);
    }
  });
});
