import { EGO_ACCENT } from './palette.ts';
import { bodySection, JOINT, LAMP, ShapeBuilder, type Finish, type Section } from './shape-builder.ts';

/** Cars, vans and trucks of the sizes in `NOMINAL` (`actor-models.ts`), the box's centre above the origin, wheels on z = 0. */

const PAINT: Finish = { colour: '#ffffff', paint: 1, gloss: 0.7 };
const GLASS: Finish = { colour: '#10161c', gloss: 1 };
const TRIM: Finish = { colour: '#16181b', gloss: 0.2 };
const TYRE: Finish = { colour: '#17181a' };
const RIM: Finish = { colour: '#9aa0a6', gloss: 0.5 };
const CHROME: Finish = { colour: '#b8bdc2', gloss: 0.9 };
const HEAD: Finish = { colour: '#e4e9ec', gloss: 1, lamp: LAMP.head };
const TAIL: Finish = { colour: '#8c1512', gloss: 0.7, lamp: LAMP.tail };
const PLATE: Finish = { colour: '#d9d9d2' };
const ARCH: Finish = { colour: '#0c0d0e' };

export function carModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  car(shape, PAINT);
  return shape;
}

/** A car like the others, but white with a band around it, and with a sensor rack and a turning scanner on the roof. */
export function egoModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  car(shape, PAINT);
  const band: Finish = { colour: EGO_ACCENT, gloss: 0.4 };
  shape.quadPair([-1.0, -0.936, 0.5], [1.0, -0.936, 0.5], [1.0, -0.932, 0.6], [-1.0, -0.932, 0.6], band);
  shape.quad([-1.9, -0.28, 1.002], [-1.75, -0.28, 1.012], [-1.75, 0.28, 1.012], [-1.9, 0.28, 1.002], band);
  for (const y of [-0.3, 0.18]) {
    shape.quad([1.02, y, 0.962], [1.9, y, 0.845], [1.9, y + 0.12, 0.845], [1.02, y + 0.12, 0.962], band);
  }
  shape.boxPair([-0.85, 0.1], [0.5, 0.55], [1.44, 1.5], TRIM);
  shape.box([-0.62, -0.14], [-0.58, 0.58], [1.47, 1.53], TRIM);
  shape.tube([-0.38, 0, 1.5], [-0.38, 0, 1.58], 0.17, 0.17, 16, TRIM);
  shape.tube([-0.38, 0, 1.58], [-0.38, 0, 1.7], 0.155, 0.155, 16, {
    colour: EGO_ACCENT,
    gloss: 0.8,
    lamp: LAMP.beacon,
  });
  shape.tube([-0.38, 0, 1.7], [-0.38, 0, 1.75], 0.165, 0.14, 16, TRIM);
  shape.boxPair([-0.7, -0.4], [0.56, 0.7], [1.46, 1.58], TRIM, 0.02);
  return shape;
}

function car(shape: ShapeBuilder, paint: Finish): void {
  shape.loft(
    [
      bodySection(-2.3, 0.74, 0.42, 0.8),
      bodySection(-2.22, 0.86, 0.3, 0.96),
      bodySection(-1.95, 0.905, 0.24, 1.0),
      bodySection(-1.4, 0.925, 0.2, 0.99),
      bodySection(0, 0.925, 0.19, 0.965),
      bodySection(0.95, 0.925, 0.19, 0.955),
      bodySection(1.55, 0.92, 0.2, 0.88),
      bodySection(2.0, 0.885, 0.24, 0.8),
      bodySection(2.22, 0.8, 0.3, 0.7),
      bodySection(2.3, 0.68, 0.36, 0.6),
    ],
    paint,
  );
  // The greenhouse: glass all around, a painted roof over it.
  shape.loft(
    [
      cabinSection(-2.0, 0.72, 0.7, 0.95, 1.0),
      cabinSection(-1.42, 0.8, 0.62, 0.95, 1.37),
      cabinSection(-1.0, 0.82, 0.615, 0.95, 1.44),
      cabinSection(-0.2, 0.83, 0.625, 0.94, 1.47),
      cabinSection(0.22, 0.825, 0.61, 0.94, 1.43),
      cabinSection(1.12, 0.74, 0.72, 0.9, 0.955),
    ],
    GLASS,
  );
  shape.loft(
    [
      roofSection(-1.5, 0.57, 1.335, 1.375),
      roofSection(-1.2, 0.625, 1.39, 1.44),
      roofSection(-0.7, 0.64, 1.43, 1.485),
      roofSection(-0.15, 0.64, 1.43, 1.5),
      roofSection(0.2, 0.625, 1.4, 1.46),
      roofSection(0.32, 0.58, 1.37, 1.4),
    ],
    paint,
  );
  pillars(shape, paint);
  wheels(shape, [-1.38, 1.38], 0.925, 0.33, 0.22);
  lampsOfCar(shape);
  shape.boxPair([0.62, 0.8], [0.86, 1.0], [0.98, 1.1], paint, 0.02);
  for (const x of [-0.95, 0.06, 0.92]) {
    shape.quadPair([x, -0.9285, 0.36], [x + 0.012, -0.9285, 0.36], [x + 0.012, -0.916, 0.86], [x, -0.916, 0.86], TRIM);
  }
  for (const x of [-0.82, 0.2]) shape.boxPair([x, x + 0.17], [0.91, 0.935], [0.77, 0.795], CHROME);
}

