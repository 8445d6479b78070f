import { cos, sin, wrapAngle } from '../../kernel/math.ts';
import { EGO, type ActorTable } from '../actor-table.ts';
import { BoxViews } from './box-view.ts';

/**
 * A flat, noise-free lidar at the ego's box centre that hits the boxes of all actors, whatever their height. Beams run
 * counter-clockwise from the right edge of the field of view to the left edge, both included; all around, the first one
 * points backwards and the last one stops one step short of it.
 */
export class Lidar {
  readonly beams: number;
  readonly rangeM: number;
  /** Direction of the first beam relative to the heading and angle between beams, rad. */
  readonly firstRad: number;
  readonly stepRad: number;

  private readonly actors: ActorTable;
  private readonly views: BoxViews;
  /** Directions of the beams relative to the heading. */
  private readonly beamX: Float64Array;
  private readonly beamY: Float64Array;
  private egoX = 0;
  private egoY = 0;

  /**
   * @param beams at least 2
   * @param fieldOfViewRad full angle, in (0, 2 pi]
   * @throws RangeError on values outside these ranges
   */
  constructor(actors: ActorTable, beams: number, fieldOfViewRad: number, rangeM: number) {
    if (!(Number.isInteger(beams) && beams >= 2)) {
      throw new RangeError(`Lidar beams must be a whole number of at least 2, but got ${beams}.`);
    }
    if (!(fieldOfViewRad > 0 && fieldOfViewRad <= 2 * Math.PI)) {
      throw new RangeError(`Lidar fieldOfViewRad must lie in (0, 2 pi], but got ${fieldOfViewRad}.`);
    }
    this.actors = actors;
    this.views = new BoxViews(actors);
    this.beams = beams;
    this.rangeM = rangeM;
    this.firstRad = -0.5 * fieldOfViewRad;
    this.stepRad = fieldOfViewRad / (fieldOfViewRad === 2 * Math.PI ? beams : beams - 1);
    this.beamX = new Float64Array(beams);
    this.beamY = new Float64Array(beams);
    for (let b = 0; b < beams; b++) {
      this.beamX[b] = cos(this.firstRad + b * this.stepRad);
      this.beamY[b] = sin(this.firstRad + b * this.stepRad);
    }
  }

  /** Fills `out` (of length `beams`) with the distance of the nearest hit, m, or `rangeM`. */
  scan(out: Float64Array): void {
    const { actors, views } = this;
    out.fill(this.rangeM);
    this.egoX = cos(actors.heading[EGO]);
    this.egoY = sin(actors.heading[EGO]);
    for (let row = 1; row < actors.count; row++) {
      if (views.view(row, actors.x[EGO], actors.y[EGO], this.rangeM)) this.scanBox(row, out);
    }
  }

  private scanBox(row: number, out: Float64Array): void {
    const start = wrapAngle(this.views.from[row] - this.actors.heading[EGO]) - this.firstRad;
    this.castSector(row, start, out);
    this.castSector(row, start - 2 * Math.PI, out);
  }

  /** Casts the beams between `start` and the box's far edge, rad from the first beam; one more on each side against rounding. */
  private castSector(row: number, start: number, out: Float64Array): void {
    const first = Math.max(0, Math.ceil(start / this.stepRad) - 1);
    const last = Math.min(this.beams - 1, Math.floor((start + this.views.width[row]) / this.stepRad) + 1);
    for (let b = first; b <= last; b++) {
      const dirX = this.beamX[b] * this.egoX - this.beamY[b] * this.egoY;
      const dirY = this.beamX[b] * this.egoY + this.beamY[b] * this.egoX;
      if (this.views.cast(row, dirX, dirY) && this.views.enterM < out[b]) out[b] = this.views.enterM;
    }
  }
}
