import { Mesh } from 'three';
import type { ShaderMaterial } from 'three';
import { ACTOR, FAST_POINT, FAST_STRIDE, HEAD, PATH_POINTS, type FrameView } from '../../live/frame.ts';
import type { SceneOptions } from '../scene-view.ts';
import type { OverlayColours } from './colours.ts';
import { LIFT, ORDER, OverlayLayer } from './overlay-layer.ts';
import { RibbonGeometry } from './ribbon-geometry.ts';
import { ribbonMaterial } from './ribbon-material.ts';
import type { Screen } from './screen.ts';

/** Half the width of the trajectory, and of the halo where nothing is uncertain, m. */
const FAST_HALF_M = 0.34;
const HALO_HALF_M = 1.15;
/** The halo grows by at most so much on each side, m: two thirds of a lane. */
const HALO_GROWTH_M = 2.3;
/** Spread of the distance travelled at which 63 % of it are reached, m. */
const HALO_SPREAD_M = 3;
/** The halo begins behind the ego, so that it is seen in a jam too, m. */
const HALO_BEHIND_M = 3;

const FAST_BODY = /* glsl */ `
  float border = 1.0 - inside(edge - max(0.07, pixel), pixel);
  c = mix(c, c * 0.1, 0.75 * border);
  a *= inside(edge, pixel) * mix(0.88, 0.6, border);
`;

const HALO_BODY = /* glsl */ `
  float width = max(mix(0.07, 0.2, over), 1.5 * pixel);
  float line = 1.0 - inside(edge - width, pixel);
  float broken = mix(1.0, dash(vAlong, 2.0, 0.62), over);
  float stripes = over * dash(vAlong + vLateral, 1.5, 0.4) * 0.2;
  float fill = mix(0.1, 0.2, level) + stripes;
  a *= inside(edge, pixel) * mix(fill, mix(0.5, 0.98, over) * broken, line);
`;

/** Half the width of the halo: it swells with the calibrated level and with the spread of the distance travelled, m. */
export function haloHalfM(level: number, spreadM: number): number {
  const share = Number.isFinite(level) ? Math.min(1, Math.max(0, level)) : 0;
  return HALO_HALF_M + share * (0.25 + (HALO_GROWTH_M - 0.25) * (1 - Math.exp(-spreadM / HALO_SPREAD_M)));
}

/** What the fast policy is going to do, and how sure it is: above the gate's threshold the halo is striped and dashed. */
export class TrajectoryLayer extends OverlayLayer {
  private fast: Mesh<RibbonGeometry, ShaderMaterial> | null = null;
  private halo: Mesh<RibbonGeometry, ShaderMaterial> | null = null;
  private readonly level = { value: 0 };
  private readonly over = { value: 0 };

  private readonly fastMaterial: ShaderMaterial;
  private readonly haloMaterial: ShaderMaterial;

  constructor(
    private readonly screen: Screen,
    colours: OverlayColours,
  ) {
    super();
    const uniforms = { level: this.level, over: this.over };
    this.fastMaterial = this.keep(ribbonMaterial(screen, colours.fast, 1.8, FAST_BODY));
    this.haloMaterial = this.keep(ribbonMaterial(screen, colours.uncertainty, 4, HALO_BODY, uniforms));
  }

  open(): void {
    this.clear();
    this.halo = this.ribbon(this.haloMaterial, ORDER.halo);
    this.fast = this.ribbon(this.fastMaterial, ORDER.fast);
  }

  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { fast, halo } = this;
    if (fast === null || halo === null) return;
    const { head } = frame;
    fast.visible = options.overlays.has('trajectory');
    halo.visible = options.overlays.has('halo');
    const level = head[HEAD.level];
    const threshold = head[HEAD.threshold];
    this.level.value = level;
    this.over.value = level > threshold ? 1 : 0;
    if (fast.visible) this.writeFast(fast.geometry, frame, poses);
    if (halo.visible) this.writeHalo(halo.geometry, frame, poses, level);
  }

  clear(): void {
    for (const mesh of [this.fast, this.halo]) {
      mesh?.geometry.dispose();
      mesh?.removeFromParent();
    }
    this.fast = null;
    this.halo = null;
  }

  /** The path goes with the drawn ego, which is a moment behind that of the frame. */
  private writeFast(ribbon: RibbonGeometry, { fast, actors }: FrameView, poses: Float64Array): void {
    const dx = poses[ACTOR.x] - actors[ACTOR.x];
    const dy = poses[ACTOR.y] - actors[ACTOR.y];
    ribbon.begin();
    for (let i = 0; i < PATH_POINTS; i++) {
      const at = i * FAST_STRIDE;
      ribbon.add(fast[at + FAST_POINT.x] + dx, fast[at + FAST_POINT.y] + dy, LIFT.fast, FAST_HALF_M, fadeOf(i));
    }
    ribbon.end(poses[ACTOR.heading]);
  }

  private writeHalo(ribbon: RibbonGeometry, { fast, actors }: FrameView, poses: Float64Array, level: number): void {
    const dx = poses[ACTOR.x] - actors[ACTOR.x];
    const dy = poses[ACTOR.y] - actors[ACTOR.y];
    const heading = poses[ACTOR.heading];
    const backX = poses[ACTOR.x] - HALO_BEHIND_M * Math.cos(heading);
    const backY = poses[ACTOR.y] - HALO_BEHIND_M * Math.sin(heading);
    ribbon.begin();
    ribbon.add(backX, backY, LIFT.halo, haloHalfM(level, 0), 1);
    for (let i = 0; i < PATH_POINTS; i++) {
      const at = i * FAST_STRIDE;
      const half = haloHalfM(level, fast[at + FAST_POINT.spreadM]);
      ribbon.add(fast[at + FAST_POINT.x] + dx, fast[at + FAST_POINT.y] + dy, LIFT.halo, half, fadeOf(i));
    }
    ribbon.end(heading);
  }

  private ribbon(material: ShaderMaterial, order: number): Mesh<RibbonGeometry, ShaderMaterial> {
    const mesh = new Mesh(new RibbonGeometry(PATH_POINTS + 1), material);
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    mesh.onBeforeRender = this.screen.measure;
    this.object.add(mesh);
    return mesh;
  }
}

/** Paths fade out at their far ends: nobody knows what comes then. */
export function fadeOf(point: number): number {
  const left = (PATH_POINTS - 1 - point) / (0.3 * PATH_POINTS);
  return left < 0.15 ? 0.15 : left > 1 ? 1 : left;
}
