import { substepsPerTick, tickTimeS } from '../kernel/clock.ts';
import { PhysicsWorld } from '../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../kernel/state-io.ts';
import { EGO, ActorTable } from './actor-table.ts';
import { boxMeets, collisionKind, findCollision, impactSpeed, isAtFault, type CollisionKind } from './collision.ts';
import type { EgoAction } from './ego-action.ts';
import { EpisodeMetrics } from './episode-metrics.ts';
import { InterventionProblem } from './intervention-problem.ts';
import { buildMap } from './map/build-map.ts';
import { egoLane } from './map/lane-graph.ts';
import type { RoadMap, RoadPoint } from './map/types.ts';
import type { DrivingObservation } from './observation.ts';
import { Perception } from './sensors/perception.ts';
import { isSpare, waitsBesideTheRoad } from './spare-obstacles.ts';
import type { DrivingSpec } from './spec.ts';
import { Traffic } from './traffic/traffic.ts';
import { CAR } from './vehicle/car.ts';
import { EgoVehicle } from './vehicle/ego-vehicle.ts';
import { Tracker } from './vehicle/tracker.ts';

/** How an episode ended; `running` until then. `timeout` is a truncation, the others are terminations. */
export const EPISODE_ENDS = ['running', 'goal', 'timeout', 'collision', 'off-road'] as const;
export type EpisodeEnd = (typeof EPISODE_ENDS)[number];

/** Order is the code stored in a saved state. */
export const COLLISION_KINDS: readonly CollisionKind[] = [
  'stopped-ego',
  'stopped-track',
  'active-rear',
  'active-front',
  'active-lateral',
];

/**
 * One driving episode: the ego as a rigid body on tyres, everybody else moved by traffic models, sensors, and the
 * measures of what happened. Deterministic: the spec and the seed give every bit. A step is one control tick.
 *
 * The others are no bodies of the physics world: an overlap ends the episode, and a contact force that acted before it
 * was seen would have taken away the speed and the kind of the collision.
 */
export class DrivingWorld implements Stateful {
  readonly map: RoadMap;
  /** The truth. Controllers get `observe()`; only a privileged arm is handed the world itself. */
  readonly actors: ActorTable;
  readonly traffic: Traffic;
  readonly perception: Perception;
  readonly vehicle: EgoVehicle;
  readonly metrics: EpisodeMetrics;
  readonly controlDt: number;
  tick = 0;
  end: EpisodeEnd = 'running';
  /** Details of a collision: row of the other, nuPlan type, fault, relative speed at impact (m/s). */
  collisionRow = -1;
  collisionKind: CollisionKind | null = null;
  atFault = false;
  impactSpeedMps = 0;

  private readonly physics: PhysicsWorld;
  private readonly tracker: Tracker;
  private readonly substeps: number;
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
  private readonly observation: DrivingObservation;
  private readonly startS: number;

  /** @throws Error when the spec does not fit its own map (see `checkMap`) */
  constructor(
    readonly spec: DrivingSpec,
    readonly seed: string,
  ) {
    this.map = buildMap(spec.map);
    this.controlDt = spec.controlDt;
    this.substeps = substepsPerTick(spec.controlDt, spec.physicsDt);
    this.actors = new ActorTable({ lengthM: CAR.lengthM, widthM: CAR.widthM, heightM: CAR.heightM }, spec.actors);
    this.physics = new PhysicsWorld({ friction: spec.friction });
    this.physics.addGround();
    this.vehicle = new EgoVehicle(this.physics, spec.friction);
    this.physics.build();
    this.tracker = new Tracker(this.map.roads[0], this.vehicle);
    this.traffic = new Traffic(this.map, spec.actors, this.actors, seed);
    this.perception = new Perception(spec.sensors, this.map, this.actors, seed, spec.controlDt);
    this.metrics = new EpisodeMetrics(spec.controlDt);
    this.startS = spec.ego.s;
    this.observation = {
      tick: 0,
      controlDt: spec.controlDt,
      ego: this.perception.ego,
      tracks: this.perception.tracks,
      lane: this.perception.lane,
      map: this.map,
      egoLengthM: CAR.lengthM,
      egoWidthM: CAR.widthM,
      desiredSpeedMps: spec.ego.desiredSpeedMps,
      goalS: spec.ego.goalS,
    };
    this.placeAll();
  }

  get ended(): boolean {
    return this.end !== 'running';
  }

  /** Share of the way to the goal, [0, 1]. */
  get progress(): number {
    const way = this.spec.ego.goalS - this.startS;
    const done = (this.actors.s[EGO] - this.startS) / way;
    return done < 0 ? 0 : done > 1 ? 1 : done;
  }

  /** What the sensors give at the present tick; the object is reused. */
  observe(): DrivingObservation {
    this.observation.tick = this.tick;
    return this.observation;
  }

  /** Advances by one control tick. @throws Error when the episode has ended */
  step(action: EgoAction): void {
    if (this.ended) throw new Error(`episode has ended (${this.end}) at tick ${this.tick}: no further step`);
    const t = this.actors;
    this.traffic.step(this.controlDt, tickTimeS(this.tick, this.controlDt));
    for (let k = 0; k < this.substeps; k++) {
      this.tracker.step(action);
      this.physics.step(this.spec.physicsDt);
    }
    this.tick++;
    this.readEgo();
    this.metrics.add(t, this.vehicle.lateralAccelerationMps2);
    this.judge();
    if (!this.ended) this.perception.sense(this.tick);
  }

  /** Whether a row is a spare obstacle that was not placed yet: it is not there for anybody. */
  isAbsent(row: number): boolean {
    return row > EGO && isSpare(this.spec.actors[row - 1]) && waitsBesideTheRoad(this.actors.d[row]);
  }

