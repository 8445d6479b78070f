import { JOINT, LAMP, ShapeBuilder, type Finish } from './shape-builder.ts';

/** People on foot and on two wheels, of the sizes in `NOMINAL` (`actor-models.ts`). */

const SKIN: Finish = { colour: '#c99a78' };
const HAIR: Finish = { colour: '#3a2a1e' };
const TROUSERS: Finish = { colour: '#2c3340' };
const SHOE: Finish = { colour: '#1d1c1c' };
const CLOTH: Finish = { colour: '#ffffff', paint: 1 };
const DARK: Finish = { colour: '#1a1c1f', gloss: 0.2 };
const METAL: Finish = { colour: '#9ba1a7', gloss: 0.7 };
const RUBBER: Finish = { colour: '#151617' };

export function pedestrianModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const [hip, shoulder] = [0.92, 1.42];
  for (const side of [-1, 1]) {
    const y = side * 0.095;
    shape.moving({ x: 0, z: hip, mode: JOINT.stride, gain: side }, () => {
      shape.tube([0, y, hip + 0.02], [0.01, y, 0.5], 0.085, 0.062, 8, TROUSERS);
      shape.tube([0.01, y, 0.5], [-0.01, y, 0.07], 0.06, 0.046, 8, TROUSERS);
      shape.ellipsoid([0.05, y, 0.045], [0.13, 0.05, 0.045], SHOE, 8, 4);
    });
    const ya = side * 0.21;
    shape.moving({ x: 0, z: shoulder, mode: JOINT.stride, gain: -0.8 * side }, () => {
      shape.tube([0, ya, shoulder], [-0.02, ya + side * 0.02, 1.14], 0.052, 0.043, 8, CLOTH);
      shape.tube([-0.02, ya + side * 0.02, 1.14], [0.05, ya + side * 0.01, 0.9], 0.04, 0.033, 8, CLOTH);
      shape.ellipsoid([0.06, ya + side * 0.01, 0.87], [0.04, 0.03, 0.05], SKIN, 6, 4);
    });
  }
  torso(shape, 0, 0.88, 1.47);
  head(shape, 0.015, 1.66);
  return shape;
}

/** Hips, chest and shoulders; `lean` moves the shoulders forward. */
function torso(shape: ShapeBuilder, lean: number, low: number, high: number, x = 0): void {
  const h = high - low;
  shape.ellipsoid([x, 0, low + 0.05], [0.12, 0.165, 0.11], TROUSERS, 10, 5);
  shape.tube([x, 0, low + 0.06], [x + 0.75 * lean, 0, low + 0.78 * h], 0.135, 0.165, 10, CLOTH);
  shape.ellipsoid([x + 0.85 * lean, 0, low + 0.8 * h], [0.13, 0.225, 0.14], CLOTH, 10, 6);
  shape.tube([x + lean, 0, high - 0.06], [x + lean + 0.01, 0, high + 0.08], 0.055, 0.05, 8, SKIN);
}

function head(shape: ShapeBuilder, x: number, z: number): void {
  shape.ellipsoid([x, 0, z], [0.1, 0.08, 0.13], SKIN, 10, 7);
  shape.ellipsoid([x - 0.022, 0, z + 0.035], [0.102, 0.088, 0.11], HAIR, 10, 7);
}

export function cyclistModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const frame: Finish = { colour: '#b8432f', gloss: 0.6 };
  const radius = 0.34;
  for (const x of [-0.53, 0.53]) {
    shape.moving({ x, z: radius, mode: JOINT.wheel, gain: 1 / radius }, () => {
      shape.torus([x, 0, radius], radius - 0.02, 0.02, 22, RUBBER);
      for (let k = 0; k < 6; k++) {
        const a = (Math.PI * k) / 6;
        const [c, s] = [0.31 * Math.cos(a), 0.31 * Math.sin(a)];
        shape.tube([x - c, 0, radius - s], [x + c, 0, radius + s], 0.005, 0.005, 3, METAL);
      }
    });
  }
  const [rear, crank, seat, bar, front] = [
    [-0.53, 0, radius],
    [-0.08, 0, 0.3],
    [-0.22, 0, 0.86],
    [0.36, 0, 0.98],
    [0.53, 0, radius],
  ] as const;
  for (const [a, b] of [
    [rear, crank],
    [rear, seat],
    [crank, seat],
    [crank, bar],
    [seat, [0.34, 0, 0.86]],
    [bar, front],
  ] as const) {
    shape.tube(a, b, 0.02, 0.02, 6, frame);
  }
  shape.tube([0.36, -0.27, 1.02], [0.36, 0.27, 1.02], 0.016, 0.016, 6, DARK);
  shape.ellipsoid([-0.24, 0, 0.9], [0.14, 0.08, 0.04], DARK, 8, 4);
  shape.box([-0.62, -0.57], [-0.03, 0.03], [0.62, 0.68], { colour: '#8c1512', lamp: LAMP.tail });
  shape.box([0.42, 0.47], [-0.03, 0.03], [0.9, 0.96], { colour: '#e4e9ec', lamp: LAMP.head });
  for (const side of [-1, 1]) {
    const y = side * 0.1;
    shape.moving({ x: -0.2, z: 0.92, mode: JOINT.pedal, gain: side }, () => {
      shape.tube([-0.2, y, 0.93], [0.1, y, 0.62], 0.08, 0.058, 8, TROUSERS);
      shape.tube([0.1, y, 0.62], [-0.06, y, 0.24], 0.055, 0.042, 8, TROUSERS);
      shape.ellipsoid([-0.01, y, 0.2], [0.12, 0.045, 0.04], SHOE, 8, 4);
    });
    shape.tube([0.06, side * 0.19, 1.34], [0.22, side * 0.23, 1.12], 0.048, 0.04, 8, CLOTH);
    shape.tube([0.22, side * 0.23, 1.12], [0.36, side * 0.22, 1.03], 0.038, 0.034, 8, SKIN);
  }
  torso(shape, 0.24, 0.88, 1.42, -0.2);
  head(shape, 0.09, 1.56);
  shape.ellipsoid([0.085, 0, 1.62], [0.145, 0.1, 0.1], { colour: '#d9dde0', gloss: 0.5 }, 10, 6);
  return shape;
}

