import { describe, expect, it } from 'vitest';
import { checkText } from '../../../scenarios/language/check.ts';
import { formatProblem } from '../../../scenarios/language/problem.ts';

const GOOD = `version: 1
name: A lead ahead.
family: test
map:
  kind: highway
  lanes: 2
  speedLimitMps: 30
  segments:
    - lengthM: 500
timeLimitS: 10
parameters:
  gap: { uniform: [20, 40] }
ego: { lane: 0, s: 50, speedMps: 20, desiredSpeedMps: 25, goalS: 300 }
actors:
  - id: lead
    kind: car
    start:
      lane: 0
      gapAheadM: $gap
      speedMps: 18
    behaviour:
      kind: drive
`;

/** What `twotempo check` prints for the good file with one text replaced by another. */
function printed(from: string, to: string): string[] {
  expect(GOOD).toContain(from);
  return checkText(GOOD.replace(from, to), 'f.yaml').map(formatProblem);
}

describe('a scenario file', () => {
  it('without faults has no problems', () => {
    expect(checkText(GOOD, 'f.yaml')).toEqual([]);
  });

  it.each([
    [
      'unknown key',
      '      speedMps: 18',
      '      speed: 18',
      'f.yaml:20:7  actors[0].start.speed: expected one of road, s, gapAheadM, gapBehindM, lane, offsetM, d, headingRad, speedMps, found the unknown key "speed". Tip: Did you mean speedMps?',
    ],
    [
      'misspelt key',
      'timeLimitS: 10',
      'timelimits: 10',
      'f.yaml:10:1  timelimits: expected one of version, name, family, domain, map, physicsDt, controlDt, timeLimitS, friction, parameters, ego, actors, traffic, sensors, checks, found the unknown key "timelimits". Tip: Did you mean timeLimitS?',
    ],
    [
      'negative speed',
      'speedMps: 18',
      'speedMps: -3',
      'f.yaml:20:7  actors[0].start.speedMps: expected a number >= 0 m/s and <= 90 m/s, found -3. Tip: Speeds have no sign; the lane or headingRad gives the direction.',
    ],
    [
      'NaN',
      'timeLimitS: 10',
      'timeLimitS: .nan',
      'f.yaml:10:1  timeLimitS: expected a number from 0.1 to 600 s, found NaN.',
    ],
    [
      'infinity',
      'lengthM: 500',
      'lengthM: .inf',
      'f.yaml:9:7  map.segments[0].lengthM: expected a number from 1 to 20000 m, found Infinity.',
    ],
    [
      'wrong type',
      'lanes: 2',
      'lanes: [2]',
      'f.yaml:6:3  map.lanes: expected a whole number from 1 to 8, an expression such as "2 * $gap", or { uniform: [low, high] }, { normal: [mean, sd, low, high] }, { choice: [..] }, found a list of 1.',
    ],
    [
      'fraction where a whole number is due',
      'lanes: 2',
      'lanes: 2.5',
      'f.yaml:6:3  map.lanes: expected a whole number from 1 to 8, found 2.5.',
    ],
    [
      'unknown kind',
      'kind: highway',
      'kind: motorway',
      'f.yaml:5:3  map.kind: expected one of highway, merge, two-way, crossing, found "motorway".',
    ],
    [
      'distribution out of range',
      'speedMps: 18',
      'speedMps: { uniform: [-1, 3] }',
      'f.yaml:20:29  actors[0].start.speedMps.uniform[0]: expected a number >= 0 m/s and <= 90 m/s, found -1.',
    ],
    [
      'falling bounds',
      'uniform: [20, 40]',
      'uniform: [40, 20]',
      'f.yaml:12:10  parameters.gap.uniform: expected bounds in rising order, found a list of 2.',
    ],
    [
      'expression that does not parse',
      '$gap',
      '2 * * $gap',
      'f.yaml:19:7  actors[0].start.gapAheadM: expected an expression such as "2 * $gap" (expected a number, a $parameter or an opening parenthesis, found \'*\' at character 5), found "2 * * $gap".',
    ],
    [
      'unknown parameter',
      '$gap',
      '$gape',
      'f.yaml:19:7  actors[0].start.gapAheadM: expected an expression that has a value, found "$gape": unknown parameter $gape at character 1. Tip: Parameters are $gap.',
    ],
    [
      'parameter that depends on itself',
      '{ uniform: [20, 40] }',
      '2 * $gap',
      'f.yaml:12:3  parameters.gap: expected a value that does not depend on itself, found "2 * $gap".',
    ],
    [
      'two places',
      '      lane: 0\n',
      '      lane: 0\n      d: 1\n',
      'f.yaml:19:7  actors[0].start.d: expected exactly one of lane, d (not lane and d), found 1.',
    ],
    [
      'no place',
      '      gapAheadM: $gap\n',
      '',
      'f.yaml:17:5  actors[0].start: expected exactly one of s, gapAheadM, gapBehindM, found a mapping.',
    ],
    [
      'lane that does not exist',
      '      lane: 0',
      '      lane: 5',
      'f.yaml:18:7  actors[0].start.lane: expected a lane of road 0: one of 0, 1, found 5.',
    ],
    [
      'ego beyond its goal',
      'goalS: 300',
      'goalS: 40',
      'f.yaml:13:59  ego.goalS: expected more than the start at s = 50 m, found 40.',
    ],
    [
      'goal beyond the road',
      'goalS: 300',
      'goalS: 600',
      "f.yaml:13:59  ego.goalS: expected at most 497.7 m, half a car before the road's end, found 600.",
    ],
    [
      'actor beyond the road',
      'gapAheadM: $gap',
      's: 700',
      'f.yaml:19:7  actors[0].start.s: expected a place on road 0, from s = 0 to 500 m, found s = 700.',
    ],
    [
      'overlapping start',
      'gapAheadM: $gap',
      's: 52',
      'f.yaml:17:5  actors[0].start: expected a place of its own for lead, found one that ego takes.',
    ],
    [
      'control tick that physics does not divide',
      'timeLimitS: 10',
      'timeLimitS: 10\ncontrolDt: 0.05\nphysicsDt: 0.03',
      'f.yaml:11:1  controlDt: expected a whole multiple of physicsDt (0.03 s), found 0.05.',
    ],
    [
      'event of an unknown actor',
      '      kind: drive\n',
      '      kind: drive\n    events:\n      - trigger: { kind: after, of: ghost, event: 0, s: 1 }\n        action: { kind: brake, decelMps2: 4 }\n',
      'f.yaml:24:33  actors[0].events[0].trigger.of: expected the id of an actor: one of lead, found "ghost".',
    ],
    [
      'action that the behaviour cannot do',
      '      kind: drive\n',
      '      kind: drive\n    events:\n      - trigger: { kind: time, s: 1 }\n        action: { kind: go }\n',
      'f.yaml:25:9  actors[0].events[0].action: expected brake, change-lane, speed for the behaviour drive, found go.',
    ],
    [
      'ramp beyond the road',
      'kind: highway',
      'kind: merge\n  rampStartM: 20\n  rampEndM: 900',
      "f.yaml:7:3  map.rampEndM: expected at most the road's length of 500 m, found 900.",
    ],
    [
      'same id twice',
      'actors:\n',
      'actors:\n  - { id: lead, kind: car, start: { lane: 1, s: 10 } }\n',
      'f.yaml:16:5  actors[1].id: expected an id that no other entry has, found "lead".',
    ],
    [
      'quoted number',
      'timeLimitS: 10',
      'timeLimitS: "10"',
      'f.yaml:10:1  timeLimitS: expected a number from 0.1 to 600 s, found "10". Tip: Write the number without quotes.',
    ],
    [
      'check that cannot be understood',
      'timeLimitS: 10',
      'timeLimitS: 10\nchecks: [dual.collision.rate = 1]',
      expect.stringMatching(
        /^f\.yaml:11:10 {2}checks\[0\]: expected a check such as "dual\.collision\.rate < 0\.02" \(/,
      ),
    ],
    [
      'parameter name',
      '  gap: {',
      '  Gap: {',
      'f.yaml:12:3  parameters.Gap: expected a name (letters and digits, beginning with a small letter, at most 40), found "Gap".',
    ],
  ])('names the place, the field and what was expected: %s', (_, from, to, message) => {
    expect(printed(from, to)).toContainEqual(message);
  });

  it('points at the parent of a missing field', () => {
    const without = GOOD.replace(/map:\n(?: {2}.*\n)+/, '');
    expect(checkText(without, 'f.yaml').map(formatProblem)).toEqual([
      'f.yaml:1:1  map: expected a mapping with kind: one of highway, merge, two-way, crossing, found nothing. Tip: Every scenario needs a map, for example map: { kind: highway, ... }.',
    ]);
  });

  it.each([
    ['tab', 'map:\n  kind', 'map:\n\tkind', 5, /TAB_AS_INDENT.*Tip: Indent with spaces\.$/],
    ['duplicate key', 'family: test', 'family: test\nname: again', 4, /DUPLICATE_KEY.*Tip: Remove one of the two\.$/],
    ['tag', 'family: test', 'family: !secret test', 3, /TAG_RESOLVE_FAILED.*only plain data is read\.$/],
    ['open bracket', '[20, 40]', '[20, 40', 12, /expected valid YAML or JSON/],
    ['second document', 'ego:', '---\nego:', 13, /MULTIPLE_DOCS/],
  ])('is refused with the line of its syntax error: %s', (_, from, to, line, message) => {
    const [first] = checkText(GOOD.replace(from, to), 'f.yaml');
    expect(first.line).toBe(line);
    expect(formatProblem(first)).toMatch(message);
  });

  it('reports several problems at once, in the order of the file', () => {
    const text = GOOD.replace('lanes: 2', 'lanes: 0').replace('speedMps: 18', 'speedMps: fast');
    expect(checkText(text, 'f.yaml').map(({ field }) => field)).toEqual(['map.lanes', 'actors[0].start.speedMps']);
  });

  it.each([
    ['plain text', 'hello'],
    ['nothing', ''],
    ['a list', '- 1'],
    ['a number', '3'],
  ])('must be a mapping, not %s', (_, text) => {
    const [first, ...others] = checkText(text, 'f.yaml');
    expect(others).toEqual([]);
    expect(first.expected).toMatch(/^a mapping with version, name/);
  });

  it('may use anchors, but not to blow up', () => {
    expect(checkText(GOOD.replace('18', '&v 18'), 'f.yaml')).toEqual([]);
    const bomb = ['a: &a0 [x]', ...Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}]`)];
    expect(checkText(bomb.join('\n'), 'f.yaml')[0].expected).toMatch(/uses of anchors/);
  });

  it('must be short and shallow', () => {
    expect(checkText(`name: ${'x'.repeat(70_000)}`, 'f.yaml')[0].expected).toMatch(/characters/);
    expect(checkText('['.repeat(10_000), 'f.yaml')[0].expected).toMatch(/levels of nesting/);
    expect(checkText('- '.repeat(10_000), 'f.yaml')[0].expected).toMatch(/levels of nesting/);
  });
});
