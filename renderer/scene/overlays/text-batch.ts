import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  ShaderMaterial,
} from 'three';
import type { Color, Texture } from 'three';
import { CELL_EM, CELL_U, CELL_V, GLYPHS, SIGN } from './glyphs.ts';
import type { GlyphMetrics } from './glyphs.ts';
import type { Screen } from './screen.ts';

/** Numbers per glyph: anchor (m), middle and size on the screen (px), place in the picture, red, green, blue, opacity. */
const STRIDE = 13;

const vertexShader = /* glsl */ `
  attribute vec3 anchor;
  attribute vec4 box;
  attribute vec2 cell;
  attribute vec4 tint;
  uniform vec2 resolution;
  uniform float pixelRatio;
  varying vec2 vUv;
  varying vec4 vTint;
  void main() {
    vec4 at = projectionMatrix * modelViewMatrix * vec4(anchor, 1.0);
    vec2 px = (box.xy + position.xy * box.zw) * pixelRatio;
    // Whole pixels keep letters sharp.
    vec2 base = floor((at.xy / at.w * 0.5 + 0.5) * resolution + 0.5);
    gl_Position = at.w < 0.1 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(((base + px) / resolution * 2.0 - 1.0) * at.w, at.z, at.w);
    vUv = cell + (position.xy + 0.5) * vec2(${CELL_U}, ${CELL_V});
    vTint = tint;
  }
`;

const fragmentShader = /* glsl */ `
  uniform sampler2D glyphs;
  varying vec2 vUv;
  varying vec4 vTint;
  void main() {
    vec4 texel = texture2D(glyphs, vUv);
    float a = texel.a * vTint.a;
    if (a < 0.01) discard;
    gl_FragColor = vec4(vTint.rgb * texel.r, a);
    #include <colorspace_fragment>
  }
`;

/** @param texture of a `GlyphAtlas` */
export function textMaterial(screen: Screen, texture: Texture | null): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { ...screen.uniforms, glyphs: { value: texture } },
    vertexShader,
    fragmentShader,
    transparent: true,
    depthWrite: false,
    depthTest: false,
  });
}

/** Lines of text that face the camera at a fixed size on the screen, in one draw call. Nothing is allocated while drawing. */
export class TextBatch {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  private readonly numbers: Float32Array;
  private readonly buffer: InstancedInterleavedBuffer;
  private readonly line = new Uint8Array(160);
  private length = 0;
  private glyphs = 0;

  /** @param material of `textMaterial`, not disposed of here */
  constructor(
    screen: Screen,
    material: ShaderMaterial,
    private readonly metrics: GlyphMetrics,
    readonly capacity: number,
  ) {
    this.numbers = new Float32Array(capacity * STRIDE);
    this.buffer = new InstancedInterleavedBuffer(this.numbers, STRIDE);
    this.buffer.setUsage(DynamicDrawUsage);
    const geometry = new InstancedBufferGeometry();
    const corners = new Float32Array([-0.5, -0.5, 0, 0.5, -0.5, 0, -0.5, 0.5, 0, 0.5, 0.5, 0]);
    geometry.setAttribute('position', new BufferAttribute(corners, 3));
    geometry.setIndex([0, 1, 2, 2, 1, 3]);
    geometry.setAttribute('anchor', new InterleavedBufferAttribute(this.buffer, 3, 0));
    geometry.setAttribute('box', new InterleavedBufferAttribute(this.buffer, 4, 3));
    geometry.setAttribute('cell', new InterleavedBufferAttribute(this.buffer, 2, 7));
    geometry.setAttribute('tint', new InterleavedBufferAttribute(this.buffer, 4, 9));
    geometry.instanceCount = 0;
    this.mesh = new Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.onBeforeRender = screen.measure;
  }

  get count(): number {
    return this.glyphs;
  }

  begin(): void {
    this.glyphs = 0;
    this.length = 0;
  }

  /** Appends to the line that is being written; letters beyond ASCII become question marks. */
  text(words: string): this {
    for (let i = 0; i < words.length; i++) {
      const code = words.charCodeAt(i);
      this.code(code >= 32 && code < GLYPHS ? code : 63);
    }
    return this;
  }

  /** Appends a number of at least 0 with so many decimals. */
  number(value: number, decimals: number): this {
    let scale = 1;
    for (let i = 0; i < decimals; i++) scale *= 10;
    const whole = Math.min(1e9, Math.max(0, Math.round((Number.isFinite(value) ? value : 0) * scale)));
    let unit = scale;
    while (unit * 10 <= whole) unit *= 10;
    for (let rest = whole; unit >= 1; unit = Math.round(unit / 10)) {
      if (unit * 10 === scale) this.code(46);
      const digit = Math.floor(rest / unit);
      this.code(48 + digit);
      rest -= digit * unit;
      if (unit === 1) break;
    }
    return this;
  }

  /** Appends a glyph by its code: a sign. */
  code(code: number): this {
    if (this.length < this.line.length) this.line[this.length++] = code;
    return this;
  }

  /** Width of the line that is being written, px. */
  widthPx(emPx: number): number {
    let width = 0;
    for (let i = 0; i < this.length; i++) width += this.metrics.advance[this.line[i]] * emPx;
    return width;
  }

  /**
   * Writes the line with its middle `rightPx` right of and `upPx` above the point, and begins the next one.
   * @param panel colour behind it, or null
   */
  put(
    x: number,
    y: number,
    z: number,
    rightPx: number,
    upPx: number,
    emPx: number,
    color: Color,
    opacity: number,
    panel: Color | null = null,
  ): void {
    const width = this.widthPx(emPx);
    if (panel !== null) {
      this.add(x, y, z, rightPx, upPx, width + 0.9 * emPx, 1.7 * emPx, SIGN.panel, panel, 0.78 * opacity);
    }
    let at = rightPx - 0.5 * width;
    for (let i = 0; i < this.length; i++) {
      const code = this.line[i];
      const advance = this.metrics.advance[code] * emPx;
      if (code !== 32)
        this.add(x, y, z, at + 0.5 * advance, upPx, CELL_EM * emPx, CELL_EM * emPx, code, color, opacity);
      at += advance;
    }
    this.length = 0;
  }

  end(): void {
    this.mesh.geometry.instanceCount = this.glyphs;
    this.mesh.visible = this.glyphs > 0;
    this.buffer.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.removeFromParent();
  }

  private add(
    x: number,
    y: number,
    z: number,
    rightPx: number,
    upPx: number,
    widthPx: number,
    heightPx: number,
    code: number,
    color: Color,
    opacity: number,
  ): void {
    if (this.glyphs >= this.capacity) return;
    const n = this.numbers;
    const at = this.glyphs++ * STRIDE;
    n[at] = x;
    n[at + 1] = y;
    n[at + 2] = z;
    n[at + 3] = rightPx;
    n[at + 4] = upPx;
    n[at + 5] = widthPx;
    n[at + 6] = heightPx;
    n[at + 7] = this.metrics.u[code];
    n[at + 8] = this.metrics.v[code];
    n[at + 9] = color.r;
    n[at + 10] = color.g;
    n[at + 11] = color.b;
    n[at + 12] = opacity;
  }
}
