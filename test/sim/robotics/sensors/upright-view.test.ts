import { describe, expect, test } from 'vitest';
import { BOX, CYLINDER, SPHERE } from '../../../../sim/robotics/clearance/volume-table.ts';
import type { CatalogueEntry } from '../../../../sim/robotics/sensors/thing-catalogue.ts';
import { viewUpright, type UprightView } from '../../../../sim/robotics/sensors/upright-view.ts';
import type { Shape } from '../../../../sim/robotics/spec.ts';

const S = Math.sin(0.3);
const C = Math.cos(0.3);

/** The columns are the thing's own axes in the world. */
function view(shape: Shape, x: number[], y: number[], z: number[]): UprightView {
  const out: UprightView = { yaw: NaN, shape: NaN, halfX: NaN, halfY: NaN, halfZ: NaN };
  const entry: CatalogueEntry = { id: 'a', role: 0, shape, source: 'objects', at: 0 };
  const pose = Float64Array.from([x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2], 0, 0, 0]);
  viewUpright(entry, pose, 0, out);
  return out;
}

describe('a thing as it lies is upright again:', () => {
  const box: Shape = { kind: 'box', size: [0.2, 0.4, 0.6] };

  test('a box on each of its sides', () => {
    const flat = view(box, [C, S, 0], [-S, C, 0], [0, 0, 1]);
    expect([flat.shape, flat.halfX, flat.halfY, flat.halfZ]).toEqual([BOX, 0.1, 0.2, 0.3]);
    expect(flat.yaw).toBeCloseTo(0.3, 12);
    const onX = view(box, [0, 0, -1], [C, S, 0], [S, -C, 0]);
    expect([onX.halfX, onX.halfY, onX.halfZ]).toEqual([0.2, 0.3, 0.1]);
    expect(onX.yaw).toBeCloseTo(0.3, 12);
    const onY = view(box, [-S, C, 0], [0, 0, 1], [C, S, 0]);
    expect([onY.halfX, onY.halfY, onY.halfZ]).toEqual([0.3, 0.1, 0.2]);
    expect(onY.yaw).toBeCloseTo(0.3, 12);
  });

  test('a cylinder that stands, without yaw, and one that lies, as the box around it along x', () => {
    const can: Shape = { kind: 'cylinder', radiusM: 0.03, heightM: 0.2 };
    expect(view(can, [C, S, 0], [-S, C, 0], [0, 0, 1])).toEqual({
      shape: CYLINDER,
      yaw: 0,
      halfX: 0.03,
      halfY: 0.03,
      halfZ: 0.1,
    });
    const lying = view(can, [0, 0, 1], [S, -C, 0], [C, S, 0]);
    expect([lying.shape, lying.halfX, lying.halfY, lying.halfZ]).toEqual([BOX, 0.1, 0.03, 0.03]);
    expect(lying.yaw).toBeCloseTo(0.3, 12);
  });

  test('a ball, without yaw', () => {
    const ball = view({ kind: 'sphere', radiusM: 0.02 }, [C, S, 0], [-S, C, 0], [0, 0, 1]);
    expect(ball).toEqual({ shape: SPHERE, yaw: 0, halfX: 0.02, halfY: 0.02, halfZ: 0.02 });
  });
});
