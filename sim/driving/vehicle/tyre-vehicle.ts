import { RaycastVehicle, Vec3 } from 'cannon-es';
import type { Body, WheelInfo } from 'cannon-es';
import { atan2, cos, sin } from '../../kernel/math.ts';
import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';
import { CAR, FRONT_LOAD, runningResistanceN } from './car.ts';
import { lateralGrip } from './tyre.ts';

/** Below this planar speed, m/s, a braked car without drive is parked: it does not creep. */
const PARKED_MPS = 0.05;
/** Slip angles are taken at this forward speed, m/s, or more: they are undefined at standstill. */
const SLIP_SPEED_MPS = 0.5;

const WHEELS = 4;

/** Mass that a horizontal impulse at the ground moves there, kg: it pitches or rolls the car besides pushing it. */
const LONGITUDINAL_MASS_KG =
  1 / (1 / CAR.massKg + (CAR.centreOfMassHeightM * CAR.centreOfMassHeightM) / CAR.pitchInertia);
const LATERAL_MASS_KG = 1 / (1 / CAR.massKg + (CAR.centreOfMassHeightM * CAR.centreOfMassHeightM) / CAR.rollInertia);

/**
 * Four-wheeled car on the suspension of cannon-es' `RaycastVehicle`, with tyres of its own (the stock friction stage
 * depends on the time step and has no slip angles) and flat ground at z = 0 met analytically. x forward, y left, z up;
 * wheels in the order front left, front right, rear left, rear right. Allocates nothing in the step.
 */
export class TyreVehicle extends RaycastVehicle {
  /** Tyre-road friction coefficient, dimensionless. */
  friction: number;
  /** Road-wheel angle of the front wheels, rad, left positive. */
  steerRad = 0;
  /** Force of the drive at the front wheels, N, at least 0. */
  driveForceN = 0;
  /** Demand on the brakes, N, at least 0; distributed by wheel load (electronic brake-force distribution). */
  brakeForceN = 0;

  private readonly impulseX = new Float64Array(WHEELS);
  private readonly impulseY = new Float64Array(WHEELS);
  private readonly impulse = new Vec3();
  private readonly arm = new Vec3();

  constructor(chassisBody: Body, friction: number) {
    super({ chassisBody, indexRightAxis: 1, indexUpAxis: 2, indexForwardAxis: 0 });
    this.friction = friction;
    this.addAxle(CAR.frontAxleM, FRONT_LOAD, true);
    this.addAxle(-CAR.rearAxleM, 1 - FRONT_LOAD, false);
  }

  private addAxle(x: number, load: number, isFrontWheel: boolean): void {
    // Mounted so that the car stands level: a spring that carries more starts lower.
    const sag = (GRAVITY_MPS2 * load) / 2 / CAR.suspensionStiffness;
    const z = CAR.wheelRadiusM + CAR.suspensionRestM - sag - CAR.centreOfMassHeightM;
    for (const side of [1, -1]) {
      this.addWheel({
        chassisConnectionPointLocal: new Vec3(x, (side * CAR.trackM) / 2, z),
        directionLocal: new Vec3(0, 0, -1),
        axleLocal: new Vec3(0, 1, 0),
        radius: CAR.wheelRadiusM,
        suspensionRestLength: CAR.suspensionRestM,
        maxSuspensionTravel: CAR.suspensionTravelM,
        suspensionStiffness: CAR.suspensionStiffness,
        dampingCompression: CAR.suspensionCompression,
        dampingRelaxation: CAR.suspensionRelaxation,
        isFrontWheel,
      });
    }
  }

  override updateVehicle(dt: number): void {
    const wheels = this.wheelInfos;
    for (let i = 0; i < WHEELS; i++) this.castRay(wheels[i]);
    this.updateSuspension(dt);
    for (let i = 0; i < WHEELS; i++) {
      if (wheels[i].isInContact) this.push(wheels[i], 0, 0, wheels[i].suspensionForce * dt);
    }
    this.applyResistance(dt);
    if (!this.park()) this.updateFriction(dt);
  }

  /** Meets the plane z = 0 instead of casting a ray; returns the distance along the suspension, or -1 in the air. */
  override castRay(wheel: WheelInfo): number {
    this.updateWheelTransformWorld(wheel);
    const p = wheel.chassisConnectionPointWorld;
    const d = wheel.directionWorld;
    const reach = wheel.suspensionRestLength + wheel.radius;
    const distance = d.z < 0 ? -p.z / d.z : Infinity;
    if (!(distance >= 0 && distance <= reach)) {
      wheel.isInContact = false;
      wheel.suspensionLength = wheel.suspensionRestLength;
      wheel.suspensionRelativeVelocity = 0;
      wheel.clippedInvContactDotSuspension = 1;
      return -1;
    }
    wheel.isInContact = true;
    wheel.raycastResult.hitPointWorld.set(p.x + distance * d.x, p.y + distance * d.y, 0);
    const shortest = wheel.suspensionRestLength - wheel.maxSuspensionTravel;
    wheel.suspensionLength = Math.max(distance - wheel.radius, shortest);
    // As in cannon-es: beyond 84 degrees of tilt the projection is cut off.
    const projection = d.z >= -0.1 ? 10 : -1 / d.z;
    wheel.clippedInvContactDotSuspension = projection;
    wheel.suspensionRelativeVelocity =
      d.z >= -0.1 ? 0 : this.verticalVelocityAt(wheel.raycastResult.hitPointWorld) * projection;
    return distance;
  }

