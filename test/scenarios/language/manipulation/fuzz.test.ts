import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tryResolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import { loadManipulation } from '../../../../scenarios/language/manipulation/text.ts';
import { formatProblem } from '../../../../scenarios/language/problem.ts';
import { SCENE } from './scene.ts';

const PRINTED = /^f\.yaml:[1-9]\d*:[1-9]\d* {2}.*expected .+, found .+\.( Tip: .+)?$/s;

const FRAGMENTS = [
  ...['- ', ': ', '{', '}', '[', ']', '\n', '\n  ', '\t', '"', '#', '&a ', '*a', '!t ', '|', ', ', '---\n'],
  ...['-1', '1e999', '.nan', '.inf', '0', '1e-320', 'null', 'true', '$side', '$far / 0', '$nobody', '1 +', '(((('],
  ...[
    '{ uniform: [0, 1] }',
    '{ choice: [] }',
    '__proto__: 1',
    'constructor',
    'kind: reach',
    'id: arm',
    '\u0000',
    '\ud800',
  ],
];

type Edit = readonly [at: number, kind: number, amount: number, fragment: string];

const edits = fc.array(fc.tuple(fc.nat(9999), fc.nat(9), fc.nat(300), fc.constantFrom(...FRAGMENTS)), {
  minLength: 1,
  maxLength: 2,
});

function mutated(text: string, [where, kind, amount, fragment]: Edit): string {
  const at = where % (text.length + 1);
  const head = text.slice(0, at);
  const tail = text.slice(at);
  switch (kind) {
    case 0:
      return head + fragment + tail;
    case 1:
      return head + tail.slice(1 + (amount % 30));
    case 2:
      return head + tail.replace(/: .*/, `: ${fragment}`);
    case 3:
      return head + tail.slice(0, amount) + tail;
    default:
      return head + tail.replace(/\b\d[\d.]*/, String((amount - 30) / 100));
  }
}

it('gives a usable episode or problems that can be printed, whatever the text', () => {
  let good = 0;
  let unusable = 0;
  fc.assert(
    fc.property(edits, fc.string({ maxLength: 6 }), (list, seed) => {
      const text = list.reduce(mutated, SCENE);
      const loaded = loadManipulation(text, 'f.yaml');
      const resolution = loaded.scenario === null ? null : tryResolveManipulation(loaded.scenario, seed);
      const problems = loaded.scenario === null ? loaded.problems : (resolution?.faults ?? []).map(loaded.place);
      if (loaded.scenario !== null && problems.length > 0) unusable++;
      if (resolution !== null && resolution.spec !== null) {
        good++;
        expect(problems).toEqual([]);
        expect(numbersIn(resolution.spec).every(Number.isFinite)).toBe(true);
      } else {
        expect(problems.length).toBeGreaterThan(0);
        for (const problem of problems) expect(formatProblem(problem)).toMatch(PRINTED);
      }
    }),
    { numRuns: RUNS },
  );
  console.log('GOOD', good, unusable);
  // The edits must reach past the parser and past the schema, or the test shows little.
  expect(good).toBeGreaterThan(RUNS / 20);
  expect(unusable).toBeGreaterThan(RUNS / 50);
});

const RUNS = 1000;

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
