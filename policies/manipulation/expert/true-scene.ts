import { tickTimeS } from '../../../sim/kernel/clock.ts';
import type { VolumeTable } from '../../../sim/robotics/clearance/volume-table.ts';
import type { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import { catalogueOf, type CatalogueEntry } from '../../../sim/robotics/sensors/thing-catalogue.ts';
import { viewUpright, type UprightView } from '../../../sim/robotics/sensors/upright-view.ts';
import { movingTimeS, STEPS } from './horizon.ts';
import type { SceneModel, SceneSource } from './scene-model.ts';
import type { Thing } from './thing.ts';

const POSE = 12;
const PERSON = 9;
/** Slower than this at every step, m/s, an obstacle stands. */
const STANDS_MPS = 0.01;

/**
 * The scene as it truly is. Obstacles and the person go on at the velocity that they have; with `foresight`, along the
 * paths that they have set out on: what has not been triggered yet is not foreseen.
 */
export class TrueScene implements SceneSource<unknown> {
  private readonly catalogue: readonly (CatalogueEntry | undefined)[];
  private readonly sample: VolumeTable;
  private readonly stands: Uint8Array;
  private readonly velocities = new Float64Array(PERSON);
  private readonly joints = new Float64Array(PERSON);
  private readonly view: UprightView = { yaw: 0, shape: 0, halfX: 0, halfY: 0, halfZ: 0 };

  constructor(
    private readonly world: ManipulationWorld,
    private readonly foresight: boolean,
  ) {
    const entries = catalogueOf(world.spec);
    this.catalogue = world.objects.ids.map((id) => entries.find((entry) => entry.id === id));
    this.sample = world.scene.obstacles.newVolumes();
    this.stands = new Uint8Array(this.sample.count);
  }

  fill(_observation: unknown, aheadS: number, stepS: number, scene: SceneModel): void {
    const { world } = this;
    const { arm, gripper, grasp } = world.manipulator;
    scene.clear();
    scene.q.set(arm.q);
    scene.qd.set(arm.qd);
    scene.widthM = gripper.widthM;
    scene.held = grasp.holding && grasp.held === world.judge.object;
    scene.heldOther = grasp.holding && !scene.held;
    scene.task = world.spec.task;
    scene.belt = world.spec.belt;
    this.fillObjects(scene);
    const nowS = tickTimeS(world.tick, world.controlDt);
    this.fillObstacles(nowS, aheadS, stepS, scene);
    this.fillPerson(nowS, aheadS, stepS, scene);
  }

  private fillObjects(scene: SceneModel): void {
    const { objects, judge } = this.world;
    for (let i = 0; i < objects.count; i++) {
      if (i === judge.object) this.describe(i, scene.object);
      else if (i === judge.base) this.describe(i, scene.base);
      else {
        const { poses, halfSizes: h } = objects;
        const row = scene.loose.add(objects.specs[i].shape);
        scene.loose.setShape(row, scene.loose.kinds[row], h[3 * i], h[3 * i + 1], h[3 * i + 2]);
        scene.loose.setPose(row, poses, POSE * i);
      }
    }
  }

  private describe(i: number, out: Thing): void {
    const { poses, velocities: v } = this.world.objects;
    const { view } = this;
    viewUpright(this.catalogue[i]!, poses, POSE * i, view);
    out.known = true;
    out.kind = view.shape;
    out.halfX = view.halfX;
    out.halfY = view.halfY;
    out.halfZ = view.halfZ;
    out.place(poses[POSE * i + 9], poses[POSE * i + 10], poses[POSE * i + 11], view.yaw);
    out.move(v[6 * i], v[6 * i + 1], v[6 * i + 2]);
  }

  private fillObstacles(nowS: number, aheadS: number, stepS: number, scene: SceneModel): void {
    const { sample, stands } = this;
    const { obstacles } = this.world.scene;
    stands.fill(1);
    for (let k = 0; k <= STEPS; k++) {
      this.sampleObstacles(nowS, aheadS + k * stepS);
      for (let i = 0; i < sample.count; i++) {
        const o = 3 * i;
        const { velocities: v } = sample;
        if (v[o] * v[o] + v[o + 1] * v[o + 1] + v[o + 2] * v[o + 2] > STANDS_MPS * STANDS_MPS) stands[i] = 0;
      }
      if (!this.foresight) break;
    }
    for (let k = 0; k <= STEPS; k++) {
      this.sampleObstacles(nowS, aheadS + k * stepS);
      for (let i = 0; i < sample.count; i++) {
        if (stands[i] === 0) copyRow(sample, i, scene.moving[k]);
        else if (k === 0) copyRow(obstacles.volumes, i, scene.standing);
      }
    }
  }

  /** Where obstacles will be this long after now. */
  private sampleObstacles(nowS: number, laterS: number): void {
    const { sample } = this;
    const { obstacles } = this.world.scene;
    if (this.foresight) {
      obstacles.sample(nowS + laterS, sample);
      return;
    }
    const { poses, velocities: v } = obstacles.volumes;
    const t = movingTimeS(laterS);
    for (let i = 0; i < sample.count; i++) {
      const o = POSE * i + 9;
      sample.move(i, poses[o] + t * v[3 * i], poses[o + 1] + t * v[3 * i + 1], poses[o + 2] + t * v[3 * i + 2]);
      sample.setVelocity(i, v[3 * i], v[3 * i + 1], v[3 * i + 2]);
    }
  }

  private fillPerson(nowS: number, aheadS: number, stepS: number, scene: SceneModel): void {
    const { person } = this.world.scene;
    if (person === null) return;
    scene.setPerson(person.joints, person.velocities, person.radiusM, aheadS, stepS);
    if (!this.foresight) return;
    for (let k = 0; k <= STEPS; k++) {
      person.sample(nowS + aheadS + k * stepS, this.joints, this.velocities);
      scene.person.set(this.joints, PERSON * k);
    }
  }
}

function copyRow(from: VolumeTable, i: number, to: VolumeTable): void {
  const h = 3 * i;
  const row = to.addHalf(from.kinds[i], from.halfSizes[h], from.halfSizes[h + 1], from.halfSizes[h + 2]);
  to.setPose(row, from.poses, POSE * i);
}
