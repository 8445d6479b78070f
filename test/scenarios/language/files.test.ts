import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFiles, loadScenarioFile } from '../../../scenarios/language/check-files.ts';
import { formatProblem } from '../../../scenarios/language/problem.ts';
import { scenarioJsonSchema, scenarioSchema } from '../../../scenarios/language/schema.ts';
import { libraryScenario, LIBRARY } from '../../../scenarios/library/registry.ts';

const example = (name: string) => fileURLToPath(new URL(`../../../examples/${name}.yaml`, import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-scenarios-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('scenario files', () => {
  it.each([
    ['cut-in', 'cut-in/common'],
    ['hard-braking-lead', 'hard-braking-lead/tail'],
  ])('%s.yaml is the same value as %s of the library', async (name, id) => {
    const { scenario } = await loadScenarioFile(example(name));
    expect(scenario).toEqual(libraryScenario(id));
  });

  it('may be JSON, with all defaults written out', async () => {
    const path = join(folder, 'full.json');
    for (const { id, scenario } of LIBRARY) {
      writeFileSync(path, JSON.stringify(scenario, null, 2));
      expect((await loadScenarioFile(path)).scenario, id).toEqual(scenario);
    }
  });

  it('are checked together; one that cannot be read is a problem like any other', async () => {
    const [bad, big] = [join(folder, 'bad.yaml'), join(folder, 'big.yaml')];
    writeFileSync(bad, 'version: 2\n');
    writeFileSync(big, ' '.repeat(300_000));
    const problems = await checkFiles([example('cut-in'), bad, join(folder, 'none.yaml'), folder, big]);
    const lines = problems.map(formatProblem).map((line) => line.replace(`${folder}/`, '').replace(folder, '.'));
    expect(lines[0]).toBe('bad.yaml:1:1  version: expected 1, the format version, found 2.');
    expect(lines.slice(-3)).toEqual([
      'none.yaml  expected a file, found none of that name. Tip: Check the path.',
      '.  expected a file, found a folder.',
      'big.yaml  expected at most 65536 characters, found 300000 bytes.',
    ]);
  });
});

describe('the JSON Schema', () => {
  it('describes every field of the format for editors', () => {
    const schema = scenarioJsonSchema() as { properties: Record<string, unknown>; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(scenarioSchema.shape));
    expect(schema.required).toEqual(['version', 'name', 'family', 'map', 'timeLimitS', 'ego']);
    expect(JSON.stringify(schema)).toContain('"maximum":90');
  });
});
