import { EgoAction } from '../../sim/driving/ego-action.ts';
import { buildMap } from '../../sim/driving/map/build-map.ts';
import { egoLane } from '../../sim/driving/map/lane-graph.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { EgoVehicle } from '../../sim/driving/vehicle/ego-vehicle.ts';
import { Tracker } from '../../sim/driving/vehicle/tracker.ts';
import { substepsPerTick } from '../../sim/kernel/clock.ts';
import { PhysicsWorld } from '../../sim/kernel/physics-world.ts';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { Inference } from '../../policies/driving/fast-policy.ts';

/**
 * What a tick cannot do without: the physics world of a driving episode as `DrivingWorld` builds it (ground, the ego on
 * its tyres, its tracker; the others are no bodies) stepped bare, and one bare inference of the fast policy's network.
 */
export class Floor {
  private readonly physics: PhysicsWorld;
  private readonly tracker: Tracker;
  private readonly action = new EgoAction();
  private readonly start: Float64Array;

  constructor(
    private readonly spec: DrivingSpec,
    private readonly inference: Inference,
  ) {
    const map = buildMap(spec.map);
    const road = map.roads[0];
    this.physics = new PhysicsWorld({ friction: spec.friction });
    this.physics.addGround();
    const vehicle = new EgoVehicle(this.physics, spec.friction);
    this.physics.build();
    const lane = egoLane(map, spec.ego.lane);
    const p = road.pose(spec.ego.s, lane.centerM, { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 });
    vehicle.place(p.x, p.y, p.heading, spec.ego.speedMps);
    this.action.targetOffsetM = lane.centerM;
    this.tracker = new Tracker(road, vehicle);
    this.start = saveState(this.physics);
  }

  rewind(): void {
    restoreState(this.physics, this.start);
  }

  async tick(): Promise<void> {
    this.stepPhysics();
    await this.inference.run();
  }

  stepPhysics(): void {
    const { controlDt, physicsDt } = this.spec;
    for (let k = substepsPerTick(controlDt, physicsDt); k > 0; k--) {
      this.tracker.step(this.action);
      this.physics.step(physicsDt);
    }
  }
}
