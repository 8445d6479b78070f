import { describe, expect, it } from 'vitest';
import { ARM_NAMES, createArm } from '../../../policies/driving/arms.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { thinkingLatency } from '../../../renderer/compare/pairing.ts';
import { worldAfter } from '../../policies/driving/worlds.ts';

describe('the latency that is shown for an arm', () => {
  it.each(ARM_NAMES)('is the one that its planner has, and a dash without a planner: %s', (arm) => {
    const { planner, latency } = createArm(arm, worldAfter(0), fixedLatency(200));
    const shown = planner === null ? '–' : `${latency.expectedMs}\u00a0ms`;
    expect(thinkingLatency({ arm, latency: 'fixed:200' })).toBe(shown);
  });
});
