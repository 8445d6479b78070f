import { describe, expect, it } from 'vitest';
import { parseArms, parsePlanner, parsePolicy } from '../../../scenarios/cli/parse-options.ts';
import { UsageProblem } from '../../../scenarios/cli/usage.ts';
import { findSelection, selectionOf } from '../../../scenarios/cli/select-scenarios.ts';
import { domainNamed, DOMAINS, libraryEntry } from '../../../scenarios/domains/domains.ts';
import { DRIVING } from '../../../scenarios/domains/driving.ts';
import { MANIPULATION } from '../../../scenarios/domains/manipulation.ts';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';

describe('a domain', () => {
  it('resolves its own scenarios and no others', () => {
    const own = MANIPULATION.library[0];
    if (own.scenario.domain !== 'manipulation') throw new Error('not of the arm');
    const spec = resolveManipulation(own.scenario, 'seed');
    expect(MANIPULATION.resolve(own.scenario, 'seed')).toEqual({ domain: 'manipulation', spec, episodeSeed: 'seed' });
    expect(() => DRIVING.resolve(own.scenario, 'seed')).toThrow('scenario: expected driving, found manipulation.');
    expect(() => MANIPULATION.resolve(DRIVING.library[0].scenario, 'seed')).toThrow('expected manipulation');
  });

  it('has groups of its own arms alone, the standard ones among them', () => {
    for (const domain of DOMAINS) {
      expect(domainNamed(domain.name)).toBe(domain);
      for (const [group, arms] of Object.entries(domain.armGroups)) {
        expect(parseArms(group, domain)).toEqual(arms);
        for (const arm of arms) expect(Object.keys(domain.armTitles)).toContain(arm);
      }
      expect(new Set(Object.values(domain.armGroups).flat())).toEqual(new Set(Object.keys(domain.armTitles)));
    }
    expect(() => parseArms('fast,aeb', MANIPULATION)).toThrow(
      /unknown arm 'aeb'; there are fast, reflex,.*oracle, and the groups standard, ablations$/,
    );
    expect(() => parseArms('n1', DRIVING)).toThrow(UsageProblem);
  });

  it('lets fast policy and planner be chosen where there is a choice', () => {
    expect([parsePlanner(undefined, DRIVING), parsePlanner('value', DRIVING)]).toEqual([undefined, null]);
    expect(parsePlanner('drill:dead', DRIVING)).toBe('drill:dead');
    expect([parsePolicy(undefined, MANIPULATION), parsePlanner(undefined, MANIPULATION)]).toEqual([
      undefined,
      undefined,
    ]);
    for (const parse of [parsePlanner, parsePolicy])
      expect(() => parse('value', MANIPULATION)).toThrow('the arms of manipulation come with their own; leave it out');
  });

  it('knows the arms of which latency and models change nothing', () => {
    const once = Object.keys(MANIPULATION.armTitles).filter((arm) => MANIPULATION.isWithoutLatency(arm));
    expect(once.sort()).toEqual(['fast', 'oracle', 'reflex']);
    expect(Object.keys(MANIPULATION.armTitles).filter((arm) => !MANIPULATION.usesModels(arm))).toEqual(['oracle']);
    expect(Object.keys(DRIVING.armTitles).every((arm) => DRIVING.usesModels(arm))).toBe(true);
  });
});

describe('what is chosen to be run', () => {
  it('is of one domain', () => {
    const selection = findSelection(['reach', 'stack/tail'], 'val');
    expect(selection.scenarios).toEqual(['reach/common', 'reach/tail', 'stack/tail']);
    expect(selection.domain).toBe(MANIPULATION);
    expect(selection.resolve('stack/tail', 3)).toMatchObject({
      domain: 'manipulation',
      episodeSeed: episodeSeed('val', 'stack/tail', 3),
    });
    expect(findSelection(['longtail'], 'test').domain).toBe(DRIVING);
    for (const choose of [
      () => findSelection(['longtail', 'manipulation'], 'test'),
      () => selectionOf('both', ['cut-in/tail', 'reach/tail'], (id) => libraryEntry(id)?.scenario ?? null),
    ])
      expect(choose).toThrow(/is a scenario of driving and '.*' one of manipulation; run one domain at a time$/);
  });

  it('is named in full where it is not known', () => {
    expect(() => findSelection(['reech'], 'test')).toThrow(
      "unknown suite, scenario or file 'reech'; suites are common, longtail, manipulation, manipulation-tail; 'twotempo list scenarios'",
    );
  });
});
