import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { RecordSampler } from '../../../renderer/replay-scene/record-sampler.ts';
import { LEAST_ELEVATION, MOST_ELEVATION, ReplayCamera } from '../../../renderer/replay-scene/replay-camera.ts';
import { STANDARD_VIEW, type ReplaySceneView } from '../../../renderer/replay-scene/replay-scene.ts';
import { newSceneChoice, suitablePicture } from '../../../renderer/replay-scene/scene-replay-context.ts';
import { turned } from '../../../renderer/replay-scene/turn.ts';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import { mapSpec } from '../../sim/driving/map/specs.ts';
import { madeRecord } from './made-record.ts';

const road = buildMap(mapSpec()).roads[0];
/** An ego that drives straight on for 1 s, then turns left by a right angle at once. */
const record = madeRecord(41, (row, tick) =>
  row === 0
    ? { x: 100 + Math.min(tick, 10), y: Math.max(0, tick - 10), heading: tick > 10 ? Math.PI / 2 : 0, speedMps: 10 }
    : { x: 150, y: 3 },
);

function lookAt(timeS: number, view: Partial<ReplaySceneView>, before: readonly number[] = [], row = 0) {
  const sampler = new RecordSampler(record);
  const camera = new ReplayCamera(sampler, road);
  for (const time of [...before, timeS]) {
    sampler.at(time);
    camera.place(row, record.episode.actors[row], { ...STANDARD_VIEW, ...view });
  }
  const { position, fov } = camera.camera;
  const forward = camera.camera.getWorldDirection(new Vector3());
  return { position: position.toArray(), heading: Math.atan2(forward.y, forward.x), down: forward.z, fov };
}

describe('the cameras of a replay', () => {
  it('depend on the time alone', () => {
    for (const camera of ['chase', 'driver', 'top', 'orbit'] as const) {
      expect(lookAt(2.03, { camera }, [0, 3.9, 1.4]), camera).toEqual(lookAt(2.03, { camera }));
    }
  });

  it('swing behind the ego as the live chase camera does, at 3.5 per second', () => {
    expect(lookAt(1, {}).heading).toBeCloseTo(0, 5);
    // The turn is in tick 11: after 1 s the share exp(-3.5) of it is left, in that tick's step already.
    expect(lookAt(2, {}).heading).toBeCloseTo((Math.PI / 2) * (1 - Math.exp(-3.5)), 4);
    expect(lookAt(1.1, { reducedMotion: true }).heading).toBeCloseTo(Math.PI / 2, 5);
    expect(lookAt(1.1, { camera: 'driver' }).heading).toBeCloseTo(Math.PI / 2, 5);
  });

  it('come nearer with the zoom, within limits', () => {
    const far = (view: Partial<ReplaySceneView>): number => {
      const [x, y] = lookAt(0, view).position;
      return Math.hypot(x - 100, y);
    };
    expect(far({ zoom: 2 })).toBeCloseTo(far({}) / 2, 5);
    expect(far({ zoom: 100 })).toBeCloseTo(0.45 * far({}), 5);
    expect(far({ camera: 'orbit', zoom: 2 })).toBeCloseTo(far({ camera: 'orbit' }) / 2, 5);
    expect(lookAt(0, { camera: 'top', zoom: 0.5 }).position[2]).toBeCloseTo(
      2 * lookAt(0, { camera: 'top' }).position[2],
    );
  });

  it('stand where the angles of the orbit say, in the world: it does not turn with the ego', () => {
    const behind = { camera: 'orbit', azimuth: Math.PI, elevation: 0.1 } as const;
    expect(lookAt(0, behind).heading).toBeCloseTo(0, 5);
    expect(lookAt(3, behind).heading).toBeCloseTo(0, 5);
    expect(lookAt(0, behind).down).toBeCloseTo(-Math.sin(0.1), 5);
    const [x, y] = lookAt(0, { ...behind, azimuth: Math.PI / 2 }).position;
    expect([x - 100, Math.sign(y)]).toEqual([expect.closeTo(0, 5), 1]);
  });

  it('follow whom one wants', () => {
    const [x, y] = lookAt(2, { camera: 'top', reducedMotion: true }, [], 1).position;
    expect(x).toBeCloseTo(150, 5);
    expect(y).toBeGreaterThan(3);
  });
});

describe('a drag', () => {
  it('turns the orbit camera all around, and up and down within its limits', () => {
    const start = newSceneChoice().get();
    expect(turned(start, 1, 0).azimuth).toBeCloseTo(start.azimuth, 9);
    expect(turned(start, 0.25, 0).azimuth).toBeCloseTo(start.azimuth - Math.PI / 2, 9);
    expect(turned(start, 0, 0.05).elevation).toBeGreaterThan(start.elevation);
    expect(turned(start, 0, 9).elevation).toBe(MOST_ELEVATION);
    expect(turned(start, 0, -9).elevation).toBe(LEAST_ELEVATION);
  });
});

it('shows the map first where the processor draws', () => {
  expect([suitablePicture('draft'), suitablePicture('full')]).toEqual(['map', 'scene']);
});
