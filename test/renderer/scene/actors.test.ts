import { Box3, Matrix4, Vector3, type BufferGeometry } from 'three';
import { describe, expect, it } from 'vitest';
import { writeActorMatrix, writeDecalMatrix } from '../../../renderer/scene/actor-matrix.ts';
import { buildModel, modelOf, MODELS, NOMINAL } from '../../../renderer/scene/actor-models.ts';
import { BODY_SIZES } from '../../../scenarios/language/body-sizes.ts';

function matrixOf(x: number, y: number, heading: number, actor = BODY_SIZES.car): Matrix4 {
  const array = new Float32Array(32);
  writeActorMatrix(array, 16, x, y, heading, actor, BODY_SIZES.car);
  return new Matrix4().fromArray(array, 16);
}

describe('instance matrices', () => {
  it('put the nose of a car where it is', () => {
    const nose = new Vector3(BODY_SIZES.car.lengthM / 2, 0, 0).applyMatrix4(matrixOf(10, -4, Math.PI / 2));
    expect(nose.x).toBeCloseTo(10, 5);
    expect(nose.y).toBeCloseTo(-4 + BODY_SIZES.car.lengthM / 2, 5);
    const left = new Vector3(0, 1, 0).applyMatrix4(matrixOf(10, -4, Math.PI / 2));
    expect(left.x).toBeCloseTo(9, 5);
  });

  it('scale a model to the size of the actor along its own axes', () => {
    const actor = { lengthM: 6.9, widthM: 0.925, heightM: 3 };
    const corner = new Vector3(2.3, 0.925, 1.5).applyMatrix4(matrixOf(0, 0, 0.7, actor));
    const expected = new Vector3(3.45, 0.4625, 3).applyAxisAngle(new Vector3(0, 0, 1), 0.7);
    expect(corner.distanceTo(expected)).toBeLessThan(1e-5);
  });

  it('lay decals flat before the actor', () => {
    const array = new Float32Array(16).fill(9);
    writeDecalMatrix(array, 0, 5, 6, Math.PI, 10, 4, 2, 0.01);
    const end = new Vector3(0.5, 0.5, 0).applyMatrix4(new Matrix4().fromArray(array));
    expect(end.x).toBeCloseTo(5 - 10 - 2, 5);
    expect(end.y).toBeCloseTo(6 - 1, 5);
    expect(end.z).toBeCloseTo(0.01, 6);
  });
});

function triangleCount(geometry: BufferGeometry): number {
  return (geometry.getIndex()?.count ?? 0) / 3;
}

describe.each(MODELS)('the model of %s', (name) => {
  const geometry = buildModel(name);
  const { lengthM, widthM, heightM } = NOMINAL[name];

  it('fills its box: length, width, height, wheels on the ground', () => {
    const box = new Box3().setFromBufferAttribute(geometry.getAttribute('position') as never);
    const size = box.getSize(new Vector3());
    const measured = `${size.x} ${size.y} ${size.z}`;
    // A walker's box is as long as the stride; the model stands.
    expect(size.x, measured).toBeGreaterThan((name === 'pedestrian' ? 0.5 : 0.85) * lengthM);
    expect(size.x, measured).toBeLessThan(1.03 * lengthM);
    // Mirrors and arms stick out.
    expect(size.y, measured).toBeGreaterThan(0.85 * widthM);
    expect(size.y, measured).toBeLessThan(1.25 * widthM);
    expect(box.max.z, measured).toBeGreaterThan(0.9 * heightM);
    expect(box.max.z, measured).toBeLessThan(1.2 * heightM);
    expect(box.min.z).toBeGreaterThan(-0.011);
    expect(box.min.z).toBeLessThan(0.06);
    expect(Math.abs(box.min.x + box.max.x)).toBeLessThan(0.12 * lengthM);
  });

  it('is light enough for fifty of them', () => {
    expect(triangleCount(geometry)).toBeLessThan(4000);
  });

  it('has unit normals that point out of its middle rather than into it', () => {
    const position = geometry.getAttribute('position');
    const normal = geometry.getAttribute('normal');
    let outward = 0;
    for (let i = 0; i < position.count; i++) {
      const n = Math.hypot(normal.getX(i), normal.getY(i), normal.getZ(i));
      expect(Math.abs(n - 1)).toBeLessThan(1e-3);
      const dot =
        normal.getX(i) * position.getX(i) +
        normal.getY(i) * position.getY(i) +
        normal.getZ(i) * (position.getZ(i) - heightM / 2);
      if (dot > 0) outward++;
    }
    expect(outward / position.count).toBeGreaterThan(0.6);
  });
});

it('draws a barrier that one cannot look over as a house', () => {
  const barrier = { id: 'corner', kind: 'barrier', ...BODY_SIZES.barrier } as const;
  expect(modelOf(barrier)).toBe('barrier');
  expect(modelOf({ ...barrier, heightM: 6 })).toBe('house');
});
