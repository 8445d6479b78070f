import fc from 'fast-check';
import { BufferGeometry, Float32BufferAttribute, PerspectiveCamera, Vector3 } from 'three';
import { expect, it } from 'vitest';
import type { Sight } from '../../../renderer/scene/actor-layer.ts';
import { SeenTriangles } from '../../../renderer/scene/seen-triangles.ts';

/** Triangles of 20 m in a row of 3 km, each with the next number as its height in the index. */
const COUNT = 150;

function strip(): BufferGeometry {
  const positions: number[] = [];
  for (let i = 0; i < COUNT; i++) positions.push(20 * i, -4, 0, 20 * i + 20, -4, 0, 20 * i, 4, 0);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  return geometry;
}

function sightOf(camera: PerspectiveCamera): Sight {
  const forward = camera.getWorldDirection(new Vector3());
  const { x, y, z } = camera.position;
  return {
    ...{ x, y, z, forwardX: forward.x, forwardY: forward.y, forwardZ: forward.z },
    ...{ nearX: x, nearY: y, nearM: 130, reachM: 1300 },
  };
}

/** Numbers of the triangles that are drawn, in their order. */
function drawn({ index, drawRange }: BufferGeometry): number[] {
  const corners = [...index!.array].slice(0, drawRange.count === Infinity ? undefined : drawRange.count);
  return corners.filter((_, i) => i % 3 === 0).map((corner) => corner / 3);
}

it('keeps all that the camera can see within the fog, in its order, whatever it saw before', () => {
  const camera = new PerspectiveCamera(55, 2.5, 0.15, 2000);
  camera.up.set(0, 0, 1);
  const place = fc.record({
    x: fc.double({ min: -100, max: 3100, noNaN: true }),
    y: fc.double({ min: -60, max: 60, noNaN: true }),
    z: fc.double({ min: 1, max: 200, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    down: fc.double({ min: 0, max: 1.5, noNaN: true }),
  });
  const geometry = strip();
  const seen = new SeenTriangles(geometry);
  const point = new Vector3();
  fc.assert(
    fc.property(place, ({ x, y, z, angle, down }) => {
      camera.position.set(x, y, z);
      const flat = Math.cos(down);
      camera.lookAt(x + flat * Math.cos(angle), y + flat * Math.sin(angle), z - Math.sin(down));
      camera.updateMatrixWorld();
      seen.look(sightOf(camera));
      const found = drawn(geometry);
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
      const position = geometry.getAttribute('position');
      for (let i = 0; i < 3 * COUNT; i++) {
        point.fromBufferAttribute(position, i);
        if (Math.hypot(point.x - x, point.y - y) > 1300) continue;
        const { x: sx, y: sy, z: sz } = point.project(camera);
        const isOnScreen = Math.abs(sx) <= 1 && Math.abs(sy) <= 1 && Math.abs(sz) <= 1;
        if (isOnScreen) expect(found).toContain(Math.floor(i / 3));
      }
    }),
    { numRuns: 60 },
  );
});

it('leaves out what is far behind and beyond the fog', () => {
  const geometry = strip();
  const seen = new SeenTriangles(geometry);
  const camera = new PerspectiveCamera(55, 2.5, 0.15, 2000);
  camera.up.set(0, 0, 1);
  camera.position.set(1000, 0, 4);
  camera.lookAt(1010, 0, 4);
  camera.updateMatrixWorld();
  seen.look(sightOf(camera));
  const found = drawn(geometry);
  expect(found[0]).toBeGreaterThan(30);
  expect(found.at(-1)).toBeLessThan(135);
  expect(found).toContain(50);
});
