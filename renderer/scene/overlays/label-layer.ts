import { BufferAttribute, BufferGeometry, Color, Mesh, ShaderMaterial, Vector2, Vector3 } from 'three';
import { ACTOR, ACTOR_STRIDE, HEAD, VISIBILITY, type FrameView } from '../../live/frame.ts';
import type { OpenedActor, OpenedEpisode } from '../../live/protocol.ts';
import type { SceneOptions } from '../scene-view.ts';
import type { OverlayColours } from './colours.ts';
import { SIGN, type GlyphAtlas } from './glyphs.ts';
import { ORDER, OverlayLayer } from './overlay-layer.ts';
import type { Screen } from './screen.ts';
import { TextBatch, textMaterial } from './text-batch.ts';

const LABEL_PX = 12;
const SIGN_PX = { near: 17, far: 10 } as const;
const STATUS_PX = 13;
/** Room for ids and signs, and for the words at the ego. */
const GLYPHS_PER_ACTOR = 26;
const STATUS_GLYPHS = 120;
/** The words stand on the right of the ego, clear of what is ahead: so far from its middle (m), and from there (px). */
const BESIDE_M = 1.5;
const BESIDE_PX = 14;
const RING_PX = 15;
/** Seen from above, what is ahead may lie on the right of the screen: there the words stand lower, px. */
const BELOW_PX = 44;
/** Where the words at the ego stand when the camera sits in it, m ahead and above the road. */
const AHEAD_M = 16;
const AHEAD_UP_M = 2.6;
/** Seen along the road, names beyond this distance lie on one another: they fade out until twice as far, m. */
const NAMES_NEAR_M = 45;
/** The same of the signs over who is hidden or remembered, m; the boxes below them remain. */
const SIGNS_NEAR_M = 75;
/** One turn of the ring. */
const TURN_MS = 1000;

const ringVertex = /* glsl */ `
  uniform vec2 resolution;
  uniform float pixelRatio;
  uniform vec3 anchor;
  uniform vec2 shift;
  varying vec2 vPx;
  const float RADIUS = ${RING_PX}.0;
  void main() {
    vec4 at = projectionMatrix * modelViewMatrix * vec4(anchor, 1.0);
    vPx = position.xy * RADIUS;
    vec2 px = (vPx + shift) * pixelRatio * 2.0 / resolution;
    gl_Position = at.w < 0.1 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(at.xy + px * at.w, at.z, at.w);
  }
`;

const ringFragment = /* glsl */ `
  uniform vec3 color;
  uniform float turn;
  uniform float laps;
  uniform float pixelRatio;
  varying vec2 vPx;
  void main() {
    float r = length(vPx);
    float soft = 1.0 / pixelRatio;
    float disc = 1.0 - smoothstep(14.0 - soft, 14.0, r);
    float ring = smoothstep(8.5 - soft, 8.5, r) * (1.0 - smoothstep(12.5 - soft, 12.5, r));
    float angle = fract(atan(vPx.x, vPx.y) / 6.2831853 + 1.0);
    float filled = step(angle, turn);
    float core = 1.0 - smoothstep(4.0 - soft, 4.0, r);
    float light = ring * mix(0.25 + 0.3 * min(laps, 1.0), 1.0, filled) + core;
    gl_FragColor = vec4(mix(color * 0.04, color, clamp(light, 0.0, 1.0)), disc * 0.92);
    #include <colorspace_fragment>
  }
`;

/**
 * Words in the scene: ids (`labels`), signs over who is hidden or remembered (`hidden`), and at the ego how uncertain it
 * is and whether the planner thinks, with a ring that fills once a second (`halo`).
 */
export class LabelLayer extends OverlayLayer {
  private text: TextBatch | null = null;
  private ring: Mesh<BufferGeometry, ShaderMaterial> | null = null;
  private actors: readonly OpenedActor[] = [];
  private readonly textMaterial: ShaderMaterial;
  private readonly ringMaterial: ShaderMaterial;
  private readonly anchor = new Vector3();
  private readonly white = new Color('#ffffff');
  private readonly black = new Color('#0b0e13');

  constructor(
    private readonly screen: Screen,
    private readonly colours: OverlayColours,
    private readonly atlas: GlyphAtlas,
  ) {
    super();
    this.textMaterial = this.keep(textMaterial(screen, atlas.texture));
    this.ringMaterial = this.keep(ringMaterial(screen, colours.plan));
    this.keep(atlas.texture);
  }

