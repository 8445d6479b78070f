import { clamp, cos, sin } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { EgoAction } from '../ego-action.ts';
import type { Road, RoadPoint } from '../map/types.ts';
import { CAR, runningResistanceN } from './car.ts';
import type { EgoVehicle } from './ego-vehicle.ts';
import { LEAST_LATERAL_SPEED_MPS, lateralLaw } from './lateral-law.ts';
import { steeringAngle } from './steering.ts';

/**
 * How far the car trails the ideal lateral law, s, measured on lane changes of 3.5 m at 10 to 36 m/s on dry road: 0.12 to
 * 0.19 (on friction 0.5: 0.16 comfortable, 0.40 evasive, where the tyres are the limit). Planners predict with it.
 */
export const LATERAL_LAG_S = 0.15;

/** How far the car's acceleration trails the demand, s, measured: 0.05 when braking (0.10 when accelerating). */
export const LONGITUDINAL_LAG_S = 0.05;

/** The law is evaluated where the car will be after this time, s: it closes the loop around the lag as if there were none. */
const LEAD_S = LATERAL_LAG_S;
/** The road's curvature is taken this time ahead, s: the car's answer to steering trails by as much. */
const PREVIEW_S = 0.12;
/** Between these speeds, m/s, the loop goes over from heading alone (rolling wheels) to measured lateral motion (slipping tyres). */
const ROLLING_MPS = 3;
const SLIPPING_MPS = 7;
/** Smallest 1 - curvature * offset that is used: offsets near the centre of a bend have no meaning. */
const LEAST_SCALE = 0.2;
/** Below this speed, m/s, a car that is not asked to accelerate is held with this brake force, N. */
const HOLD_SPEED_MPS = 0.3;
const HOLD_FORCE_N = 4000;

/** Turns an `EgoAction` into steering, drive and brake commands. */
export class Tracker implements Stateful {
  private readonly road: Road;
  private readonly vehicle: EgoVehicle;
  private readonly at: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
  private hintS = NaN;

  /** @param road the road that target offsets refer to; travelled towards growing s */
  constructor(road: Road, vehicle: EgoVehicle) {
    this.road = road;
    this.vehicle = vehicle;
  }

  /** Commands the vehicle for the next physics step; call it before each. */
  step(action: EgoAction): void {
    const car = this.vehicle;
    const steer = this.steer(action);
    const force = CAR.massKg * action.accelerationMps2 + runningResistanceN(Math.max(car.speed, 0));
    if (action.accelerationMps2 <= 0 && car.speed < HOLD_SPEED_MPS) {
      car.command(steer, 0, Math.max(HOLD_FORCE_N, -force));
    } else {
      car.command(steer, Math.max(force, 0), Math.max(-force, 0));
    }
  }

  private steer(action: EgoAction): number {
    const car = this.vehicle;
    const at = this.road.project(car.x, car.y, this.hintS, this.at);
    this.hintS = at.s;
    const friction = car.tyres.friction;
    const speed = Math.max(car.speed, 0);
    const rolling = Math.max(speed, LEAST_LATERAL_SPEED_MPS);
    const roadC = cos(at.heading);
    const roadS = sin(at.heading);
    const along = car.vx * roadC + car.vy * roadS;
    const roadAcceleration = (along * along * at.curvature) / Math.max(1 - at.curvature * at.d, LEAST_SCALE);

    const turnS = sin(car.heading - at.heading);
    const turnC = cos(car.heading - at.heading);
    const rateByHeading = speed * turnS;
    const slipping = clamp((speed - ROLLING_MPS) / (SLIPPING_MPS - ROLLING_MPS), 0, 1);
    const rate = rateByHeading + slipping * (car.vy * roadC - car.vx * roadS - rateByHeading);
    const acceleration = car.lateralAccelerationMps2 * turnC + car.accelerationMps2 * turnS - roadAcceleration;
    const lead = LEAD_S * slipping;
    const error = at.d + lead * rate - action.targetOffsetM;
    const demand = lateralLaw(error, rate + lead * acceleration, speed, action.urgency, friction, roadAcceleration);

    const ahead = this.road.curvature(at.s + PREVIEW_S * speed);
    const curvature = ahead / Math.max(1 - ahead * at.d, LEAST_SCALE) + demand / (rolling * rolling);
    return steeringAngle(speed, curvature, car.lateralSpeed, car.yawRate, friction);
  }

  exchange(io: StateIo): void {
    io.entity('tracker');
    this.hintS = io.number('hintS', this.hintS);
  }
}
