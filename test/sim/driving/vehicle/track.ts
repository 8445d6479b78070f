import { EgoAction } from '../../../../sim/driving/ego-action.ts';
import type { Road, RoadPoint } from '../../../../sim/driving/map/types.ts';
import { EgoVehicle } from '../../../../sim/driving/vehicle/ego-vehicle.ts';
import { Tracker } from '../../../../sim/driving/vehicle/tracker.ts';
import { PhysicsWorld } from '../../../../sim/kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../../../sim/kernel/state-io.ts';

/** 100 m straight along x, then a left-hand circle of the given curvature (0: straight for ever). */
export class TestRoad implements Road {
  readonly index = 0;
  readonly lengthM = 1e5;
  readonly lanes = [];
  private readonly bend: number;
  private readonly straightM = 100;

  constructor(bend: number) {
    this.bend = bend;
  }

  pose(s: number, d: number, out: RoadPoint): RoadPoint {
    const turn = this.curvature(s) * (s - this.straightM);
    out.s = s;
    out.d = d;
    out.heading = Math.atan2(Math.sin(turn), Math.cos(turn));
    out.curvature = this.curvature(s);
    if (out.curvature === 0) {
      out.x = s;
      out.y = d;
    } else {
      out.x = this.straightM + (1 / this.bend - d) * Math.sin(turn);
      out.y = 1 / this.bend - (1 / this.bend - d) * Math.cos(turn);
    }
    return out;
  }

  project(x: number, y: number, _hintS: number, out: RoadPoint): RoadPoint {
    if (this.bend === 0 || x <= this.straightM) return this.pose(x, y, out);
    const dx = x - this.straightM;
    const dy = 1 / this.bend - y;
    return this.pose(this.straightM + Math.atan2(dx, dy) / this.bend, 1 / this.bend - Math.hypot(dx, dy), out);
  }

  curvature(s: number): number {
    return s <= this.straightM ? 0 : this.bend;
  }

  drivableMin(): number {
    return -10;
  }

  drivableMax(): number {
    return 10;
  }
}

export interface TrackOptions {
  readonly speed: number;
  readonly friction?: number;
  readonly hz?: number;
  readonly curvature?: number;
  readonly offset?: number;
  readonly heading?: number;
}

/** The car with its tracker on a test road. */
export class Track implements Stateful {
  readonly physics = new PhysicsWorld();
  readonly car: EgoVehicle;
  readonly tracker: Tracker;
  readonly action = new EgoAction();
  readonly road: TestRoad;
  readonly dt: number;
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };

  constructor({ speed, friction = 0.9, hz = 120, curvature = 0, offset = 0, heading = 0 }: TrackOptions) {
    this.dt = 1 / hz;
    this.physics.addGround();
    this.car = new EgoVehicle(this.physics, friction);
    this.physics.build();
    this.car.place(0, offset, heading, speed);
    this.road = new TestRoad(curvature);
    this.tracker = new Tracker(this.road, this.car);
  }

  get offset(): number {
    return this.road.project(this.car.x, this.car.y, NaN, this.point).d;
  }

  /** Runs for `seconds`; `control` may change the action before each step, `watch` looks after it. */
  run(seconds: number, control?: (action: EgoAction, t: number) => void, watch?: () => void): void {
    const steps = Math.round(seconds / this.dt);
    for (let i = 0; i < steps; i++) {
      control?.(this.action, i * this.dt);
      this.tracker.step(this.action);
      this.physics.step(this.dt);
      watch?.();
    }
  }

  /** Keeps the speed by a proportional controller. */
  holdSpeed(speed: number): () => void {
    return () => {
      this.action.accelerationMps2 = speed - this.car.speed;
    };
  }

  exchange(io: StateIo): void {
    this.physics.exchange(io);
    this.car.exchange(io);
    this.tracker.exchange(io);
    this.action.exchange(io);
  }
}