export function motorcycleModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const paint: Finish = { colour: '#ffffff', paint: 1, gloss: 0.8 };
  const leather: Finish = { colour: '#22252a', gloss: 0.25 };
  const radius = 0.31;
  for (const x of [-0.72, 0.73]) {
    shape.moving({ x, z: radius, mode: JOINT.wheel, gain: 1 / radius }, () => {
      shape.torus([x, 0, radius], radius - 0.075, 0.075, 22, RUBBER);
      shape.tube([x, -0.03, radius], [x, 0.03, radius], 0.19, 0.19, 14, METAL);
      shape.tube([x, -0.04, radius], [x, 0.04, radius], 0.07, 0.07, 10, DARK);
    });
  }
  shape.ellipsoid([0.0, 0, 0.48], [0.36, 0.19, 0.2], DARK, 10, 6);
  shape.ellipsoid([0.16, 0, 0.84], [0.32, 0.17, 0.15], paint, 12, 7);
  shape.ellipsoid([0.58, 0, 0.86], [0.2, 0.15, 0.17], paint, 12, 7);
  shape.ellipsoid([-0.36, 0, 0.8], [0.4, 0.14, 0.07], DARK, 12, 5);
  shape.ellipsoid([-0.72, 0, 0.84], [0.26, 0.1, 0.07], paint, 10, 5);
  shape.ellipsoid([0.73, 0, 0.6], [0.2, 0.07, 0.06], paint, 10, 5);
  for (const side of [-1, 1]) {
    const y = side * 0.1;
    shape.tube([0.73, y, radius], [0.5, y, 0.98], 0.028, 0.028, 7, METAL);
    shape.tube([-0.72, y, radius], [-0.05, y, 0.42], 0.03, 0.035, 6, DARK);
    shape.tube([0.46, 0, 1.04], [0.42, side * 0.36, 1.06], 0.018, 0.018, 6, DARK);
    shape.ellipsoid([0.44, side * 0.36, 1.2], [0.03, 0.07, 0.05], DARK, 8, 4);
    // The rider's limbs.
    shape.tube([-0.3, side * 0.13, 0.88], [0.1, side * 0.22, 0.78], 0.095, 0.075, 8, leather);
    shape.tube([0.1, side * 0.22, 0.78], [-0.1, side * 0.21, 0.36], 0.07, 0.055, 8, leather);
    shape.ellipsoid([-0.03, side * 0.21, 0.32], [0.14, 0.05, 0.05], SHOE, 8, 4);
    shape.tube([0.02, side * 0.2, 1.32], [0.2, side * 0.3, 1.1], 0.06, 0.05, 8, leather);
    shape.tube([0.2, side * 0.3, 1.1], [0.41, side * 0.33, 1.08], 0.048, 0.04, 8, leather);
  }
  shape.tube([-0.95, 0.16, 0.42], [-0.3, 0.14, 0.36], 0.06, 0.045, 10, METAL);
  shape.ellipsoid([0.77, 0, 0.88], [0.03, 0.09, 0.07], { colour: '#e4e9ec', gloss: 1, lamp: LAMP.head }, 10, 5);
  shape.box([-0.98, -0.93], [-0.09, 0.09], [0.83, 0.89], { colour: '#8c1512', lamp: LAMP.tail });
  shape.quad([0.62, -0.12, 1.0], [0.62, 0.12, 1.0], [0.48, 0.1, 1.2], [0.48, -0.1, 1.2], {
    colour: '#27313a',
    gloss: 1,
  });
  shape.ellipsoid([-0.3, 0, 0.93], [0.15, 0.18, 0.13], leather, 10, 5);
  shape.tube([-0.3, 0, 0.94], [-0.02, 0, 1.28], 0.155, 0.185, 10, leather);
  shape.ellipsoid([0.0, 0, 1.32], [0.15, 0.23, 0.13], leather, 10, 6);
  shape.ellipsoid([0.1, 0, 1.47], [0.15, 0.13, 0.14], paint, 12, 8);
  shape.ellipsoid([0.16, 0, 1.465], [0.105, 0.105, 0.06], { colour: '#0e1216', gloss: 1 }, 12, 6);
  return shape;
}
