import { Mesh } from 'three';
import type { ShaderMaterial } from 'three';
import { HEAD, PATH_POINTS, PLAN_POINT, PLAN_STRIDE, ACTOR, type FrameView } from '../../live/frame.ts';
import type { SceneOptions } from '../scene-view.ts';
import type { OverlayColours } from './colours.ts';
import { LIFT, ORDER, OverlayLayer } from './overlay-layer.ts';
import { RibbonGeometry } from './ribbon-geometry.ts';
import { ribbonMaterial } from './ribbon-material.ts';
import type { Screen } from './screen.ts';
import { fadeOf } from './trajectory-layer.ts';

const HALF_M = 0.95;

/** Two rails with chevrons between them; what lies before `staleAlong` is a row of grey dots. */
const PLAN_BODY = /* glsl */ `
  float stale = 1.0 - step(staleAlong, vAlong);
  float lateral = abs(vLateral);
  float rail = 1.0 - inside(edge - max(0.15, 1.5 * pixel), pixel);
  float chevron = dash(vAlong + lateral, 3.0, 0.32) * inside(edge - max(0.3, 3.0 * pixel), pixel);
  float live = max(max(rail, chevron) * 0.95, 0.14);
  vec2 dot = vec2((fract(vAlong / 0.9) - 0.5) * 0.9, lateral - (vHalf - 0.22));
  float dots = (1.0 - smoothstep(0.17, 0.17 + max(pixel, 0.02), length(dot))) * 0.95;
  c = mix(c, staleColor, stale);
  a *= inside(edge, pixel) * mix(live, max(dots, 0.06), stale);
`;

/** The plan in force, and how much of it is already past. */
export class PlanLayer extends OverlayLayer {
  private mesh: Mesh<RibbonGeometry, ShaderMaterial> | null = null;
  private readonly staleAlong = { value: 0 };

  private readonly material: ShaderMaterial;

  constructor(
    private readonly screen: Screen,
    colours: OverlayColours,
  ) {
    super();
    const uniforms = { staleAlong: this.staleAlong, staleColor: { value: colours.stale } };
    this.material = this.keep(ribbonMaterial(screen, colours.plan, 5, PLAN_BODY, uniforms));
  }

  open(): void {
    this.clear();
    this.mesh = new Mesh(new RibbonGeometry(PATH_POINTS), this.material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = ORDER.plan;
    this.mesh.onBeforeRender = this.screen.measure;
    this.object.add(this.mesh);
  }

  update({ head, plan }: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { mesh } = this;
    if (mesh === null) return;
    mesh.visible = options.overlays.has('plan') && head[HEAD.planInForce] === 1;
    if (!mesh.visible) return;
    const ribbon = mesh.geometry;
    ribbon.begin();
    for (let i = 0; i < PATH_POINTS; i++) {
      const at = i * PLAN_STRIDE;
      ribbon.add(plan[at + PLAN_POINT.x], plan[at + PLAN_POINT.y], LIFT.plan, HALF_M, fadeOf(i));
    }
    ribbon.end(poses[ACTOR.heading]);
    this.staleAlong.value = ribbon.alongAt(head[HEAD.planStaleTo]);
  }

  clear(): void {
    this.mesh?.geometry.dispose();
    this.mesh?.removeFromParent();
    this.mesh = null;
  }
}