  /**
   * Between two ticks: changes the velocity of the ego or an actor, m/s, along its heading and to the left of it. Tyres,
   * drivers and friction do the rest. Drivers do not reverse.
   * @throws InterventionProblem when there is nobody to push
   */
  push(row: number, forwardMps: number, leftMps: number): void {
    this.requireRunning();
    if (!Number.isInteger(row) || row < 0 || row >= this.actors.count || this.isAbsent(row)) {
      throw new InterventionProblem('There is nobody there to push.');
    }
    if (!(Number.isFinite(forwardMps) && Number.isFinite(leftMps))) {
      throw new InterventionProblem(`A push must be a finite speed, but is ${forwardMps}, ${leftMps} m/s.`);
    }
    if (row === EGO) {
      this.vehicle.push(forwardMps, leftMps);
      this.readEgo();
    } else {
      this.traffic.push(row, forwardMps, leftMps);
    }
  }

  /**
   * Between two ticks: puts a spare obstacle on the road at a world position, m, along the road. Sensors see it from the
   * next tick on.
   * @throws InterventionProblem unless the obstacle is still spare and the place a free one on a road
   */
  place(row: number, x: number, y: number): void {
    this.requireRunning();
    if (!this.isAbsent(row))
      throw new InterventionProblem('Only a spare obstacle that was not dropped yet can be placed.');
    const road = this.roadAt(x, y);
    if (road < 0) {
      throw new InterventionProblem(
        'An obstacle can only be dropped on a road: choose a place on a lane or a shoulder.',
      );
    }
    const t = this.actors;
    const { s, d, heading } = this.point;
    for (let i = 0; i < t.count; i++) {
      if (i !== row && boxMeets(t, i, x, y, heading, t.lengthM[row], t.widthM[row])) {
        throw new InterventionProblem(`${t.ids[i]} is there already: choose a free place.`);
      }
    }
    this.traffic.put(row, road, s, d);
  }

  exchange(io: StateIo): void {
    io.entity('world');
    this.tick = io.number('tick', this.tick);
    this.end = EPISODE_ENDS[io.number('end', EPISODE_ENDS.indexOf(this.end))];
    this.collisionRow = io.number('collisionRow', this.collisionRow);
    const kind = io.number(
      'collisionKind',
      this.collisionKind === null ? -1 : COLLISION_KINDS.indexOf(this.collisionKind),
    );
    this.collisionKind = kind < 0 ? null : COLLISION_KINDS[kind];
    this.atFault = io.boolean('atFault', this.atFault);
    this.impactSpeedMps = io.number('impactSpeedMps', this.impactSpeedMps);
    this.actors.exchange(io);
    this.vehicle.exchange(io);
    this.physics.exchange(io);
    this.tracker.exchange(io);
    this.traffic.exchange(io);
    this.perception.exchange(io);
    this.metrics.exchange(io);
  }

  private requireRunning(): void {
    if (this.ended) throw new InterventionProblem(`The episode has ended (${this.end}).`);
  }

  /** The first road on whose lanes and shoulders a place lies, with its coordinates in `point`; -1: none. */
  private roadAt(x: number, y: number): number {
    for (const road of this.map.roads) {
      const { s, d } = road.project(x, y, NaN, this.point);
      if (s >= 0 && s <= road.lengthM && d >= road.drivableMin(s) && d <= road.drivableMax(s)) return road.index;
    }
    return -1;
  }

  private placeAll(): void {
    const { ego } = this.spec;
    const road = this.map.roads[0];
    const lane = egoLane(this.map, ego.lane);
    const p = road.pose(ego.s, lane.centerM, this.point);
    this.vehicle.place(p.x, p.y, p.heading, ego.speedMps);
    this.actors.s[EGO] = ego.s;
    this.actors.d[EGO] = lane.centerM;
    this.actors.road[EGO] = 0;
    this.readEgo();
    this.traffic.reset();
    this.perception.reset();
    this.perception.sense(0);
  }

  private readEgo(): void {
    const t = this.actors;
    const v = this.vehicle;
    t.x[EGO] = v.x;
    t.y[EGO] = v.y;
    t.heading[EGO] = v.heading;
    t.speed[EGO] = v.speed;
    t.vx[EGO] = v.vx;
    t.vy[EGO] = v.vy;
    t.acceleration[EGO] = v.accelerationMps2;
    t.yawRate[EGO] = v.yawRate;
    const p = this.map.roads[0].project(v.x, v.y, t.s[EGO], this.point);
    t.s[EGO] = p.s;
    t.d[EGO] = p.d;
  }

  private judge(): void {
    const t = this.actors;
    const hit = findCollision(t);
    if (hit >= 0) {
      this.end = 'collision';
      this.collisionRow = hit;
      this.collisionKind = collisionKind(t, hit);
      this.atFault = isAtFault(this.collisionKind, this.inSeveralLanes());
      this.impactSpeedMps = impactSpeed(t, hit);
      this.metrics.collided();
    } else if (!this.map.drivable(t.x[EGO], t.y[EGO], 0)) {
      this.end = 'off-road';
    } else if (t.s[EGO] >= this.spec.ego.goalS) {
      this.end = 'goal';
    } else if (tickTimeS(this.tick, this.controlDt) >= this.spec.timeLimitS - 1e-9) {
      this.end = 'timeout';
    }
  }

  /** Whether the ego's sides lie in different lanes of its direction, or outside of all. */
  private inSeveralLanes(): boolean {
    const t = this.actors;
    const half = 0.5 * CAR.widthM;
    const lane = this.map.laneAt(0, t.s[EGO], t.d[EGO], 1);
    const l = this.map.lanes[lane];
    return Math.abs(t.d[EGO] - l.centerM) + half > 0.5 * l.widthM;
  }
}
