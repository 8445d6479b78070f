import { PhysicsWorld } from '../../kernel/physics-world.ts';

/**
 * How far things sink under their own weight, m: a tenth of a millimetre, which no task notices, and enough for a stack
 * of boxes of 5 cm and 100 g to come to rest and fall asleep at 120 Hz.
 */
const RESTING_DEPTH_M = 8e-5;

/** The physics of things on a table with the Coulomb coefficient `friction`; its top, the plane z = 0, is the body `table`. */
export function tablePhysics(friction: number): PhysicsWorld {
  const physics = new PhysicsWorld({
    friction,
    allowSleep: true,
    frictionCone: true,
    restingDepthM: RESTING_DEPTH_M,
    excludablePairs: true,
  });
  physics.addGround('table', friction);
  return physics;
}
