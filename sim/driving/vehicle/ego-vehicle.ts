import { Body, Box, Vec3 } from 'cannon-es';
import { atan2, clamp, cos, exp, sin } from '../../kernel/math.ts';
import { CollisionGroup } from '../../kernel/physics-world.ts';
import type { PhysicsWorld, StepListener } from '../../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { CAR, runningResistanceN } from './car.ts';
import { TyreVehicle } from './tyre-vehicle.ts';

/**
 * The ego car as a body of the physics world. Takes steering, drive and brake commands, passes them through actuators
 * with lag and limits, and measures its motion after each step. Position is that of the box centre (the middle of the
 * footprint), which lies 0.2 m behind the centre of mass.
 */
export class EgoVehicle implements Stateful, StepListener {
  readonly tyres: TyreVehicle;
  /** Box centre, m, world frame. */
  x = 0;
  y = 0;
  /** Rad in (-pi, pi], counter-clockwise from x. */
  heading = 0;
  /** Speed along the heading, m/s; negative when rolling backwards. */
  speed = 0;
  /** Velocity of the box centre, m/s, world frame. */
  vx = 0;
  vy = 0;
  /** Rad/s. */
  yawRate = 0;
  /** Measured acceleration along the heading and to the left of it, m/s2, over the last step. */
  accelerationMps2 = 0;
  lateralAccelerationMps2 = 0;

  private steerCommandRad = 0;
  private driveCommandN = 0;
  private brakeCommandN = 0;
  private readonly body: Body;

  /**
   * Adds the car to `physics` (before its `build`).
   * @param friction tyre-road coefficient, dimensionless, 0.05 to 1.2
   * @throws if friction is out of range
   */
  constructor(physics: PhysicsWorld, friction: number, id = 'ego') {
    if (!(friction >= 0.05 && friction <= 1.2)) throw new Error(`friction: expected 0.05 to 1.2, found ${friction}.`);
    this.body = chassis();
    this.tyres = new TyreVehicle(this.body, friction);
    physics.addBody(id, this.body);
    physics.addListener(this);
  }

  /** Actual road-wheel angle, rad, left positive. */
  get steerRad(): number {
    return this.tyres.steerRad;
  }

  /** Speed of the centre of mass to the left of the car, m/s: its sideslip. */
  get lateralSpeed(): number {
    return this.vy * cos(this.heading) - this.vx * sin(this.heading) - CAR.boxCentreM * this.yawRate;
  }

  /** Puts the car, level and in equilibrium, with its box centre at (x, y), m, rolling straight ahead at a steady `speed`, m/s. */
  place(x: number, y: number, heading: number, speed: number): void {
    const c = cos(heading);
    const s = sin(heading);
    const body = this.body;
    body.position.set(x - CAR.boxCentreM * c, y - CAR.boxCentreM * s, CAR.centreOfMassHeightM);
    body.quaternion.set(0, 0, sin(heading / 2), cos(heading / 2));
    body.velocity.set(speed * c, speed * s, 0);
    body.angularVelocity.setZero();
    body.updateInertiaWorld();
    body.aabbNeedsUpdate = true;
    this.tyres.steerRad = 0;
    this.tyres.driveForceN = speed > 0 ? runningResistanceN(speed) : 0;
    this.tyres.brakeForceN = 0;
    this.command(0, this.tyres.driveForceN, 0);
    this.measureMotion();
    this.accelerationMps2 = 0;
    this.lateralAccelerationMps2 = 0;
  }

  /** Changes the velocity at once, m/s, along the heading and to the left of it: a blow to the centre of mass. */
  push(forwardMps: number, leftMps: number): void {
    const c = cos(this.heading);
    const s = sin(this.heading);
    const v = this.body.velocity;
    v.x += forwardMps * c - leftMps * s;
    v.y += forwardMps * s + leftMps * c;
    this.measureMotion();
  }

  /** Commands that hold until the next call: road-wheel angle, rad, left positive; drive force and brake force, N, at least 0. Limited to what the car has. */
  command(steerRad: number, driveForceN: number, brakeForceN: number): void {
    this.steerCommandRad = clamp(steerRad, -CAR.maxSteerRad, CAR.maxSteerRad);
    this.driveCommandN = clamp(driveForceN, 0, CAR.engineForceN);
    this.brakeCommandN = clamp(brakeForceN, 0, CAR.brakeForceN);
  }

