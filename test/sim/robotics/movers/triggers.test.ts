import { describe, expect, it } from 'vitest';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Triggers, type TriggerCue } from '../../../../sim/robotics/movers/triggers.ts';
import type { TriggerSpec } from '../../../../sim/robotics/spec.ts';

const cue = (timeS: number, more: Partial<TriggerCue> = {}): TriggerCue => ({
  timeS,
  x: 9,
  y: 9,
  z: 9,
  heldS: 0,
  ...more,
});
const AT_TWO: TriggerSpec = { kind: 'time', s: 2 };
const NEAR: TriggerSpec = { kind: 'near', point: [0.5, 0, 0.2], distanceM: 0.1 };
const HELD: TriggerSpec = { kind: 'held', s: 0.5 };

describe('Triggers', () => {
  it('by time fire in the first tick that has come to it, whatever the rounding, and are known beforehand', () => {
    const triggers = new Triggers([AT_TWO]);
    expect(triggers.firedS[0]).toBe(2);
    triggers.update(cue(2 - 1 / 60));
    expect(triggers.fired(0)).toBe(false);
    triggers.update(cue(1.9999999999998));
    expect(triggers.fired(0)).toBe(true);
    expect(triggers.firedS[0]).toBe(2);
  });

  it('by nearness fire within the distance, and stay fired', () => {
    const triggers = new Triggers([NEAR]);
    triggers.update(cue(0, { x: 0.5, y: 0.1001, z: 0.2 }));
    expect([triggers.fired(0), triggers.firedS[0]]).toEqual([false, Infinity]);
    triggers.update(cue(0.1, { x: 0.5, y: 0.06, z: 0.279 }));
    expect([triggers.fired(0), triggers.justFired(0), triggers.firedS[0]]).toEqual([true, true, 0.1]);
    triggers.update(cue(0.2));
    expect([triggers.fired(0), triggers.justFired(0), triggers.firedS[0]]).toEqual([true, false, 0.1]);
  });

  it.each<[TriggerSpec, number, boolean]>([
    [HELD, 0.4, false],
    [HELD, 0.5, true],
    [HELD, 0.4999999999, true],
    [{ kind: 'held', s: 0 }, 0, false],
    [{ kind: 'held', s: 0 }, 1 / 60, true],
  ])('%j after %s s of holding: %s', (spec, heldS, expected) => {
    const triggers = new Triggers([spec]);
    triggers.update(cue(3, { heldS }));
    expect(triggers.fired(0)).toBe(expected);
  });

  it('do not depend on each other', () => {
    const triggers = new Triggers([HELD, NEAR, AT_TWO]);
    triggers.update(cue(1, { x: 0.5, y: 0, z: 0.2 }));
    expect([0, 1, 2].map((i) => triggers.fired(i))).toEqual([false, true, false]);
  });

  it('are the same after a restore', () => {
    const specs = [HELD, NEAR, AT_TWO];
    const [triggers, copy] = [new Triggers(specs), new Triggers(specs)];
    triggers.update(cue(1, { x: 0.5, y: 0, z: 0.2 }));
    restoreState(copy, saveState(triggers));
    expect([0, 1, 2].map((i) => copy.justFired(i))).toEqual([false, true, false]);
    for (const each of [triggers, copy]) each.update(cue(2, { heldS: 1 }));
    expect([...saveState(copy)]).toEqual([...saveState(triggers)]);
    expect([0, 1, 2].map((i) => copy.justFired(i))).toEqual([true, false, true]);
  });
});
