import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeZoom,
  fitCamera,
  followCamera,
  handOver,
  pointerTo,
  scaleBarM,
  xOnScreen,
  yOnScreen,
} from '../../../renderer/replay/camera.ts';

const metres = fc.double({ min: -500, max: 500, noNaN: true });

describe('a following camera', () => {
  it('shows the ego behind the middle, seen along its heading', () => {
    const east = followCamera(600, 400, 1, { x: 10, y: 20, heading: 0 });
    expect([xOnScreen(east, 10), yOnScreen(east, 20)]).toEqual([expect.closeTo(180, 6), expect.closeTo(200, 6)]);
    const north = followCamera(600, 400, 1, { x: 10, y: 20, heading: Math.PI / 2 });
    // Behind, on its way up, is below.
    expect([xOnScreen(north, 10), yOnScreen(north, 20)]).toEqual([expect.closeTo(300, 6), expect.closeTo(280, 6)]);
  });

  it('has x to the right and y up, in the same scale', () => {
    const camera = followCamera(600, 400, 2, { x: 0, y: 0, heading: 1 });
    expect(xOnScreen(camera, 1) - xOnScreen(camera, 0)).toBeCloseTo(camera.pxPerM, 9);
    expect(yOnScreen(camera, 1) - yOnScreen(camera, 0)).toBeCloseTo(-camera.pxPerM, 9);
  });

  it('zooms in steps that undo each other, within bounds', () => {
    expect(changeZoom(changeZoom(1, 1), -1)).toBeCloseTo(1, 12);
    let zoom = 1;
    for (let i = 0; i < 50; i++) zoom = changeZoom(zoom, 1);
    expect(zoom).toBe(6);
    for (let i = 0; i < 50; i++) zoom = changeZoom(zoom, -1);
    expect(zoom).toBe(0.2);
  });
});

it('a fitting camera has all of what it fits in the picture', () => {
  fc.assert(
    fc.property(metres, metres, metres, metres, (x0, x1, y0, y1) => {
      const bounds = {
        left: Math.min(x0, x1),
        right: Math.max(x0, x1),
        bottom: Math.min(y0, y1),
        top: Math.max(y0, y1),
      };
      const camera = fitCamera(640, 320, 1, bounds);
      for (const x of [bounds.left, bounds.right]) {
        for (const y of [bounds.bottom, bounds.top]) expect(pointerTo(camera, x, y, 0)).toBeNull();
      }
    }),
  );
});

it('one view of two egos goes over to the second when the first has ended', () => {
  const [a, b] = [
    { x: 0, y: 0, heading: 0 },
    { x: 100, y: 10, heading: 1 },
  ];
  expect(handOver(a, b, 5, 5, true)).toEqual(a);
  expect(handOver(a, b, 5, 5.5, true)).toEqual({ x: 50, y: 5, heading: 1 });
  expect(handOver(a, b, 5, 6, true)).toEqual(b);
  expect(handOver(a, b, 5, 5.01, false)).toEqual(b);
});

describe('pointers to what is out of sight', () => {
  const camera = { x: 0, y: 0, pxPerM: 10, width: 200, height: 100 };

  it('lie on the picture’s edge in its direction', () => {
    expect(pointerTo(camera, 0, 0, 10)).toBeNull();
    expect(pointerTo(camera, 50, 0, 10)).toEqual({ x: 190, y: 50, angle: 0 });
    expect(pointerTo(camera, 0, 50, 10)).toEqual({ x: 100, y: 10, angle: -Math.PI / 2 });
  });

  it('stay inside of the margin', () => {
    fc.assert(
      fc.property(metres, metres, (x, y) => {
        const at = pointerTo(camera, x, y, 10);
        if (at === null) return;
        expect(at.x).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(at.x).toBeLessThanOrEqual(190 + 1e-9);
        expect(at.y).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(at.y).toBeLessThanOrEqual(90 + 1e-9);
      }),
    );
  });
});

it('a scale bar is the longest round length that fits', () => {
  expect([1, 2.9, 10, 57].map((pxPerM) => scaleBarM(pxPerM, 100))).toEqual([100, 20, 10, 1]);
});
