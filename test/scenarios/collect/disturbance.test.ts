import { describe, expect, it } from 'vitest';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { Disturbance, DISTURBANCE } from '../../../scenarios/collect/disturbance.ts';
import { episodeSpec } from './episodes.ts';

const CONTROL_DT = 1 / 60;
const LIMIT_S = 20;
const world = new DrivingWorld(episodeSpec('lane-keeping/common', 0), 'a');
const observation = world.observe();
const decision = new DrivingDecision();

interface Seen {
  readonly acted: boolean;
  readonly offsetM: number;
  readonly accelerationMps2: number;
  readonly urgency: number;
}

/** What becomes of an action (1 m/s2, 0.25 m beside the lane's centre, urgency 0.5) at every tick of an episode. */
function watch(disturbance: Disturbance): Seen[] {
  const ticks = Math.ceil((LIMIT_S + 5) / CONTROL_DT);
  return Array.from({ length: ticks }, (_, tick) => {
    const action = new EgoAction();
    action.accelerationMps2 = 1;
    action.targetOffsetM = observation.lane.centerM + 0.25;
    action.urgency = 0.5;
    const acted = disturbance.apply(observation, decision, { tick, controlDt: CONTROL_DT, blocking: false }, action);
    const offsetM = action.targetOffsetM - observation.lane.centerM;
    return { acted, offsetM, accelerationMps2: action.accelerationMps2, urgency: action.urgency };
  });
}

const seeds = Array.from({ length: 300 }, (_, i) => `episode ${i}`);
const episodes = seeds.map((seed) => watch(new Disturbance(seed, LIMIT_S)));

/** How far the target is moved, m; rounding errors are no move. */
function pushOf({ offsetM }: Seen): number {
  const moved = Math.abs(offsetM - 0.25);
  return moved < 1e-12 ? 0 : moved;
}

describe('a disturbance', () => {
  it('is the same for the same episode, and another for another', () => {
    for (const [i, seed] of seeds.slice(0, 20).entries())
      expect(watch(new Disturbance(seed, LIMIT_S))).toEqual(episodes[i]);
    const disturbed = episodes.filter((seen) => seen.some(({ acted }) => acted)).map((seen) => JSON.stringify(seen));
    expect(new Set(disturbed).size).toBe(disturbed.length);
  });

  it('comes to its share of the episodes', () => {
    const share = episodes.filter((seen) => seen.some(({ acted }) => acted)).length / episodes.length;
    // Four standard deviations of a binomial share.
    const sd = Math.sqrt((DISTURBANCE.share * (1 - DISTURBANCE.share)) / episodes.length);
    expect(Math.abs(share - DISTURBANCE.share)).toBeLessThan(4 * sd);
  });

  it('leaves the action alone while it does not act', () => {
    const changed = episodes
      .flat()
      .filter((seen) => !seen.acted && (pushOf(seen) > 0 || seen.accelerationMps2 !== 1 || seen.urgency !== 0.5));
    expect(changed).toEqual([]);
  });

  it('pushes, blinds and brakes within bounds', () => {
    const acting = episodes.flat().filter(({ acted }) => acted);
    const accelerations = acting.map(({ accelerationMps2 }) => accelerationMps2);
    expect(Math.max(...acting.map(pushOf))).toBeLessThanOrEqual(1.4 * DISTURBANCE.most);
    expect(Math.min(...accelerations)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...accelerations)).toBeLessThanOrEqual(2.5);
    expect(acting.some((seen) => pushOf(seen) > 0.5)).toBe(true);
    expect(acting.some(({ offsetM, urgency }) => offsetM === 0 && urgency === 0)).toBe(true);
    expect(acting.some(({ accelerationMps2 }) => accelerationMps2 < -1)).toBe(true);
  });

  it('lasts, all in all, a few seconds and then ends', () => {
    for (const seen of episodes) {
      expect(seen.filter(({ acted }) => acted).length * CONTROL_DT).toBeLessThanOrEqual(4 * DISTURBANCE.most + 0.1);
      expect(seen.at(-1)?.acted).toBe(false);
    }
  });
});

it('the kinds of disturbance are shares of one', () => {
  const { push, blind, brake } = DISTURBANCE.kinds;
  expect(push + blind + brake).toBeCloseTo(1, 12);
});
