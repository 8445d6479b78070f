import { BufferAttribute, BufferGeometry, DoubleSide, DynamicDrawUsage, Mesh, ShaderMaterial } from 'three';
import type { Color } from 'three';
import { ACTOR, HEAD, LIDAR_BEAMS, type FrameView } from '../../live/frame.ts';
import type { OpenedEpisode } from '../../live/protocol.ts';
import type { SceneOptions } from '../scene-view.ts';
import type { OverlayColours } from './colours.ts';
import { LIFT, ORDER, OverlayLayer } from './overlay-layer.ts';
import type { Screen } from './screen.ts';
import { SegmentBatch, segmentMaterial } from './segment-batch.ts';

/** Segments of the line around the range of the sensors. */
const RIM_SEGMENTS = 120;
/** Beams whose distances differ by more than this hit different things, m. */
const STEP_M = 3;

/** `reach.x`: 1 what beams reach, 0 what is hidden behind a hit; `reach.y`: share of the range. */
const vertexShader = /* glsl */ `
  attribute vec2 reach;
  varying vec2 vReach;
  varying vec2 vWorld;
  void main() {
    vReach = reach;
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xy;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const fragmentShader = /* glsl */ `
  uniform vec3 color;
  varying vec2 vReach;
  varying vec2 vWorld;
  void main() {
    float lit = step(0.5, vReach.x);
    float diagonal = (vWorld.x + vWorld.y) / 2.4;
    float pixel = fwidth(diagonal);
    float at = fract(diagonal);
    float stripe = mix(clamp(0.5 + min(at, 0.35 - at) / max(pixel, 1e-4), 0.0, 1.0), 0.35, smoothstep(0.3, 0.9, pixel));
    float a = mix(0.2 + 0.3 * stripe, 0.13 * (1.0 - 0.5 * vReach.y), lit);
    gl_FragColor = vec4(mix(color * 0.03, color, lit), a);
    #include <colorspace_fragment>
  }
