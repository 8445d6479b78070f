import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { actionAt, CHUNK_TICKS } from '../../../policies/manipulation/action-chunk.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import { GUIDANCE_LENGTH, guidanceIn, readSlice } from '../../../policies/manipulation/guidance.ts';

const SCALE = { mean: [0.1, -0.1, 0, 0.2, 0.5], std: [0.2, 0.3, 0.1, 0.7, 0.5] };
const LENGTH = 40;

const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 80, maxLength: 80 });

function planOf(chunk: readonly number[], fromTick: number, denoised: number): ArmPlan {
  const plan = new ArmPlan();
  plan.chunk.set(chunk);
  plan.fromTick = fromTick;
  plan.denoised = denoised;
  return plan;
}

function read(message: Float64Array, tick: number) {
  const out = new Float32Array(LENGTH + 1).fill(9);
  const slice = { level: -1, firstKnot: -1, ageTicks: -1 };
  return { found: readSlice(message, tick, out, LENGTH, slice), out, slice };
}

describe("System 2's message", () => {
  it('gives System 1 the commands that the plan has for the same moments', () => {
    fc.assert(
      fc.property(numbers, fc.nat(500), fc.integer({ min: 0, max: CHUNK_TICKS }), (chunk, fromTick, age) => {
        const message = guidanceIn(SCALE)(planOf(chunk, fromTick, 0.85));
        const { found, out, slice } = read(message, fromTick + age);
        expect(found).toBe(true);
        expect(slice).toEqual({ level: 0.85, firstKnot: age / 4, ageTicks: age });
        const action = new ArmAction();
        for (let knot = 0; knot < 8; knot++) {
          actionAt(Float64Array.from(chunk), age + 4 * knot, action);
          const wanted = [action.vx, action.vy, action.vz, action.yawRate, action.grip];
          for (const [dim, value] of wanted.entries())
            expect(SCALE.mean[dim] + SCALE.std[dim] * out[5 * knot + dim]).toBeCloseTo(value, 5);
        }
        expect(out[LENGTH]).toBe(9);
      }),
      { numRuns: 40 },
    );
  });

  it('says nothing without a plan, before it begins, and after its chunk ends', () => {
    const message = guidanceIn(SCALE)(planOf(new Array<number>(80).fill(0), 100, 0.9));
    expect(message.length).toBe(GUIDANCE_LENGTH);
    for (const [given, tick] of [
      [new Float64Array(0), 100],
      [message, 99],
      [message, 101 + CHUNK_TICKS],
    ] as const) {
      const { found, out } = read(given, tick);
      expect(found).toBe(false);
      expect([...out]).toEqual(new Array(LENGTH + 1).fill(9));
    }
    expect(read(message, 100 + CHUNK_TICKS).found).toBe(true);
  });
});
