import { describe, expect, it } from 'vitest';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import { checkGate, checkPolicy } from '../../../policies/conformance.ts';
import type { Gate } from '../../../policies/contracts.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { UncertaintyGate } from '../../../policies/driving/gate.ts';
import { RulePolicy } from '../../../policies/driving/rule-policy.ts';
import { GATE, RANDOM_CALLS_PER_MINUTE } from '../../../policies/driving/settings.ts';
import { AlwaysGate } from '../../../policies/gates/always.ts';
import { PeriodicGate } from '../../../policies/gates/periodic.ts';
import { RandomGate } from '../../../policies/gates/random.ts';
import { cruising, worldAfter } from './worlds.ts';

type DrivingGate = Gate<DrivingObservation, DrivingDecision>;

/** Closing in on a slower car: what the sensors give at ticks of separate worlds, since each reuses its observation. */
function approach(ticks: readonly number[]): DrivingObservation[] {
  return ticks.map((tick) => worldAfter(tick, { actors: [cruising('lead', 160, 1, 5)] }).observe());
}

describe('the rule policy', () => {
  it('keeps the contract of policies', async () => {
    const observations = approach([0, 5, 30, 60, 100]);
    const { map } = observations[0];
    const faults = await checkPolicy({
      create: () => new RulePolicy(map),
      createDecision: () => new DrivingDecision(),
      observations,
      guidance: [Float64Array.of(1, 0, -2, 0)],
    });
    expect(faults).toEqual([]);
  });
});

describe('the gates of the standard arms', () => {
  const observations = approach(Array.from({ length: 40 }, (_, i) => 3 * i));
  const { map } = observations[0];
  const steps = observations.map((observation, i) => {
    const decision = new DrivingDecision();
    // Sure, unsure, sure again, and for a while at the very threshold.
    decision.uncertainty.level = i < 8 ? 0.3 : i < 12 ? 1 : i < 30 ? 0.5 : 0.97;
    return { observation, decision };
  });
  const gates: readonly (readonly [string, () => DrivingGate])[] = [
    ['dual', () => new UncertaintyGate(map, GATE)],
    ['dual with every limit', () => new UncertaintyGate(map, { ...GATE, lower: 0.5, holdMs: 50, refractoryMs: 100 })],
    ['always', () => new AlwaysGate()],
    ['periodic', () => new PeriodicGate(200)],
    ['random', () => new RandomGate(RANDOM_CALLS_PER_MINUTE, 'seed')],
  ];

  it.each(gates)('%s keeps the contract of gates', (_name, create) => {
    expect(checkGate({ create, steps, controlDt: 1 / 60 })).toEqual([]);
  });

  it('opens on the level and on the time to collision, and names what it opened on', () => {
    const gate = new UncertaintyGate(map, { level: 0.97, timeToCollisionS: 3, lower: 0.6, holdMs: 0, refractoryMs: 0 });
    const reasons = steps.map(({ observation, decision }, tick) => {
      const verdict = { think: false, reason: 'none' };
      gate.decide(
        observation,
        decision,
        { tick, controlDt: 1 / 60, inFlight: 0, calls: 0, planInForce: false },
        verdict,
      );
      return verdict.reason;
    });
    expect(reasons.slice(0, 8)).toEqual(new Array(8).fill('none'));
    expect(reasons.slice(8, 12)).toEqual(new Array(4).fill('level'));
    expect(reasons[12]).toBe('none');
    expect(reasons.at(-1)).toBe('time-to-collision');
  });
});