function cabinSection(x: number, low: number, high: number, z0: number, z1: number): Section {
  const side: [number, number][] = [
    [low, z0],
    [0.5 * (low + high) + 0.015, 0.5 * (z0 + z1)],
    [high, z1 - 0.02],
    [high - 0.08, z1],
  ];
  return { x, points: [...side, ...side.map(([y, z]): [number, number] => [-y, z]).reverse()] };
}

function roofSection(x: number, half: number, low: number, high: number): Section {
  const side: [number, number][] = [
    [half - 0.04, low - 0.02],
    [half, low],
    [half - 0.05, 0.4 * low + 0.6 * high],
    [0.6 * half, high],
  ];
  return { x, points: [...side, ...side.map(([y, z]): [number, number] => [-y, z]).reverse()] };
}

/** Painted posts just outside the glass: beside the windscreen, between the doors, and at the rear. */
function pillars(shape: ShapeBuilder, paint: Finish): void {
  shape.quadPair([0.98, -0.775, 0.93], [1.1, -0.75, 0.94], [0.28, -0.615, 1.42], [0.19, -0.635, 1.42], paint);
  shape.quadPair([0.0, -0.845, 0.94], [0.09, -0.845, 0.94], [0.03, -0.64, 1.44], [-0.05, -0.64, 1.44], TRIM);
  shape.quadPair([-1.82, -0.755, 0.96], [-1.42, -0.825, 0.96], [-1.15, -0.635, 1.42], [-1.4, -0.615, 1.375], paint);
}

/** Wheels in dark arches at the given axles; `side` is the outer face's distance from the middle. */
function wheels(shape: ShapeBuilder, axles: readonly number[], side: number, radius: number, width: number): void {
  for (const x of axles) {
    for (const sign of [-1, 1]) {
      arch(shape, x, sign * (side + 0.004), radius);
      shape.moving({ x, z: radius, mode: JOINT.wheel, gain: 1 / radius }, () =>
        wheel(shape, x, sign, side, radius, width),
      );
    }
  }
}

/** The dark opening above a wheel, a half-disc on the body's side. */
function arch(shape: ShapeBuilder, x: number, y: number, wheelRadius: number): void {
  const radius = wheelRadius + 0.065;
  const sides = 12;
  const rim = (k: number): [number, number, number] => {
    const angle = -0.3 + ((Math.PI + 0.6) * k) / sides;
    return [x + radius * Math.cos(angle), y, wheelRadius + radius * Math.sin(angle)];
  };
  for (let k = 0; k < sides; k++) {
    const [a, b] = y < 0 ? [rim(k), rim(k + 1)] : [rim(k + 1), rim(k)];
    shape.triangle([x, y, wheelRadius], a, b, ARCH);
  }
}