  override updateFriction(dt: number): void {
    const body = this.chassisBody;
    const wheels = this.wheelInfos;
    // The body's forward axis on the ground.
    const q = body.quaternion;
    let fx = 1 - 2 * (q.y * q.y + q.z * q.z);
    let fy = 2 * (q.x * q.y + q.w * q.z);
    const length = Math.sqrt(fx * fx + fy * fy);
    let load = 0;
    this.numWheelsOnGround = 0;
    for (let i = 0; i < WHEELS; i++) {
      if (!wheels[i].isInContact) continue;
      this.numWheelsOnGround++;
      load += wheels[i].suspensionForce;
    }
    this.sliding = false;
    if (load <= 0 || length < 1e-6) return;
    fx /= length;
    fy /= length;
    const c = cos(this.steerRad);
    const s = sin(this.steerRad);
    for (let i = 0; i < WHEELS; i++) {
      const wheel = wheels[i];
      const front = wheel.isFrontWheel;
      wheel.steering = front ? this.steerRad : 0;
      wheel.engineForce = front ? this.driveForceN / 2 : 0;
      wheel.brake = (this.brakeForceN * wheel.suspensionForce) / load;
      this.wheelImpulse(i, front ? fx * c - fy * s : fx, front ? fx * s + fy * c : fy, dt);
    }
    for (let i = 0; i < WHEELS; i++) {
      if (wheels[i].isInContact) this.push(wheels[i], this.impulseX[i], this.impulseY[i], 0);
    }
  }

  /** Tyre forces of one wheel that points along (dx, dy); impulses are stored, so that all wheels see the same motion. */
  private wheelImpulse(i: number, dx: number, dy: number, dt: number): void {
    const wheel = this.wheelInfos[i];
    wheel.deltaRotation = 0;
    wheel.sliding = false;
    if (!wheel.isInContact) return;
    const body = this.chassisBody;
    const v = body.velocity;
    const w = body.angularVelocity;
    const hit = wheel.raycastResult.hitPointWorld;
    const rx = hit.x - body.position.x;
    const ry = hit.y - body.position.y;
    const rz = hit.z - body.position.z;
    const px = v.x + w.y * rz - w.z * ry;
    const py = v.y + w.z * rx - w.x * rz;
    const along = px * dx + py * dy;
    const across = py * dx - px * dy;

    const limit = this.friction * wheel.suspensionForce;
    const slip = atan2(across, Math.max(Math.abs(along), SLIP_SPEED_MPS));
    const stiffness = wheel.isFrontWheel ? CAR.tyreStiffnessFront : CAR.tyreStiffnessRear;
    // Neither braking nor cornering may reverse the motion within one step: each wheel stops at most its quarter of the car.
    const mostLateral = (Math.abs(across) * LATERAL_MASS_KG) / WHEELS / dt;
    const mostBraking = (Math.abs(along) * LONGITUDINAL_MASS_KG) / WHEELS / dt;
    let lateral = limit * lateralGrip(slip, stiffness);
    lateral = Math.min(Math.max(lateral, -mostLateral), mostLateral);
    const braking = Math.min(wheel.brake, mostBraking, limit);
    let longitudinal = Math.min(wheel.engineForce, limit) - Math.sign(along) * braking;

    // Friction circle: when both together ask for more than there is, they share it in proportion, as anti-lock and traction control see to.
    const demand = Math.sqrt(longitudinal * longitudinal + lateral * lateral);
    if (demand > limit) {
      wheel.sliding = true;
      this.sliding = true;
      longitudinal *= limit / demand;
      lateral *= limit / demand;
    }
    wheel.forwardImpulse = longitudinal * dt;
    wheel.sideImpulse = lateral * dt;
    this.impulseX[i] = (longitudinal * dx - lateral * dy) * dt;
    this.impulseY[i] = (longitudinal * dy + lateral * dx) * dt;
    wheel.deltaRotation = (along * dt) / wheel.radius;
    wheel.rotation += wheel.deltaRotation;
  }

  /** Air drag and rolling resistance, at the centre of mass against the motion. */
  private applyResistance(dt: number): void {
    const v = this.chassisBody.velocity;
    const speed = Math.sqrt(v.x * v.x + v.y * v.y);
    if (speed === 0) return;
    const loss = Math.min(runningResistanceN(speed) * dt * this.chassisBody.invMass, speed) / speed;
    v.x -= loss * v.x;
    v.y -= loss * v.y;
  }

  /** Holds a car that is braked and all but stands; a push from a collision exceeds the bound and frees it. */
  private park(): boolean {
    const v = this.chassisBody.velocity;
    if (this.brakeForceN <= 0 || this.driveForceN > 0 || v.x * v.x + v.y * v.y > PARKED_MPS * PARKED_MPS) return false;
    let onGround = true;
    for (let i = 0; i < WHEELS; i++) onGround &&= this.wheelInfos[i].isInContact;
    if (!onGround) return false;
    v.x = 0;
    v.y = 0;
    this.chassisBody.angularVelocity.z = 0;
    return true;
  }

  private push(wheel: WheelInfo, x: number, y: number, z: number): void {
    wheel.raycastResult.hitPointWorld.vsub(this.chassisBody.position, this.arm);
    this.impulse.set(x, y, z);
    this.chassisBody.applyImpulse(this.impulse, this.arm);
  }

  private verticalVelocityAt(point: Vec3): number {
    const body = this.chassisBody;
    const w = body.angularVelocity;
    return body.velocity.z + w.x * (point.y - body.position.y) - w.y * (point.x - body.position.x);
  }
}
