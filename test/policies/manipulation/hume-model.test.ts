import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { checkPolicy } from '../../../policies/conformance.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import {
  checkHumeFile,
  loadHume,
  parseHumeFacts,
  weightsHash,
  type HumeModel,
} from '../../../policies/manipulation/hume-model.ts';
import { createHumeNetworks } from '../../../policies/manipulation/onnx-networks.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { FACTS } from './linear-networks.ts';
import { observed } from './observations.ts';

const folder = new URL('../../fixtures/hume/', import.meta.url);
const read = (file: string): Promise<Uint8Array> => readFile(new URL(file, folder));

describe("Hume's tiny models", () => {
  let hume: HumeModel;
  let probes: Record<string, Record<string, number[][]>>;

  beforeAll(async () => {
    hume = await loadHume(read, createHumeNetworks);
    probes = JSON.parse(await readFile(new URL('probes.json', folder), 'utf8')) as typeof probes;
  });

  const input = (network: string, name: string): Float32Array => Float32Array.from(probes[network][name].flat());

  it('give what PyTorch gave', async () => {
    const { networks } = hume;
    const rows = probes.critics.features.length;
    const found = {
      systemOne: await networks.systemOne(
        rows,
        ...three('systemOne', 'features', 'start', 'level'),
        input('systemOne', 'stamp'),
      ),
      systemTwo: await networks.systemTwo(
        rows,
        ...three('systemTwo', 'features', 'start', 'until'),
        input('systemTwo', 'forcing'),
      ),
      critics: await networks.critics(rows, ...three('critics', 'features', 'chunk', 'length')),
    };
    for (const [network, values] of Object.entries(found)) {
      const expected = input(network, 'expected');
      expect(values.length).toBe(expected.length);
      expect(Math.max(...values.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-4);
    }
  });

  const three = (network: string, a: string, b: string, c: string) =>
    [input(network, a), input(network, b), input(network, c)] as const;

  it('drive System 1 within the contract of policies', async () => {
    const faults = await checkPolicy({
      create: () => new SystemOne(hume, PANDA, 'seed'),
      createDecision: () => new ArmDecision(),
      observations: [0, 40].map((tick) => observed([], { tick })),
    });
    expect(faults).toEqual([]);
  });

  it('answer overlapping calls each with its own', async () => {
    const ask = (row: number): Promise<Float32Array> => {
      const one = (name: string): Float32Array => Float32Array.from(probes.critics[name][row]);
      return hume.networks.critics(1, one('features'), one('chunk'), one('length'));
    };
    const answers = await Promise.all([ask(0), ask(1), ask(0)]);
    for (const [i, row] of [0, 1, 0].entries()) {
      for (const k of [0, 1]) expect(answers[i][k]).toBeCloseTo(probes.critics.expected[row][k], 4);
    }
    expect(answers[0]).not.toEqual(answers[1]);
  });

  it('answer for what the arrays hold at the call, which may be the same arrays again', async () => {
    const kept = ['features', 'chunk', 'length'].map((name) => Float32Array.from(probes.critics[name][0]));
    const ask = (): Promise<Float32Array> => hume.networks.critics(1, kept[0], kept[1], kept[2]);
    const first = await ask();
    for (const [i, name] of ['features', 'chunk', 'length'].entries()) kept[i].set(probes.critics[name][1]);
    const second = await ask();
    for (const k of [0, 1]) {
      expect(first[k]).toBeCloseTo(probes.critics.expected[0][k], 4);
      expect(second[k]).toBeCloseTo(probes.critics.expected[1][k], 4);
    }
  });

  it('are refused where a file is not the one of the facts, or is missing', async () => {
    const swapped = (file: string): Promise<Uint8Array> => read(file === 'critics.onnx' ? 'system-one.onnx' : file);
    await expect(loadHume(swapped, createHumeNetworks)).rejects.toThrow(
      /^critics\.onnx: hash [0-9a-f]{64} is not the one in hume\.json, /,
    );
    const none = (file: string): Promise<Uint8Array> =>
      file.endsWith('.json') ? read(file) : Promise.reject(new Error('no such file'));
    await expect(loadHume(none, createHumeNetworks)).rejects.toThrow('.onnx: no such file');
    const broken = (): Promise<Uint8Array> => Promise.resolve(new TextEncoder().encode('{'));
    await expect(loadHume(broken, createHumeNetworks)).rejects.toThrow('hume.json: cannot be read as JSON');
  });
});

describe('facts', () => {
  const without = (name: string): object => ({ ...FACTS, [name]: undefined });

  it('are taken as they are', () => {
    expect(parseHumeFacts(structuredClone({ ...FACTS, training: { rows: 1 } }), 'hume.json')).toEqual(FACTS);
  });

  it.each([
    [without('action'), 'action'],
    [{ ...FACTS, schemaVersion: 2 }, 'schemaVersion'],
    [{ ...FACTS, action: { mean: [0, 0, 0, 0, 0], std: [1, 1, 1, 1, 0] } }, 'action.std[4]'],
    [{ ...FACTS, action: { mean: [0], std: [1, 1, 1, 1, 1] } }, 'action.mean'],
    [
      { ...FACTS, uncertainty: { ...FACTS.uncertainty, spread: { quantiles: [0, 1], values: [2, 1] } } },
      'expected numbers that never fall',
    ],
    [
      { ...FACTS, uncertainty: { ...FACTS.uncertainty, spread: { quantiles: [0, 1], values: [1] } } },
      'expected as many values as quantiles',
    ],
    [{ ...FACTS, features: FACTS.features.slice(1) }, "expected 'task.reach', found feature 0 called 'task.place'"],
    [{ ...FACTS, features: [...FACTS.features, 'more'] }, 'expected 153, found 154 features; train the models again'],
    [{ ...FACTS, features: FACTS.features.slice(0, -1) }, "found feature 152 called 'nothing'"],
  ])('are refused, naming the field: case %#', (facts, message) => {
    expect(() => parseHumeFacts(facts, 'hume.json')).toThrow(message);
    expect(() => parseHumeFacts(facts, 'hume.json')).toThrow(/^hume\.json: /);
  });

  it.each([[[]], [null]])('are refused as a whole where they are %j', (facts) => {
    expect(() => parseHumeFacts(facts, 'hume.json')).toThrow(/^hume\.json: Invalid input: expected object, .*; train/);
  });

  it('have a hash that changes with every network', () => {
    const { files } = FACTS;
    const other = { ...files.critics, sha256: 'f'.repeat(64) };
    const hashes = [
      files,
      { ...files, systemOne: other },
      { ...files, systemTwo: other },
      { ...files, critics: other },
    ];
    expect(new Set(hashes.map((changed) => weightsHash({ ...FACTS, files: changed }))).size).toBe(4);
  });

  it('know their files', () => {
    expect(() => checkHumeFile(new Uint8Array(3), FACTS, 'critics', 'critics.onnx')).toThrow('critics.onnx: hash');
  });
});
