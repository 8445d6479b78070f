import { BoxGeometry, Group, Mesh, type BufferGeometry, type Material } from 'three';
import type { ArmModel } from '../../../sim/robotics/arm/arm-model.ts';
import { ARM_HEAD, POSE, type ArmLayout } from '../../../scenarios/arm-frames/arm-frames.ts';
import { linkGeometries } from './arm-shapes.ts';
import { shift, writePose } from './poses.ts';

/** One arm: a mesh per link and two fingers at their width. */
export class ArmBody {
  readonly object = new Group();
  private readonly links: readonly Mesh[];
  private readonly fingers: readonly Mesh[];
  private readonly geometries: readonly BufferGeometry[];

  /** @param materials of links and fingers, not disposed of here */
  constructor(
    private readonly model: ArmModel,
    materials: { readonly arm: Material; readonly finger: Material },
  ) {
    const shapes = linkGeometries(model);
    const [alongX, alongZ, thick] = model.gripper.fingerSize;
    const finger = new BoxGeometry(alongX, thick, alongZ);
    this.geometries = [...shapes, finger];
    this.links = shapes.map((shape) => this.add(shape, materials.arm));
    this.fingers = [finger, finger].map((shape) => this.add(shape, materials.finger));
  }

  /** @param frame numbers of a moment */
  update(frame: Float64Array, layout: ArmLayout): void {
    for (let i = 0; i < this.links.length; i++) writePose(frame, layout.links + POSE * i, this.links[i]);
    const { fingerSize, tipBeyondTcpM } = this.model.gripper;
    const out = frame[ARM_HEAD.widthM] / 2 + fingerSize[2] / 2;
    for (let side = 0; side < 2; side++) {
      const finger = this.fingers[side];
      writePose(frame, layout.links + POSE * (layout.linkCount - 1), finger);
      shift(finger, 0, side === 0 ? out : -out, tipBeyondTcpM - fingerSize[1] / 2);
    }
  }

  dispose(): void {
    this.object.removeFromParent();
    for (const geometry of this.geometries) geometry.dispose();
  }

  private add(geometry: BufferGeometry, material: Material): Mesh {
    const mesh = new Mesh(geometry, material);
    mesh.matrixAutoUpdate = false;
    // Its bounds are of the rest pose only near the origin: it is always in the picture anyway.
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    this.object.add(mesh);
    return mesh;
  }
}
