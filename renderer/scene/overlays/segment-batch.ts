import {
  BufferAttribute,
  DoubleSide,
  DynamicDrawUsage,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  ShaderMaterial,
} from 'three';
import type { Color } from 'three';
import type { Screen } from './screen.ts';

/** Numbers per segment: both ends, red, green, blue, opacity, width (px), period of dashes (m, 0: none), way at the start (m). */
const STRIDE = 13;

const vertexShader = /* glsl */ `
  attribute vec3 start;
  attribute vec3 finish;
  attribute vec4 tint;
  attribute vec3 style;
  uniform vec2 resolution;
  uniform float pixelRatio;
  varying vec4 vTint;
  varying float vPx;
  varying float vHalfPx;
  varying float vAlong;
  varying float vPeriod;
  const float NEAR = 0.1;
  void main() {
    vec4 a = projectionMatrix * modelViewMatrix * vec4(start, 1.0);
    vec4 b = projectionMatrix * modelViewMatrix * vec4(finish, 1.0);
    float t = position.x;
    // What lies behind the camera has no place on the screen: cut there.
    if (a.w < NEAR && b.w < NEAR) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
    float from = a.w < NEAR ? (NEAR - a.w) / (b.w - a.w) : 0.0;
    float to = b.w < NEAR ? (NEAR - a.w) / (b.w - a.w) : 1.0;
    vec4 p = mix(a, b, from);
    vec4 q = mix(a, b, to);
    vec2 way = (q.xy / q.w - p.xy / p.w) * resolution;
    vec2 along = length(way) > 1e-4 ? normalize(way) : vec2(1.0, 0.0);
    float halfPx = 0.5 * style.x * pixelRatio + 0.5;
    vec2 shift = vec2(-along.y, along.x) * position.y * halfPx + along * (2.0 * t - 1.0) * 0.5 * halfPx;
    vec4 here = t < 0.5 ? p : q;
    here.xy += 2.0 * shift / resolution * here.w;
    gl_Position = here;
    vTint = tint;
    vPx = position.y * halfPx;
    vHalfPx = halfPx;
    vAlong = style.z + mix(from, to, t) * distance(start, finish);
    vPeriod = style.y;
  }
`;

const fragmentShader = /* glsl */ `
  uniform float opacity;
  uniform float pixelRatio;
  varying vec4 vTint;
  varying float vPx;
  varying float vHalfPx;
  varying float vAlong;
  varying float vPeriod;
  void main() {
    float edge = vHalfPx - abs(vPx);
    float a = vTint.a * opacity * clamp(edge, 0.0, 1.0);
    if (vPeriod > 0.0) {
      float pixel = fwidth(vAlong) / vPeriod;
      float at = fract(vAlong / vPeriod);
      float d = at < 0.6 ? min(at, 0.6 - at) : -min(at - 0.6, 1.0 - at);
      a *= mix(clamp(0.5 + d / max(pixel, 1e-5), 0.0, 1.0), 0.6, smoothstep(0.4, 1.0, pixel));
    }
    if (a < 0.004) discard;
    // A dark border sets thick lines off from a bright ground.
    float border = vHalfPx > 1.6 * pixelRatio ? 1.0 - clamp(edge - pixelRatio, 0.0, 1.0) : 0.0;
    gl_FragColor = vec4(mix(vTint.rgb, vTint.rgb * 0.12, border), a);
    #include <colorspace_fragment>
  }
`;

export function segmentMaterial(screen: Screen, { depthTest = true } = {}): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { ...screen.uniforms, opacity: { value: 1 } },
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    transparent: true,
    depthWrite: false,
    depthTest,
    polygonOffset: true,
    polygonOffsetFactor: -2,
    polygonOffsetUnits: -8,
  });
}

/** Straight lines of a width in pixels, in one draw call. `begin`, `add` per line, `end`; nothing is allocated. */
export class SegmentBatch {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  private readonly numbers: Float32Array;
  private readonly buffer: InstancedInterleavedBuffer;
  private segments = 0;

  /** @param material of `segmentMaterial`, not disposed of here */
  constructor(
    screen: Screen,
    material: ShaderMaterial,
    readonly capacity: number,
  ) {
    this.numbers = new Float32Array(capacity * STRIDE);
    this.buffer = new InstancedInterleavedBuffer(this.numbers, STRIDE);
    this.buffer.setUsage(DynamicDrawUsage);
    const geometry = new InstancedBufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(new Float32Array([0, -1, 0, 0, 1, 0, 1, -1, 0, 1, 1, 0]), 3));
    geometry.setIndex([0, 2, 1, 1, 2, 3]);
    geometry.setAttribute('start', new InterleavedBufferAttribute(this.buffer, 3, 0));
    geometry.setAttribute('finish', new InterleavedBufferAttribute(this.buffer, 3, 3));
    geometry.setAttribute('tint', new InterleavedBufferAttribute(this.buffer, 4, 6));
    geometry.setAttribute('style', new InterleavedBufferAttribute(this.buffer, 3, 10));
    geometry.instanceCount = 0;
    this.mesh = new Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.onBeforeRender = screen.measure;
  }

  get count(): number {
    return this.segments;
  }

  set opacity(value: number) {
    this.mesh.material.uniforms.opacity.value = value;
  }

  begin(): void {
    this.segments = 0;
  }

  /** @param periodM of the dashes, 0 for a whole line @param alongM way at the start, so that dashes go on over a corner */
  add(
    ax: number,
    ay: number,
    az: number,
    bx: number,
    by: number,
    bz: number,
    color: Color,
    opacity: number,
    widthPx: number,
    periodM = 0,
    alongM = 0,
  ): void {
    this.addRgb(ax, ay, az, bx, by, bz, color.r, color.g, color.b, opacity, widthPx, periodM, alongM);
  }

  addRgb(
    ax: number,
    ay: number,
    az: number,
    bx: number,
    by: number,
    bz: number,
    r: number,
    g: number,
    b: number,
    opacity: number,
    widthPx: number,
    periodM = 0,
    alongM = 0,
  ): void {
    if (this.segments >= this.capacity) return;
    const n = this.numbers;
    const at = this.segments++ * STRIDE;
    n[at] = ax;
    n[at + 1] = ay;
    n[at + 2] = az;
    n[at + 3] = bx;
    n[at + 4] = by;
    n[at + 5] = bz;
    n[at + 6] = r;
    n[at + 7] = g;
    n[at + 8] = b;
    n[at + 9] = opacity;
    n[at + 10] = widthPx;
    n[at + 11] = periodM;
    n[at + 12] = alongM;
  }

  end(): void {
    this.mesh.geometry.instanceCount = this.segments;
    this.mesh.visible = this.segments > 0;
    this.buffer.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.removeFromParent();
  }
}
