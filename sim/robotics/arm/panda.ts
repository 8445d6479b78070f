import type { ArmModel, BoxModel, Frame, JointModel, LinkModel, SphereModel } from './arm-model.ts';
import { joinParts, placePart, type RigidPart } from './rigid-part.ts';

const NO_TURN: Frame['rotation'] = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Flange beyond the last joint along z, m; the hand is mounted on it, turned about z by -pi/4. */
const FLANGE_M = 0.107;
const HAND_SINE = -Math.SQRT1_2;
const HAND_COSINE = Math.SQRT1_2;
const HAND_ROTATION: Frame['rotation'] = [HAND_COSINE, -HAND_SINE, 0, HAND_SINE, HAND_COSINE, 0, 0, 0, 1];
/** Tool centre point and fingers beyond the flange, m. */
const TCP_M = 0.1034;
const FINGERS_M = 0.0584;

/** A joint about z in Craig's modified Denavit-Hartenberg convention, its twist alpha being 0, pi/2 or -pi/2. */
function joint(
  name: string,
  dh: { readonly a: number; readonly d: number; readonly alpha: '0' | 'pi/2' | '-pi/2' },
  limits: Pick<JointModel, 'lowerRad' | 'upperRad' | 'maxSpeedRadps' | 'maxAccelerationRadps2' | 'maxTorqueNm'>,
): JointModel {
  const { a, d, alpha } = dh;
  const origins: Record<typeof alpha, Frame> = {
    '0': { rotation: NO_TURN, translation: [a, 0, d] },
    'pi/2': { rotation: [1, 0, 0, 0, 0, -1, 0, 1, 0], translation: [a, 0 - d, 0] },
    '-pi/2': { rotation: [1, 0, 0, 0, 0, 1, 0, -1, 0], translation: [a, d, 0] },
  };
  return { name, origin: origins[alpha], axis: [0, 0, 1], ...limits };
}

function limits(
  lowerRad: number,
  upperRad: number,
  maxSpeedRadps: number,
  maxAccelerationRadps2: number,
  maxTorqueNm: number,
): Omit<JointModel, 'name' | 'origin' | 'axis'> {
  return { lowerRad, upperRad, maxSpeedRadps, maxAccelerationRadps2, maxTorqueNm };
}

type Vector = readonly [number, number, number];

function part(massKg: number, centre: Vector, inertia: RigidPart['inertia']): RigidPart {
  return { massKg, centre, inertia };
}

function sphere(x: number, y: number, z: number, radiusM: number): SphereModel {
  return { centre: [x, y, z], radiusM };
}

function box(centre: Vector, size: Vector): BoxModel {
  return { frame: { rotation: NO_TURN, translation: centre }, size };
}

/** From the hand's frame to the last link's. */
function onHand(x: number, y: number, z: number): Vector {
  return [HAND_COSINE * x - HAND_SINE * y, HAND_SINE * x + HAND_COSINE * y, FLANGE_M + z];
}

function handSphere(x: number, y: number, z: number, radiusM: number): SphereModel {
  return { centre: onHand(x, y, z), radiusM };
}

function link(name: string, mass: RigidPart, spheres: readonly SphereModel[], boxes: readonly BoxModel[]): LinkModel {
  return { name, ...mass, spheres, boxes };
}

const LAST_LINK = part(
  0.735522,
  [1.0517e-2, -4.252e-3, 6.1597e-2],
  [1.2516e-2, 1.0027e-2, 4.815e-3, -4.28e-4, -1.196e-3, -7.41e-4],
);
const HAND = part(0.73, [-0.01, 0, 0.03], [0.001, 0.0025, 0.0017, 0, 0, 0]);
const FINGER = part(0.015, [0, 0, FINGERS_M], [2.375e-6, 2.375e-6, 7.5e-7, 0, 0, 0]);

