import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { cos, sin } from '../../kernel/math.ts';
import type { ObstacleSpec } from '../spec.ts';
import { PathMover } from './path-mover.ts';
import { Trigger, type TriggerView } from './trigger.ts';

const POSE = 12;

/** Things that follow paths whatever they meet, in the order of the specification. */
export class Obstacles implements Stateful {
  readonly count: number;
  /** 12 numbers each: rotation row-major, then translation, m. */
  readonly poses: Float64Array;
  /** x, y, z each, m/s. */
  readonly velocities: Float64Array;
  private readonly paths: readonly PathMover[];
  private readonly triggers: readonly Trigger[];
  private readonly entities: readonly string[];

  constructor(specs: readonly ObstacleSpec[]) {
    this.count = specs.length;
    this.poses = new Float64Array(POSE * specs.length);
    this.velocities = new Float64Array(3 * specs.length);
    this.paths = specs.map(({ path }) => new PathMover(path));
    this.triggers = specs.map(({ path }) => new Trigger(path.start));
    this.entities = specs.map(({ id }) => `obstacle/${id}`);
    specs.forEach(({ yawRad }, i) => {
      const c = cos(yawRad);
      const s = sin(yawRad);
      this.poses.set([c, -s, 0, s, c, 0, 0, 0, 1], POSE * i);
    });
    this.at(0);
  }

  /** Those whose trigger says so set off; once per control tick. */
  check(view: TriggerView): void {
    for (let i = 0; i < this.count; i++) if (this.triggers[i].check(view)) this.paths[i].start(view.timeS);
  }

  /** Takes the poses of a time of the episode, s. */
  at(timeS: number): void {
    const { poses, velocities } = this;
    for (let i = 0; i < this.count; i++) {
      const path = this.paths[i];
      path.at(timeS);
      poses[POSE * i + 9] = path.x;
      poses[POSE * i + 10] = path.y;
      poses[POSE * i + 11] = path.z;
      velocities[3 * i] = path.vx;
      velocities[3 * i + 1] = path.vy;
      velocities[3 * i + 2] = path.vz;
    }
  }

  exchange(io: StateIo): void {
    for (let i = 0; i < this.count; i++) {
      io.entity(this.entities[i]);
      this.paths[i].exchange(io);
      this.triggers[i].exchange(io);
    }
    io.entity('obstacles');
    io.numbers('poses', this.poses);
    io.numbers('velocities', this.velocities);
  }
}
