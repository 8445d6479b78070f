import { readFileSync } from 'node:fs';
import { snippet } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { libraryText } from '../../../renderer/editor/language/library-text.ts';
import { describeAt, suggest, type Suggestion } from '../../../renderer/editor/language/suggest.ts';
import { TEMPLATE } from '../../../renderer/editor/language/template.ts';
import { loadScenario } from '../../../scenarios/language/yaml.ts';
import { loadAnyScenario } from '../../../scenarios/language/any-scenario.ts';
import { SCENARIO_IDS } from '../../../scenarios/library/registry.ts';

/** The text around `|`, which stands for the cursor. */
function at(marked: string): { readonly text: string; readonly cursor: number } {
  const cursor = marked.indexOf('|');
  return { text: marked.replace('|', ''), cursor };
}

function labels(marked: string): readonly string[] {
  const { text, cursor } = at(marked);
  return (suggest(text, cursor)?.items ?? []).map(({ label }) => label);
}

/** The text after a suggestion was taken, by the pane's own way of writing it. */
function accepted(text: string, from: number, to: number, { template }: Suggestion): string {
  let state = EditorState.create({ doc: text });
  snippet(template)({ state, dispatch: (transaction) => (state = transaction.state) }, null, from, to);
  return state.doc.toString();
}

/** Of the arm. */
const OWN_ARM = readFileSync(new URL('../../../examples/own-arm.yaml', import.meta.url), 'utf8');

const ROOT = ['version', 'name', 'family', 'domain', 'map', 'physicsDt', 'controlDt', 'timeLimitS', 'friction'];

