import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lidar } from '../../../../sim/driving/sensors/lidar.ts';
import { rayBox } from '../../../../sim/kernel/geometry.ts';
import { cos, sin } from '../../../../sim/kernel/math.ts';
import { scene, spread } from './scene.ts';

const box = fc.record({
  x: spread(-40, 40),
  y: spread(-40, 40),
  heading: spread(-7, 7),
  lengthM: spread(0.3, 15),
  widthM: spread(0.3, 3),
});

test.for([1, Math.PI, 5.5, 2 * Math.PI])(
  'every beam of a %d rad scan ends where brute force says',
  (fieldOfViewRad) => {
    fc.assert(
      fc.property(
        fc.array(box, { maxLength: 12 }),
        spread(-3.1, 3.1),
        fc.integer({ min: 2, max: 90 }),
        (boxes, heading, beams) => {
          const lidar = new Lidar(scene({ x: 3, y: -2, heading }, boxes), beams, fieldOfViewRad, 35);
          const ranges = new Float64Array(beams);
          lidar.scan(ranges);
          for (let b = 0; b < beams; b++) {
            const direction = heading + lidar.firstRad + b * lidar.stepRad;
            const hits = boxes.map((o) =>
              rayBox(3, -2, cos(direction), sin(direction), o.x, o.y, o.heading, o.lengthM, o.widthM),
            );
            expect(ranges[b]).toBeCloseTo(Math.min(35, ...hits), 6);
          }
        },
      ),
      { numRuns: 60 },
    );
  },
);

test('beams run from the right edge of the field of view to the left edge', () => {
  const corners = [
    { x: 10, y: -10, lengthM: 2, widthM: 2 },
    { x: 20, y: 20, lengthM: 2, widthM: 2 },
  ];
  const lidar = new Lidar(scene({ x: 0, y: 0 }, corners), 3, Math.PI / 2, 50);
  const ranges = new Float64Array(3);
  lidar.scan(ranges);
  expect(ranges[0]).toBeCloseTo(9 * Math.SQRT2, 9);
  expect(ranges[1]).toBe(50);
  expect(ranges[2]).toBeCloseTo(19 * Math.SQRT2, 9);
});

test('bad settings are named', () => {
  const table = scene({ x: 0, y: 0 }, []);
  expect(() => new Lidar(table, 1, 1, 50)).toThrow('Lidar beams must be a whole number of at least 2, but got 1.');
  expect(() => new Lidar(table, 8, 7, 50)).toThrow('Lidar fieldOfViewRad must lie in (0, 2 pi], but got 7.');
});
