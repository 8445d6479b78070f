import { describe, expect, it } from 'vitest';
import { checkGate } from '../../../policies/conformance.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { UncertaintyGate } from '../../../policies/manipulation/gate.ts';
import { GATE } from '../../../policies/manipulation/settings.ts';
import { observed } from './observations.ts';

const observation = observed();

function steps(levels: readonly number[]) {
  return levels.map((level) => {
    const decision = new ArmDecision();
    decision.uncertainty.level = level;
    return { observation, decision };
  });
}

function reasons(gate: UncertaintyGate, levels: readonly number[]): string[] {
  return steps(levels).map(({ decision }, tick) => {
    const verdict = { think: false, reason: 'none' };
    gate.decide(observation, decision, { tick, controlDt: 1 / 60, inFlight: 0, calls: 0, planInForce: false }, verdict);
    expect(verdict.think).toBe(verdict.reason !== 'none');
    return verdict.reason;
  });
}

const calm = (count: number): number[] => new Array<number>(count).fill(0.2);

describe('the gate of dual', () => {
  it('keeps the contract of gates', () => {
    const levels = Array.from({ length: 120 }, (_, i) =>
      i < 40 ? 0.2 : i < 45 ? 0.7 : i < 60 ? 1 : i < 75 ? 0.1 : 0.7,
    );
    expect(checkGate({ create: () => new UncertaintyGate(GATE), steps: steps(levels), controlDt: 1 / 60 })).toEqual([]);
  });

  it('opens on the level, and closes after a time below', () => {
    const gate = new UncertaintyGate({ ...GATE, rise: 1e6, holdMs: 100, refractoryMs: 0 });
    const heard = reasons(gate, [...calm(10), 0.96, 0.9, ...calm(12)]);
    expect(heard.slice(0, 10)).toEqual(new Array(10).fill('none'));
    expect(heard.slice(10, 17)).toEqual(new Array(7).fill('level'));
    expect(heard.slice(17)).toEqual(new Array(heard.length - 17).fill('none'));
  });

  it('opens on a sudden rise below the level', () => {
    const heard = reasons(new UncertaintyGate({ ...GATE, refractoryMs: 0 }), [...calm(60), 0.8, ...calm(10)]);
    expect(heard.indexOf('change')).toBe(60);
    expect(heard).not.toContain('level');
    const slow = Array.from({ length: 120 }, (_, i) => 0.2 + 0.005 * i);
    expect(new Set(reasons(new UncertaintyGate(GATE), slow))).toEqual(new Set(['none']));
  });

  it('can be set to another level on the way', () => {
    const gate = new UncertaintyGate({ ...GATE, rise: 1e6 });
    expect(reasons(gate, [0.5])).toEqual(['none']);
    gate.level = 0.5;
    expect(reasons(gate, [0.5])).toEqual(['level']);
  });
});
