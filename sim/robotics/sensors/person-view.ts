import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { PersonReading } from '../observation.ts';
import type { PersonSpec } from '../spec.ts';
import { PERSON_JOINTS } from './cameras.ts';
import type { Tracker } from './tracker.ts';

const NONE = -1;
const HAND = 2;

/**
 * The person's arm from the tracks of its joints. It is known while any joint is: a joint that is not known stands where
 * the nearest known one along the arm is, the one towards the shoulder first, so that no part is put where nothing was
 * seen. Age and velocity are those of the joint that stands for the hand.
 */
export class PersonView implements PersonReading, Stateful {
  known = false;
  ageS = 0;
  readonly radiusM: number;
  readonly joints = new Float64Array(3 * PERSON_JOINTS);
  readonly handVelocity = new Float64Array(3);

  /** @param first track of the shoulder; elbow and hand follow */
  constructor(
    private readonly spec: PersonSpec | null,
    private readonly tracker: Tracker,
    private readonly first: number,
  ) {
    this.radiusM = spec?.radiusM ?? 0;
  }

  write(tick: number): void {
    if (this.spec === null) return;
    const { tracker, first } = this;
    const hand = this.standsFor(HAND);
    this.known = hand !== NONE;
    if (!this.known) {
      this.ageS = 0;
      this.joints.fill(0);
      this.handVelocity.fill(0);
      return;
    }
    this.ageS = tracker.ageS(first + hand, tick);
    for (let axis = 0; axis < 3; axis++) this.handVelocity[axis] = tracker.velocity(first + hand, axis);
    for (let joint = 0; joint < PERSON_JOINTS; joint++) {
      const source = first + this.standsFor(joint);
      for (let axis = 0; axis < 3; axis++) this.joints[3 * joint + axis] = tracker.at(source, axis, tick);
    }
  }

  private standsFor(joint: number): number {
    for (let away = 0; away < PERSON_JOINTS; away++) {
      if (joint - away >= 0 && this.tracker.known(this.first + joint - away)) return joint - away;
      if (joint + away < PERSON_JOINTS && this.tracker.known(this.first + joint + away)) return joint + away;
    }
    return NONE;
  }

  exchange(io: StateIo): void {
    this.known = io.boolean('person.known', this.known);
    this.ageS = io.number('person.ageS', this.ageS);
    io.numbers('person.joints', this.joints);
    io.numbers('person.handVelocity', this.handVelocity);
  }
}
