import { Group, Mesh, type BufferGeometry, type Material } from 'three';
import type { ManipulationSpec, PersonSpec } from '../../../sim/robotics/spec.ts';
import { ARM_HEAD, POSE, type ArmLayout } from '../../../scenarios/arm-frames/arm-frames.ts';
import { LimbBuilder } from './limb-builder.ts';
import { writePose } from './poses.ts';
import type { TableMaterials } from './table-materials.ts';
import { roleOf, shapeGeometry } from './thing-shapes.ts';

/** A belt's rubber is drawn so much above its frame, m. */
const RUBBER_M = 0.002;
/** Ball at the end of a person's arm, of the arm's radius. */
const HAND_SHARE = 1.08;

/** Objects, obstacles, belt and a person's arm: one mesh each, moved by the numbers of a frame. */
export class TableThings {
  readonly object = new Group();
  private readonly objects: readonly Mesh[];
  private readonly obstacles: readonly Mesh[];
  private readonly person: PersonBody | null;
  private readonly geometries: BufferGeometry[] = [];

  constructor(
    spec: ManipulationSpec,
    private readonly materials: TableMaterials,
  ) {
    this.objects = spec.objects.map(({ id, shape }) =>
      this.add(shapeGeometry(shape), materials.roles[roleOf(id, spec.task)]),
    );
    this.obstacles = spec.obstacles.map(({ shape }) => this.add(shapeGeometry(shape), materials.roles.obstacle));
    if (spec.belt !== null) this.addBelt(spec.belt);
    this.person = spec.person === null ? null : new PersonBody(spec.person, materials);
    if (this.person !== null) this.object.add(this.person.object);
  }

  update(frame: Float64Array, layout: ArmLayout): void {
    const { objects, obstacles } = this;
    for (let i = 0; i < objects.length; i++) writePose(frame, layout.objects + POSE * i, objects[i]);
    for (let i = 0; i < obstacles.length; i++) writePose(frame, layout.obstacles + POSE * i, obstacles[i]);
    this.materials.beltM.value = frame[ARM_HEAD.beltM];
    this.person?.update(frame, layout.person);
  }

  dispose(): void {
    this.object.removeFromParent();
    this.person?.dispose();
    for (const geometry of this.geometries) geometry.dispose();
  }

  private addBelt({ x, y, lengthM, widthM, heightM, headingRad }: NonNullable<ManipulationSpec['belt']>): void {
    const frame = this.add(boxGeometry(lengthM, widthM, heightM - RUBBER_M), this.materials.edge);
    const rubber = this.add(boxGeometry(lengthM, 0.94 * widthM, RUBBER_M), this.materials.belt);
    for (const [mesh, z] of [
      [frame, (heightM - RUBBER_M) / 2],
      [rubber, heightM - RUBBER_M / 2],
    ] as const) {
      mesh.matrix.makeRotationZ(headingRad).setPosition(x, y, z);
    }
  }

  private add(geometry: BufferGeometry, material: Material): Mesh {
    this.geometries.push(geometry);
    const mesh = new Mesh(geometry, material);
    mesh.matrixAutoUpdate = false;
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    this.object.add(mesh);
    return mesh;
  }
}

function boxGeometry(x: number, y: number, z: number): BufferGeometry {
  return shapeGeometry({ kind: 'box', size: [x, y, z] });
}

/** Two limbs from shoulder over elbow to hand, in a sleeve, and a hand. */
class PersonBody {
  readonly object = new Group();
  private readonly limbs: readonly Mesh[];
  private readonly hand: Mesh;

  constructor({ upperArmM, foreArmM, radiusM }: PersonSpec, materials: TableMaterials) {
    const white = [1, 1, 1] as const;
    this.limbs = [upperArmM, foreArmM].map((length) => {
      const limb = new LimbBuilder().capsule([0, 0, 0], radiusM, [length, 0, 0], radiusM, white).build();
      return this.add(limb, materials.sleeve);
    });
    this.hand = this.add(new LimbBuilder().ball([0, 0, 0], HAND_SHARE * radiusM, white).build(), materials.skin);
  }

  /** @param at where the joints begin: shoulder, elbow, hand, m */
  update(frame: Float64Array, at: number): void {
    for (let i = 0; i < 2; i++) alignLimb(frame, at + 3 * i, this.limbs[i]);
    this.hand.matrix.makeTranslation(frame[at + 6], frame[at + 7], frame[at + 8]);
    this.hand.matrixWorldNeedsUpdate = true;
  }

  dispose(): void {
    for (const { geometry } of [...this.limbs, this.hand]) geometry.dispose();
  }

  private add(geometry: BufferGeometry, material: Material): Mesh {
    const mesh = new Mesh(geometry, material);
    mesh.matrixAutoUpdate = false;
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    this.object.add(mesh);
    return mesh;
  }
}

/** Turns a limb along x from one joint towards the next. */
function alignLimb(frame: Float64Array, at: number, limb: Mesh): void {
  const e = limb.matrix.elements;
  limb.matrixWorldNeedsUpdate = true;
  const dx = frame[at + 3] - frame[at];
  const dy = frame[at + 4] - frame[at + 1];
  const dz = frame[at + 5] - frame[at + 2];
  const length = Math.max(1e-9, Math.hypot(dx, dy, dz));
  const x = dx / length;
  const y = dy / length;
  const z = dz / length;
  // Any axis across it: the limb is round.
  const upright = Math.abs(z) < 0.9;
  const ax = upright ? -y : 0;
  const ay = upright ? x : -z;
  const az = upright ? 0 : y;
  const across = Math.hypot(ax, ay, az);
  const ux = ax / across;
  const uy = ay / across;
  const uz = az / across;
  e[0] = x;
  e[1] = y;
  e[2] = z;
  e[4] = ux;
  e[5] = uy;
  e[6] = uz;
  e[8] = y * uz - z * uy;
  e[9] = z * ux - x * uz;
  e[10] = x * uy - y * ux;
  e[12] = frame[at];
  e[13] = frame[at + 1];
  e[14] = frame[at + 2];
  e[3] = e[7] = e[11] = 0;
  e[15] = 1;
}
