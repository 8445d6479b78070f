import {
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedMesh,
  type BufferGeometry,
  type Material,
} from 'three';
import { writeDecalMatrix } from './actor-matrix.ts';

/** Instances of one model; they grow but never shrink, so that resets allocate nothing. */
export class Flock {
  count = 0;
  /** The first so many cast shadows. */
  casting = 0;
  matrices: Float32Array = new Float32Array(0);
  states: Float32Array = new Float32Array(0);
  paints: Float32Array = new Float32Array(0);
  private capacity = 0;
  private mesh: InstancedMesh | null = null;

  constructor(
    private readonly parent: Group,
    private readonly geometry: BufferGeometry,
    private readonly material: Material,
    private readonly castsShadow: boolean,
  ) {}

  reserve(count: number): void {
    if (count <= this.capacity) return;
    this.drop();
    this.capacity = roundUp(count);
    const mesh = new InstancedMesh(this.geometry, this.material, this.capacity);
    const states = new InstancedBufferAttribute(new Float32Array(4 * this.capacity), 4);
    const paints = new InstancedBufferAttribute(new Float32Array(3 * this.capacity), 3);
    for (const attribute of [mesh.instanceMatrix, states, paints]) attribute.setUsage(DynamicDrawUsage);
    this.geometry.setAttribute('iState', states);
    this.geometry.setAttribute('iPaint', paints);
    this.matrices = mesh.instanceMatrix.array as Float32Array;
    this.states = states.array as Float32Array;
    this.paints = paints.array as Float32Array;
    mesh.frustumCulled = false;
    mesh.castShadow = this.castsShadow;
    mesh.receiveShadow = true;
    mesh.matrixAutoUpdate = false;
    mesh.onBeforeShadow = () => {
      mesh.count = this.casting;
    };
    mesh.onAfterShadow = () => {
      mesh.count = this.count;
    };
    this.mesh = mesh;
    this.parent.add(mesh);
  }

  finish(): void {
    const { mesh } = this;
    if (mesh === null) return;
    mesh.count = this.count;
    mesh.visible = this.count > 0;
    mesh.instanceMatrix.needsUpdate = true;
    this.geometry.getAttribute('iState').needsUpdate = true;
    this.geometry.getAttribute('iPaint').needsUpdate = true;
  }

  dispose(): void {
    this.drop();
    this.geometry.dispose();
  }

  private drop(): void {
    if (this.mesh === null) return;
    this.parent.remove(this.mesh);
    this.mesh.dispose();
    // Its attributes of the old length go with it.
    this.geometry.dispose();
    this.mesh = null;
  }
}

/** Flat pictures under actors. */
export class Decals {
  readonly object = new Group();
  count = 0;
  private capacity = 0;
  private mesh: InstancedMesh | null = null;

  constructor(
    private readonly geometry: BufferGeometry,
    private readonly material: Material,
    private readonly order: number,
  ) {}

  reserve(count: number): void {
    if (count <= this.capacity) return;
    this.dispose();
    this.capacity = roundUp(count);
    const mesh = new InstancedMesh(this.geometry, this.material, this.capacity);
    mesh.instanceMatrix.setUsage(DynamicDrawUsage);
    mesh.frustumCulled = false;
    mesh.matrixAutoUpdate = false;
    mesh.renderOrder = this.order;
    this.mesh = mesh;
    this.object.add(mesh);
  }

  add(x: number, y: number, heading: number, aheadM: number, lengthM: number, widthM: number, z: number): void {
    if (this.mesh === null) return;
    const array = this.mesh.instanceMatrix.array as Float32Array;
    writeDecalMatrix(array, 16 * this.count++, x, y, heading, aheadM, lengthM, widthM, z);
  }

  finish(): void {
    if (this.mesh === null) return;
    this.mesh.count = this.count;
    this.mesh.visible = this.count > 0;
    this.mesh.instanceMatrix.needsUpdate = true;
  }

  dispose(): void {
    if (this.mesh === null) return;
    this.object.remove(this.mesh);
    this.mesh.dispose();
    this.mesh = null;
    this.capacity = 0;
  }
}

function roundUp(count: number): number {
  let capacity = 4;
  while (capacity < count) capacity *= 2;
  return capacity;
}