`;

/** Directions of the beams of a frame's scan relative to the heading, rad, as `Lidar` casts them. */
export function beamAngle(beam: number, beams: number, fieldOfViewRad: number): number {
  const all = isAllAround(fieldOfViewRad);
  return -0.5 * fieldOfViewRad + (beam * fieldOfViewRad) / (all ? beams : beams - 1);
}

function isAllAround(fieldOfViewRad: number): boolean {
  return fieldOfViewRad > 2 * Math.PI - 1e-9;
}

/**
 * Writes the area that beams reach as a fan of one triangle per pair of neighbouring beams, and what is hidden behind
 * their hits as a strip out to the range. Vertices of beam b: `3 b` at the ego, `3 b + 1` at the hit, `3 b + 2` at the range.
 */
export function writeScan(
  lidar: Float64Array,
  x: number,
  y: number,
  heading: number,
  rangeM: number,
  fieldOfViewRad: number,
  z: number,
  positions: Float32Array,
): void {
  const beams = lidar.length;
  for (let b = 0; b < beams; b++) {
    const angle = heading + beamAngle(b, beams, fieldOfViewRad);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const at = 9 * b;
    positions[at] = x;
    positions[at + 1] = y;
    positions[at + 3] = x + lidar[b] * c;
    positions[at + 4] = y + lidar[b] * s;
    positions[at + 6] = x + rangeM * c;
    positions[at + 7] = y + rangeM * s;
    positions[at + 2] = z;
    positions[at + 5] = z;
    positions[at + 8] = z;
  }
}

function areaMaterial(color: Color): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { color: { value: color } },
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    transparent: true,
    depthWrite: false,
    polygonOffset: true,
    polygonOffsetFactor: -1,
    polygonOffsetUnits: -4,
  });
}

/** What the sensors reach (lit), what is hidden behind somebody (dark stripes), and the end of their range (dashes). */
export class SensorLayer extends OverlayLayer {
  private fan: Mesh<BufferGeometry, ShaderMaterial> | null = null;
  private shade: Mesh<BufferGeometry, ShaderMaterial> | null = null;
  private lines: SegmentBatch | null = null;
  private readonly areaMaterial: ShaderMaterial;
  private readonly lineMaterial: ShaderMaterial;
  private positions = new Float32Array(0);
  private reach = new Float32Array(0);
  private rangeM = 0;
  private fieldOfViewRad = 0;

  constructor(
    private readonly screen: Screen,
    private readonly colours: OverlayColours,
  ) {
    super();
    this.areaMaterial = this.keep(areaMaterial(colours.sensed));
    this.lineMaterial = this.keep(segmentMaterial(screen));
  }

  open(episode: OpenedEpisode): void {
    this.clear();
    this.rangeM = episode.sensorRangeM;
    this.fieldOfViewRad = episode.fieldOfViewRad;
    this.positions = new Float32Array(LIDAR_BEAMS * 9);
    const position = new BufferAttribute(this.positions, 3).setUsage(DynamicDrawUsage);
    const pairs = isAllAround(this.fieldOfViewRad) ? LIDAR_BEAMS : LIDAR_BEAMS - 1;
    const fan: number[] = [];
    const shade: number[] = [];
    for (let b = 0; b < pairs; b++) {
      const here = 3 * b;
      const next = 3 * ((b + 1) % LIDAR_BEAMS);
      fan.push(here, here + 1, next + 1);
      shade.push(here + 1, here + 2, next + 1, next + 1, here + 2, next + 2);
    }
    this.fan = this.area(position, fan, 1);
    this.shade = this.area(position, shade, 0);
    this.lines = new SegmentBatch(this.screen, this.lineMaterial, RIM_SEGMENTS + 2 + LIDAR_BEAMS);
    this.lines.mesh.renderOrder = ORDER.sensors;
    this.object.add(this.lines.mesh);
  }

  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { fan, shade, lines } = this;
    if (fan === null || shade === null || lines === null) return;
    this.object.visible = options.overlays.has('sensors');
    if (!this.object.visible) return;
    const x = poses[ACTOR.x];
    const y = poses[ACTOR.y];
    const heading = poses[ACTOR.heading];
    const scanned = frame.head[HEAD.lidar] === 1;
    fan.visible = scanned;
    shade.visible = scanned;
    lines.begin();
    this.addRim(lines, x, y, heading);
    if (scanned) {
      writeScan(frame.lidar, x, y, heading, this.rangeM, this.fieldOfViewRad, LIFT.sensors, this.positions);
      for (let b = 0; b < LIDAR_BEAMS; b++) this.reach[2 * (3 * b + 1) + 1] = frame.lidar[b] / this.rangeM;
      fan.geometry.attributes.position.needsUpdate = true;
      fan.geometry.attributes.reach.needsUpdate = true;
      this.addHits(lines, frame.lidar);
    }
    lines.end();
  }

  clear(): void {
    for (const mesh of [this.fan, this.shade]) {
      mesh?.geometry.dispose();
      mesh?.removeFromParent();
    }
    this.lines?.dispose();
    this.fan = null;
    this.shade = null;
    this.lines = null;
  }

  private area(position: BufferAttribute, index: number[], lit: 0 | 1): Mesh<BufferGeometry, ShaderMaterial> {
    const geometry = new BufferGeometry();
    const reach = new Float32Array(LIDAR_BEAMS * 6);
    for (let v = 0; v < LIDAR_BEAMS * 3; v++) {
      reach[2 * v] = lit;
      reach[2 * v + 1] = v % 3 === 2 ? 1 : 0;
    }
    if (lit === 1) this.reach = reach;
    geometry.setAttribute('position', position);
    geometry.setAttribute('reach', new BufferAttribute(reach, 2).setUsage(DynamicDrawUsage));
    geometry.setIndex(index);
    const mesh = new Mesh(geometry, this.areaMaterial);
    mesh.frustumCulled = false;
    mesh.renderOrder = ORDER.sensors;
    this.object.add(mesh);
    return mesh;
  }

  private addRim(lines: SegmentBatch, x: number, y: number, heading: number): void {
    const { rangeM, fieldOfViewRad } = this;
    const step = fieldOfViewRad / RIM_SEGMENTS;
    const z = LIFT.sensors + 0.02;
    const color = this.colours.sensed;
    for (let i = 0; i < RIM_SEGMENTS; i++) {
      const from = heading - 0.5 * fieldOfViewRad + i * step;
      const ax = x + rangeM * Math.cos(from);
      const ay = y + rangeM * Math.sin(from);
      const bx = x + rangeM * Math.cos(from + step);
      const by = y + rangeM * Math.sin(from + step);
      lines.add(ax, ay, z, bx, by, z, color, 0.75, 1.6, 4, i * step * rangeM);
    }
    if (isAllAround(fieldOfViewRad)) return;
    for (let side = -1; side <= 1; side += 2) {
      const angle = heading + 0.5 * side * fieldOfViewRad;
      lines.add(x, y, z, x + rangeM * Math.cos(angle), y + rangeM * Math.sin(angle), z, color, 0.75, 1.6, 4);
    }
  }

  /** A bright line where beams end at somebody. */
  private addHits(lines: SegmentBatch, lidar: Float64Array): void {
    const pairs = isAllAround(this.fieldOfViewRad) ? LIDAR_BEAMS : LIDAR_BEAMS - 1;
    const z = LIFT.sensors + 0.03;
    const p = this.positions;
    const reached = this.rangeM - 1e-6;
    for (let b = 0; b < pairs; b++) {
      const next = (b + 1) % LIDAR_BEAMS;
      if (lidar[b] >= reached || lidar[next] >= reached || Math.abs(lidar[b] - lidar[next]) > STEP_M) continue;
      const i = 9 * b + 3;
      const j = 9 * next + 3;
      lines.add(p[i], p[i + 1], z, p[j], p[j + 1], z, this.colours.sensed, 0.95, 3);
    }
  }
}
