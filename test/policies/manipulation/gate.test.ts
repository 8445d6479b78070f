import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { checkGate } from '../../../policies/conformance.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { UncertaintyGate } from '../../../policies/manipulation/gate.ts';
import { GATE as TUNED } from '../../../policies/manipulation/settings.ts';
import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import { observed } from './observations.ts';

const GATE = { ...TUNED, level: 0.95, rise: 4, lower: 0.6, holdMs: 300, refractoryMs: 250, contactS: 0 };
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
    expect(
      checkGate({ create: () => new UncertaintyGate(PANDA, GATE), steps: steps(levels), controlDt: 1 / 60 }),
    ).toEqual([]);
  });

  it('opens on the level, and closes after a time below', () => {
    const gate = new UncertaintyGate(PANDA, { ...GATE, rise: 1e6, holdMs: 100, refractoryMs: 0 });
    const heard = reasons(gate, [...calm(10), 0.96, 0.9, ...calm(12)]);
    expect(heard.slice(0, 10)).toEqual(new Array(10).fill('none'));
    expect(heard.slice(10, 17)).toEqual(new Array(7).fill('level'));
    expect(heard.slice(17)).toEqual(new Array(heard.length - 17).fill('none'));
  });

  it('opens on a sudden rise below the level', () => {
    const heard = reasons(new UncertaintyGate(PANDA, { ...GATE, refractoryMs: 0 }), [...calm(60), 0.8, ...calm(10)]);
    expect(heard.indexOf('change')).toBe(60);
    expect(heard).not.toContain('level');
    const slow = Array.from({ length: 120 }, (_, i) => 0.2 + 0.005 * i);
    expect(new Set(reasons(new UncertaintyGate(PANDA, GATE), slow))).toEqual(new Set(['none']));
  });

  it('can be set to another level on the way', () => {
    const gate = new UncertaintyGate(PANDA, { ...GATE, rise: 1e6 });
    expect(reasons(gate, [0.5])).toEqual(['none']);
    gate.level = 0.5;
    expect(reasons(gate, [0.5])).toEqual(['level']);
  });

  it('opens on a short time to contact with what comes nearer, unless that is switched off', () => {
    const ball = (x: number, vx: number) =>
      observed([
        { role: 'obstacle', at: [x, 0, 0.6], half: [0.05, 0.05, 0.05], shape: 'sphere', velocity: [vx, 0, 0] },
      ]);
    const heard = (contactS: number, seen: ManipulationObservation): string => {
      const verdict = { think: false, reason: 'none' };
      const context = { tick: 0, controlDt: 1 / 60, inFlight: 0, calls: 0, planInForce: false };
      new UncertaintyGate(PANDA, { ...GATE, contactS }).decide(seen, new ArmDecision(), context, verdict);
      return verdict.reason;
    };
    expect(heard(0.5, ball(0.9, -1.5))).toBe('time-to-contact');
    expect(heard(0.5, ball(0.9, -0.1))).toBe('none');
    expect(heard(0.5, ball(0.9, 1.5))).toBe('none');
    expect(heard(0, ball(0.9, -1.5))).toBe('none');
    expect(() => new UncertaintyGate(PANDA, { ...GATE, contactS: -1 })).toThrow(/^contactS/);
  });
});
