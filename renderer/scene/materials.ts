import {
  AdditiveBlending,
  Color,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Vector3,
  type Material,
  type Texture,
  type WebGLProgramParametersWithUniforms,
} from 'three';
import { beamTexture, facadeTextures, softBoxTexture, spotTexture } from './canvas-textures.ts';
import { noiseTexture } from './noise-texture.ts';
import { linear, type Daylight } from './palette.ts';

/** Values that shaders share and that the time of day changes. Colours are linear. */
export interface SharedUniforms {
  readonly skyZenith: { value: Color };
  readonly skyHorizon: { value: Color };
  readonly skyGround: { value: Color };
  readonly sunColour: { value: Color };
  readonly sunDirection: { value: Vector3 };
  /** 0: lamps are off, 1: they burn. */
  readonly lamps: { value: number };
  readonly noise: { value: Texture };
}

/**
 * Order of what lies on the ground. It is all flat and drawn one over the other without the depth buffer, so that
 * nothing flickers; what stands on it follows with depth as usual.
 */
export const GROUND_ORDER = {
  sky: -100,
  hills: -95,
  grass: -90,
  fields: -85,
  pavement: -80,
  asphalt: -75,
  paint: -70,
} as const;
/** Of transparent things on the ground; they are drawn after all that stands, tested against its depth. */
export const DECAL_ORDER = { shadow: -20, light: -15 } as const;

/** All materials of the scene, made once and shared by all episodes. */
export class Materials {
  readonly uniforms: SharedUniforms;
  readonly grass: MeshLambertMaterial;
  readonly fields: MeshLambertMaterial;
  readonly pavement: MeshLambertMaterial;
  readonly asphalt: MeshLambertMaterial;
  readonly paint: MeshLambertMaterial;
  /** What stands around: vertex colours. */
  readonly scenery: MeshLambertMaterial;
  /** Lamps of lamp posts. */
  readonly lantern: MeshBasicMaterial;
  readonly facade: MeshLambertMaterial;
  readonly actor: MeshLambertMaterial;
  readonly treeShadow: MeshBasicMaterial;
  readonly actorShadow: MeshBasicMaterial;
  readonly beam: MeshBasicMaterial;
  readonly pool: MeshBasicMaterial;
  /** A soft round spot. */
  readonly spot: Texture;
  private readonly textures: readonly Texture[];

  constructor() {
    const noise = noiseTexture();
    const facade = facadeTextures();
    const [spot, box, beam] = [spotTexture(), softBoxTexture(), beamTexture()];
    this.spot = spot;
    this.textures = [noise, facade.wall, facade.light, spot, box, beam];
    this.uniforms = {
      skyZenith: { value: new Color() },
      skyHorizon: { value: new Color() },
      skyGround: { value: new Color() },
      sunColour: { value: new Color() },
      sunDirection: { value: new Vector3() },
      lamps: { value: 0 },
      noise: { value: noise },
    };
    this.grass = this.ground(GRASS, 'grass');
    this.fields = this.ground(GRASS, 'grass');
    this.pavement = this.ground(PAVEMENT, 'pavement');
    this.asphalt = this.ground(ASPHALT, 'asphalt');
    this.asphalt.onBeforeCompile = (shader) => {
      patchGround(shader, this.uniforms, ASPHALT);
      shader.vertexShader = `attribute vec2 aTrack;\nvarying vec2 vTrack;\n${shader.vertexShader}`.replace(
        '#include <uv_vertex>',
        'vTrack = aTrack;\n#include <uv_vertex>',
      );
      shader.fragmentShader = `varying vec2 vTrack;\n${shader.fragmentShader}`;
    };
    this.paint = this.ground(PAINT, 'paint');
    this.scenery = new MeshLambertMaterial({ vertexColors: true });
    this.lantern = new MeshBasicMaterial({ vertexColors: true });
    this.facade = new MeshLambertMaterial({ vertexColors: true, map: facade.wall, emissiveMap: facade.light });
    this.actor = actorMaterial(this.uniforms);
    this.treeShadow = decal(spot, '#0b1208', 0.55);
    this.actorShadow = decal(box, '#000000', 0.62);
    this.beam = decal(beam, '#ffe2ad', 0.85);
    this.pool = decal(spot, '#ffc478', 0.5);
    for (const light of [this.beam, this.pool]) light.blending = AdditiveBlending;
  }