/**
 * The Franka Emika Panda with its two-finger hand, as public sources describe it.
 *
 * - Kinematics: modified Denavit-Hartenberg parameters and limits of position, speed, acceleration and torque of Franka's
 *   documentation ("Robot and interface specifications"); the same as in franka_ros' `franka_arm.xacro` and
 *   `joint_limits.yaml` and in libfranka's `rate_limiting.h`.
 * - Masses, centres, inertias: identified by Gaz, Cognetti, Oliva, Robuffo Giordano and De Luca, "Dynamic Identification
 *   of the Franka Emika Panda Robot With Retrieval of Feasible Parameters Using Penalty-Based Optimization", RA-L 2019,
 *   as franka_ros' `inertial.yaml` and MuJoCo Menagerie's `panda.xml` carry them. They give the right torques; one number
 *   alone need not be that of the real link, being unobservable (the first link's xx and yy inertias, about which nothing
 *   turns it, are far too large for its size).
 * - Hand: 0.73 kg, two fingers of 0.015 kg that are taken where they meet, tool centre point (`inertial.yaml`,
 *   `franka_hand.xacro`); width, speed (0.05 m/s for each finger) and force of the Franka Hand's data sheet. Pads: rubber
 *   tips of 17.5 x 18.5 mm (`franka_hand.xacro`), so that the mean distance from their middle is 7 mm. Friction: ours.
 * - Spheres and boxes: ours. Of the 55 spheres with which cuRobo covers the moving links and the hand, these 22 leave at
 *   most 15 mm uncovered; beyond those and the capsules of `franka_arm.xacro` they stand out by 4 to 9 mm on average, by
 *   36 mm at most.
 */
