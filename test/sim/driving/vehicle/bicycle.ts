import { CAR, FRONT_LOAD } from '../../../../sim/driving/vehicle/car.ts';
import { lateralGrip } from '../../../../sim/driving/vehicle/tyre.ts';
import { GRAVITY_MPS2 } from '../../../../sim/kernel/physics-world.ts';

/**
 * Single-track reference with the car's own tyres at constant speed: no roll, no load transfer, no suspension.
 * Integrated in much smaller steps than the car.
 */
export class Bicycle {
  lateralSpeed = 0;
  yawRate = 0;
  lateralAcceleration = 0;
  private readonly speed: number;
  private readonly friction: number;

  constructor(speed: number, friction: number) {
    this.speed = speed;
    this.friction = friction;
  }

  step(steer: number, dt: number): void {
    const substeps = 50;
    const h = dt / substeps;
    const weight = CAR.massKg * GRAVITY_MPS2 * this.friction;
    for (let i = 0; i < substeps; i++) {
      const { lateralSpeed: v, yawRate: r, speed: u } = this;
      const frontSlip = Math.atan2(v + CAR.frontAxleM * r, u) - steer;
      const rearSlip = Math.atan2(v - CAR.rearAxleM * r, u);
      const front = weight * FRONT_LOAD * lateralGrip(frontSlip, CAR.tyreStiffnessFront) * Math.cos(steer);
      const rear = weight * (1 - FRONT_LOAD) * lateralGrip(rearSlip, CAR.tyreStiffnessRear);
      this.lateralAcceleration = (front + rear) / CAR.massKg;
      this.lateralSpeed += (this.lateralAcceleration - u * r) * h;
      this.yawRate += ((CAR.frontAxleM * front - CAR.rearAxleM * rear) / CAR.yawInertia) * h;
    }
  }
}
