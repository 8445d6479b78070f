import { describe, expect, it } from 'vitest';
import { digestState, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { pointVolumeDistance } from '../../../../sim/robotics/clearance/point-distance.ts';
import { Obstacles } from '../../../../sim/robotics/movers/obstacles.ts';
import type { TriggerCue } from '../../../../sim/robotics/movers/triggers.ts';
import type { ObstacleSpec } from '../../../../sim/robotics/spec.ts';

const DASH: ObstacleSpec = {
  id: 'dash',
  shape: { kind: 'box', size: [0.2, 0.1, 0.1] },
  yawRad: Math.PI / 2,
  path: {
    points: [
      [0.5, -0.4, 0.1],
      [0.5, 0.4, 0.1],
    ],
    peakSpeedMps: 0.5,
    dwellS: 0,
    backAndForth: false,
    start: { kind: 'near', point: [0.4, 0, 0.2], distanceM: 0.1 },
  },
};
const SWING: ObstacleSpec = {
  id: 'swing',
  shape: { kind: 'sphere', radiusM: 0.05 },
  yawRad: 0,
  path: { ...DASH.path, dwellS: 0.2, backAndForth: true, start: { kind: 'time', s: 0.505 } },
};

const cue = (tick: number, x: number): TriggerCue => ({ timeS: tick / 60, x, y: 0, z: 0.2, heldS: 0 });
const near = (tick: number): TriggerCue => cue(tick, tick < 60 ? 0.2 : 0.4);
const y = (obstacles: Obstacles, i: number): number => obstacles.volumes.poses[12 * i + 10];

function run(obstacles: Obstacles, from: number, to: number): void {
  for (let tick = from; tick < to; tick++) obstacles.update(near(tick));
}

describe('Obstacles', () => {
  it('stand at their first points with their shapes and headings from the start', () => {
    const { volumes } = new Obstacles([DASH, SWING]);
    expect(volumes.count).toBe(2);
    expect(pointVolumeDistance(0.5, -0.2, 0.1, volumes, 0)).toBeCloseTo(0.1, 12);
    expect(pointVolumeDistance(0.5, -0.2, 0.1, volumes, 1)).toBeCloseTo(0.15, 12);
    expect([...volumes.velocities]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('start when their triggers do: in the tick, or at the very time', () => {
    const obstacles = new Obstacles([DASH, SWING]);
    run(obstacles, 0, 61);
    expect(y(obstacles, 0)).toBe(-0.4);
    run(obstacles, 61, 60 + 91);
    expect(y(obstacles, 0)).toBeCloseTo(0, 12);
    expect(obstacles.volumes.velocities[1]).toBeCloseTo(0.5, 12);
    obstacles.update({ ...cue(0, 0.4), timeS: 0.505 + 1.5 });
    expect(y(obstacles, 1)).toBeCloseTo(0, 12);
  });

  it('tell where they will be as far as it is known', () => {
    const obstacles = new Obstacles([DASH, SWING]);
    const future = obstacles.newVolumes();
    obstacles.sample(2.505, future);
    expect(future.poses[10]).toBe(-0.4);
    const swung = future.poses[22];
    run(obstacles, 0, 61);
    obstacles.sample(2.5, future);
    expect(future.poses[10]).toBeCloseTo(0, 12);
    expect(y(obstacles, 0)).toBe(-0.4);
    obstacles.update({ ...cue(0, 0.4), timeS: 2.505 });
    expect(y(obstacles, 1)).toBe(swung);
    expect([...future.halfSizes]).toEqual([...obstacles.volumes.halfSizes]);
    expect([...future.poses.slice(0, 9)]).toEqual([...obstacles.volumes.poses.slice(0, 9)]);
  });

  it('go on from a snapshot to the bit', () => {
    const [obstacles, copy] = [new Obstacles([DASH, SWING]), new Obstacles([DASH, SWING])];
    run(obstacles, 0, 75);
    const saved = saveState(obstacles);
    run(copy, 0, 200);
    restoreState(copy, saved);
    expect([...copy.volumes.poses]).toEqual([...obstacles.volumes.poses]);
    expect([...copy.volumes.velocities]).toEqual([...obstacles.volumes.velocities]);
    run(obstacles, 75, 140);
    run(copy, 75, 140);
    expect(digestState(copy)).toBe(digestState(obstacles));
    expect([...copy.volumes.poses]).toEqual([...obstacles.volumes.poses]);
  });
});