  light(daylight: Daylight): void {
    const { uniforms } = this;
    uniforms.skyZenith.value.set(daylight.zenith);
    uniforms.skyHorizon.value.set(daylight.horizon);
    uniforms.skyGround.value.set(daylight.groundLight).multiplyScalar(0.6);
    uniforms.sunColour.value.set(daylight.sun).multiplyScalar(daylight.sunIntensity);
    const flat = Math.cos(daylight.sunElevation);
    uniforms.sunDirection.value.set(
      flat * Math.cos(daylight.sunAzimuth),
      flat * Math.sin(daylight.sunAzimuth),
      Math.sin(daylight.sunElevation),
    );
    uniforms.lamps.value = daylight.lamps;
    this.facade.emissive.set(daylight.lamps > 0 ? '#ffffff' : '#000000');
    this.facade.emissiveIntensity = 0.85 * daylight.lamps;
    this.lantern.color.copy(daylight.lamps > 0 ? linear('#ffdca6').multiplyScalar(3) : linear('#b9bcc0'));
  }

  dispose(): void {
    for (const texture of this.textures) texture.dispose();
    for (const value of Object.values(this)) if (isMaterial(value)) value.dispose();
  }

  private ground(pattern: string, key: string): MeshLambertMaterial {
    const material = new MeshLambertMaterial({ vertexColors: true, depthTest: false, depthWrite: false });
    material.onBeforeCompile = (shader) => patchGround(shader, this.uniforms, pattern);
    material.customProgramCacheKey = () => `ground-${key}`;
    return material;
  }
}

function isMaterial(value: unknown): value is Material {
  return typeof value === 'object' && value !== null && 'isMaterial' in value;
}

/** Patterns change `diffuseColor` at the world position `vGround`, m. */
const GRASS = /* glsl */ `
  vec2 turned = vec2(0.83 * vGround.x - 0.56 * vGround.y, 0.56 * vGround.x + 0.83 * vGround.y);
  float wide = texture2D(noise, turned / 340.0).r;
  float middle = texture2D(noise, vGround / 47.0 + 0.3).r;
  float tuft = texture2D(noise, turned / 5.3).r;
  float blade = texture2D(noise, vGround / 1.1).g;
  float fine = texture2D(noise, turned.yx / 1.9 + 0.4).r;
  diffuseColor.rgb *= 0.42 + 0.3 * wide + 0.34 * middle + 0.36 * tuft + 0.3 * fine + 0.2 * blade;
  diffuseColor.rgb = mix(diffuseColor.rgb, diffuseColor.rgb * vec3(1.22, 1.04, 0.74), smoothstep(0.4, 0.8, wide));
  diffuseColor.rgb = mix(diffuseColor.rgb, diffuseColor.rgb * vec3(0.8, 0.94, 0.82), smoothstep(0.5, 0.75, middle));
`;
const ASPHALT = /* glsl */ `
  float patchy = texture2D(noise, vGround / 31.0).r;
  float soft = texture2D(noise, vGround / 6.1).r;
  float grain = texture2D(noise, vGround / 0.9).g;
  float wheel = exp(-28.0 * pow(abs(vTrack.x) - 0.5, 2.0)) * vTrack.y;
  diffuseColor.rgb *= (0.84 + 0.16 * patchy + 0.1 * soft + 0.14 * grain) * (1.0 - 0.13 * wheel);
`;
const PAVEMENT = /* glsl */ `
  vec2 slab = abs(fract(vGround / 0.6) - 0.5);
  float joint = smoothstep(0.46, 0.5, max(slab.x, slab.y)) * (1.0 - smoothstep(10.0, 40.0, length(vViewPosition)));
  diffuseColor.rgb *= (0.82 + 0.2 * texture2D(noise, vGround / 9.0).r + 0.1 * texture2D(noise, vGround / 1.3).g) * (1.0 - 0.22 * joint);
`;
const PAINT = /* glsl */ `
  float wear = texture2D(noise, vGround / 2.3).r * 0.7 + texture2D(noise, vGround / 0.7).g * 0.3;
  diffuseColor.rgb *= 0.8 + 0.2 * smoothstep(0.25, 0.6, wear);
`;

function patchGround(shader: WebGLProgramParametersWithUniforms, uniforms: SharedUniforms, pattern: string): void {
  shader.uniforms.noise = uniforms.noise;
  shader.vertexShader = `varying vec2 vGround;\n${shader.vertexShader}`.replace(
    '#include <project_vertex>',
    '#include <project_vertex>\nvGround = (modelMatrix * vec4(transformed, 1.0)).xy;',
  );
  shader.fragmentShader = `varying vec2 vGround;\nuniform sampler2D noise;\n${shader.fragmentShader}`.replace(
    '#include <color_fragment>',
    `#include <color_fragment>\n{${pattern}}`,
  );
}