export const PANDA: ArmModel = {
  name: 'panda',
  joints: [
    joint('joint1', { a: 0, d: 0.333, alpha: '0' }, limits(-2.8973, 2.8973, 2.175, 15, 87)),
    joint('joint2', { a: 0, d: 0, alpha: '-pi/2' }, limits(-1.7628, 1.7628, 2.175, 7.5, 87)),
    joint('joint3', { a: 0, d: 0.316, alpha: 'pi/2' }, limits(-2.8973, 2.8973, 2.175, 10, 87)),
    joint('joint4', { a: 0.0825, d: 0, alpha: 'pi/2' }, limits(-3.0718, -0.0698, 2.175, 12.5, 87)),
    joint('joint5', { a: -0.0825, d: 0.384, alpha: '-pi/2' }, limits(-2.8973, 2.8973, 2.61, 15, 12)),
    joint('joint6', { a: 0, d: 0, alpha: 'pi/2' }, limits(-0.0175, 3.7525, 2.61, 20, 12)),
    joint('joint7', { a: 0.088, d: 0, alpha: 'pi/2' }, limits(-2.8973, 2.8973, 2.61, 20, 12)),
  ],
  links: [
    link(
      'link0',
      part(0.629769, [-0.041018, -0.00014, 0.049974], [0.00315, 0.00388, 0.004285, 8.2904e-7, 0.00015, 8.2299e-6]),
      [sphere(0, 0, 0.06, 0.09), sphere(-0.09, 0, 0.06, 0.07)],
      [box([-0.04, 0, 0.07], [0.2, 0.19, 0.14])],
    ),
    link(
      'link1',
      part(4.970684, [0.003875, 0.002081, -0.04762], [0.70337, 0.70661, 0.009117, -0.000139, 0.006772, 0.019169]),
      [sphere(0, 0, -0.15, 0.068), sphere(0, -0.01, -0.06, 0.066), sphere(0, -0.06, 0, 0.075)],
      [box([0, 0, -0.14], [0.11, 0.11, 0.11]), box([0, -0.04, 0], [0.11, 0.17, 0.17])],
    ),
    link(
      'link2',
      part(0.646926, [-0.003141, -0.02872, 0.003495], [7.962e-3, 2.811e-2, 2.5995e-2, -3.925e-3, 1.0254e-2, 7.04e-4]),
      [sphere(0, 0, 0.06, 0.075), sphere(0, -0.06, 0.01, 0.066), sphere(0, -0.15, 0, 0.075)],
      [box([0, 0, 0.04], [0.11, 0.17, 0.17]), box([0, -0.14, 0], [0.11, 0.11, 0.11])],
    ),
    link(
      'link3',
      part(
        3.228604,
        [2.7518e-2, 3.9252e-2, -6.6502e-2],
        [3.7242e-2, 3.6155e-2, 1.083e-2, -4.761e-3, -1.1396e-2, -1.2805e-2],
      ),
      [sphere(0, 0, -0.09, 0.07), sphere(0.08, 0.04, 0, 0.072)],
      [box([0, 0, -0.09], [0.11, 0.11, 0.12]), box([0.06, 0.03, 0], [0.15, 0.15, 0.12])],
    ),
    link(
      'link4',
      part(
        3.587895,
        [-5.317e-2, 1.04419e-1, 2.7454e-2],
        [2.5853e-2, 1.9552e-2, 2.8323e-2, 7.796e-3, -1.332e-3, 8.641e-3],
      ),
      [sphere(0, 0, 0.04, 0.072), sphere(-0.08, 0.08, 0, 0.072)],
      [box([-0.02, 0, 0.03], [0.15, 0.12, 0.15]), box([-0.08, 0.08, 0], [0.11, 0.12, 0.11])],
    ),
    link(
      'link5',
      part(
        1.225946,
        [-1.1953e-2, 4.1065e-2, -3.8437e-2],
        [3.5549e-2, 2.9474e-2, 8.627e-3, -2.117e-3, -4.037e-3, 2.29e-4],
      ),
      [
        sphere(0, 0, -0.22, 0.058),
        sphere(0, 0.06, -0.15, 0.056),
        sphere(0, 0.085, -0.075, 0.05),
        sphere(0, 0.065, 0, 0.067),
        sphere(0, 0, 0, 0.06),
      ],
      [
        box([0, 0, -0.22], [0.11, 0.11, 0.12]),
        box([0, 0.07, -0.13], [0.08, 0.06, 0.2]),
        box([0, 0.04, 0], [0.1, 0.14, 0.11]),
      ],
    ),
    link(
      'link6',
      part(1.666555, [6.0149e-2, -1.4117e-2, -1.0517e-2], [1.964e-3, 4.354e-3, 5.433e-3, 1.09e-4, -1.158e-3, 3.41e-4]),
      [sphere(0, 0, -0.02, 0.058), sphere(0.085, 0.01, 0, 0.07)],
      [box([0.04, 0, 0], [0.18, 0.11, 0.1])],
    ),
    link(
      'link7-and-hand',
      joinParts([LAST_LINK, placePart(joinParts([HAND, FINGER, FINGER]), HAND_SINE, HAND_COSINE, FLANGE_M)]),
      [
        sphere(0, 0, 0.06, 0.055),
        sphere(0.043, 0.043, 0.08, 0.038),
        handSphere(0, -0.065, 0.03, 0.045),
        handSphere(0, 0, 0.03, 0.045),
        handSphere(0, 0.065, 0.03, 0.045),
      ],
      [
        box([0.01, 0.01, 0.075], [0.1, 0.1, 0.065]),
        { frame: { rotation: HAND_ROTATION, translation: onHand(0, 0, 0.03) }, size: [0.06, 0.2, 0.07] },
      ],
    ),
  ],
  tcp: { rotation: HAND_ROTATION, translation: [0, 0, FLANGE_M + TCP_M] },
  gripper: {
    maxWidthM: 0.08,
    maxSpeedMps: 0.1,
    maxForceN: 70,
    fingerSize: [0.02, 0.054, 0.015],
    tipBeyondTcpM: 0.009,
    padFriction: 0.8,
    padRadiusM: 0.007,
  },
  home: [0, -Math.PI / 4, 0, (-3 * Math.PI) / 4, 0, Math.PI / 2, Math.PI / 4],
};
