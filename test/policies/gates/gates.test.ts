import { describe, expect, it } from 'vitest';
import { checkGate } from '../../../policies/conformance.ts';
import { AlwaysGate } from '../../../policies/gates/always.ts';
import { changeGate, RiseDetector } from '../../../policies/gates/change.ts';
import { HysteresisGate } from '../../../policies/gates/hysteresis.ts';
import type { HysteresisOptions } from '../../../policies/gates/hysteresis.ts';
import { NeverGate } from '../../../policies/gates/never.ts';
import { PeriodicGate } from '../../../policies/gates/periodic.ts';
import { RandomGate } from '../../../policies/gates/random.ts';
import type { GateVerdict } from '../../../policies/contracts.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { CONTROL_DT, PointDecision } from '../runtime/point-domain.ts';
import type { PointGate } from '../runtime/point-system.ts';

function decisionOf(level: number): PointDecision {
  const decision = new PointDecision();
  decision.uncertainty.level = level;
  return decision;
}

/** Ticks at which the gate asks, given the level at each tick; each request is answered `delayTicks` later. */
function asks(gate: PointGate, levels: readonly number[], delayTicks = 1): number[] {
  const ticks: number[] = [];
  let calls = 0;
  let due = 0;
  levels.forEach((level, tick) => {
    const verdict: GateVerdict = { think: false, reason: 'none' };
    const inFlight = due > tick ? 1 : 0;
    const context = { tick, controlDt: CONTROL_DT, inFlight, calls, planInForce: calls > 0 };
    gate.decide({ x: 0, v: 0 }, decisionOf(level), context, verdict);
    if (!verdict.think) return;
    ticks.push(tick);
    if (inFlight === 0) {
      calls++;
      due = tick + delayTicks;
    }
  });
  return ticks;
}

const constant = (level: number, ticks: number) => new Array<number>(ticks).fill(level);
const levelGate = (options: Partial<HysteresisOptions> = {}) =>
  new HysteresisGate((_observation, decision: PointDecision) => decision.uncertainty.level, {
    reason: 'level',
    ...options,
  });

describe('gates that do not look', () => {
  it('never and always', () => {
    expect(asks(new NeverGate(), constant(1, 3))).toEqual([]);
    expect(asks(new AlwaysGate(), constant(0, 3))).toEqual([0, 1, 2]);
  });

  it('periodic: at multiples of its period, in whole ticks', () => {
    expect(asks(new PeriodicGate(200), constant(0, 30))).toEqual([0, 12, 24]);
    expect(asks(new PeriodicGate(210), constant(0, 30))).toEqual([0, 13, 26]);
    expect(() => new PeriodicGate(0)).toThrow('The period of a periodic gate must be above 0 ms and finite, but is 0.');
  });

  it('random: as often as it should, without memory, by the seed', () => {
    const ticks = asks(new RandomGate(360, 7), constant(0, 60_000));
    // A tenth of the ticks; the standard deviation of the count is 73.
    expect(Math.abs(ticks.length - 6000)).toBeLessThan(300);
    const inARow = ticks.filter((tick, i) => ticks[i + 1] === tick + 1).length;
    expect(Math.abs(inARow - 600)).toBeLessThan(100);
    expect(asks(new RandomGate(360, 7), constant(1, 500))).toEqual(ticks.filter((tick) => tick < 500));
    expect(asks(new RandomGate(360, 8), constant(0, 500))).not.toEqual(ticks.filter((tick) => tick < 500));
    expect(asks(new RandomGate(0, 7), constant(1, 500))).toEqual([]);
    expect(() => new RandomGate(-1, 7)).toThrow('callsPerMinute of a random gate must be at least 0 and finite');
  });
});

