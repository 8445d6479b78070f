import type { ManipulationSpec, Point } from '../spec.ts';
import { segmentMeetsBall, segmentMeetsBox, segmentMeetsCapsule, segmentMeetsCylinder } from './line-of-sight.ts';
import type { PerceptionTruth } from './perception-truth.ts';
import type { CatalogueEntry } from './thing-catalogue.ts';

/** No thing: what looks at a person's joint. */
export const NOTHING = -1;

/**
 * Which points the cameras see: those that a straight line from at least one camera reaches without meeting the arm, its
 * fingers, an object, an obstacle or the person's arm. Cameras look everywhere and sharply; the table hides nothing.
 */
export class Visibility {
  private readonly cameras: readonly Point[];
  private readonly boundingRadius: Float64Array;
  private readonly personRadius: number;

  constructor(
    spec: ManipulationSpec,
    private readonly things: readonly CatalogueEntry[],
  ) {
    this.cameras = spec.sensors.cameras;
    this.personRadius = spec.person?.radiusM ?? 0;
    this.boundingRadius = Float64Array.from(things, ({ shape }) => {
      if (shape.kind === 'sphere') return shape.radiusM;
      if (shape.kind === 'cylinder')
        return Math.sqrt(shape.radiusM * shape.radiusM + (shape.heightM * shape.heightM) / 4);
      const [x, y, z] = shape.size;
      return Math.sqrt(x * x + y * y + z * z) / 2;
    });
  }

  /** @param thing the one in whose middle the point is, which does not hide it; or `NOTHING`: then the person does not */
  sees(truth: PerceptionTruth, x: number, y: number, z: number, thing: number): boolean {
    for (let c = 0; c < this.cameras.length; c++) {
      const camera = this.cameras[c];
      if (
        !this.armHides(truth, camera, x, y, z) &&
        !this.thingsHide(truth, camera, x, y, z, thing) &&
        (thing === NOTHING || !this.personHides(truth, camera, x, y, z))
      ) {
        return true;
      }
    }
    return false;
  }

  private armHides({ spheres }: PerceptionTruth, camera: Point, x: number, y: number, z: number): boolean {
    for (let o = 0; o < spheres.length; o += 4) {
      const [cx, cy, cz] = camera;
      if (segmentMeetsBall(cx, cy, cz, x, y, z, spheres[o], spheres[o + 1], spheres[o + 2], spheres[o + 3]))
        return true;
    }
    return false;
  }

  private thingsHide(truth: PerceptionTruth, camera: Point, x: number, y: number, z: number, thing: number): boolean {
    for (let i = 0; i < this.things.length; i++) {
      if (i !== thing && this.thingHides(truth, i, camera, x, y, z)) return true;
    }
    return false;
  }

  private thingHides(truth: PerceptionTruth, i: number, camera: Point, x: number, y: number, z: number): boolean {
    const { shape, source, at } = this.things[i];
    const poses = truth[source];
    const cx = camera[0];
    const cy = camera[1];
    const cz = camera[2];
    const radius = this.boundingRadius[i];
    if (!segmentMeetsBall(cx, cy, cz, x, y, z, poses[at + 9], poses[at + 10], poses[at + 11], radius)) return false;
    if (shape.kind === 'sphere') return true;
    if (shape.kind === 'cylinder') {
      return segmentMeetsCylinder(cx, cy, cz, x, y, z, poses, at, shape.radiusM, shape.heightM / 2);
    }
    const { size } = shape;
    return segmentMeetsBox(cx, cy, cz, x, y, z, poses, at, size[0] / 2, size[1] / 2, size[2] / 2);
  }

  private personHides({ person }: PerceptionTruth, camera: Point, x: number, y: number, z: number): boolean {
    const radius = this.personRadius;
    if (radius === 0) return false;
    for (let o = 0; o < 6; o += 3) {
      if (
        segmentMeetsCapsule(
          camera[0],
          camera[1],
          camera[2],
          x,
          y,
          z,
          person[o],
          person[o + 1],
          person[o + 2],
          person[o + 3],
          person[o + 4],
          person[o + 5],
          radius,
        )
      ) {
        return true;
      }
    }
    return false;
  }
}
