import fc from 'fast-check';
import type { ArmModel, Frame, JointModel, LinkModel } from '../../../../sim/robotics/arm/arm-model.ts';

type Rotation = Frame['rotation'];
type Vector = readonly [number, number, number];
type Inertia = LinkModel['inertia'];

const UNTURNED: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** About z, and about x, by angles with whole-number sides. */
const ABOUT_Z: Rotation = [0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1];
const ABOUT_X: Rotation = [1, 0, 0, 0, 0.28, -0.96, 0, 0.96, 0.28];

export function frame(translation: Vector, rotation: Rotation = UNTURNED): Frame {
  return { rotation, translation };
}

export function joint(origin: Frame, axis: Vector, limits: Partial<JointModel> = {}): JointModel {
  return {
    name: 'joint',
    origin,
    axis,
    lowerRad: -3,
    upperRad: 3,
    maxSpeedRadps: 2,
    maxAccelerationRadps2: 10,
    maxTorqueNm: 50,
    ...limits,
  };
}

export function link(massKg: number, centre: Vector, inertia: Inertia): LinkModel {
  return { name: 'link', massKg, centre, inertia, spheres: [], boxes: [] };
}

export function arm(joints: readonly JointModel[], moved: readonly LinkModel[], tcp: Frame): ArmModel {
  return {
    name: 'arm',
    joints: joints.map((one, i) => ({ ...one, name: `joint${i + 1}` })),
    links: [link(1, [0, 0, 0], [1, 1, 1, 0, 0, 0]), ...moved],
    tcp,
    gripper: {
      maxWidthM: 0.08,
      maxSpeedMps: 0.1,
      maxForceN: 70,
      fingerSize: [0.02, 0.01, 0.05],
      tipBeyondTcpM: 0.01,
      padFriction: 0.8,
      padRadiusM: 0.01,
    },
    home: joints.map(() => 0),
  };
}

/** Two equal links that swing in the world's xz plane; angles counter-clockwise from x, seen from -y. */
export const PENDULUM = {
  lengthM: 0.5,
  centreM: 0.2,
  massKg: 1.5,
  inertia: 0.03,
  model(limits: Partial<JointModel> = {}): ArmModel {
    const one = link(this.massKg, [this.centreM, 0, 0], [0.001, this.inertia, 0.02, 0, 0, 0]);
    const second = joint(frame([this.lengthM, 0, 0]), [0, -1, 0], limits);
    return arm([joint(frame([0, 0, 0]), [0, -1, 0], limits), second], [one, one], frame([this.lengthM, 0, 0]));
  },
};

/** No axis, centre or inertia is along a coordinate axis; the numbers of test/sim/robotics/arm/dynamics.test.ts are its. */
export const SKEW = arm(
  [
    joint(frame([0, 0, 0.3]), [0, 0, 1]),
    joint(frame([0.1, 0, 0.2], ABOUT_Z), [0, 0.6, 0.8]),
    joint(frame([0.3, -0.1, 0.05], ABOUT_X), [1, 0, 0]),
    // ABOUT_X times ABOUT_Z.
    joint(frame([0, 0.2, 0.1], [0.6, -0.8, 0, 0.224, 0.168, -0.96, 0.768, 0.576, 0.28]), [0.48, 0.6, 0.64]),
  ],
  [
    link(3, [0.02, 0.01, 0.1], [0.05, 0.04, 0.03, 0.004, -0.003, 0.002]),
    link(2, [0.1, -0.05, 0.03], [0.02, 0.025, 0.018, -0.002, 0.001, 0.003]),
    link(1.5, [-0.04, 0.09, 0.02], [0.012, 0.01, 0.014, 0.001, 0.002, -0.001]),
    link(0.8, [0.03, 0.02, 0.06], [0.004, 0.005, 0.003, 0.0005, -0.0004, 0.0003]),
  ],
  frame([0.05, 0, 0.12], ABOUT_X),
);

export function spread(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

const vector = (range: number): fc.Arbitrary<Vector> =>
  fc.tuple(spread(-range, range), spread(-range, range), spread(-range, range));

const unit: fc.Arbitrary<Vector> = vector(1)
  .filter(([x, y, z]) => x * x + y * y + z * z > 0.01)
  .map(([x, y, z]) => {
    const length = Math.sqrt(x * x + y * y + z * z);
    return [x / length, y / length, z / length];
  });

/** By a unit quaternion: its scalar and vector parts mixed from a unit vector and a share. */
const rotation: fc.Arbitrary<Rotation> = fc.tuple(unit, spread(-1, 1)).map(([axis, w]) => {
  const scale = Math.sqrt(1 - w * w);
  const [x, y, z] = axis.map((value) => value * scale);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
});

/** A turned box of even density: its inertia is one that a body can have. */
const body: fc.Arbitrary<LinkModel> = fc
  .record({
    massKg: spread(0.2, 5),
    centre: vector(0.2),
    sides: fc.tuple(spread(0.05, 0.3), spread(0.05, 0.3), spread(0.05, 0.3)),
    turn: rotation,
  })
  .map(({ massKg, centre, sides, turn }) => {
    const [a, b, c] = sides.map((side) => (side * side * massKg) / 12);
    const principal = [b + c, a + c, a + b];
    const entry = (i: number, j: number): number =>
      principal.reduce((sum, moment, k) => sum + turn[3 * i + k] * moment * turn[3 * j + k], 0);
    return link(massKg, centre, [entry(0, 0), entry(1, 1), entry(2, 2), entry(0, 1), entry(0, 2), entry(1, 2)]);
  });

/** Arms of 1 to 8 joints in any direction, links of 0.2 to 5 kg. */
export const anyArm: fc.Arbitrary<ArmModel> = fc
  .tuple(
    fc.array(fc.record({ origin: fc.record({ rotation, translation: vector(0.4) }), axis: unit, body }), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.record({ rotation, translation: vector(0.2) }),
  )
  .map(([parts, tcp]) =>
    arm(
      parts.map(({ origin, axis }) => joint(origin, axis)),
      parts.map((part) => part.body),
      tcp,
    ),
  );

/** `count` numbers within [-range, range]. */
export function numbers(count: number, range: number): fc.Arbitrary<Float64Array> {
  return fc
    .array(spread(-range, range), { minLength: count, maxLength: count })
    .map((values) => Float64Array.from(values));
}
