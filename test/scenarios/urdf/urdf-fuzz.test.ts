import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUrdf } from '../../../scenarios/urdf/parse-urdf.ts';
import { UrdfProblem } from '../../../scenarios/urdf/urdf-problem.ts';
import { SIX_AXIS } from './six-axis.ts';

/** Whether the text is an arm; anything thrown but the problem goes on. */
function isArm(text: string): boolean {
  try {
    const model = parseUrdf(text, 'fuzz.urdf');
    // Every number of a model is finite; JSON has null for what is not.
    expect(JSON.stringify(model)).not.toContain('null');
    expect(model.links).toHaveLength(model.joints.length + 1);
    model.joints.forEach(({ lowerRad, upperRad }, i) => {
      expect(model.home[i]).toBeGreaterThanOrEqual(lowerRad);
      expect(model.home[i]).toBeLessThanOrEqual(upperRad);
    });
    return true;
  } catch (error) {
    if (!(error instanceof UrdfProblem)) throw error;
    expect(error.problem.line).toBeGreaterThanOrEqual(1);
    expect(error.problem.line).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length);
    expect(error.message.length).toBeLessThan(1500);
    return false;
  }
}

const RUNS = { numRuns: 60 };
const place = fc.nat(SIX_AXIS.length);

describe('mutated text gives an arm or the problem', () => {
  it('with pieces cut out, doubled or replaced', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        '\0',
        '\uD83E',
        '\u{1F9BE}',
        '\r',
        '<',
        '>',
        '/>',
        '"',
        '&',
        '<!--',
        '-->',
        '<![CDATA[',
        '<!DOCTYPE a [',
        ']>',
        '&#0;',
        '&#x1F600;',
        '<link name="a"/>',
      ),
    );
    fc.assert(
      fc.property(place, fc.nat(60), piece, fc.boolean(), (from, count, text, twice) => {
        const cut = SIX_AXIS.slice(from, from + count);
        isArm(SIX_AXIS.slice(0, from) + text + (twice ? cut + cut : '') + SIX_AXIS.slice(from + count));
      }),
      RUNS,
    );
  });

  it('with other numbers', () => {
    const numbers = [...SIX_AXIS.matchAll(/-?\d+\.?\d*(?:e-?\d+)?/g)];
    const number = fc.oneof(
      fc.constantFrom('0', '-0', '1', '-1', '1e-300', '1e300', 'NaN', 'inf', '1e-9', '100', '1e6', '-100', '3', ''),
      fc.double().map(String),
    );
    let arms = 0;
    fc.assert(
      fc.property(fc.nat(numbers.length - 1), number, (i, text) => {
        const [found] = numbers[i];
        const at = numbers[i].index;
        if (isArm(SIX_AXIS.slice(0, at) + text + SIX_AXIS.slice(at + found.length))) arms++;
      }),
      RUNS,
    );
    expect(arms).toBeGreaterThan(2);
  });

  it('with other words', () => {
    const words = [...new Set(SIX_AXIS.match(/[a-z][a-z-]+/g) ?? [])];
    const word = fc.constantFrom(...words, 'prismatic', 'mimic', 'xacro:if', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.constantFrom(...words), word, fc.boolean(), (from, to, all) => {
        isArm(all ? SIX_AXIS.replaceAll(from, to) : SIX_AXIS.replace(from, to));
      }),
      RUNS,
    );
  });

  it('with elements in another order', () => {
    const elements = SIX_AXIS.match(/<(link|joint)\b[^>]*?(?:\/>|>[^]*?<\/\1>)/g) ?? [];
    expect(elements.length).toBe(23);
    fc.assert(
      fc.property(fc.shuffledSubarray(elements, { minLength: elements.length - 1 }), (some) => {
        const arm = isArm(`<robot name="shuffled">${some.join('\n')}</robot>`);
        // What is missing may be a leaf; what is only in another order is an arm.
        if (some.length === elements.length) expect(arm).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

it('reads ten thousand elements one on another', () => {
  const many = Array.from({ length: 5000 }, (_, i) => `<link name="l${i}"/>`).join('');
  const joints = Array.from({ length: 4999 }, (_, i) => {
    return `<joint name="j${i}" type="fixed"><parent link="l${i}"/><child link="l${i + 1}"/></joint>`;
  }).join('\r\n');
  expect(isArm(`<robot name="long">${many}${joints}</robot>`)).toBe(false);
});
