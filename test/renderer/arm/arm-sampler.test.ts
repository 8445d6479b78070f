import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArmSampler } from '../../../renderer/arm/arm-sampler.ts';
import { ArmFrameStore } from '../../../scenarios/arm-frames/arm-frame-store.ts';
import { ARM_HEAD, PATH_NUMBERS, pathAt, POSE } from '../../../scenarios/arm-frames/arm-frames.ts';
import { episode } from '../../sim/robotics/arm-episode.ts';

const COUNT = 12;
const path = {
  ...{ points: [[0.7, 0, 0.1]] as const, peakSpeedMps: 0.5, dwellS: 0, backAndForth: false },
  start: { kind: 'time', s: 0 } as const,
};
const SCENE = episode({ obstacles: [{ id: 'rod', shape: { kind: 'sphere', radiusM: 0.02 }, yawRad: 0, path }] });

/** Frames whose numbers grow by one a tick, each by its own start; the obstacle moves along x by 1 cm a tick. */
function store(): ArmFrameStore {
  const made = new ArmFrameStore(SCENE, COUNT);
  const first = made.addPath(new Float64Array(PATH_NUMBERS).fill(1));
  const second = made.addPath(new Float64Array(PATH_NUMBERS).fill(2));
  for (let tick = 0; tick < COUNT; tick++) {
    for (let i = 0; i < made.frame.length; i++) made.frame[i] = i + tick;
    made.frame[ARM_HEAD.held] = tick % 2 === 0 ? -1 : 1;
    made.frame[made.layout.obstacles + POSE - 3] = 0.01 * tick;
    made.add(tick < 3 ? -1 : tick < 6 ? first : second);
  }
  return made;
}

describe('frames of an episode', () => {
  const frames = store().finish();

  it('are exact at ticks and linear between them, and the last one stays', () => {
    const sampler = new ArmSampler(frames);
    fc.assert(
      fc.property(fc.double({ min: 0, max: COUNT + 3, noNaN: true }), (ticks) => {
        sampler.at(ticks * SCENE.controlDt);
        const shown = Math.min(COUNT - 1, ticks);
        const at = sampler.layout.links;
        expect(sampler.frame[at]).toBeCloseTo(at + shown, 2);
        const held = sampler.frame[ARM_HEAD.held];
        expect(held === -1 || held === 1, 'a row is never between two').toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('tell how fast obstacles are', () => {
    const sampler = new ArmSampler(frames);
    for (const ticks of [0, 4, 4.5, COUNT - 1]) {
      sampler.at(ticks * SCENE.controlDt);
      expect(sampler.velocities[0]).toBeCloseTo(0.01 / SCENE.controlDt, 4);
    }
  });

  it('show the path of the plan that is in use', () => {
    expect(pathAt(frames, 2)).toBeNull();
    expect(pathAt(frames, 3)?.[0]).toBe(1);
    expect(pathAt(frames, 6)).toEqual(new Float32Array(PATH_NUMBERS).fill(2));
  });

  it('hold no more than there is room for, and no path of another length', () => {
    expect(() => store().add(-1)).toThrow('There is room for 12 frames');
    expect(() => store().addPath([1, 2])).toThrow('has 48 numbers; this one has 2');
  });
});
