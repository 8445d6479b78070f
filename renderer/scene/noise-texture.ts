import { DataTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, RGFormat, type Texture } from 'three';
import { RandomStream } from '../../sim/kernel/random.ts';

const SIZE = 256;

/** A tile that repeats without seams: red is cloudy (five octaves), green is fine grain, both around 0.5. */
export function noiseTexture(): Texture {
  const random = RandomStream.named('scene', 'noise');
  const soft = new Float32Array(SIZE * SIZE);
  let amplitude = 0.5;
  for (let cells = 4; cells <= 64; cells *= 2) {
    addGradientNoise(soft, cells, amplitude, random);
    amplitude *= 0.55;
  }
  const pixels = new Uint8Array(2 * SIZE * SIZE);
  const [low, high] = rangeOf(soft);
  for (let i = 0; i < soft.length; i++) {
    pixels[2 * i] = Math.round((255 * (soft[i] - low)) / (high - low));
    pixels[2 * i + 1] = Math.floor(256 * random.uniform());
  }
  const texture = new DataTexture(pixels, SIZE, SIZE, RGFormat);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 4;
  texture.needsUpdate = true;
  return texture;
}

/**
 * Adds gradient noise (Perlin 2002, on a lattice of `cells` x `cells` that closes on itself): unlike interpolated values
 * it shows no grid.
 */
function addGradientNoise(out: Float32Array, cells: number, amplitude: number, random: RandomStream): void {
  const slopes = Float32Array.from({ length: 2 * cells * cells }, () => 0);
  for (let i = 0; i < slopes.length; i += 2) {
    const angle = 2 * Math.PI * random.uniform();
    [slopes[i], slopes[i + 1]] = [Math.cos(angle), Math.sin(angle)];
  }
  const scale = cells / SIZE;
  const corner = (i: number, j: number, u: number, v: number): number => {
    const at = 2 * ((j % cells) * cells + (i % cells));
    return slopes[at] * (u - i) + slopes[at + 1] * (v - j);
  };
  for (let row = 0; row < SIZE; row++) {
    const v = row * scale;
    const j = Math.floor(v);
    const fv = smooth(v - j);
    for (let column = 0; column < SIZE; column++) {
      const u = column * scale;
      const i = Math.floor(u);
      const fu = smooth(u - i);
      const low = corner(i, j, u, v) + fu * (corner(i + 1, j, u, v) - corner(i, j, u, v));
      const high = corner(i, j + 1, u, v) + fu * (corner(i + 1, j + 1, u, v) - corner(i, j + 1, u, v));
      out[row * SIZE + column] += amplitude * (low + fv * (high - low));
    }
  }
}

function smooth(t: number): number {
  return t * t * t * (t * (6 * t - 15) + 10);
}

function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
