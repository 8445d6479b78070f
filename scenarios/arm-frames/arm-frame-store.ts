import type { ManipulationSpec } from '../../sim/robotics/spec.ts';
import { armLayout, PATH_NUMBERS, type ArmFrames, type ArmLayout } from './arm-frames.ts';

/** Gathers the frames of an episode, one tick after the other. */
export class ArmFrameStore {
  readonly layout: ArmLayout;
  /** To be filled for the next tick; `add` takes it. */
  readonly frame: Float64Array;
  private readonly numbers: Float32Array<ArrayBuffer>;
  private readonly pathOf: Int32Array<ArrayBuffer>;
  private readonly paths: number[] = [];
  private used = 0;

  /** @param count frames, that of the start included */
  constructor(
    private readonly spec: ManipulationSpec,
    private readonly count: number,
  ) {
    this.layout = armLayout(spec);
    this.frame = new Float64Array(this.layout.stride);
    this.numbers = new Float32Array(count * this.layout.stride);
    this.pathOf = new Int32Array(count).fill(-1);
  }

  static bytesOf(spec: ManipulationSpec, count: number): number {
    return Float32Array.BYTES_PER_ELEMENT * count * armLayout(spec).stride;
  }

  /** Where the plans expect the hand; for `add`. @returns its number. @throws RangeError for another length */
  addPath(path: ArrayLike<number>): number {
    if (path.length !== PATH_NUMBERS) {
      throw new RangeError(`A planned path has ${PATH_NUMBERS} numbers; this one has ${path.length}.`);
    }
    for (let i = 0; i < path.length; i++) this.paths.push(path[i]);
    return this.paths.length / PATH_NUMBERS - 1;
  }

  /** @param path number of the path in use, or -1 @throws RangeError beyond the count */
  add(path: number): void {
    if (this.used >= this.count) throw new RangeError(`There is room for ${this.count} frames, not for one more.`);
    this.numbers.set(this.frame, this.used * this.layout.stride);
    this.pathOf[this.used++] = path;
  }

  /** What was gathered so far. */
  finish(): ArmFrames {
    const { spec, used, layout, paths } = this;
    return {
      spec,
      count: used,
      numbers: used === this.count ? this.numbers : this.numbers.slice(0, used * layout.stride),
      pathOf: used === this.count ? this.pathOf : this.pathOf.slice(0, used),
      paths: Float32Array.from(paths),
    };
  }
}
