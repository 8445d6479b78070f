import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TUNED } from '../../../policies/manipulation/arms.ts';
import { parseHumeFacts, weightsHash } from '../../../policies/manipulation/hume-model.ts';
import { episodeResultSchema } from '../../../scenarios/results/episode-result.ts';
import { composeSetup, loadModels, runSetup, type DomainModels } from '../../../scenarios/runner/episode-engine.ts';
import { errorResultOfTask } from '../../../scenarios/runner/error-result.ts';
import { readHumeIdentity } from '../../../scenarios/runner/hume-files.ts';
import { ModelProblem } from '../../../scenarios/runner/model-files.ts';
import type { EpisodeTask } from '../../../scenarios/runner/protocol.ts';
import { MANIPULATION } from '../../../scenarios/domains/manipulation.ts';
import { jobOf, setupOf } from './setups.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/hume', import.meta.url));
const FILES = ['hume.json', 'system-one.onnx', 'system-two.onnx', 'critics.onnx'];
const OPTIONS = { engineVersion: '1.2.3' };
const NONE: DomainModels = { domain: 'manipulation', model: null };

/** The first tenth of a second of reaching. */
function taskOf(arm: string): EpisodeTask {
  const concrete = MANIPULATION.resolve(MANIPULATION.library[0].scenario, 'seed');
  if (concrete.domain !== 'manipulation') throw new Error('not of the arm');
  const job = { ...jobOf('fast'), suite: 'manipulation', scenario: 'reach/common', arm };
  return { job, concrete: { ...concrete, spec: { ...concrete.spec, timeLimitS: 0.1 } } };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-hume-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with the models, one of them changed. */
function modelsWithout(missing: string, instead?: string): string {
  const copy = mkdtempSync(join(folder, 'models-'));
  for (const file of FILES) if (file !== missing) copyFileSync(join(FIXTURES, file), join(copy, file));
  if (instead !== undefined) writeFileSync(join(copy, missing), instead);
  return copy;
}

describe("the arm's episodes in a worker", () => {
  it('run without models where the arm needs none, and say so', async () => {
    const result = await runSetup(composeSetup(taskOf('oracle'), NONE, OPTIONS));
    expect(episodeResultSchema.parse(result)).toMatchObject({
      ...{ domain: 'manipulation', suite: 'manipulation', scenario: 'reach/common', family: 'reach', arm: 'oracle' },
      outcome: { end: 'timeout' },
      engine: { version: '1.2.3', models: {} },
      uncertainty: null,
    });
    expect(() => composeSetup(taskOf('dual'), NONE, OPTIONS)).toThrow("arm dual: expected Hume's models, found none.");
    expect(() => composeSetup(taskOf('aeb'), NONE, OPTIONS)).toThrow('arm: expected one of fast, reflex');
  });

  it('run with the models of one folder, whose weights their results name', async () => {
    const models = await loadModels('manipulation', FIXTURES);
    const facts = parseHumeFacts(JSON.parse(readFileSync(join(FIXTURES, 'hume.json'), 'utf8')), 'hume.json');
    const identity = { name: facts.name, sha256: weightsHash(facts) };
    expect(await readHumeIdentity(FIXTURES)).toEqual(identity);
    const result = await runSetup(composeSetup(taskOf('periodic'), models, OPTIONS));
    expect(result.engine.models).toEqual({ [identity.name]: identity.sha256 });
    expect(result.planner.calls).toBeGreaterThan(0);
    const oracle = await runSetup(composeSetup(taskOf('oracle'), models, OPTIONS));
    const without = await runSetup(composeSetup(taskOf('oracle'), NONE, OPTIONS));
    expect(oracle.engine.models).toEqual({});
    expect(oracle.digest).toBe(without.digest);
  });

  it('run with the constants that they are given', async () => {
    const models = await loadModels('manipulation', FIXTURES);
    const changed = { ...TUNED, actedNoise: 1 };
    const digestOf = async (manipulationSettings?: typeof TUNED): Promise<string> => {
      const options = manipulationSettings ? { ...OPTIONS, manipulationSettings } : OPTIONS;
      const composed = composeSetup(taskOf('fast'), models, options);
      expect(composed.setup.settings).toEqual(manipulationSettings ?? TUNED);
      return (await runSetup(composed)).digest;
    };
    const usual = await digestOf();
    expect(await digestOf(TUNED)).toBe(usual);
    expect(await digestOf(changed)).not.toBe(usual);
  });

  it('are of one domain, whose models are loaded', () => {
    const { job, spec, episodeSeed } = setupOf('fast');
    const driving: EpisodeTask = { job, concrete: { domain: 'driving', spec, episodeSeed } };
    expect(() => composeSetup(driving, NONE, OPTIONS)).toThrow('episode of driving: expected its models');
    expect(composeSetup(driving, { domain: 'driving', model: null }, OPTIONS).domain).toBe('driving');
  });

  it('that cannot be brought to their end are results all the same', () => {
    const facts = { model: null, engineVersion: '1.2.3' };
    const error = { what: 'watchdog', message: 'it hangs' };
    const result = errorResultOfTask(taskOf('dual'), facts, error, 5);
    expect(episodeResultSchema.parse(result)).toMatchObject({ domain: 'manipulation', family: 'reach', error });
    const { job, spec, episodeSeed } = setupOf('fast');
    const driving = errorResultOfTask({ job, concrete: { domain: 'driving', spec, episodeSeed } }, facts, error, 5);
    expect(driving).not.toHaveProperty('domain');
  });
});

describe("a folder of the arm's models", () => {
  it.each(FILES)('that lacks %s says which file, and the command that makes it', async (file) => {
    const lacking = modelsWithout(file);
    const message = `${join(lacking, file)} is missing; train the arm's models with 'npm run train:arm'; without them there is --arms oracle`;
    for (const read of [readHumeIdentity, (folder: string) => loadModels('manipulation', folder)])
      await expect(read(lacking)).rejects.toThrow(new ModelProblem(message));
  });

  it('that is damaged says where', async () => {
    const noJson = modelsWithout('hume.json', '{');
    await expect(readHumeIdentity(noJson)).rejects.toThrow(`${join(noJson, 'hume.json')}: this is not JSON`);
    const otherFacts = modelsWithout('hume.json', '{}');
    await expect(readHumeIdentity(otherFacts)).rejects.toThrow(
      new ModelProblem(
        `${join(otherFacts, 'hume.json')}: schemaVersion: Invalid input: expected 1; train the models again`,
      ),
    );
    const otherBytes = modelsWithout('critics.onnx', 'x');
    for (const read of [readHumeIdentity, (folder: string) => loadModels('manipulation', folder)]) {
      await expect(read(otherBytes)).rejects.toThrow(ModelProblem);
      await expect(read(otherBytes)).rejects.toThrow(`${join(otherBytes, 'critics.onnx')}: hash `);
    }
  });
});
