import {
  BackSide,
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  Group,
  Mesh,
  MeshBasicMaterial,
  ShaderMaterial,
  SphereGeometry,
  Vector3,
  type Vector3Like,
} from 'three';
import { RandomStream } from '../../sim/kernel/random.ts';
import { GROUND_ORDER, type SharedUniforms } from './materials.ts';
import type { Daylight } from './palette.ts';

const RADIUS_M = 900;
/** Ranges of hills: distance, lowest and highest crest, m. */
const RANGES = [
  { radius: 850, low: 18, high: 82, seed: 'far' },
  { radius: 700, low: 6, high: 40, seed: 'near' },
] as const;
const CRESTS = 160;

/** The sky with sun and clouds, and hills at the horizon. It travels with the camera: nobody ever comes nearer to it. */
export class Sky {
  readonly object = new Group();
  private readonly dome: Mesh<SphereGeometry, ShaderMaterial>;
  private readonly hills: readonly Mesh<BufferGeometry, MeshBasicMaterial>[];

  constructor(uniforms: SharedUniforms) {
    this.dome = new Mesh(new SphereGeometry(RADIUS_M, 32, 20), skyMaterial(uniforms));
    this.dome.renderOrder = GROUND_ORDER.sky;
    this.hills = RANGES.map((range, i) => {
      const material = new MeshBasicMaterial({
        vertexColors: true,
        fog: false,
        depthTest: false,
        depthWrite: false,
        toneMapped: false,
      });
      const mesh = new Mesh(hillGeometry(range), material);
      mesh.renderOrder = GROUND_ORDER.hills + i;
      return mesh;
    });
    for (const mesh of [this.dome, ...this.hills]) {
      mesh.frustumCulled = false;
      mesh.matrixAutoUpdate = false;
      this.object.add(mesh);
    }
    this.object.matrixAutoUpdate = false;
  }

  light(daylight: Daylight): void {
    const { zenith, horizon, glow, cloud, sunDirection, cloudAmount } = this.dome.material.uniforms as SkyUniforms;
    zenith.value.copy(displayed(daylight.zenith));
    horizon.value.copy(displayed(daylight.horizon));
    glow.value.copy(displayed(daylight.glow));
    cloud.value.copy(displayed(daylight.cloud));
    cloudAmount.value = daylight.cloudAmount;
    const flat = Math.cos(daylight.sunElevation);
    sunDirection.value.set(
      flat * Math.cos(daylight.sunAzimuth),
      flat * Math.sin(daylight.sunAzimuth),
      Math.sin(daylight.sunElevation),
    );
    tintHills(this.hills[0].geometry, daylight.fog, daylight.farHill);
    tintHills(this.hills[1].geometry, daylight.fog, daylight.nearHill);
  }

  follow(camera: Vector3Like): void {
    this.object.position.set(camera.x, camera.y, Math.min(camera.z, 30) * 0.6);
    this.object.updateMatrix();
    this.object.matrixWorldNeedsUpdate = true;
  }

  dispose(): void {
    for (const mesh of [this.dome, ...this.hills]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }
}

interface SkyUniforms {
  [name: string]: { value: unknown };
  zenith: { value: Color };
  horizon: { value: Color };
  glow: { value: Color };
  cloud: { value: Color };
  cloudAmount: { value: number };
  sunDirection: { value: Vector3 };
}

/** Written to the screen as it is: the sky takes no part in tone mapping, and so meets the fog's colour. */
function displayed(colour: string): Color {
  return new Color(colour).convertLinearToSRGB();
}

function skyMaterial({ noise }: SharedUniforms): ShaderMaterial {
  const uniforms: SkyUniforms = {
    zenith: { value: new Color() },
    horizon: { value: new Color() },
    glow: { value: new Color() },
    cloud: { value: new Color() },
    cloudAmount: { value: 0 },
    sunDirection: { value: new Vector3() },
    noise,
  };
  return new ShaderMaterial({
    uniforms,
    side: BackSide,
    depthTest: false,
    depthWrite: false,
    fog: false,
    toneMapped: false,
    vertexShader: /* glsl */ `
      varying vec3 vDirection;
      void main() {
        vDirection = position;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      varying vec3 vDirection;
      uniform vec3 zenith;
      uniform vec3 horizon;
      uniform vec3 glow;
      uniform vec3 cloud;
      uniform float cloudAmount;
      uniform vec3 sunDirection;
      uniform sampler2D noise;
      void main() {
        vec3 direction = normalize(vDirection);
        float height = max(direction.z, 0.0);
        vec3 colour = mix(horizon, zenith, 1.0 - exp(-4.2 * height));
        float toSun = max(dot(direction, sunDirection), 0.0);
        colour = mix(colour, glow, min(1.0, 0.6 * pow(toSun, 9.0) * (1.0 - 0.6 * height) + 0.4 * pow(toSun, 160.0)));
        vec2 at = direction.xy / (height + 0.12);
        float bank = texture2D(noise, at * 0.043 + 0.17).r;
        float puff = texture2D(noise, at * 0.16).r;
        float cover = smoothstep(0.5, 0.86, 0.62 * bank + 0.46 * puff) * smoothstep(0.02, 0.2, height);
        vec3 lit = mix(cloud, glow, 0.5 * pow(toSun, 4.0));
        colour = mix(colour, lit, cloudAmount * cover);
        colour = mix(colour, vec3(1.0, 0.97, 0.88), smoothstep(0.99975, 0.9999, toSun));
        gl_FragColor = vec4(colour, 1.0);
      }`,
  });
}

/** A ribbon of crests around the origin, from below the horizon up. */
function hillGeometry(range: (typeof RANGES)[number]): BufferGeometry {
  const random = RandomStream.named('scene', `hills/${range.seed}`);
  const waves = [2, 3, 5, 8, 13, 21].map((n) => ({
    n,
    phase: 2 * Math.PI * random.uniform(),
    share: 1 / Math.sqrt(n),
  }));
  const total = waves.reduce((sum, wave) => sum + wave.share, 0);
  const positions: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i <= CRESTS; i++) {
    const angle = (2 * Math.PI * i) / CRESTS;
    const swell = waves.reduce((sum, wave) => sum + wave.share * Math.sin(wave.n * angle + wave.phase), 0) / total;
    const crest = range.low + (range.high - range.low) * Math.max(0, 0.5 + 0.9 * swell);
    const [x, y] = [range.radius * Math.cos(angle), range.radius * Math.sin(angle)];
    positions.push(x, y, -60, x, y, 0, x, y, crest);
    if (i === 0) continue;
    // Seen from inside.
    for (const k of [0, 1]) {
      const [a, b] = [3 * i - 3 + k, 3 * i + k];
      indices.push(a, a + 1, b, b, a + 1, b + 1);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(new Float32Array(positions.length), 3));
  geometry.setIndex(indices);
  return geometry;
}

/** From the fog at their feet to their own colour at the crests. */
function tintHills(geometry: BufferGeometry, fog: string, crest: string): void {
  const colours = geometry.getAttribute('color');
  const [low, high] = [new Color(fog), new Color(crest)];
  for (let i = 0; i < colours.count; i++) {
    const { r, g, b } = i % 3 === 2 ? high : low;
    colours.setXYZ(i, r, g, b);
  }
  colours.needsUpdate = true;
}
