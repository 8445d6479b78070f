import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkText } from '../../../scenarios/language/check.ts';
import { formatProblem } from '../../../scenarios/language/problem.ts';
import { tryResolve } from '../../../scenarios/language/resolve.ts';
import { loadScenario } from '../../../scenarios/language/yaml.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';

const EXAMPLE = readFileSync(fileURLToPath(new URL('../../../examples/cut-in.yaml', import.meta.url)), 'utf8');

/** Short, with something of everything, so that mutations hit what matters. */
const SHORT = `version: 1
name: Anything
family: test
map:
  kind: highway
  lanes: 1
  speedLimitMps: 15
  segments:
    - lengthM: 180
timeLimitS: 10
parameters:
  v: { normal: [10, 1, 8, 12] }
  gap: max($v, 9)
ego:
  lane: 0
  s: 40
  speedMps: $v
  desiredSpeedMps: $v
  goalS: 150
actors:
  - id: a
    kind: car
    start:
      lane: 0
      gapAheadM: $gap
    behaviour:
      kind: drive
      mobil: {}
    events:
      - trigger: { kind: ego-gap, m: 5 }
        action: { kind: speed, speedMps: 3, accelMps2: 2 }
  - id: b
    kind: pedestrian
    when: $v > 9
    start:
      road: 0
      d: -4
      s: 120
    behaviour:
      kind: walk
      speedMps: 1.4
      waits: true
      points:
        - s: 120
          d: 4
`;

const FRAGMENTS = [
  ...[
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '\n',
    '\n  ',
    '\t',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!t ',
    '|',
    '>',
    '?',
    ', ',
    '---\n',
  ],
  ...['-1', '1e999', '.nan', '.inf', '0', '99999999999999999999', '1e-320', 'null', 'true', '~', '0x7', '2.5'],
  ...[
    '$speed',
    '$speed / 0',
    '$nobody',
    '1 +',
    '((((',
    '{ uniform: [0, 1] }',
    '{ choice: [] }',
    '{ normal: [1, -1, 0, 2] }',
  ],
  ...[
    '__proto__: 1',
    'constructor',
    'kind: walk',
    'kind: static',
    'lanes: 8',
    'id: ego',
    '\u0000',
    '\ud800',
    '\u2028',
    'ü',
  ],
];

const PRINTED = /^f\.yaml:[1-9]\d*:[1-9]\d* {2}.*expected .+, found .+\.( Tip: .+)?$/s;

/** One or two random edits: insert a fragment, delete, double, move or overwrite a stretch, or change a number or a value. */
function mutate(text: string, random: RandomStream): string {
  let mutated = text;
  for (let edits = 1 + random.int(2); edits > 0; edits--) {
    const at = random.int(mutated.length + 1);
    const to = Math.min(mutated.length, at + 1 + random.int(random.int(10) === 0 ? 300 : 12));
    const fragment = random.pick(FRAGMENTS);
    const other = random.int(mutated.length + 1);
    switch (random.int(14)) {
      case 0:
        mutated = mutated.slice(0, at) + fragment + mutated.slice(at);
        break;
      case 1:
        mutated = mutated.slice(0, at) + mutated.slice(to);
        break;
      case 2:
        mutated = mutated.slice(0, to) + mutated.slice(at);
        break;
      case 3:
        mutated = mutated.slice(0, other) + mutated.slice(at, to) + mutated.slice(other);
        break;
      case 4:
        mutated = mutated.slice(0, at) + fragment + mutated.slice(to);
        break;
      case 5:
      case 6:
        mutated = mutated.slice(0, at) + mutated.slice(at).replace(/-?[\d.]+/, fragment);
        break;
      case 7:
        mutated = mutated.slice(0, at) + mutated.slice(at).replace(/: .*/, `: ${fragment}`);
        break;
      default:
        mutated = mutated.slice(0, at) + mutated.slice(at).replace(/\b\d+/, String(random.int(300) / 2));
    }
  }
  return mutated;
}

it('survives 10,000 mutated scenario texts: each gives a usable episode or problems that can be printed', () => {
  expect(checkText(SHORT, 'f.yaml')).toEqual([]);
  const random = RandomStream.named('fuzz', 'scenario-text');
  let good = 0;
  let unusable = 0;
  for (let k = 0; k < 10_000; k++) {
    const text = mutate(k % 20 === 0 ? EXAMPLE : SHORT, random);
    try {
      const loaded = loadScenario(text, 'f.yaml');
      const faults = loaded.scenario === null ? null : tryResolve(loaded.scenario, `s${k}`).faults;
      const problems = loaded.scenario === null ? loaded.problems : (faults ?? []).map(loaded.place);
      if (problems.length === 0) good++;
      else if (loaded.scenario !== null) unusable++;
      const unprintable = problems.find((problem) => !PRINTED.test(formatProblem(problem)));
      if (unprintable !== undefined) throw new Error(`badly printed: ${formatProblem(unprintable)}`);
    } catch (error) {
      throw new Error(`text ${k} failed:\n${text}`, { cause: error });
    }
  }
  // The mutator must reach past the parser, or the test shows little.
  expect(good).toBeGreaterThan(500);
  expect(unusable).toBeGreaterThan(100);
}, 240_000);