  open(episode: OpenedEpisode): void {
    this.clear();
    this.actors = episode.actors;
    const capacity = this.actors.length * GLYPHS_PER_ACTOR + STATUS_GLYPHS;
    this.text = new TextBatch(this.screen, this.textMaterial, this.atlas.metrics, capacity);
    this.text.mesh.renderOrder = ORDER.text;
    this.ring = this.createRing();
    this.object.add(this.text.mesh, this.ring);
  }

  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { text, ring } = this;
    if (text === null || ring === null) return;
    text.begin();
    const labels = options.overlays.has('labels');
    const hidden = options.overlays.has('hidden');
    if (labels || hidden) {
      for (let row = 0; row < this.actors.length; row++) this.addActor(text, row, frame, poses, options);
    }
    ring.visible = false;
    if (options.overlays.has('halo')) this.addStatus(text, ring, frame.head, poses, options);
    text.end();
  }

  clear(): void {
    this.text?.dispose();
    this.text = null;
    this.ring?.geometry.dispose();
    this.ring?.removeFromParent();
    this.ring = null;
    this.actors = [];
  }

  private addActor(text: TextBatch, row: number, frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const at = row * ACTOR_STRIDE;
    if (frame.actors[at + ACTOR.absent] === 1 || (row === options.follow && options.camera === 'driver')) return;
    const x = poses[at + ACTOR.x];
    const y = poses[at + ACTOR.y];
    const z = this.actors[row].heightM + 0.4;
    const visibility = frame.actors[at + ACTOR.visibility];
    let up = 10;
    const opacity = options.overlays.has('labels') ? nearness(poses, at, options, NAMES_NEAR_M) : 0;
    if (opacity > 0) {
      text.text(this.actors[row].id).put(x, y, z, 0, up, LABEL_PX, this.white, opacity);
      up += 20;
    }
    if (!options.overlays.has('hidden') || visibility === VISIBILITY.seen) return;
    const clearness = nearness(poses, at, options, SIGNS_NEAR_M);
    if (clearness === 0) return;
    const isHidden = visibility === VISIBILITY.hidden;
    text.code(isHidden ? SIGN.hidden : SIGN.remembered);
    const size = SIGN_PX.far + nearness(poses, at, options, NAMES_NEAR_M) * (SIGN_PX.near - SIGN_PX.far);
    text.put(x, y, z, 0, up, size, isHidden ? this.colours.hidden : this.colours.remembered, clearness);
  }

  private addStatus(
    text: TextBatch,
    ring: Mesh<BufferGeometry, ShaderMaterial>,
    head: Float64Array,
    poses: Float64Array,
    options: SceneOptions,
  ): void {
    this.place(poses, options);
    const { x, y, z } = this.anchor;
    const level = head[HEAD.level];
    const threshold = head[HEAD.threshold];
    const thinking = head[HEAD.inFlight] > 0;
    const over = level > threshold;
    text.text('uncertainty ').number(shownLevel(level, over), 3);
    if (over) text.text(' > ').number(threshold, 2);
    if (thinking)
      text
        .text(over ? ': thinking ' : ', thinking ')
        .number(head[HEAD.inFlightAgeMs] / 1000, 1)
        .text(' s');
    const left = BESIDE_PX + 2 * RING_PX + 0.9 * STATUS_PX;
    const middle = left + 0.5 * text.widthPx(STATUS_PX);
    const up = options.camera === 'top' ? -BELOW_PX : 0;
    text.put(x, y, z, middle, up, STATUS_PX, over ? this.colours.uncertainty : this.white, 1, this.black);
    if (!thinking) return;
    const { uniforms } = ring.material;
    const turns = head[HEAD.inFlightAgeMs] / TURN_MS;
    (uniforms.anchor.value as Vector3).copy(this.anchor);
    uniforms.shift.value.y = up;
    uniforms.turn.value = turns - Math.floor(turns);
    uniforms.laps.value = Math.floor(turns);
    ring.visible = true;
  }

  private place(poses: Float64Array, options: SceneOptions): void {
    const inside = options.camera === 'driver' && options.follow === 0;
    const heading = poses[ACTOR.heading];
    const c = Math.cos(heading);
    const s = Math.sin(heading);
    const ahead = inside ? AHEAD_M : 0;
    const up = inside ? AHEAD_UP_M : this.actors[0].heightM;
    this.anchor.set(poses[ACTOR.x] + ahead * c + BESIDE_M * s, poses[ACTOR.y] + ahead * s - BESIDE_M * c, up);
  }

  private createRing(): Mesh<BufferGeometry, ShaderMaterial> {
    const geometry = new BufferGeometry();
    const corners = new Float32Array([-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0]);
    geometry.setAttribute('position', new BufferAttribute(corners, 3));
    geometry.setIndex([0, 1, 2, 2, 1, 3]);
    const mesh = new Mesh(geometry, this.ringMaterial);
    mesh.frustumCulled = false;
    mesh.visible = false;
    mesh.renderOrder = ORDER.ring;
    mesh.onBeforeRender = this.screen.measure;
    return mesh;
  }
}

function ringMaterial(screen: Screen, color: Color): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: {
      ...screen.uniforms,
      anchor: { value: new Vector3() },
      shift: { value: new Vector2(BESIDE_PX + RING_PX, 0) },
      turn: { value: 0 },
      laps: { value: 0 },
      color: { value: color },
    },
    vertexShader: ringVertex,
    fragmentShader: ringFragment,
    transparent: true,
    depthWrite: false,
    depthTest: false,
  });
}

/** 1 up to `nearM` from whom the camera follows, 0 from twice that on: at the horizon everything stands on one spot. */
function nearness(poses: Float64Array, at: number, { camera, follow }: SceneOptions, nearM: number): number {
  if (camera === 'top') return 1;
  const from = follow * ACTOR_STRIDE;
  const distance = Math.hypot(poses[at + ACTOR.x] - poses[from + ACTOR.x], poses[at + ACTOR.y] - poses[from + ACTOR.y]);
  const opacity = 2 - distance / nearM;
  return opacity > 1 ? 1 : opacity < 0 ? 0 : opacity;
}

/** Rounded to three places away from the threshold, so that a level above it never reads as equal to it. */
function shownLevel(level: number, over: boolean): number {
  return (over ? Math.ceil(level * 1000 - 1e-6) : Math.floor(level * 1000 + 1e-6)) / 1000;
}