describe('HysteresisGate', () => {
  it('opens at the threshold and closes after half a second below the lower one', () => {
    const levels = [...constant(0.99, 3), 1, ...constant(0.59, 40)];
    expect(asks(levelGate(), levels)).toEqual(Array.from({ length: 30 }, (_, i) => 3 + i));
  });

  it('stays open between the thresholds, and begins the half second anew', () => {
    expect(asks(levelGate(), [1, ...constant(0.6, 100)])).toHaveLength(101);
    const levels = [1, ...constant(0.5, 29), 0.7, ...constant(0.5, 40)];
    expect(asks(levelGate(), levels)).toHaveLength(31 + 29);
  });

  it('without hold and with one threshold is a plain threshold', () => {
    const gate = levelGate({ lower: 1, holdMs: 0 });
    expect(asks(gate, [0.9, 1, 1.2, 0.99, 1, 0])).toEqual([1, 2, 4]);
  });

  it('takes a signal that is not a number for a call', () => {
    expect(asks(levelGate({ holdMs: 0 }), [0, NaN, 0])).toEqual([1]);
  });

  it('leaves the refractory time between two calls, and not before the first', () => {
    expect(asks(levelGate({ refractoryMs: 100 }), constant(1, 20))).toEqual([0, 6, 12, 18]);
  });

  it('spends no more than its budget, and saves up no more than the burst', () => {
    // A token each second.
    const gate = levelGate({ callsPerMinute: 60, burst: 3 });
    const calls = asks(gate, constant(1, 181));
    expect(calls.slice(0, 3)).toEqual([0, 1, 2]);
    expect(calls).toHaveLength(3 + 3);
    const rested = levelGate({ callsPerMinute: 60, burst: 2 });
    expect(asks(rested, [...constant(0, 600), 1, 1, 1, 1])).toEqual([600, 601]);
  });

  it('goes on asking while a request is in flight, at no cost', () => {
    expect(asks(levelGate({ callsPerMinute: 0, burst: 2 }), constant(1, 30), 10)).toHaveLength(10 + 1);
  });

  it.each([
    [{ lower: 1.1 }, 'lower of a hysteresis gate must be in [0, 1], but is 1.1.'],
    [{ holdMs: -1 }, 'holdMs'],
    [{ refractoryMs: NaN }, 'refractoryMs'],
    [{ callsPerMinute: -1 }, 'callsPerMinute'],
    [{ burst: 0.5 }, 'burst of a hysteresis gate must be in [1, Infinity], but is 0.5.'],
  ])('refuses %o', (options, message) => {
    expect(() => levelGate(options)).toThrow(message);
  });
});

describe('the change of uncertainty', () => {
  it('is measured in standard deviations of the weighted past (Finch 2009)', () => {
    const stream = RandomStream.named(1, 'test');
    const values = [...Array.from({ length: 50 }, () => stream.uniform()), 2];
    const detector = new RiseDetector(0.1, 1e-6);
    const weight = CONTROL_DT / (0.1 + CONTROL_DT);
    const z = values.map((value) => detector.update(value, CONTROL_DT));
    // From the definition: the first value weighs what the later ones leave over.
    const past = values.slice(0, -1);
    const weights = past.map((_, i) => (i === 0 ? 1 : weight) * (1 - weight) ** (past.length - 1 - i));
    const mean = past.reduce((sum, value, i) => sum + weights[i] * value, 0);
    const variance = past.reduce((sum, value, i) => sum + weights[i] * (value - mean) ** 2, 0);
    const last = values[values.length - 1];
    expect(z[z.length - 1]).toBeCloseTo((last - mean) / Math.sqrt(variance), 9);
    expect(z.slice(0, 6)).toEqual(constant(0, 6));
  });

  it('opens the gate at a sudden rise, at any level, and at no slow one', () => {
    const change = { threshold: 4, timeConstantS: 1, leastDeviation: 0.02 };
    const gate = () => changeGate(change, { holdMs: 0 });
    expect(asks(gate(), [...constant(0.1, 100), 0.19, 0.1])).toEqual([100]);
    expect(asks(gate(), [...constant(0.1, 100), 0.17, 0.1])).toEqual([]);
    expect(asks(gate(), constant(0.95, 100))).toEqual([]);
    expect(asks(gate(), [...constant(0.9, 100), 0.1])).toEqual([]);
    expect(asks(gate(), [...constant(0.1, 30), 0.9])).toEqual([]);
    expect(() => changeGate({ ...change, threshold: 0 })).toThrow(
      'threshold of a change gate must be finite and above',
    );
  });
});

describe('all gates', () => {
  const stream = RandomStream.named(2, 'levels');
  const steps = Array.from({ length: 400 }, () => ({
    observation: { x: 0, v: 0 },
    decision: decisionOf(Math.max(0, stream.normal(0.4, 0.3))),
  }));
  const gates: [string, () => PointGate][] = [
    ['never', () => new NeverGate()],
    ['always', () => new AlwaysGate()],
    ['periodic', () => new PeriodicGate(170)],
    ['random', () => new RandomGate(300, 1)],
    ['hysteresis', () => levelGate({ refractoryMs: 300, callsPerMinute: 90, burst: 2, holdMs: 30 })],
    ['change', () => changeGate({ threshold: 1.5, timeConstantS: 0.5, leastDeviation: 0.01 }, { holdMs: 30 })],
  ];

  it.each(gates)('%s conforms', (_name, create) => {
    expect(checkGate({ create, steps, controlDt: CONTROL_DT })).toEqual([]);
  });
});