  beforeIntegration(dt: number): void {
    const tyres = this.tyres;
    const mostSteer = CAR.maxSteerRateRadps * dt;
    const turn = (this.steerCommandRad - tyres.steerRad) * approach(dt, CAR.steerLagS);
    tyres.steerRad += clamp(turn, -mostSteer, mostSteer);
    const mostDrive = CAR.enginePowerW / Math.max(Math.abs(this.speed), 1);
    const drive = Math.min(this.driveCommandN, mostDrive);
    tyres.driveForceN += (drive - tyres.driveForceN) * approach(dt, CAR.driveLagS);
    tyres.brakeForceN += (this.brakeCommandN - tyres.brakeForceN) * approach(dt, CAR.brakeLagS);
    if (tyres.driveForceN < 1e-3) tyres.driveForceN = 0;
    if (tyres.brakeForceN < 1e-3) tyres.brakeForceN = 0;
    tyres.updateVehicle(dt);
  }

  afterStep(dt: number): void {
    const vx = this.vx;
    const vy = this.vy;
    this.measureMotion();
    const ax = (this.vx - vx) / dt;
    const ay = (this.vy - vy) / dt;
    const c = cos(this.heading);
    const s = sin(this.heading);
    this.accelerationMps2 = ax * c + ay * s;
    this.lateralAccelerationMps2 = ay * c - ax * s;
  }

  private measureMotion(): void {
    const { position: p, velocity: v, angularVelocity: w, quaternion: q } = this.body;
    this.heading = atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z));
    const c = cos(this.heading);
    const s = sin(this.heading);
    this.x = p.x + CAR.boxCentreM * c;
    this.y = p.y + CAR.boxCentreM * s;
    this.yawRate = w.z;
    this.vx = v.x - w.z * CAR.boxCentreM * s;
    this.vy = v.y + w.z * CAR.boxCentreM * c;
    this.speed = this.vx * c + this.vy * s;
  }

  /** What the body's state in `PhysicsWorld` does not hold: actuators, commands, measurements, wheels. */
  exchange(io: StateIo): void {
    const tyres = this.tyres;
    io.entity('ego-vehicle');
    this.x = io.number('x', this.x);
    this.y = io.number('y', this.y);
    this.heading = io.number('heading', this.heading);
    this.speed = io.number('speed', this.speed);
    this.vx = io.number('vx', this.vx);
    this.vy = io.number('vy', this.vy);
    this.yawRate = io.number('yawRate', this.yawRate);
    this.accelerationMps2 = io.number('accelerationMps2', this.accelerationMps2);
    this.lateralAccelerationMps2 = io.number('lateralAccelerationMps2', this.lateralAccelerationMps2);
    this.steerCommandRad = io.number('steerCommandRad', this.steerCommandRad);
    this.driveCommandN = io.number('driveCommandN', this.driveCommandN);
    this.brakeCommandN = io.number('brakeCommandN', this.brakeCommandN);
    tyres.steerRad = io.number('steerRad', tyres.steerRad);
    tyres.driveForceN = io.number('driveForceN', tyres.driveForceN);
    tyres.brakeForceN = io.number('brakeForceN', tyres.brakeForceN);
    for (let i = 0; i < tyres.wheelInfos.length; i++) {
      const wheel = tyres.wheelInfos[i];
      wheel.rotation = io.number('wheelRotation', wheel.rotation);
      wheel.suspensionLength = io.number('suspensionLength', wheel.suspensionLength);
    }
  }
}

/** Share of the way that a first-order lag goes in `dt`. */
function approach(dt: number, lagS: number): number {
  return 1 - exp(-dt / lagS);
}

function chassis(): Body {
  const body = new Body({ mass: CAR.massKg, linearDamping: 0, angularDamping: 0, allowSleep: false });
  const height = CAR.heightM - CAR.groundClearanceM;
  const centre = CAR.groundClearanceM + height / 2 - CAR.centreOfMassHeightM;
  body.addShape(new Box(new Vec3(CAR.lengthM / 2, CAR.widthM / 2, height / 2)), new Vec3(CAR.boxCentreM, 0, centre));
  body.inertia.set(CAR.rollInertia, CAR.pitchInertia, CAR.yawInertia);
  body.invInertia.set(1 / CAR.rollInertia, 1 / CAR.pitchInertia, 1 / CAR.yawInertia);
  body.updateInertiaWorld(true);
  body.collisionFilterGroup = CollisionGroup.dynamic;
  body.collisionFilterMask = CollisionGroup.ground | CollisionGroup.dynamic | CollisionGroup.kinematic;
  return body;
}
