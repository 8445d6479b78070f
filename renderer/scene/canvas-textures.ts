import { CanvasTexture, LinearMipmapLinearFilter, RepeatWrapping, SRGBColorSpace, type Texture } from 'three';
import { RandomStream } from '../../sim/kernel/random.ts';

/** Pictures painted once on a canvas. */

/** Bays of a facade in one tile, and the size of one, m. */
export const FACADE_BAYS = 4;
export const BAY_M = 3;
const BAY_PIXELS = 64;

/** A wall with 4 x 4 windows, white where the wall's own colour goes; and the light of those that are lit at dusk. */
export function facadeTextures(): { readonly wall: Texture; readonly light: Texture } {
  const size = FACADE_BAYS * BAY_PIXELS;
  const wall = newCanvas(size, size);
  const light = newCanvas(size, size);
  fill(wall, '#ffffff', 0, 0, size, size);
  fill(light, '#000000', 0, 0, size, size);
  const random = RandomStream.named('scene', 'windows');
  for (let row = 0; row < FACADE_BAYS; row++) {
    for (let column = 0; column < FACADE_BAYS; column++) {
      paintWindow(wall, light, column * BAY_PIXELS, row * BAY_PIXELS, random);
    }
  }
  return { wall: repeating(wall), light: repeating(light) };
}

function paintWindow(
  wall: CanvasRenderingContext2D,
  light: CanvasRenderingContext2D,
  left: number,
  top: number,
  random: RandomStream,
): void {
  const [x, y, w, h] = [left + 18, top + 14, 28, 34];
  fill(wall, '#d8d2c6', x - 4, y + h, w + 8, 5);
  fill(wall, '#f4f1ea', x - 3, y - 3, w + 6, h + 6);
  const sky = wall.createLinearGradient(0, y, 0, y + h);
  sky.addColorStop(0, '#5d7387');
  sky.addColorStop(1, '#28333d');
  wall.fillStyle = sky;
  wall.fillRect(x, y, w, h);
  const curtain = random.uniform();
  if (curtain < 0.5) fill(wall, 'rgba(235, 228, 214, 0.55)', x, y, 5 + 8 * curtain, h);
  fill(wall, '#f4f1ea', x + w / 2 - 1.5, y, 3, h);
  fill(wall, '#f4f1ea', x, y + h * 0.35, w, 2);
  if (random.uniform() > 0.4) return;
  const warm = random.uniform() < 0.75 ? '#ffc878' : '#d9e4f2';
  fill(light, warm, x, y, w / 2 - 1.5, h);
  fill(light, warm, x + w / 2 + 1.5, y, w / 2 - 1.5, h);
}

/** A soft dark or bright spot: opaque in the middle, nothing at the rim. */
export function spotTexture(): Texture {
  const size = 64;
  const canvas = newCanvas(size, size);
  const spot = canvas.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2);
  spot.addColorStop(0, 'rgba(255, 255, 255, 1)');
  spot.addColorStop(0.45, 'rgba(255, 255, 255, 0.62)');
  spot.addColorStop(0.8, 'rgba(255, 255, 255, 0.12)');
  spot.addColorStop(1, 'rgba(255, 255, 255, 0)');
  canvas.fillStyle = spot;
  canvas.fillRect(0, 0, size, size);
  return new CanvasTexture(canvas.canvas);
}

/** A rectangle with soft edges, the shadow under a car. */
export function softBoxTexture(): Texture {
  const size = 64;
  const canvas = newCanvas(size, size);
  canvas.shadowColor = '#ffffff';
  canvas.shadowBlur = 14;
  canvas.fillStyle = '#ffffff';
  for (let i = 0; i < 2; i++) canvas.fillRect(15, 15, size - 30, size - 30);
  return new CanvasTexture(canvas.canvas);
}

/** Light of two head lamps on the road, from the left edge to the right. */
export function beamTexture(): Texture {
  const [width, height] = [128, 64];
  const canvas = newCanvas(width, height);
  const picture = canvas.createImageData(width, height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const u = (i + 0.5) / width;
      const v = (2 * (j + 0.5)) / height - 1;
      const spread = 0.24 + 0.62 * u;
      const across = Math.max(0, 1 - (v * v) / (spread * spread));
      const along = Math.min(1, u / 0.12) * (1 - u) * (1 - u);
      const at = 4 * (j * width + i);
      picture.data.set([255, 255, 255, Math.round(255 * across * across * along)], at);
    }
  }
  canvas.putImageData(picture, 0, 0);
  return new CanvasTexture(canvas.canvas);
}

function newCanvas(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no 2-D canvas to paint textures on.');
  return context;
}

function fill(canvas: CanvasRenderingContext2D, colour: string, x: number, y: number, w: number, h: number): void {
  canvas.fillStyle = colour;
  canvas.fillRect(x, y, w, h);
}

function repeating(canvas: CanvasRenderingContext2D): Texture {
  const texture = new CanvasTexture(canvas.canvas);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}
