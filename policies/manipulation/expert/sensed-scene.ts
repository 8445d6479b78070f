import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import { THING_ROLES } from '../../../sim/robotics/sensors/thing-table.ts';
import type { SceneModel, SceneSource } from './scene-model.ts';
import type { Thing } from './thing.ts';

const OBSTACLE = THING_ROLES.indexOf('obstacle');
const OBJECT = THING_ROLES.indexOf('object');
const BASE = THING_ROLES.indexOf('base');
/** What the pads feel is the object while its middle is so near the tool centre point, m. */
const HELD_M = 0.05;

/** The scene as the sensors give it; what is not known of is not there. All goes on at the velocity that it seems to have. */
export class SensedScene implements SceneSource<ManipulationObservation> {
  private readonly velocities = new Float64Array(9);

  fill(observation: ManipulationObservation, aheadS: number, stepS: number, scene: SceneModel): void {
    const { arm, things, person } = observation;
    scene.clear();
    scene.q.set(arm.q);
    scene.qd.set(arm.qd);
    scene.widthM = arm.widthM;
    scene.task = observation.task;
    scene.belt = observation.belt;
    for (let i = 0; i < things.count; i++) {
      const role = things.role[i];
      if (role === OBSTACLE) addObstacle(observation, i, aheadS, stepS, scene);
      else if (role === OBJECT) describe(observation, i, scene.object);
      else if (role === BASE) describe(observation, i, scene.base);
      else {
        const row = scene.loose.addHalf(things.shape[i], things.halfX[i], things.halfY[i], things.halfZ[i]);
        scene.loose.place(row, things.x[i], things.y[i], things.z[i], things.yaw[i]);
      }
    }
    const { object } = scene;
    const feels = arm.forceN > 0;
    const dx = object.x - arm.x;
    const dy = object.y - arm.y;
    const dz = object.z - arm.z;
    scene.held = feels && object.known && dx * dx + dy * dy + dz * dz < HELD_M * HELD_M;
    scene.heldOther = feels && !scene.held && object.known;
    if (!person.known) return;
    // The shoulder stays, the hand's velocity is known, and the elbow is taken to move half as fast.
    for (let k = 0; k < 3; k++) {
      this.velocities[3 + k] = person.handVelocity[k] / 2;
      this.velocities[6 + k] = person.handVelocity[k];
    }
    scene.setPerson(person.joints, this.velocities, person.radiusM, aheadS, stepS);
  }
}

function describe({ things }: ManipulationObservation, i: number, out: Thing): void {
  out.known = true;
  out.kind = things.shape[i];
  out.halfX = things.halfX[i];
  out.halfY = things.halfY[i];
  out.halfZ = things.halfZ[i];
  out.place(things.x[i], things.y[i], things.z[i], things.yaw[i]);
  out.move(things.vx[i], things.vy[i], things.vz[i]);
}

function addObstacle(
  { things }: ManipulationObservation,
  i: number,
  aheadS: number,
  stepS: number,
  scene: SceneModel,
): void {
  scene.addObstacle(
    things.shape[i],
    things.halfX[i],
    things.halfY[i],
    things.halfZ[i],
    things.x[i],
    things.y[i],
    things.z[i],
    things.yaw[i],
    things.vx[i],
    things.vy[i],
    things.vz[i],
    aheadS,
    stepS,
  );
}
