import { describe, expect, it } from 'vitest';
import { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { ArmDecision } from '../../../../policies/manipulation/arm-decision.ts';
import { HAND_DISTURBANCE, HandDisturbance } from '../../../../scenarios/collect/manipulation/hand-disturbance.ts';
import type { ManipulationObservation } from '../../../../sim/robotics/observation.ts';

const TICKS = 900;
const DT = 1 / 60;
const decision = new ArmDecision();
/** It looks at nothing. */
const unseen = {} as ManipulationObservation;

interface Tick {
  readonly acted: boolean;
  readonly action: ArmAction;
}

/** A hand that moves along x, closed; the command changes at every tick. */
function run(seed: string): Tick[] {
  const disturbance = new HandDisturbance(seed);
  return Array.from({ length: TICKS }, (_, tick) => {
    const action = new ArmAction();
    action.vx = tick;
    action.grip = 1;
    const acted = disturbance.apply(unseen, decision, { tick, controlDt: DT, blocking: false }, action);
    return { acted, action };
  });
}

const seeds = Array.from({ length: 100 }, (_, i) => `seed ${i}`);
const runs = seeds.map(run);

describe('HandDisturbance', () => {
  it('leaves the command alone but for its times, which are seconds apart', () => {
    for (const ticks of runs) {
      expect(ticks.some(({ acted }) => acted)).toBe(true);
      let quiet = 0;
      let shortest = Infinity;
      const changed = ticks.filter(({ acted, action: { vx, vy, vz, yawRate, grip } }, tick) => {
        if (acted && quiet > 0) shortest = Math.min(shortest, quiet);
        quiet = acted ? 0 : quiet + 1;
        return !acted && !(vx === tick && vy === 0 && vz === 0 && yawRate === 0 && grip === 1);
      });
      expect(changed).toEqual([]);
      expect(shortest).toBeGreaterThanOrEqual(6);
    }
  });

  it('does each of its kinds in about its share, and nothing else', () => {
    const counts = { push: 0, shake: 0, stand: 0, repeat: 0, 'let-go': 0 };
    let total = 0;
    for (const ticks of runs) {
      for (let tick = 1; tick < TICKS; tick++) {
        if (!ticks[tick].acted || ticks[tick - 1].acted) continue;
        // The first two ticks of a disturbance tell its kind.
        if (!ticks[tick + 1]?.acted) continue;
        counts[kindOf(tick, ticks)]++;
        total++;
      }
    }
    expect(total).toBeGreaterThan(500);
    for (const [kind, { share }] of Object.entries(HAND_DISTURBANCE)) {
      // Four standard deviations of a proportion.
      const most = 4 * Math.sqrt((share * (1 - share)) / total);
      expect(Math.abs(counts[kind as keyof typeof counts] / total - share), kind).toBeLessThan(most);
    }
  });

  it('is the same for the same episode, and another for another', () => {
    const told = (ticks: Tick[]) => JSON.stringify(ticks);
    expect(told(run('seed 3'))).toBe(told(runs[3]));
    expect(new Set(runs.slice(0, 10).map(told)).size).toBe(10);
  });
});

function kindOf(tick: number, ticks: readonly Tick[]): keyof typeof HAND_DISTURBANCE {
  const [before, first, second] = [ticks[tick - 1].action, ticks[tick].action, ticks[tick + 1].action];
  if (first.grip === 0) return 'let-go';
  if (first.vx === before.vx && second.vx === before.vx && first.vy === 0) return 'repeat';
  if (first.vx === 0 && first.vy === 0 && first.vz === 0) return 'stand';
  // A push is the same at every tick, trembling is not.
  const offset = (action: ArmAction, at: number) => action.vx - at;
  const same = Math.abs(offset(first, tick) - offset(second, tick + 1)) < 1e-9 && first.vy === second.vy;
  return same ? 'push' : 'shake';
}
