import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { first } from '../../examples/first.ts';
import { runOwnArm } from '../../examples/own-arm.ts';
import { BrakeGate } from '../../examples/own-gate.ts';
import { CalmPlanner } from '../../examples/own-planner.ts';
import { checkGate, checkPlanner } from '../../policies/conformance.ts';
import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import { loadScenario } from '../../scenarios/language/yaml.ts';
import { requestAt, worldAfter } from '../policies/driving/worlds.ts';

describe('the first scenario', () => {
  it('is the same in TypeScript as in YAML, and as JSON', () => {
    const text = readFileSync(fileURLToPath(new URL('../../examples/first.yaml', import.meta.url)), 'utf8');
    expect(loadScenario(text, 'first.yaml').scenario).toEqual(first);
    expect(loadScenario(JSON.stringify(first), 'first.json').scenario).toEqual(first);
  });
});

describe('the example of an own arm', () => {
  it('has a planner that keeps the contract of planners', async () => {
    const faults = await checkPlanner({
      create: () => new CalmPlanner(),
      requests: [requestAt(worldAfter(8)), requestAt(worldAfter(30))],
      budget: { evaluations: 96 },
      faultOf: drivingDomain.faultOf,
    });
    expect(faults).toEqual([]);
  });

  it('has a gate that keeps the contract of gates, and asks once for each braking', () => {
    const observation = worldAfter(8).observe();
    const requests = [0, -2, -2, 0, -0.5, -3, -3, -3];
    const steps = requests.map((acceleration) => {
      const decision = new DrivingDecision();
      decision.manoeuvre.fill(acceleration, 0, 0);
      return { observation, decision };
    });
    expect(checkGate({ create: () => new BrakeGate(), steps, controlDt: 1 / 60 })).toEqual([]);
    const gate = new BrakeGate();
    const verdict = { think: false, reason: 'none' };
    const asked = steps.map(({ decision }, tick) => {
      gate.decide(
        observation,
        decision,
        { tick, controlDt: 1 / 60, inFlight: 0, calls: 0, planInForce: false },
        verdict,
      );
      return verdict.think;
    });
    expect(asked).toEqual([false, true, false, false, false, true, false, false]);
  });

  it('drives an episode to its end, acts on plans of its own, and does so again bit for bit', async () => {
    const [run, again] = [await runOwnArm(0), await runOwnArm(0)];
    expect(run.end).not.toBe('running');
    expect(run.accepted).toBeGreaterThan(0);
    expect(run.planTicks).toBeGreaterThan(0);
    expect(again).toEqual(run);
  });
});
