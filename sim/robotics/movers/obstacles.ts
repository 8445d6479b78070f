import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { VolumeTable } from '../clearance/volume-table.ts';
import type { ObstacleSpec } from '../spec.ts';
import { PathMover } from './path-mover.ts';
import { Triggers, type TriggerCue } from './triggers.ts';

/** The obstacles of an episode on their paths, in the order of the specification. */
export class Obstacles implements Stateful {
  /** Poses and velocities at the last update; at first, those at time 0 before anything has fired. */
  readonly volumes: VolumeTable;
  private readonly movers: readonly PathMover[];
  private readonly starts: Triggers;
  private readonly position = new Float64Array(3);
  private readonly velocity = new Float64Array(3);
  private timeS = 0;

  constructor(private readonly specs: readonly ObstacleSpec[]) {
    this.movers = specs.map(({ path }) => new PathMover(path));
    this.starts = new Triggers(specs.map(({ path }) => path.start));
    this.volumes = this.newVolumes();
    this.sample(0, this.volumes);
  }

  /** A table of the same shapes, for `sample`; all at the origin. */
  newVolumes(): VolumeTable {
    const volumes = new VolumeTable(this.specs.length);
    for (const { shape, yawRad } of this.specs) volumes.place(volumes.add(shape), 0, 0, 0, yawRad);
    return volumes;
  }

  /** Once per tick: starts what its trigger starts, and moves all to the cue's time. */
  update(cue: TriggerCue): void {
    this.starts.update(cue);
    this.timeS = cue.timeS;
    this.sample(cue.timeS, this.volumes);
  }

  /** Writes where all are at a time, s, as far as their starts are known by now: for whoever may know the future. */
  sample(timeS: number, out: VolumeTable): void {
    const { position: p, velocity: v } = this;
    for (let i = 0; i < this.movers.length; i++) {
      this.movers[i].sample(timeS - this.starts.firedS[i], p, v, 0);
      out.move(i, p[0], p[1], p[2]);
      out.setVelocity(i, v[0], v[1], v[2]);
    }
  }

  exchange(io: StateIo): void {
    this.timeS = io.number('timeS', this.timeS);
    this.starts.exchange(io);
    this.sample(this.timeS, this.volumes);
  }
}
