import {
  AdditiveBlending,
  BufferGeometry,
  DynamicDrawUsage,
  BufferAttribute,
  Points,
  PointsMaterial,
  type Texture,
} from 'three';
import type { OpenedActor } from '../live/protocol.ts';
import { DECAL_ORDER } from './materials.ts';

const SIZE_M = 0.8;
/** In front of the lamps, so that the body hides a halo only from the other side, m. */
const OUT_M = 0.12;
const LAMPS = 4;
const HEAD = [0.6, 0.54, 0.42] as const;
const TAIL = [0.8, 0.05, 0.03] as const;
/** Strength of tail lamps against brake lights. */
const TAIL_SHARE = 0.3;

/** Halos around head, tail and brake lamps: four points for each vehicle, one draw call. */
export class LampGlow {
  readonly object: Points<BufferGeometry, PointsMaterial>;
  private count = 0;
  private positions: Float32Array = new Float32Array(0);
  private colours: Float32Array = new Float32Array(0);

  constructor(picture: Texture) {
    const material = new PointsMaterial({
      map: picture,
      size: SIZE_M,
      vertexColors: true,
      transparent: true,
      depthWrite: false,
      blending: AdditiveBlending,
      toneMapped: false,
    });
    this.object = new Points(new BufferGeometry(), material);
    this.object.frustumCulled = false;
    this.object.matrixAutoUpdate = false;
    this.object.renderOrder = DECAL_ORDER.light + 5;
  }

  reserve(actors: number): void {
    if (LAMPS * 3 * actors <= this.positions.length) return;
    const { geometry } = this.object;
    geometry.dispose();
    this.positions = new Float32Array(LAMPS * 3 * actors);
    this.colours = new Float32Array(LAMPS * 3 * actors);
    for (const [name, array] of [
      ['position', this.positions],
      ['color', this.colours],
    ] as const) {
      const attribute = new BufferAttribute(array, 3).setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, attribute);
    }
  }

  begin(): void {
    this.count = 0;
  }

  /** @param lamps, brake 0 to 1 */
  add(x: number, y: number, heading: number, actor: OpenedActor, lamps: number, brake: number): void {
    if (lamps === 0 && brake === 0) return;
    const height = Math.min(0.85, 0.53 * actor.heightM);
    const half = actor.lengthM / 2 + OUT_M;
    const side = Math.max(0, actor.widthM / 2 - 0.21);
    for (let lamp = 0; lamp < LAMPS; lamp++) {
      const ahead = lamp < 2 ? half : -half;
      const strength = lamp < 2 ? lamps : Math.min(1, TAIL_SHARE * lamps + brake);
      this.put(x, y, heading, ahead, lamp % 2 === 0 ? side : -side, height, strength, lamp < 2 ? HEAD : TAIL);
    }
  }

  finish(): void {
    const { object } = this;
    object.visible = this.count > 0;
    if (this.count === 0) return;
    object.geometry.setDrawRange(0, this.count);
    object.geometry.getAttribute('position').needsUpdate = true;
    object.geometry.getAttribute('color').needsUpdate = true;
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
  }

  private put(
    x: number,
    y: number,
    heading: number,
    ahead: number,
    left: number,
    z: number,
    strength: number,
    colour: readonly [number, number, number],
  ): void {
    const at = 3 * this.count++;
    const cos = Math.cos(heading);
    const sin = Math.sin(heading);
    this.positions[at] = x + ahead * cos - left * sin;
    this.positions[at + 1] = y + ahead * sin + left * cos;
    this.positions[at + 2] = z;
    for (let c = 0; c < 3; c++) this.colours[at + c] = strength * colour[c];
  }
}
