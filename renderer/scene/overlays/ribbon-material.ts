import { DoubleSide, ShaderMaterial } from 'three';
import type { Color, IUniform } from 'three';
import type { Screen } from './screen.ts';

/** Widens the band where it would be thinner than so many CSS pixels, so that it stays visible from far above. */
const vertexShader = /* glsl */ `
  attribute vec3 across;
  attribute vec3 shape;
  uniform vec2 resolution;
  uniform float pixelRatio;
  uniform float minHalfPx;
  varying float vLateral;
  varying float vAlong;
  varying float vHalf;
  varying float vFade;
  void main() {
    vec4 centre = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
    float pxPerM = projectionMatrix[1][1] * 0.5 * resolution.y / max(centre.w, 0.1);
    float halfWidth = max(shape.y, minHalfPx * pixelRatio / pxPerM);
    vLateral = across.z * halfWidth;
    vAlong = shape.x;
    vHalf = halfWidth;
    vFade = shape.z;
    vec3 moved = position + vec3(across.xy * vLateral, 0.0);
    gl_Position = projectionMatrix * modelViewMatrix * vec4(moved, 1.0);
  }
`;

const fragmentHead = /* glsl */ `
  uniform vec3 color;
  varying float vLateral;
  varying float vAlong;
  varying float vHalf;
  varying float vFade;
  /** 1 on the inner side of a border at 0, smooth over a pixel. */
  float inside(float distance, float pixel) {
    return clamp(0.5 + distance / max(pixel, 1e-5), 0.0, 1.0);
  }
  /** 1 in the first part of each period. */
  float dash(float x, float period, float share) {
    float pixel = fwidth(x) / period;
    float at = fract(x / period);
    float edge = at < share ? min(at, share - at) : -min(at - share, 1.0 - at);
    return mix(clamp(0.5 + edge / max(pixel, 1e-5), 0.0, 1.0), share, smoothstep(0.4, 1.0, pixel));
  }
`;

/**
 * @param body GLSL that sets `vec3 c` (starts as `color`) and `float a` (starts as the point's opacity); `edge` is the
 *   distance from the border (m), `pixel` the size of a pixel there (m)
 */
export function ribbonMaterial(
  screen: Screen,
  color: Color,
  minHalfPx: number,
  body: string,
  uniforms: Record<string, IUniform> = {},
): ShaderMaterial {
  const declarations = Object.entries(uniforms)
    .map(([name, { value }]) => `uniform ${typeof value === 'number' ? 'float' : 'vec3'} ${name};`)
    .join('\n');
  return new ShaderMaterial({
    uniforms: { ...screen.uniforms, color: { value: color }, minHalfPx: { value: minHalfPx }, ...uniforms },
    vertexShader,
    fragmentShader: `${fragmentHead}
      ${declarations}
      void main() {
        vec3 c = color;
        float a = vFade;
        float edge = vHalf - abs(vLateral);
        float pixel = fwidth(vLateral);
        ${body}
        if (a < 0.004) discard;
        gl_FragColor = vec4(c, a);
        #include <colorspace_fragment>
      }`,
    side: DoubleSide,
    transparent: true,
    depthWrite: false,
    polygonOffset: true,
    polygonOffsetFactor: -2,
    polygonOffsetUnits: -8,
  });
}