function wheel(shape: ShapeBuilder, x: number, sign: number, side: number, radius: number, width: number): void {
  const at = (y: number): [number, number, number] => [x, sign * y, radius];
  shape.tube(at(side - width), at(side + 0.012), radius, radius, 20, TYRE);
  shape.tube(at(side), at(side + 0.016), radius * 0.68, radius * 0.66, 16, { ...TRIM, gloss: 0.4 });
  const spokes = 5;
  for (let k = 0; k < spokes; k++) {
    const angle = (2 * Math.PI * k) / spokes;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const rim = 0.66 * radius;
    const half = 0.14 * radius;
    const y = sign * (side + 0.02);
    const corner = (r: number, w: number): [number, number, number] => [x + r * c - w * s, y, radius + r * s + w * c];
    const [a, b, e, f] = [corner(0, -half), corner(rim, -0.75 * half), corner(rim, 0.75 * half), corner(0, half)];
    // The (x, z) plane is seen from -y, hence the turn for the left wheels.
    if (sign < 0) shape.quad(a, b, e, f, RIM);
    else shape.quad(f, e, b, a, RIM);
  }
  shape.tube(at(side), at(side + 0.024), 0.2 * radius, 0.16 * radius, 10, RIM);
}

function lampsOfCar(shape: ShapeBuilder): void {
  shape.boxPair([2.04, 2.225], [0.5, 0.78], [0.6, 0.7], HEAD, 0.02);
  shape.boxPair([2.1, 2.27], [0.42, 0.62], [0.585, 0.66], HEAD, 0.015);
  shape.box([2.2, 2.305], [-0.42, 0.42], [0.44, 0.56], TRIM, 0.01);
  shape.box([2.1, 2.29], [-0.66, 0.66], [0.3, 0.37], TRIM);
  shape.box([2.24, 2.312], [-0.26, 0.26], [0.38, 0.47], PLATE);
  shape.boxPair([-2.275, -2.1], [0.5, 0.86], [0.72, 0.86], TAIL, 0.015);
  shape.box([-2.285, -2.15], [-0.5, 0.5], [0.79, 0.82], TAIL);
  shape.box([-2.3, -2.15], [-0.7, 0.7], [0.3, 0.42], TRIM, 0.01);
  shape.box([-2.31, -2.2], [-0.26, 0.26], [0.56, 0.67], PLATE);
  // High-mounted brake light.
  shape.box([-1.58, -1.5], [-0.16, 0.16], [1.345, 1.37], TAIL);
}

export function vanModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const box = (x: number, half: number, low: number, high: number): Section => bodySection(x, half, low, high, 0.95);
  shape.loft(
    [
      box(-2.95, 0.96, 0.5, 2.5),
      box(-2.88, 1.0, 0.42, 2.57),
      box(-2, 1.01, 0.32, 2.6),
      box(1.1, 1.01, 0.32, 2.6),
      box(1.5, 0.99, 0.32, 2.5),
      box(1.95, 0.97, 0.32, 1.9),
      box(2.25, 0.96, 0.32, 1.35),
      box(2.75, 0.93, 0.34, 1.14),
      box(2.9, 0.86, 0.38, 0.98),
      box(2.95, 0.78, 0.45, 0.85),
    ],
    PAINT,
  );
  // Windscreen, in the plane between the sections at 1.5 and 2.25.
  shape.quad([2.29, -0.76, 1.4], [2.29, 0.76, 1.4], [1.55, 0.68, 2.44], [1.55, -0.68, 2.44], GLASS);
  shape.quadPair([0.85, -1.018, 1.4], [2.0, -0.985, 1.34], [1.62, -0.965, 2.1], [0.85, -0.99, 2.2], GLASS);
  for (const x of [-2.86, -0.9, 0.78]) {
    shape.quadPair([x, -1.016, 0.5], [x + 0.014, -1.016, 0.5], [x + 0.014, -0.99, 2.35], [x, -0.99, 2.35], TRIM);
  }
  shape.boxPair([-2.4, 2.3], [0.99, 1.025], [0.62, 0.74], TRIM);
  shape.quadPair([-2.953, -0.72, 1.5], [-2.953, -0.1, 1.5], [-2.953, -0.1, 2.2], [-2.953, -0.72, 2.2], BACK_GLASS);
  shape.box([-2.96, -2.9], [-0.008, 0.008], [0.6, 2.4], TRIM);
  shape.boxPair([1.9, 2.06], [0.98, 1.2], [1.3, 1.62], TRIM, 0.02);
  shape.boxPair([2.62, 2.9], [0.5, 0.86], [0.84, 1.02], HEAD, 0.03);
  shape.box([2.8, 2.955], [-0.5, 0.5], [0.72, 0.9], TRIM, 0.01);
  shape.box([2.7, 2.98], [-0.86, 0.86], [0.38, 0.58], TRIM, 0.02);
  shape.box([2.9, 2.99], [-0.26, 0.26], [0.5, 0.6], PLATE);
  shape.boxPair([-2.975, -2.86], [0.82, 0.97], [0.9, 1.4], TAIL, 0.01);
  shape.box([-2.97, -2.85], [-0.92, 0.92], [0.42, 0.58], TRIM);
  shape.box([-2.98, -2.9], [0.3, 0.82], [0.8, 0.92], PLATE);
  wheels(shape, [-1.75, 1.9], 1.0, 0.36, 0.24);
  return shape;
}

