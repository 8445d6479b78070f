import type { BufferGeometry } from 'three';
import { BODY_SIZES, type BodySize } from '../../scenarios/language/body-sizes.ts';
import type { OpenedActor } from '../live/protocol.ts';
import { cyclistModel, motorcycleModel, pedestrianModel } from './person-models.ts';
import { ShapeBuilder, type Finish } from './shape-builder.ts';
import { carModel, egoModel, truckModel, vanModel } from './vehicle-models.ts';

/** What there are models of; `house` is a barrier too high to look over. */
export const MODELS = [
  'ego',
  'car',
  'van',
  'truck',
  'motorcycle',
  'cyclist',
  'pedestrian',
  'debris',
  'barrier',
  'house',
] as const;
export type ModelName = (typeof MODELS)[number];

/** Size that a model was built in; instances are scaled from it to the actor's. */
export const NOMINAL: Readonly<Record<ModelName, BodySize>> = {
  ...BODY_SIZES,
  ego: BODY_SIZES.car,
  house: { lengthM: 16, widthM: 4, heightM: 6 },
};

/** Barriers at least this high are drawn as buildings, m. */
const HOUSE_HEIGHT_M = 2.5;

export function modelOf(actor: OpenedActor): ModelName {
  return actor.kind === 'barrier' && actor.heightM >= HOUSE_HEIGHT_M ? 'house' : actor.kind;
}

export function buildModel(name: ModelName): BufferGeometry {
  return BUILDERS[name]().build();
}

const BUILDERS: Readonly<Record<ModelName, () => ShapeBuilder>> = {
  ego: egoModel,
  car: carModel,
  van: vanModel,
  truck: truckModel,
  motorcycle: motorcycleModel,
  cyclist: cyclistModel,
  pedestrian: pedestrianModel,
  debris: debrisModel,
  barrier: barrierModel,
  house: houseModel,
};

/** A burst crate with a tyre: 0.8 x 0.8 x 0.4 m. */
function debrisModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const wood: Finish = { colour: '#8a6540' };
  const pale: Finish = { colour: '#b08a5c' };
  shape.box([-0.4, 0.1], [-0.34, 0.2], [0, 0.06], wood);
  shape.box([-0.36, 0.05], [-0.3, 0.14], [0.06, 0.3], wood, 0.03);
  for (const y of [-0.3, -0.12, 0.06]) shape.box([-0.38, 0.12], [y, y + 0.1], [0.3, 0.34], pale);
  shape.quad([0.1, -0.4, 0.01], [0.38, -0.2, 0.01], [0.2, 0.05, 0.3], [0.0, -0.1, 0.32], pale);
  shape.quad([0.0, -0.1, 0.31], [0.2, 0.05, 0.29], [0.38, -0.2, 0.0], [0.1, -0.4, 0.0], wood);
  shape.tube([0.16, 0.18, 0], [0.16, 0.18, 0.18], 0.24, 0.24, 16, { colour: '#1a1b1d' });
  shape.tube([0.16, 0.18, 0.178], [0.16, 0.18, 0.185], 0.13, 0.13, 12, { colour: '#3a3b3d' });
  shape.tube([-0.35, 0.34, 0.02], [0.3, 0.38, 0.05], 0.03, 0.02, 6, pale);
  shape.tube([-0.2, -0.2, 0.34], [0.15, 0.02, 0.4], 0.025, 0.02, 6, wood);
  return shape;
}

/** A works barrier with warning stripes, on feet, with a lamp at either end: 4 x 0.5 x 1.2 m. */
function barrierModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const red: Finish = { colour: '#c5281f', gloss: 0.2 };
  const white: Finish = { colour: '#f2f1ec', gloss: 0.2 };
  const foot: Finish = { colour: '#2a2c2f' };
  const stripe = 0.25;
  for (const [low, high] of [
    [0.78, 1.08],
    [0.3, 0.52],
  ]) {
    shape.box([-2, 2], [-0.03, 0.03], [low, high], white);
    const slant = high - low;
    for (let x = -2; x + stripe + slant <= 2.001; x += 2 * stripe) {
      for (const y of [-0.032, 0.032]) {
        const points = [
          [x, y, low],
          [x + stripe, y, low],
          [x + stripe + slant, y, high],
          [x + slant, y, high],
        ] as const;
        if (y < 0) shape.quad(points[0], points[1], points[2], points[3], red);
        else shape.quad(points[3], points[2], points[1], points[0], red);
      }
    }
  }
  for (const x of [-1.7, 0, 1.7]) {
    shape.box([x - 0.04, x + 0.04], [-0.04, 0.04], [0.06, 1.1], foot);
    shape.box([x - 0.2, x + 0.2], [-0.25, 0.25], [0, 0.1], foot, 0.03);
  }
  for (const x of [-1.7, 1.7]) shape.tube([x, 0, 1.08], [x, 0, 1.2], 0.07, 0.07, 10, { colour: '#e8a11c', gloss: 0.8 });
  return shape;
}

/** The end of a row of houses: 16 x 4 x 6 m, flat roof, two storeys of windows. */
function houseModel(): ShapeBuilder {
  const shape = new ShapeBuilder();
  const wall: Finish = { colour: '#b9a78e' };
  const base: Finish = { colour: '#7d756a' };
  const glass: Finish = { colour: '#1d2731', gloss: 1 };
  const frame: Finish = { colour: '#e6e1d6' };
  shape.box([-8, 8], [-2, 2], [0, 5.7], wall);
  shape.boxPair([-8, 8], [1.99, 2.0], [0, 0.5], base);
  shape.box([-8, 8], [-2, 2], [5.7, 6], base, 0.12);
  shape.boxPair([-8, 8], [1.97, 2.0], [2.9, 3.05], frame);
  const window = (
    u: number,
    z: number,
    put: (u: number, z: number, out: number) => readonly [number, number, number],
  ): void => {
    const rect = (half: number, low: number, high: number, out: number, finish: Finish): void => {
      const corners = [
        put(u - half, z + low, out),
        put(u + half, z + low, out),
        put(u + half, z + high, out),
        put(u - half, z + high, out),
      ];
      shape.quad(corners[0], corners[1], corners[2], corners[3], finish);
    };
    rect(0.62, -0.06, 1.56, 0.005, frame);
    rect(0.54, 0.02, 1.48, 0.012, glass);
    rect(0.025, 0.02, 1.48, 0.018, frame);
  };
  for (const z of [0.95, 3.65]) {
    for (let x = -6.8; x <= 6.81; x += 1.7) {
      window(x, z, (u, v, out) => [u, -2 - out, v]);
      window(-x, z, (u, v, out) => [-u, 2 + out, v]);
    }
    window(0, z, (u, v, out) => [8 + out, u, v]);
    window(0, z, (u, v, out) => [-8 - out, -u, v]);
  }
  return shape;
}
