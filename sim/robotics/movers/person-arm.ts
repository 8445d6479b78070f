import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { PersonSpec } from '../spec.ts';
import { Limbs } from './limbs.ts';
import { PathMover } from './path-mover.ts';
import { Triggers, type TriggerCue } from './triggers.ts';

/** A person's arm whose hand follows its path; where that leads out of reach, the hand stays as near as the arm allows. */
export class PersonArm implements Stateful {
  /** Shoulder, elbow, hand: x, y, z each, m. */
  readonly joints = new Float64Array(9);
  /** Of the same, m/s. */
  readonly velocities = new Float64Array(9);
  readonly radiusM: number;
  private readonly limbs: Limbs;
  private readonly mover: PathMover;
  private readonly start: Triggers;
  private readonly position = new Float64Array(3);
  private readonly velocity = new Float64Array(3);
  private timeS = 0;

  /** @throws RangeError for a path that `PathMover` refuses */
  constructor(readonly spec: PersonSpec) {
    this.radiusM = spec.radiusM;
    this.limbs = new Limbs(spec);
    this.mover = new PathMover(spec.hand);
    this.start = new Triggers([spec.hand.start]);
    this.sample(0, this.joints, this.velocities);
  }

  /** Once per tick: starts the hand when its trigger does, and moves the arm to the cue's time. */
  update(cue: TriggerCue): void {
    this.start.update(cue);
    this.timeS = cue.timeS;
    this.sample(cue.timeS, this.joints, this.velocities);
  }

  /** Writes joints and velocities, nine numbers each, at a time, s, as far as the start is known by now. */
  sample(timeS: number, joints: Float64Array, velocities: Float64Array): void {
    this.mover.sample(timeS - this.start.firedS[0], this.position, this.velocity, 0);
    this.limbs.solve(this.position, this.velocity, joints, velocities);
  }

  exchange(io: StateIo): void {
    this.timeS = io.number('timeS', this.timeS);
    this.start.exchange(io);
    this.sample(this.timeS, this.joints, this.velocities);
  }
}
