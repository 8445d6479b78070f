import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import { composePoses } from '../arm/pose.ts';
import type { Shape } from '../spec.ts';
import { VolumeTable } from './volume-table.ts';

/** The thing between the pads, as a volume that moves with the tool centre point; at most one. */
export class HeldVolume implements Stateful {
  /** Its only row is the held thing, in the world; no row when nothing is held. */
  readonly volume = new VolumeTable(1);
  /** In the frame of the tool centre point. */
  private readonly pose = new Float64Array(POSE_LENGTH);

  get holding(): boolean {
    return this.volume.count === 1;
  }

  /** Takes hold of a thing at a pose in the frame of the tool centre point: `pose[at]` to `pose[at + 11]`. */
  hold(shape: Shape, pose: ArrayLike<number>, at = 0): void {
    this.volume.count = 0;
    this.volume.add(shape);
    for (let k = 0; k < POSE_LENGTH; k++) this.pose[k] = pose[at + k];
  }

  /** `hold` by half of the lengths along the thing's own axes, m, and its kind (index into `SHAPE_KINDS`). */
  holdHalf(kind: number, halfX: number, halfY: number, halfZ: number, pose: ArrayLike<number>, at = 0): void {
    this.volume.count = 0;
    this.volume.addHalf(kind, halfX, halfY, halfZ);
    for (let k = 0; k < POSE_LENGTH; k++) this.pose[k] = pose[at + k];
  }

  release(): void {
    this.volume.count = 0;
  }

  /** Moves it with the tool centre point, whose pose is `frames[tcp]` to `frames[tcp + 11]`. */
  place(frames: Float64Array, tcp: number): void {
    if (!this.holding) return;
    composePoses(frames, tcp, this.pose, 0, this.volume.poses, 0);
  }

  exchange(io: StateIo): void {
    const { volume } = this;
    volume.count = io.boolean('holding', this.holding) ? 1 : 0;
    volume.kinds[0] = io.number('kind', volume.kinds[0]);
    io.numbers('halfSizes', volume.halfSizes);
    io.numbers('radiusM', volume.radiusM);
    io.numbers('pose', this.pose);
    io.numbers('poses', volume.poses);
  }
}
