import { Color, DirectionalLight, FogExp2, Group, HemisphereLight, Vector3 } from 'three';
import type { Daylight } from './palette.ts';

/** Half the side of the square around the followed actor in which things cast shadows, m. */
const SHADOW_REACH_M = 48;
const SUN_DISTANCE_M = 120;

/** Sun with shadows around the followed actor, the sky's light, fog. */
export class Lights {
  readonly object = new Group();
  readonly fog = new FogExp2('#ffffff', 0);
  private readonly sun = new DirectionalLight();
  private readonly sky = new HemisphereLight();
  private readonly direction = new Vector3(0, 0, 1);
  /** Axes of the shadow map in the world. */
  private readonly right = new Vector3();
  private readonly up = new Vector3();

  /** @param shadowMapPx side of the shadow map */
  constructor(private readonly shadowMapPx: number) {
    const { shadow } = this.sun;
    this.sun.castShadow = true;
    shadow.mapSize.set(shadowMapPx, shadowMapPx);
    shadow.bias = -0.0006;
    shadow.normalBias = 0.03;
    shadow.radius = 3;
    const { camera } = shadow;
    [camera.left, camera.right, camera.bottom, camera.top] = [-1, 1, -1, 1].map((side) => side * SHADOW_REACH_M);
    [camera.near, camera.far] = [1, 2 * SUN_DISTANCE_M];
    camera.up.set(0, 0, 1);
    this.sky.position.set(0, 0, 1);
    this.object.add(this.sun, this.sun.target, this.sky);
  }

  light(daylight: Daylight): void {
    this.sun.color.set(daylight.sun);
    this.sun.intensity = daylight.sunIntensity;
    this.sky.color.set(daylight.skyLight);
    this.sky.groundColor.set(daylight.groundLight);
    this.sky.intensity = daylight.ambientIntensity;
    this.fog.color = new Color(daylight.fog);
    this.fog.density = daylight.fogDensity;
    const flat = Math.cos(daylight.sunElevation);
    this.direction.set(
      flat * Math.cos(daylight.sunAzimuth),
      flat * Math.sin(daylight.sunAzimuth),
      Math.sin(daylight.sunElevation),
    );
    this.right.set(0, 0, 1).cross(this.direction).normalize();
    this.up.copy(this.direction).cross(this.right);
  }

  /** Puts the shadows around (x, y), in whole texels, so that their edges do not swim. */
  follow(x: number, y: number): void {
    const texel = (2 * SHADOW_REACH_M) / this.shadowMapPx;
    const { right, up, direction } = this;
    const a = Math.round((right.x * x + right.y * y) / texel) * texel;
    const b = Math.round((up.x * x + up.y * y) / texel) * texel;
    const c = direction.x * x + direction.y * y;
    const target = this.sun.target.position;
    target.set(
      a * right.x + b * up.x + c * direction.x,
      a * right.y + b * up.y + c * direction.y,
      a * right.z + b * up.z + c * direction.z,
    );
    this.sun.position.copy(target).addScaledVector(direction, SUN_DISTANCE_M);
  }

  /** Leaves the shadows out; the shaders stay the same, so that nothing is compiled anew. */
  castShadows(casts: boolean): void {
    const { shadow } = this.sun;
    shadow.autoUpdate = casts;
    shadow.intensity = casts ? 1 : 0;
  }

  dispose(): void {
    this.sun.dispose();
    this.sky.dispose();
  }
}
