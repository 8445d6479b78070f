import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNetwork, networkProblem, type NetworkShape } from '../../../scenarios/runner/network-problem.ts';

const TINY = readFileSync(new URL('../../fixtures/tiny-network/tiny-network.onnx', import.meta.url));
const DECLARED: NetworkShape = { inputs: { features: [1, 12] }, outputs: { heads: [2, 35] } };

it('what a network declares is held against what was expected of it', async () => {
  const place = { file: 'a/b.onnx', cause: new Error('ERROR_MESSAGE: it\n failed.'), advice: 'train it' };
  const messageOf = async (wanted: NetworkShape, bytes: Uint8Array = TINY): Promise<string> =>
    (await networkProblem(bytes, wanted, place)).message;
  const expected = 'a/b.onnx: expected a network with inputs features [1, 12] and outputs heads [2, 35], found';
  expect(await messageOf(DECLARED)).toBe(`${expected} one that fails (it failed); train it`);
  expect(await messageOf(DECLARED, TINY.subarray(0, 999))).toMatch(/, found no ONNX network \([^\n]+\); train it$/);
  expect(await messageOf({ inputs: { x: ['N', 3], a: ['N', 1] }, outputs: { q: ['N', 2] } })).toBe(
    'a/b.onnx: expected a network with inputs a [N, 1], x [N, 3] and outputs q [N, 2], found inputs features [1, 12] and outputs heads [2, 35]; train it',
  );
  expect([await isNetwork(TINY), await isNetwork(new Uint8Array(8))]).toEqual([true, false]);
});
