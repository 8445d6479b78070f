import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EMPTY_EDITOR } from '../../../renderer/editor/editor-state.ts';
import { problemsWords } from '../../../renderer/editor/editor-words.ts';
import { libraryText } from '../../../renderer/editor/language/library-text.ts';
import { differenceOf } from '../../../renderer/editor/language/text-pane.ts';
import { offsetOf, readText } from '../../../renderer/editor/language/read-text.ts';
import { TEMPLATE } from '../../../renderer/editor/language/template.ts';
import { loadAnyScenario } from '../../../scenarios/language/any-scenario.ts';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { loadScenario } from '../../../scenarios/language/yaml.ts';
import { openScenario } from '../../../scenarios/live/open-scenario.ts';
import { LIBRARY } from '../../../scenarios/library/registry.ts';
import fc from 'fast-check';

const BROKEN = TEMPLATE.replace('lanes: 2', 'lane: 2').replace(
  'speedMps: $speed\n  desired',
  'speedMps: -3\n  desired',
);

describe('a text that is read', () => {
  it('has its problems at their lines and words', () => {
    const { problems, sample } = readText(BROKEN, 'broken.yaml');
    expect(sample).toBeNull();
    const words = problems.map(({ line, from, to }) => ({
      word: BROKEN.slice(from, to),
      isOnLine: BROKEN.slice(0, from).split('\n').length === line,
    }));
    expect(words).toEqual([
      { word: 'map', isOnLine: true },
      { word: 'lane', isOnLine: true },
      { word: 'speedMps', isOnLine: true },
    ]);
    expect(problems[1].message).toContain('Did you mean lanes?');
  });

  it('is of the arm where it says so, and draws what its runs draw', () => {
    const text = readFileSync(new URL('../../../examples/own-arm.yaml', import.meta.url), 'utf8');
    const own = readText(text, 'own-arm.yaml');
    // Its arm is in another file.
    expect(own).toEqual({ domain: 'manipulation', problems: [], sample: null });
    const words = (text: string) => {
      const { sample, ...read } = readText(text, 'own-arm.yaml');
      return problemsWords({
        ...EMPTY_EDITOR,
        ...read,
        isRead: true,
        sample: sample?.(0) ?? null,
      });
    };
    expect(words(text)).toBe(
      'The text has no problems by itself. Its arm is in another file: “twotempo check” looks at both.',
    );
    expect(words(text.replace('radiusM: 0.03', 'radiusM: -1'))).toBe('1 problem');
    const plain = text.replace('urdf: arms/six-axis.urdf', 'model: panda');
    expect(words(plain)).toBe('No problems.');
    const { domain, problems, sample } = readText(plain, 'reach.yaml');
    expect([domain, problems]).toEqual(['manipulation', []]);
    const { scenario } = loadAnyScenario(plain, 'reach.yaml');
    if (scenario?.domain !== 'manipulation') throw new Error('expected a scenario of the arm');
    for (const seed of [0, 7]) {
      const { task } = resolveManipulation(scenario, episodeSeed('test', 'reach', seed));
      const drawn = sample?.(seed);
      expect(drawn).toMatchObject({ actors: 1, problems: [] });
      expect(task.kind === 'reach' && task.goal[0]).toBe(
        drawn?.others.find(({ field }) => field === 'task.goal.x')?.value,
      );
    }
    const broken = readText(plain.replace('radiusM: 0.03', 'radiusM: -1'), 'reach.yaml');
    expect(broken.problems.map(({ from, to }) => plain.slice(from, to))).toEqual(['radiusM']);
    expect(readText('version: 1\ntask: { kind: reach }\n', 'a.yaml').problems[0].message).toContain(
      'domain: manipulation',
    );
  });

  it('has the faults of a seed at their lines', () => {
    const text = TEMPLATE.replace('goalS: 100 + 10 * $speed', 'goalS: 40 * $speed');
    const { problems, sample } = readText(text, 'a.yaml');
    expect(problems).toEqual([]);
    const bad = Array.from({ length: 40 }, (_, seed) => sample?.(seed)).find((one) => one?.actors === null);
    expect(bad?.problems.map(({ from, to, severity }) => [text.slice(from, to), severity])).toEqual([
      ['goalS', 'warning'],
    ]);
  });

  it('draws what the live session draws', () => {
    const { sample } = readText(TEMPLATE, 'my-scenario.yaml');
    for (const seed of [0, 7]) {
      const { spec } = openScenario(
        { scenario: { kind: 'text', name: 'my-scenario.yaml', text: TEMPLATE }, seed },
        'test',
      );
      const drawn = sample?.(seed);
      const [speed] = drawn?.parameters ?? [];
      expect(speed).toEqual({ field: '$speed', value: spec.ego.speedMps });
      const goal = drawn?.others.find(({ field }) => field === 'ego.goalS');
      expect(goal?.value).toBe(spec.ego.goalS);
      expect(drawn?.actors).toBe(2);
    }
  });

  it('is placed within the text, however far away its problem is said to be', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', ' ') }),
        fc.integer(),
        fc.integer(),
        (text, line, column) => {
          const offset = offsetOf(text, line, column);
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        },
      ),
    );
    expect(offsetOf('ab\ncd\n', 2, 2)).toBe(4);
  });
});

describe('texts to begin with', () => {
  it('have a template that can be drawn with 50 seeds', () => {
    const { problems, sample } = readText(TEMPLATE, 'my-scenario.yaml');
    expect(problems).toEqual([]);
    for (let seed = 0; seed < 50; seed++) expect(sample?.(seed).problems, `seed ${seed}`).toEqual([]);
  });

  it.each(LIBRARY.map(({ id, scenario }) => ({ id, scenario })))('have $id as it is', ({ id, scenario }) => {
    expect(loadScenario(libraryText(id), 'copy.yaml').scenario).toEqual(scenario);
  });
});

describe('the difference of two texts', () => {
  it('makes one of the other', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(piece, piece, (before, after) => {
        const change = differenceOf(before, after);
        const made = change === null ? before : before.slice(0, change.from) + change.insert + before.slice(change.to);
        expect(made).toBe(after);
      }),
    );
  });
});
