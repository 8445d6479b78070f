import { cos, exp, sin, wrapAngle } from '../../kernel/math.ts';
import { RandomStream } from '../../kernel/random.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { EGO, type ActorTable } from '../actor-table.ts';
import type { Road, RoadPoint } from '../map/types.ts';

/** Standard deviations of the lane camera and of the wheel speed sensor. */
export const LATERAL_ERROR_M = 0.03;
export const HEADING_ERROR_RAD = 0.002;
export const SPEED_ERROR_MPS = 0.05;

/** Below this speed the error of the speed shrinks in proportion, m/s: a wheel at rest is known to be at rest. */
const FULL_ERROR_SPEED_MPS = 1;

/** Correlation time of these errors, s: they wander slowly, so that they do not shake the steering. */
export const ERROR_TIME_CONSTANT_S = 5;

/** What the ego believes about itself. World frame as in `ActorTable`; `s` and `d` on road 0. */
export class EgoState implements Stateful {
  x = 0;
  y = 0;
  /** Rad in (-pi, pi]. */
  heading = 0;
  /** Signed speed along the heading, m/s. */
  speed = 0;
  /** Velocity in the world frame, m/s. */
  vx = 0;
  vy = 0;
  /** Rad/s. */
  yawRate = 0;
  /** Along the heading, m/s2. */
  acceleration = 0;
  s = 0;
  d = 0;
  /** Heading relative to road 0 at `s`, rad in (-pi, pi]. */
  headingError = 0;
  /** Velocity across road 0, m/s, left positive. */
  lateralVelocity = 0;

  exchange(io: StateIo): void {
    this.x = io.number('x', this.x);
    this.y = io.number('y', this.y);
    this.heading = io.number('heading', this.heading);
    this.speed = io.number('speed', this.speed);
    this.vx = io.number('vx', this.vx);
    this.vy = io.number('vy', this.vy);
    this.yawRate = io.number('yawRate', this.yawRate);
    this.acceleration = io.number('acceleration', this.acceleration);
    this.s = io.number('s', this.s);
    this.d = io.number('d', this.d);
    this.headingError = io.number('headingError', this.headingError);
    this.lateralVelocity = io.number('lateralVelocity', this.lateralVelocity);
  }
}

/**
 * How the ego measures itself. Lateral position and heading in the road come from a lane camera, speed from the wheels:
 * their errors are first-order Gauss-Markov processes, drawn once per measurement and held between. The world pose is
 * the road pose put back, so that both agree. Arc length, yaw rate and acceleration are exact.
 */
export class EgoSensor implements Stateful {
  private readonly actors: ActorTable;
  private readonly road: Road;
  private readonly seed: number | string;
  private readonly persistence: number;
  private readonly innovation: number;
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
  private stream: RandomStream;
  private lateralErrorM = 0;
  private headingErrorRad = 0;
  private speedErrorMps = 0;

  /** @param measurementDt time between two measurements, s */
  constructor(actors: ActorTable, road: Road, seed: number | string, measurementDt: number) {
    this.actors = actors;
    this.road = road;
    this.seed = seed;
    this.persistence = exp(-measurementDt / ERROR_TIME_CONSTANT_S);
    this.innovation = Math.sqrt(1 - this.persistence * this.persistence);
    this.stream = RandomStream.named(seed, 'sensor/ego');
    this.reset();
  }

  /** Starts the errors afresh, from their stationary distribution. */
  reset(): void {
    this.stream = RandomStream.named(this.seed, 'sensor/ego');
    this.lateralErrorM = this.stream.normal(0, LATERAL_ERROR_M);
    this.headingErrorRad = this.stream.normal(0, HEADING_ERROR_RAD);
    this.speedErrorMps = this.stream.normal(0, SPEED_ERROR_MPS);
  }

  /** Draws the errors that hold from now on. */
  measure(): void {
    this.lateralErrorM = this.wander(this.lateralErrorM, LATERAL_ERROR_M);
    this.headingErrorRad = this.wander(this.headingErrorRad, HEADING_ERROR_RAD);
    this.speedErrorMps = this.wander(this.speedErrorMps, SPEED_ERROR_MPS);
  }

  private wander(error: number, standardDeviation: number): number {
    return this.persistence * error + this.innovation * this.stream.normal(0, standardDeviation);
  }

  /** Fills `out` with the ego as measured now. */
  read(out: EgoState): void {
    const a = this.actors;
    const trueHeading = a.heading[EGO];
    this.road.project(a.x[EGO], a.y[EGO], a.s[EGO], this.point);
    const roadHeading = this.point.heading;
    const roadX = cos(roadHeading);
    const roadY = sin(roadHeading);

    out.s = this.point.s;
    out.d = this.point.d + this.lateralErrorM;
    out.x = a.x[EGO] - this.lateralErrorM * roadY;
    out.y = a.y[EGO] + this.lateralErrorM * roadX;
    out.heading = wrapAngle(trueHeading + this.headingErrorRad);
    out.headingError = wrapAngle(out.heading - roadHeading);

    const trueX = cos(trueHeading);
    const trueY = sin(trueHeading);
    const trueForward = a.vx[EGO] * trueX + a.vy[EGO] * trueY;
    const forward = trueForward + this.speedErrorMps * Math.min(1, Math.abs(trueForward) / FULL_ERROR_SPEED_MPS);
    const leftward = a.vy[EGO] * trueX - a.vx[EGO] * trueY;
    const headingX = cos(out.heading);
    const headingY = sin(out.heading);
    out.speed = forward;
    out.vx = forward * headingX - leftward * headingY;
    out.vy = forward * headingY + leftward * headingX;
    out.lateralVelocity = out.vy * roadX - out.vx * roadY;
    out.yawRate = a.yawRate[EGO];
    out.acceleration = a.acceleration[EGO];
  }

  exchange(io: StateIo): void {
    this.stream.exchange(io);
    this.lateralErrorM = io.number('lateralErrorM', this.lateralErrorM);
    this.headingErrorRad = io.number('headingErrorRad', this.headingErrorRad);
    this.speedErrorMps = io.number('speedErrorMps', this.speedErrorMps);
  }
}
