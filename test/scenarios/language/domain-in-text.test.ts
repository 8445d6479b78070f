import { describe, expect, it } from 'vitest';
import { libraryText } from '../../../renderer/editor/language/library-text.ts';
import { DOMAINS } from '../../../scenarios/domains/domains.ts';
import { domainIn } from '../../../scenarios/language/domain-in-text.ts';

describe('the domain of a text', () => {
  it.each([
    ['version: 1\ndomain: manipulation\n'],
    ['# An arm.\r\n---\r\nversion: 1\r\n"domain" : \'manipulation\' # of Hume\r\n'],
    ['\n  version: 1\n  domain:\n    manipulation\n'],
    ['{ version: 1, task: { kind: reach }, domain: manipulation }'],
    ['{domain: manipulation}'],
    ['{ # it is {\n  name: "a } and , b",\n  tags: [a, {b: c}], domain: manipulation, task: {'],
    [JSON.stringify({ version: 1, name: 'a "b": {', task: {}, domain: 'manipulation' }, null, 2)],
  ])('is that of the arm in %j', (text) => expect(domainIn(text)).toBe('manipulation'));

  it.each([
    ['version: 1\nego: {}\n'],
    ['version: 1\ndomain: driving\n'],
    ['version: 1\nnotes:\n  domain: manipulation\n'],
    ['version: 1\ndescription: |\n  As that of the arm, where one writes\n  domain: manipulation\nego: {}\n'],
    ['version: 1\nparameters: { domain: manipulation }\n'],
    ['version: 1\n# domain: manipulation\ndomain: manipulations\n'],
    ['{ version: 1, notes: { domain: manipulation }, ego: {} }'],
    ['{ version: 1, notes: [a, domain: manipulation], name: "b,domain:manipulation,", ego: {} }'],
    [JSON.stringify({ version: 1, name: 'a, domain: manipulation', notes: { domain: 'manipulation' } }, null, 2)],
  ])('is driving in %j', (text) => expect(domainIn(text)).toBe('driving'));

  it('is that of every scenario of the library', () => {
    for (const { name, library } of DOMAINS)
      for (const { id, scenario } of library) {
        expect(domainIn(JSON.stringify(scenario)), id).toBe(name);
        if (name === 'driving') expect(domainIn(libraryText(id)), id).toBe(name);
      }
  });
});
