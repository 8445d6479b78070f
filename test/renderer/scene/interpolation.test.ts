import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTOR, ACTOR_STRIDE, frameBytes, HEAD, viewFrame, type FrameView } from '../../../renderer/live/frame.ts';
import { blendAngle, PoseInterpolator } from '../../../renderer/scene/interpolation.ts';

const DT = 1 / 60;

function frameAt(
  tick: number,
  wallMs: number,
  x: number,
  more: Partial<Record<keyof typeof ACTOR, number>> = {},
): FrameView {
  const frame = viewFrame(new ArrayBuffer(frameBytes(1)), 1);
  frame.head[HEAD.tick] = tick;
  frame.head[HEAD.wallMs] = wallMs;
  const values = { x, speedMps: 30, ...more };
  for (const [name, value] of Object.entries(values)) frame.actors[ACTOR[name as keyof typeof ACTOR]] = value;
  return frame;
}

describe('drawn poses', () => {
  it('lie one frame behind, in step with wall-clock time', () => {
    const interpolator = new PoseInterpolator(1, DT);
    interpolator.push(frameAt(10, 1000, 5));
    interpolator.push(frameAt(11, 1020, 6));
    for (const [wallMs, x] of [
      [1000, 5],
      [1020, 5],
      [1025, 5.25],
      [1030, 5.5],
      [1040, 6],
      [1090, 6],
    ]) {
      expect(interpolator.sample(wallMs)[ACTOR.x]).toBeCloseTo(x, 12);
    }
  });

  it('move until the newest frame has been reached in a sample', () => {
    const interpolator = new PoseInterpolator(1, DT);
    interpolator.push(frameAt(10, 1000, 5));
    interpolator.push(frameAt(11, 1020, 6));
    const moves = [1030, 1039, 1041, 1090].map((wallMs) => {
      interpolator.sample(wallMs);
      return interpolator.isMoving;
    });
    expect(moves).toEqual([true, true, false, false]);
  });

  it('move evenly at a tenth of real time, however often the same tick is sent', () => {
    const interpolator = new PoseInterpolator(1, DT);
    const drawn: number[] = [];
    for (let ms = 0; ms < 1500; ms += 1000 / 60) {
      const tick = Math.floor(ms / (10_000 / 60) + 1e-9);
      interpolator.push(frameAt(tick, ms, 0.5 * tick));
      drawn.push(interpolator.sample(ms)[ACTOR.x]);
    }
    const steps = drawn.slice(30).map((x, i) => x - drawn[29 + i]);
    expect(Math.max(...steps)).toBeLessThan(0.0501);
    expect(Math.min(...steps)).toBeGreaterThan(0.0499);
  });

  it('do not slide after a pause: a step is shown within the time it takes at the slowest speed', () => {
    const interpolator = new PoseInterpolator(1, DT);
    interpolator.push(frameAt(10, 1000, 5));
    interpolator.push(frameAt(11, 61_000, 6));
    expect(interpolator.sample(61_000)[ACTOR.x]).toBe(5);
    expect(interpolator.sample(61_167)[ACTOR.x]).toBeCloseTo(6, 9);
  });

  it('begin anew when the tick goes back', () => {
    const interpolator = new PoseInterpolator(1, DT);
    interpolator.push(frameAt(500, 1000, 50));
    interpolator.push(frameAt(0, 1016, 1));
    expect(interpolator.sample(1016)[ACTOR.x]).toBe(1);
  });

  it('do not blend a jump, nor what appears', () => {
    const jump = new PoseInterpolator(1, DT);
    jump.push(frameAt(10, 1000, 5));
    jump.push(frameAt(11, 1016, 40));
    expect(jump.sample(1016)[ACTOR.x]).toBe(40);

    const spare = new PoseInterpolator(1, DT);
    spare.push(frameAt(10, 1000, 5, { absent: 1 }));
    spare.push(frameAt(11, 1016, 6, { absent: 0 }));
    const pose = spare.sample(1016);
    expect(pose[ACTOR.x]).toBe(6);
    expect(pose[ACTOR.absent]).toBe(0);
  });

  it('keep labels whole', () => {
    const interpolator = new PoseInterpolator(1, DT);
    interpolator.push(frameAt(10, 1000, 5, { visibility: 2 }));
    interpolator.push(frameAt(11, 1016, 5.5, { visibility: 0 }));
    expect(interpolator.sample(1024)[ACTOR.visibility]).toBe(0);
  });

  it('stay between the two frames', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 5, max: 200, noNaN: true }),
        (after, gap) => {
          const interpolator = new PoseInterpolator(1, DT);
          interpolator.push(frameAt(10, 1000, 5));
          interpolator.push(frameAt(20, 1000 + gap, 8));
          const x = interpolator.sample(1000 + after)[ACTOR.x];
          expect(x).toBeGreaterThanOrEqual(5);
          expect(x).toBeLessThanOrEqual(8);
        },
      ),
    );
  });

  it('know rows by their stride', () => {
    expect(new PoseInterpolator(7, DT).poses).toHaveLength(7 * ACTOR_STRIDE);
  });
});

describe('angles', () => {
  it('turn along the shorter way', () => {
    expect(blendAngle(3, -3, 0.5)).toBeCloseTo(Math.PI, 12);
    expect(blendAngle(-3, 3, 0.5)).toBeCloseTo(-Math.PI, 12);
    expect(blendAngle(0.2, 0.6, 0.25)).toBeCloseTo(0.3, 12);
  });
});