const BACK_GLASS: Finish = { ...GLASS };

export function truckModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const frame: Finish = { colour: '#24272b' };
  const cargo: Finish = { colour: '#d6d8d6', gloss: 0.25 };
  shape.box([-5.45, 4.4], [-0.45, 0.45], [0.62, 0.95], frame);
  shape.box([-5.5, 3.05], [-1.25, 1.25], [1.05, 3.6], cargo, 0.015);
  shape.quadPair([-5.3, -1.2515, 1.15], [2.9, -1.2515, 1.15], [2.9, -1.251, 1.75], [-5.3, -1.251, 1.75], {
    colour: '#ffffff',
    paint: 1,
    gloss: 0.25,
  });
  for (let x = -5.1; x < 3; x += 1.15) {
    shape.quadPair([x, -1.2525, 1.05], [x + 0.03, -1.2525, 1.05], [x + 0.03, -1.24, 3.55], [x, -1.24, 3.55], {
      colour: '#b9bcba',
    });
  }
  shape.box([-5.515, -5.48], [-0.012, 0.012], [1.1, 3.5], TRIM);
  shape.boxPair([-5.52, -5.49], [0.38, 0.42], [1.1, 3.5], CHROME);
  // The cab over the engine.
  const cab = (x: number, half: number, low: number, high: number): Section => bodySection(x, half, low, high, 0.94);
  shape.loft(
    [
      cab(3.2, 1.2, 0.75, 3.0),
      cab(3.35, 1.23, 0.7, 3.12),
      cab(4.9, 1.23, 0.5, 3.12),
      cab(5.3, 1.2, 0.45, 2.9),
      cab(5.46, 1.14, 0.45, 1.7),
      cab(5.5, 1.08, 0.5, 1.3),
    ],
    PAINT,
  );
  shape.quad([5.5, -1.02, 1.68], [5.5, 1.02, 1.68], [5.31, 0.98, 2.72], [5.31, -0.98, 2.72], GLASS);
  shape.quadPair([4.2, -1.237, 1.7], [5.2, -1.215, 1.62], [5.1, -1.2, 2.45], [4.2, -1.222, 2.5], GLASS);
  shape.box([5.35, 5.51], [-0.75, 0.75], [0.85, 1.5], TRIM, 0.01);
  for (const z of [1.0, 1.16, 1.32]) shape.box([5.4, 5.52], [-0.7, 0.7], [z, z + 0.05], CHROME);
  shape.box([5.2, 5.53], [-1.18, 1.18], [0.42, 0.68], TRIM, 0.02);
  shape.boxPair([5.3, 5.54], [0.72, 1.08], [0.5, 0.64], HEAD, 0.01);
  shape.boxPair([5.0, 5.16], [1.22, 1.42], [1.75, 2.45], TRIM, 0.02);
  shape.loft(
    [
      { x: 3.3, points: deflector(3.1, 3.58) },
      { x: 4.0, points: deflector(3.05, 3.45) },
      { x: 4.9, points: deflector(3.05, 3.12) },
    ],
    PAINT,
  );
  shape.boxPair([-5.52, -5.4], [0.72, 1.2], [0.78, 0.96], TAIL);
  shape.box([-5.5, -5.4], [-1.2, 1.2], [0.5, 0.68], frame);
  shape.boxPair([-1.6, 2.6], [1.12, 1.2], [0.5, 0.95], frame);
  wheels(shape, [4.1], 1.2, 0.5, 0.32);
  wheels(shape, [-3.2, -1.95], 1.2, 0.5, 0.45);
  return shape;
}

function deflector(low: number, high: number): [number, number][] {
  return [
    [-1.05, low],
    [1.05, low],
    [0.85, high],
    [-0.85, high],
  ];
}