describe('completion', () => {
  it.each<[string, readonly string[]]>([
    ['|', [...ROOT, 'parameters', 'ego', 'actors', 'traffic', 'sensors', 'checks']],
    ['version: 1\nego:\n  lane: 0\n|', ROOT.filter((key) => key !== 'version')],
    ['map:\n  |', ['kind']],
    ['map: { | }', ['kind']],
    ['map:\n  kind: |', ['highway', 'merge', 'two-way', 'crossing']],
    ['map: { kind: merge, | }', ['lanes', 'laneWidthM', 'segments', 'rampStartM', 'rampEndM']],
    ['ego:\n  lane: 0\n  |\nactors: []', ['s', 'speedMps', 'desiredSpeedMps', 'goalS']],
    ['ego: { lane: 0, sp| }', ['s', 'speedMps', 'desiredSpeedMps', 'goalS']],
    ['actors:\n  - |', ['id', 'kind', 'when', 'start', 'behaviour', 'events']],
    ['actors:\n  - id: a\n    |\n  - id: b', ['kind', 'when', 'start']],
    ['actors:\n  - id: a\n    kind: |', ['car', 'pedestrian', 'barrier']],
    ['actors:\n  - kind: { choice: [car, |] }', ['car', 'van']],
    ['actors:\n  - behaviour:\n      kind: drive\n      follow:\n        model: gipps\n        |', ['reactionS']],
    ['actors:\n  - behaviour: { kind: drive, ignoresEgo: | }', ['false', 'true']],
    ['actors:\n  - events:\n      - action: { kind: | }', ['brake', 'change-lane', 'speed', 'go', 'halt']],
    ['actors:\n  - id: a\n    events: [{ trigger: { kind: after, of: | } }]', ['a']],
    ['friction: |', ['0.9', '{ uniform: [low, high] }', '{ choice: [..] }']],
    ['parameters: { v: 3, gapM: 2 }\nego: { speedMps: $| }', ['$v', '$gapM']],
    ['parameters: { v: 3 }\nego: { speedMps: 2 * $| }', ['$v']],
    ["parameters: { v: 3 }\nego: { goalS: 'min(100, $|)' }", ['$v']],
    ['domain: |', ['driving', 'manipulation']],
    ['domain: manipulation\n|', ['task', 'arm', 'objects', 'obstacles', 'person', 'belt', 'events']],
    ['domain: manipulation\ntask:\n  kind: |', ['reach', 'place', 'lift', 'push', 'stack']],
    ['domain: manipulation\ntask: { kind: reach, | }', ['goal', 'toleranceM', 'holdS']],
  ])('offers at %j what the language takes there', (marked, expected) => {
    expect(labels(marked)).toEqual(expect.arrayContaining([...expected]));
  });

  it.each<[string, readonly string[]]>([
    ['version: 1\nego:\n  lane: 0\n|', ['version', 'ego', 'lane']],
    ['map: { kind: highway, | }', ['kind', 'rampStartM', 'crossingM']],
    ['map:\n  |', ['lanes']],
    ['ego:\n  lane: 0\n  |', ['lane', 'version']],
    ['actors:\n  - behaviour: { kind: walk, | }', ['follow', 'kind']],
    ['ego: { lane: { | } }', ['lane', 's']],
    ['domain: manipulation\n|', ['ego', 'map', 'actors', 'domain']],
  ])('offers at %j nothing that is there already or belongs elsewhere', (marked, unwanted) => {
    const found = labels(marked);
    expect(found.length).toBeGreaterThan(0);
    for (const label of unwanted) expect(found).not.toContain(label);
  });

  it.each(['# a com|ment', 'nonsense:\n  |', 'actors:\n  - nonsense: { | }', 'name: "a # b|"', '{{{{|'])(
    'offers nothing at %j',
    (marked) => {
      expect(labels(marked).filter((label) => label !== 'The car ahead brakes hard.')).toEqual([]);
    },
  );

  it.each([
    'map: { kind: highway, |\ntimeLimitS: 12\nego:\n  lane: 0\n',
    'ego: { lane: [ }\nmap:\n  kind: highway\n  |',
    'map:\n  kind: highway\n  |\nego:\n lane: 0\n   s: : 3\n\t- x',
    'name: "never closed\nmap:\n  kind: highway\n',
  ])('finds its place in broken text: %j', (marked) => {
    const { text, cursor } = marked.includes('|') ? at(marked) : { text: marked, cursor: -1 };
    if (cursor < 0) expect(suggest(text, text.length)).toBeNull();
    else expect(labels(marked)).toEqual(expect.arrayContaining(['lanes', 'speedLimitMps']));
  });

  it('replaces the whole word, and writes no second colon', () => {
    const { text, cursor } = at('ego:\n  sp|eed: 3\n');
    const found = suggest(text, cursor);
    const item = found?.items.find(({ label }) => label === 'speedMps');
    expect(found !== null && item !== undefined && accepted(text, found.from, found.to, item)).toBe(
      'ego:\n  speedMps: 3\n',
    );
  });

  it('writes required fields with values that the language takes', () => {
    let text = 'version: 1\n';
    for (const key of ['name', 'family', 'map', 'timeLimitS', 'ego', 'actors', 'traffic', 'sensors', 'checks']) {
      const found = suggest(text, text.length);
      const item = found?.items.find(({ label }) => label === key);
      if (found === null || item === undefined) throw new Error(`${key} is not offered`);
      const written = accepted(text, found.from, found.to, item);
      text = `${written}\n`;
    }
    expect(loadScenario(text, 'written.yaml').problems).toBeNull();
  });

  it('never throws, wherever the cursor is and however much of a text is there', () => {
    const texts = SCENARIO_IDS.map(libraryText);
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(4000),
        fc.nat(4000),
        fc.string({ maxLength: 4 }),
        (text, cut, place, typed) => {
          const prefix = text.slice(0, cut) + typed;
          const cursor = Math.min(place, prefix.length);
          const found = suggest(prefix, cursor);
          describeAt(prefix, cursor);
          if (found !== null) expect(found.from <= cursor && cursor <= found.to).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('writes nothing that the language calls an unknown key', () => {
    const texts = [TEMPLATE, OWN_ARM, ...SCENARIO_IDS.map(libraryText)];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.boolean(), (text, lineSeed, choice, isEnd) => {
        // A new line under any other one, as deep as it is, or the end of any line.
        const lines = text.split('\n');
        const line = lineSeed % (lines.length - 1);
        const depthOf = (index: number): string => /^ */.exec(lines[index] ?? '')?.[0] ?? '';
        // Between a key and what belongs to it, a new key would take that over.
        fc.pre(isEnd || depthOf(line + 1).length <= depthOf(line).length);
        const before = `${lines.slice(0, line + 1).join('\n')}${isEnd ? '' : `\n${depthOf(line)}`}`;
        const whole = `${before}\n${lines.slice(line + 1).join('\n')}`;
        const found = suggest(whole, before.length);
        if (found === null) return;
        const item = found.items[choice % found.items.length];
        if (item.kind !== 'key') return;
        const complaints = unknownKeys(accepted(whole, found.from, found.to, item));
        const own = complaints.filter((field) => field.split(/[.[\]]+/).includes(item.label));
        expect({ before, own }).toEqual({ before, own: [] });
      }),
      { numRuns: 120 },
    );
  });
});

function unknownKeys(text: string): readonly string[] {
  return (loadAnyScenario(text, 'a.yaml').problems ?? [])
    .filter(({ found }) => found.startsWith('the unknown key'))
    .map(({ field }) => field);
}

describe('what a field means', () => {
  it.each([
    ['decelMps2', /^actors\[0\]\.events\[0\]\.action\.decelMps2$/, /Deceleration.*0\.05 to 20 m\/s2.*drawn/],
    ['speedLimitMps', /^map\.speedLimitMps$/, /Speed limit.*0\.05 to 90 m\/s/],
    ['uniform: [2, 4]', /^actors\[0\]\.events\[0\]\.trigger\.s$/, /Seconds after the start/],
    ['drive }', /^actors\[0\]\.behaviour\.kind$/, /Keeps its lane/],
  ])('at %j is told with unit and range', (words, field, text) => {
    const found = describeAt(TEMPLATE, TEMPLATE.indexOf(words) + 1);
    expect(found?.field).toMatch(field);
    expect(found?.text).toMatch(text);
  });

  it('is told of every field of a scenario', () => {
    const told = new Set<string>();
    for (const [id, text] of [...SCENARIO_IDS.map((id) => [id, libraryText(id)] as const), ['own-arm', OWN_ARM]]) {
      for (const { index, 0: key } of text.matchAll(/[A-Za-z]\w*(?=:( |\n))/g)) {
        if (told.has(key)) continue;
        told.add(key);
        if (text.slice(text.lastIndexOf('\n', index), index).includes('#')) continue;
        expect(describeAt(text, index + 1)?.text, `${id}: ${text.slice(index, index + 20)}`).toMatch(/\w/);
      }
    }
  });
});
