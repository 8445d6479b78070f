import { describe, expect, it } from 'vitest';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { IntendedMotions } from '../../../policies/driving/intended-motion.ts';
import { Manoeuvre } from '../../../policies/driving/value/manoeuvre.ts';
import { HandOverWatch, type DrivingCommand } from '../../../scenarios/runner/hand-over-watch.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import type { HandOver } from '../../../sim/driving/metrics/episode-log.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { drivingSpec, laneCentre } from '../../policies/driving/worlds.ts';

const world = new DrivingWorld(drivingSpec(), 'seed');
const observation = world.observe();

function decisionOf(accelerationMps2: number): DrivingDecision {
  const decision = new DrivingDecision();
  decision.manoeuvre.fill(accelerationMps2, laneCentre(1), 0);
  return decision;
}

/** Brakes a little more with every knot, from tick `fromTick` on. */
function planOf(fromTick: number): DrivingPlan {
  const plan = new DrivingPlan();
  plan.fromTick = fromTick;
  plan.manoeuvre.fill(0, laneCentre(1), 0);
  for (let i = 0; i < plan.manoeuvre.acceleration.length; i++) plan.manoeuvre.acceleration[i] = -0.2 * i;
  return plan;
}

function command(tick: number, changes: Partial<DrivingCommand>): DrivingCommand {
  return {
    ...{ tick, observation, decision: decisionOf(0), action: new EgoAction(), plan: null, planId: -1 },
    ...{ source: 'fast', reflex: null, ...changes },
  };
}

function watch(): {
  heard: (tick: number, changes?: Partial<DrivingCommand>) => void;
  log: HandOver[];
  it: HandOverWatch;
} {
  const log: HandOver[] = [];
  const it = new HandOverWatch(world.map, { addHandOver: (handOver) => log.push(handOver) });
  return { heard: (tick, changes = {}) => it.heard(command(tick, changes)), log, it };
}

const kinds = (log: readonly HandOver[]): [number, string, string][] =>
  log.map(({ tick, from, to }) => [tick, from, to]);

function motion(manoeuvre: Manoeuvre, ageS = 0): HandOver['before'] {
  return new IntendedMotions(world.map).of(observation, manoeuvre, ageS);
}

describe('hand-overs', () => {
  it('are changes of who commands, and of the plan that does', () => {
    const { heard, log } = watch();
    const [first, second] = [planOf(10), planOf(40)];
    heard(0);
    heard(1, { decision: decisionOf(-1) });
    heard(10, { source: 'plan', plan: first, planId: 3 });
    heard(11, { source: 'plan', plan: first, planId: 3 });
    heard(12, { source: 'plan', plan: second, planId: 4 });
    heard(13, { plan: second, planId: 4 });
    heard(14, { plan: second, planId: 5 });
    heard(15, { source: 'brake', plan: second, planId: 5 });
    heard(16, { source: 'fast', reflex: 'aeb' });
    heard(17, { source: 'plan', plan: second, planId: 5, reflex: 'aeb' });
    expect(kinds(log)).toEqual([
      [10, 'fast', 'plan'],
      [12, 'plan', 'plan'],
      [13, 'plan', 'fast'],
      [15, 'fast', 'brake'],
      [16, 'brake', 'aeb'],
    ]);
  });

  it('tell the motions intended before and after, each at its own age, from the same state', () => {
    const { heard, log } = watch();
    heard(29, { decision: decisionOf(-1) });
    heard(30, { source: 'plan', plan: planOf(6), planId: 0 });
    heard(42, { source: 'plan', plan: planOf(42), planId: 1 });
    const { manoeuvre } = planOf(0);
    expect(log[0].before).toEqual(motion(decisionOf(-1).manoeuvre, 1 / 60));
    expect(log[0].after).toEqual(motion(manoeuvre, 24 / 60));
    expect(log[1].before).toEqual(motion(manoeuvre, 36 / 60));
    expect(log[1].after).toEqual(motion(manoeuvre));
    expect(log[0].after).not.toEqual(log[0].before);
  });

  it('keep what a plan said although its object is used for the next one', () => {
    const { heard, log } = watch();
    const plan = planOf(0);
    heard(0, { source: 'plan', plan, planId: 0 });
    plan.manoeuvre.fill(2, laneCentre(1), 0);
    plan.fromTick = 12;
    heard(12, { source: 'plan', plan, planId: 1 });
    expect(log[0].before).toEqual(motion(planOf(0).manoeuvre, 0.2));
    expect(log[0].after).toEqual(motion(plan.manoeuvre));
  });

  it('take brakes and reflexes to go on asking for what they ask', () => {
    const { heard, log } = watch();
    const action = new EgoAction();
    Object.assign(action, { accelerationMps2: -9, targetOffsetM: laneCentre(2), urgency: 1 });
    heard(0);
    heard(1, { reflex: 'aeb', action });
    const braking = new Manoeuvre();
    braking.fill(-9, laneCentre(2), 1);
    expect(log[0].after).toEqual(motion(braking));
  });

  it('go on from a saved state as if nothing had been', () => {
    const [whole, twin] = [watch(), watch()];
    const plan = planOf(3);
    for (const { heard } of [whole, twin]) heard(5, { source: 'plan', plan, planId: 7 });
    const state = saveState(whole.it);
    twin.heard(8, { source: 'hold' });
    restoreState(twin.it, state);
    for (const { heard } of [whole, twin]) heard(9, { source: 'plan', plan, planId: 7 });
    for (const { heard } of [whole, twin]) heard(10);
    expect(twin.log.slice(1)).toEqual(whole.log);
    expect(kinds(whole.log)).toEqual([[10, 'plan', 'fast']]);
  });
});
