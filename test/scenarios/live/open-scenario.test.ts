import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { openScenario, type ScenarioChoice } from '../../../scenarios/live/open-scenario.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';

const ID = 'debris/tail';
const library: ScenarioChoice = { scenario: { kind: 'library', id: ID }, seed: 3 };
const ofText = (text: string, seed = 3): ScenarioChoice => ({
  scenario: { kind: 'text', name: 'C:\\my files/two.words.yaml', text },
  seed,
});

describe('openScenario', () => {
  it('draws the episode that a headless run draws', () => {
    const seed = episodeSeed('test', ID, 3);
    const scenario = libraryScenario(ID);
    expect(openScenario(library, 'test')).toEqual({
      scenario: ID,
      scenarioValue: scenario,
      family: 'debris',
      seed: 3,
      split: 'test',
      episodeSeed: seed,
      spec: withSpareObstacles(resolveScenario(scenario, seed)),
    });
    expect(openScenario(library, 'val').episodeSeed).not.toBe(seed);
  });

  it('reads YAML and JSON under the name of the file', () => {
    const scenario = libraryScenario(ID);
    for (const text of [stringify(scenario), JSON.stringify(scenario)]) {
      const opened = openScenario(ofText(text), 'test');
      expect(opened.scenario).toBe('two.words');
      expect(opened.scenarioValue).toEqual(scenario);
      expect(opened.spec).toEqual(withSpareObstacles(resolveScenario(scenario, episodeSeed('test', 'two.words', 3))));
    }
  });

  it.each([
    ['bad YAML', 'map: [', ':1:'],
    ['a field that is wrong', stringify({ ...libraryScenario(ID), friction: 'icy' }), 'friction'],
    [
      'a draw that cannot be simulated',
      stringify({ ...libraryScenario(ID), ego: { ...libraryScenario(ID).ego, goalS: 1e5 } }),
      'goalS',
    ],
  ])('names file, line and field of %s', (_what, text, found) => {
    expect(() => openScenario(ofText(text), 'test')).toThrow(expect.objectContaining({ name: 'ScenarioError' }));
    expect(() => openScenario(ofText(text), 'test')).toThrow(found);
    expect(() => openScenario(ofText(text), 'test')).toThrow(/two\.words\.yaml:\d+:\d+/);
  });

  it('lists the scenarios when there is none of that name', () => {
    const unknown: ScenarioChoice = { scenario: { kind: 'library', id: 'moon' }, seed: 0 };
    expect(() => openScenario(unknown, 'test')).toThrow('expected one of lane-keeping/common');
    expect(() => openScenario({ ...library, seed: -1 }, 'test')).toThrow('whole number');
  });
});

it('everything of a live episode can be bundled for a browser', async () => {
  const live = fileURLToPath(new URL('../../../scenarios/live', import.meta.url));
  const files = ['live-episode', 'replay-live', 'open-scenario', 'planner-task'];
  const contents = files.map((file) => `export * from './${file}.ts';`).join('\n');
  const { metafile } = await build({
    stdin: { contents, resolveDir: live, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('node:'))).toEqual([]);
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(50);
});