/** Angular speed of legs, rad per metre walked: two steps of 0.75 m; and of pedals, geared. */
const STRIDE_RAD_PER_M = '4.2';
const PEDAL_RAD_PER_M = '1.3';

/**
 * Actors: instances with a paint and a state (brake lights, dipped lamps, distance travelled in m, swing of the limbs in
 * rad), with turning wheels and walking legs, and with the sky mirrored in paint and glass (Schlick's Fresnel term).
 */
function actorMaterial(uniforms: SharedUniforms): MeshLambertMaterial {
  const material = new MeshLambertMaterial({ vertexColors: true });
  material.customProgramCacheKey = () => 'actor';
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, uniforms);
    shader.vertexShader = `
      attribute vec3 aSurface;
      attribute vec4 aJoint;
      attribute vec3 iPaint;
      attribute vec4 iState;
      varying vec3 vSurface;
      varying vec2 vLamps;
      ${shader.vertexShader}`
      .replace(
        '#include <color_vertex>',
        `#include <color_vertex>
        vColor.rgb = mix(vColor.rgb, vColor.rgb * iPaint, aSurface.x);
        vSurface = aSurface;
        vLamps = iState.xy;
        float bend = 0.0;
        if (aJoint.z > 2.5) bend = 0.45 * iState.w * aJoint.w * sin(iState.z * ${PEDAL_RAD_PER_M});
        else if (aJoint.z > 1.5) bend = iState.w * aJoint.w * sin(iState.z * ${STRIDE_RAD_PER_M});
        else if (aJoint.z > 0.5) bend = iState.z * aJoint.w;
        float bendCos = cos(bend);
        float bendSin = sin(bend);`,
      )
      .replace(
        '#include <beginnormal_vertex>',
        `#include <beginnormal_vertex>
        objectNormal.xz = vec2(bendCos * objectNormal.x + bendSin * objectNormal.z, bendCos * objectNormal.z - bendSin * objectNormal.x);`,
      )
      .replace(
        '#include <begin_vertex>',
        `#include <begin_vertex>
        vec2 arm = transformed.xz - aJoint.xy;
        transformed.xz = aJoint.xy + vec2(bendCos * arm.x + bendSin * arm.y, bendCos * arm.y - bendSin * arm.x);`,
      );
    shader.fragmentShader = `
      varying vec3 vSurface;
      varying vec2 vLamps;
      uniform vec3 skyZenith;
      uniform vec3 skyHorizon;
      uniform vec3 skyGround;
      uniform vec3 sunColour;
      uniform vec3 sunDirection;
      uniform float lamps;
      ${shader.fragmentShader}`
      .replace(
        '#include <emissivemap_fragment>',
        `#include <emissivemap_fragment>
        if (vSurface.z > 2.5) totalEmissiveRadiance += diffuseColor.rgb * (0.5 + 0.7 * lamps);
        else if (vSurface.z > 1.5) totalEmissiveRadiance += vec3(1.0, 0.035, 0.02) * (0.75 * vLamps.y + 2.6 * vLamps.x);
        else if (vSurface.z > 0.5) totalEmissiveRadiance += vec3(1.0, 0.93, 0.8) * (0.12 + 3.5 * vLamps.y);`,
      )
      .replace(
        '#include <opaque_fragment>',
        `vec3 mirrored = reflect(-geometryViewDir, normal);
        vec3 upward = normalize((viewMatrix * vec4(0.0, 0.0, 1.0, 0.0)).xyz);
        vec3 toSun = normalize((viewMatrix * vec4(sunDirection, 0.0)).xyz);
        float height = dot(mirrored, upward);
        vec3 surround = mix(skyHorizon, skyZenith, smoothstep(0.05, 0.75, height));
        surround = mix(skyGround, surround, smoothstep(-0.12, 0.08, height));
        float gloss = vSurface.y;
        float grazing = pow(1.0 - saturate(dot(geometryViewDir, normal)), 5.0);
        float fresnel = gloss * mix(0.03 + 0.1 * gloss * gloss, 0.9, grazing);
        float glint = gloss * pow(saturate(dot(mirrored, toSun)), 90.0);
        outgoingLight = outgoingLight * (1.0 - fresnel) + surround * fresnel + sunColour * glint * 0.35;
        #include <opaque_fragment>`,
      );
  };
  return material;
}

function decal(map: Texture, colour: string, opacity: number): MeshBasicMaterial {
  return new MeshBasicMaterial({ map, color: colour, opacity, transparent: true, depthWrite: false, fog: true });
}
