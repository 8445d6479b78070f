import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { Gripper } from '../../../../sim/robotics/gripper/gripper.ts';

const DT = 1 / 120;
const { maxWidthM, maxSpeedMps, maxForceN } = PANDA.gripper;

describe('Gripper', () => {
  it('closes from wide open in width over speed, and opens in the same time', () => {
    const gripper = new Gripper(PANDA.gripper);
    gripper.command(1);
    const steps = Math.round(maxWidthM / maxSpeedMps / DT);
    for (let i = 0; i < steps - 1; i++) gripper.step(0, false, DT);
    expect(gripper.widthM).toBeCloseTo(maxSpeedMps * DT, 10);
    gripper.step(0, false, DT);
    expect(gripper.widthM).toBeCloseTo(0, 10);
    gripper.command(0);
    for (let i = 0; i < steps; i++) gripper.step(0, false, DT);
    expect(gripper.widthM).toBeCloseTo(maxWidthM, 10);
  });

  it('presses with the commanded share of its force, and stands where that is reached', () => {
    const gripper = new Gripper(PANDA.gripper, 0.04);
    gripper.command(0.5);
    expect(gripper.commandedN).toBe(0.5 * maxForceN);
    gripper.step(0.25 * maxForceN, false, DT);
    expect(gripper.speedMps).toBeCloseTo(-0.5 * maxSpeedMps, 12);
    const { widthM } = gripper;
    gripper.step(0.5 * maxForceN, false, DT);
    expect(gripper.widthM).toBe(widthM);
    gripper.step(0, true, DT);
    expect(gripper.widthM).toBe(widthM);
  });

  it('counts each change from opening to closing as an attempt; a hair of a command opens', () => {
    const gripper = new Gripper(PANDA.gripper);
    for (const grip of [0, 1, 0.5, 0.01, 0.019, 0.02, 0, 3]) gripper.command(grip);
    expect(gripper.attempts).toBe(3);
    expect(gripper.commandedN).toBe(maxForceN);
  });
});
