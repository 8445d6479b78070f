import { boundingRadiusM, halfSizesOf } from '../shapes.ts';
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
  /** From the camera to the point that is looked at. */
  private readonly line = new Float64Array(6);

  constructor(
    spec: ManipulationSpec,
    private readonly things: readonly CatalogueEntry[],
  ) {
    this.cameras = spec.sensors.cameras;
    this.personRadius = spec.person?.radiusM ?? 0;
    this.boundingRadius = Float64Array.from(things, ({ shape }) => boundingRadiusM(shape.kind, ...halfSizesOf(shape)));
  }

  /**
   * @param points with x, y and z of the point that is looked at from `at` on
   * @param thing the one in whose middle the point is, which does not hide it; or `NOTHING`: then the person does not
   */
  sees(truth: PerceptionTruth, points: Float64Array, at: number, thing: number): boolean {
    const { line } = this;
    for (let k = 0; k < 3; k++) line[3 + k] = points[at + k];
    for (let c = 0; c < this.cameras.length; c++) {
      const camera = this.cameras[c];
      for (let k = 0; k < 3; k++) line[k] = camera[k];
      if (!this.armHides(truth) && !this.thingsHide(truth, thing) && (thing === NOTHING || !this.personHides(truth))) {
        return true;
      }
    }
    return false;
  }

  private armHides({ spheres }: PerceptionTruth): boolean {
    for (let o = 0; o < spheres.length; o += 4) {
      if (segmentMeetsBall(this.line, spheres, o, spheres[o + 3])) return true;
    }
    return false;
  }

  private thingsHide(truth: PerceptionTruth, thing: number): boolean {
    for (let i = 0; i < this.things.length; i++) {
      if (i !== thing && this.thingHides(truth, i)) return true;
    }
    return false;
  }

  private thingHides(truth: PerceptionTruth, i: number): boolean {
    const { shape, source, at } = this.things[i];
    const { line } = this;
    const poses = truth[source];
    if (!segmentMeetsBall(line, poses, at + 9, this.boundingRadius[i])) return false;
    if (shape.kind === 'sphere') return true;
    if (shape.kind === 'cylinder') return segmentMeetsCylinder(line, poses, at, shape.radiusM, shape.heightM / 2);
    const { size } = shape;
    return segmentMeetsBox(line, poses, at, size[0] / 2, size[1] / 2, size[2] / 2);
  }

  private personHides({ person }: PerceptionTruth): boolean {
    const radius = this.personRadius;
    if (radius === 0) return false;
    return segmentMeetsCapsule(this.line, person, 0, radius) || segmentMeetsCapsule(this.line, person, 3, radius);
  }
}
