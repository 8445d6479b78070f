import { BufferGeometry, Float32BufferAttribute, type Color } from 'three';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';

/** Position in a lane (-1 right edge, 1 left edge) and how much of wheel tracks shows. */
export interface Track {
  readonly right: number;
  readonly left: number;
  readonly strength: (s: number) => number;
}

const NO_TRACK: Track = { right: 0, left: 0, strength: () => 0 };

/** Collects flat strips along roads and makes one geometry of them: `position`, `normal`, `color`, `aTrack`. */
export class RibbonBuilder {
  private readonly positions: number[] = [];
  private readonly colours: number[] = [];
  private readonly tracks: number[] = [];
  private readonly indices: number[] = [];
  private readonly point = newRoadPoint();

  constructor(
    private readonly map: RoadMap,
    private readonly z: number,
  ) {}

  /**
   * @param right, left lateral offsets of the edges at an arc length, m
   * @param slantM by how much the left edge lies farther along the road
   */
  strip(
    road: number,
    along: readonly number[],
    right: (s: number) => number,
    left: (s: number) => number,
    colour: Color,
    { slantM = 0, track = NO_TRACK }: { readonly slantM?: number; readonly track?: Track } = {},
  ): this {
    const first = this.positions.length / 3;
    for (const s of along) {
      this.add(road, s, right(s), colour, track.right, track.strength(s));
      this.add(road, s + slantM, left(s), colour, track.left, track.strength(s));
    }
    for (let i = 1; i < along.length; i++) {
      const at = first + 2 * i;
      this.indices.push(at - 2, at, at + 1, at - 2, at + 1, at - 1);
    }
    return this;
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    const normals = new Float32Array(this.positions.length);
    for (let i = 2; i < normals.length; i += 3) normals[i] = 1;
    geometry.setAttribute('position', new Float32BufferAttribute(this.positions, 3));
    geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
    geometry.setAttribute('color', new Float32BufferAttribute(this.colours, 3));
    geometry.setAttribute('aTrack', new Float32BufferAttribute(this.tracks, 2));
    geometry.setIndex(this.indices);
    return geometry;
  }

  private add(road: number, s: number, d: number, colour: Color, across: number, strength: number): void {
    const { x, y } = this.map.roads[road].pose(s, d, this.point);
    this.positions.push(x, y, this.z);
    this.colours.push(colour.r, colour.g, colour.b);
    this.tracks.push(across, strength);
  }
}
