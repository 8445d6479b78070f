import { afterEach, describe, expect, it } from 'vitest';
import type { ToWorker } from '../../../renderer/live/protocol.ts';
import { Harness } from './session-harness.ts';

const START: ToWorker = { kind: 'start', assets: 'http://host/assets/', backend: 'wasm' };

let harness: Harness;
afterEach(() => harness.session.dispose());

describe('while the policy is loaded', () => {
  it.each<readonly [string, ToWorker]>([
    ['a second start', { ...START, backend: 'webgpu' }],
    ['a change of backend', { kind: 'backend', backend: 'webgpu' }],
  ])('%s is not forgotten', async (_name, message) => {
    harness = new Harness();
    harness.send(START);
    harness.send(message);
    await harness.open();
    await harness.until(() => harness.problems.length > 0);
    expect(harness.problems[0].message).toBe('WebGPU cannot be used: this machine has no WebGPU.');
    await harness.step(1);
    expect(harness.status.backend).toMatchObject({ active: 'wasm', wanted: 'webgpu' });
  });
});
