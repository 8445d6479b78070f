import { DynamicDrawUsage, Group, InstancedMesh, ShaderMaterial, type BufferGeometry, type Color } from 'three';
import type { OpenedActor } from '../live/protocol.ts';
import { writeActorMatrix } from '../scene/actor-matrix.ts';
import { buildModel, modelOf, NOMINAL, type ModelName } from '../scene/actor-models.ts';
import type { Screen } from '../scene/overlays/screen.ts';

const vertexShader = /* glsl */ `
  varying vec3 vNormal;
  varying vec3 vView;
  void main() {
    vec4 at = modelViewMatrix * instanceMatrix * vec4(position, 1.0);
    vView = at.xyz;
    vNormal = mat3(modelViewMatrix) * mat3(instanceMatrix) * normal;
    gl_Position = projectionMatrix * at;
  }
`;

/** Stripes of the screen as on the map's box of B, shaded a little so that the shape is seen, denser at its outline. */
const fragmentShader = /* glsl */ `
  uniform vec3 color;
  uniform float pixelRatio;
  varying vec3 vNormal;
  varying vec3 vView;
  void main() {
    float facing = abs(dot(normalize(vNormal), normalize(vView)));
    float stripe = step(fract((gl_FragCoord.x - gl_FragCoord.y) / (9.0 * pixelRatio)), 0.45);
    float rim = pow(1.0 - facing, 2.0);
    gl_FragColor = vec4(color * (0.45 + 0.55 * facing), clamp(0.3 + 0.2 * stripe + 0.4 * rim, 0.0, 0.9));
    #include <colorspace_fragment>
  }
`;

/** Translucent bodies, one pair of instanced meshes per model: the first writes depth alone, so that no inside shows. */
export class GhostBodies {
  readonly object = new Group();
  private readonly depth: ShaderMaterial;
  private readonly ink: ShaderMaterial;
  private flocks = new Map<ModelName, GhostFlock>();
  private rows: readonly GhostFlock[] = [];
  private actors: readonly OpenedActor[] = [];

  /** @param order of drawing of the depth; the ink follows */
  constructor(
    private readonly screen: Screen,
    color: Color,
    private readonly order: number,
  ) {
    const parts = { uniforms: { ...screen.uniforms, color: { value: color } }, vertexShader, fragmentShader };
    this.depth = new ShaderMaterial({ ...parts, transparent: true, colorWrite: false });
    this.ink = new ShaderMaterial({ ...parts, transparent: true, depthWrite: false });
  }

  open(actors: readonly OpenedActor[]): void {
    this.clear();
    this.actors = actors;
    const counts = new Map<ModelName, number>();
    for (const actor of actors) counts.set(modelOf(actor), (counts.get(modelOf(actor)) ?? 0) + 1);
    for (const [model, count] of counts) this.flocks.set(model, this.newFlock(model, count));
    this.rows = actors.map((actor) => this.flocks.get(modelOf(actor))!);
  }

  begin(): void {
    for (const flock of this.flocks.values()) flock.count = 0;
  }

  add(row: number, x: number, y: number, heading: number): void {
    const actor = this.actors[row];
    const flock = this.rows[row];
    const out = flock.ink.instanceMatrix.array as Float32Array;
    writeActorMatrix(out, 16 * flock.count++, x, y, heading, actor, NOMINAL[modelOf(actor)]);
  }

  end(): void {
    for (const { ink, depth, count } of this.flocks.values()) {
      for (const mesh of [ink, depth]) {
        mesh.count = count;
        mesh.visible = count > 0;
      }
      ink.instanceMatrix.needsUpdate = true;
    }
  }

  clear(): void {
    for (const { ink, depth } of this.flocks.values()) {
      ink.geometry.dispose();
      for (const mesh of [ink, depth]) {
        mesh.removeFromParent();
        mesh.dispose();
      }
    }
    this.flocks.clear();
    this.rows = [];
    this.actors = [];
  }

  dispose(): void {
    this.clear();
    this.depth.dispose();
    this.ink.dispose();
  }

  private newFlock(model: ModelName, count: number): GhostFlock {
    const geometry: BufferGeometry = buildModel(model);
    const [depth, ink] = [this.depth, this.ink].map((material, i) => {
      const mesh = new InstancedMesh(geometry, material, count);
      mesh.frustumCulled = false;
      mesh.matrixAutoUpdate = false;
      mesh.renderOrder = this.order + 0.1 * i;
      mesh.onBeforeRender = this.screen.measure;
      this.object.add(mesh);
      return mesh;
    });
    ink.instanceMatrix.setUsage(DynamicDrawUsage);
    depth.instanceMatrix = ink.instanceMatrix;
    return { depth, ink, count: 0 };
  }
}

interface GhostFlock {
  readonly depth: InstancedMesh;
  readonly ink: InstancedMesh;
  count: number;
}
