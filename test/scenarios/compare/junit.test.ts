import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateCheck, parseCheck } from '../../../scenarios/compare/check-expression.ts';
import { escapeXml } from '../../../scenarios/compare/escape-xml.ts';
import { junitXml } from '../../../scenarios/compare/junit.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { failure, series } from '../results/episodes.ts';
import { elements, parseXml, type XmlElement } from './xml.ts';

const summary = summarise(
  [
    ...series(4, [1], { arm: 'dual', family: 'cut-in' }),
    ...series(4, [], { arm: 'dual', family: 'a<b & "c"', scenario: 'other' }),
    failure({ arm: 'dual', family: 'cut-in', seed: 9, error: { what: 'NaN', message: 'x < \u0000 > y' } }),
    ...series(3, [0, 1], { arm: 'fast' }),
  ],
  { wallSeconds: 1.5 },
);
const checks = ['dual.collision.rate < 0.02', 'dual.collision.rate < fast.collision.rate'].map((text) =>
  evaluateCheck(parseCheck(text), summary),
);
const document = parseXml(junitXml(summary, checks));
const attribute = (element: XmlElement, name: string): string | undefined => element.attributes.get(name);
const caseOf = (className: string, name: string): XmlElement => {
  const found = elements(document, 'testcase').filter(
    (one) => attribute(one, 'classname') === className && attribute(one, 'name') === name,
  );
  expect(found).toHaveLength(1);
  return found[0];
};

describe('junitXml', () => {
  it('has a case per family and arm, and one per check', () => {
    const names = elements(document, 'testsuite').map((suite) => [
      attribute(suite, 'name'),
      suite.children.map((one) => attribute(one, 'name')),
    ]);
    expect(names).toEqual([
      ['dual', ['a<b & "c"', 'cut-in']],
      ['fast', ['cut-in']],
      ['checks', ['dual.collision.rate < 0.02', 'dual.collision.rate < fast.collision.rate']],
    ]);
  });

  it('counts what it holds', () => {
    for (const group of [document, ...elements(document, 'testsuite')]) {
      expect(Number(attribute(group, 'tests'))).toBe(elements(group, 'testcase').length);
      expect(Number(attribute(group, 'failures'))).toBe(elements(group, 'failure').length);
      expect(Number(attribute(group, 'errors'))).toBe(elements(group, 'error').length);
    }
    expect(document.attributes.get('time')).toBe('1.500');
    expect([elements(document, 'failure').length, elements(document, 'error').length]).toEqual([1, 1]);
  });

  it('fails the check that does not hold, with its values', () => {
    const [failed] = elements(caseOf('checks', 'dual.collision.rate < 0.02'), 'failure');
    expect(attribute(failed, 'message')).toBe('dual.collision.rate < 0.02: does not hold (0.125 < 0.02)');
    expect(elements(caseOf('checks', 'dual.collision.rate < fast.collision.rate'), 'failure')).toEqual([]);
  });

  it('marks the family whose episodes ended in an error, and lists them', () => {
    const broken = caseOf('dual', 'cut-in');
    expect(attribute(elements(broken, 'error')[0], 'message')).toBe('1 episode ended in an error');
    expect(elements(broken, 'system-out')[0].text).toBe(
      'episodes 5, collisions 1/4, at fault 1/4, success 3/4\ncut-in, seed 9, latency fixed:200: NaN: x < \ufffd > y',
    );
    expect(elements(caseOf('dual', 'a<b & "c"'), 'error')).toEqual([]);
  });
});

describe('escapeXml', () => {
  it('keeps any text that XML can hold, in an attribute as in an element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const element = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);

        const representable = text.replace(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu,
          '\ufffd',
        );
        expect(element.attributes.get('b')).toBe(representable);
        expect(element.text).toBe(representable);
      }),
    );
  });

  it('replaces half of a surrogate pair', () => {
    expect(escapeXml('\ud83d \u{1f697}')).toBe('\ufffd \u{1f697}');
  });
});
