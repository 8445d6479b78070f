import { DataTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, RGFormat, type Texture } from 'three';
import { RandomStream } from '../../sim/kernel/random.ts';

const SIZE = 256;

/** A tile that repeats without seams: red is cloudy (five octaves), green is fine grain, both around 0.5. */
export function noiseTexture(): Texture {
  const random = RandomStream.named('scene', 'noise');
  const soft = new Float32Array(SIZE * SIZE);
  let amplitude = 0.5;
  for (let cells = 4; cells <= 64; cells *= 2) {
    addValueNoise(soft, cells, amplitude, random);
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

/** Adds a lattice of `cells` x `cells` random values, smoothly interpolated, that closes on itself. */
function addValueNoise(out: Float32Array, cells: number, amplitude: number, random: RandomStream): void {
  const lattice = Float32Array.from({ length: cells * cells }, () => random.uniform() - 0.5);
  const scale = cells / SIZE;
  for (let j = 0; j < SIZE; j++) {
    const v = j * scale;
    const j0 = Math.floor(v);
    const fv = smooth(v - j0);
    const [row0, row1] = [(j0 % cells) * cells, ((j0 + 1) % cells) * cells];
    for (let i = 0; i < SIZE; i++) {
      const u = i * scale;
      const i0 = Math.floor(u);
      const fu = smooth(u - i0);
      const [a, b] = [i0 % cells, (i0 + 1) % cells];
      const low = lattice[row0 + a] + fu * (lattice[row0 + b] - lattice[row0 + a]);
      const high = lattice[row1 + a] + fu * (lattice[row1 + b] - lattice[row1 + a]);
      out[j * SIZE + i] += amplitude * (low + fv * (high - low));
    }
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
