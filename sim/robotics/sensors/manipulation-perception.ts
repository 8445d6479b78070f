import { wrapAngle } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ManipulationObservation } from '../observation.ts';
import type { ManipulationSpec } from '../spec.ts';
import { ArmSensor } from './arm-sensor.ts';
import { Cameras, HAND_LENGTH, PERSON_JOINTS, SIGHT_LENGTH } from './cameras.ts';
import type { PerceptionTruth } from './perception-truth.ts';
import { PersonView } from './person-view.ts';
import { catalogueOf, type CatalogueEntry } from './thing-catalogue.ts';
import { ThingTable } from './thing-table.ts';
import { Touch } from './touch.ts';
import { Tracker } from './tracker.ts';

/**
 * All that the agent of the arm knows. The truth is what it measures; whatever no camera sees and no pad feels, what
 * has not happened yet and the real speed of a belt have no effect on any field. Nothing but the arm is known before the
 * first picture arrives. Where a thing is stands for now: the estimate at the time of its last picture, extrapolated over
 * its age.
 */
export class ManipulationPerception implements Stateful {
  /** One and the same object at all ticks. */
  readonly observation: ManipulationObservation;

  private readonly entries: readonly CatalogueEntry[];
  private readonly arm: ArmSensor;
  private readonly cameras: Cameras;
  private readonly tracker: Tracker;
  private readonly touch: Touch;
  private readonly things = new ThingTable();
  private readonly person: PersonView;
  /** Key of each entry, or -1 as long as it has not been known: a rank among all would tell of those unseen. */
  private readonly keys: Float64Array;
  private met = 0;

  /**
   * @param seed of the episode; noise comes from its streams `sensor/arm`, `sensor/thing/<id>` and `sensor/person/<joint>`
   * @throws RangeError if there are more things than a table holds
   */
  constructor(spec: ManipulationSpec, seed: number | string) {
    const { model } = spec.arm;
    this.entries = catalogueOf(spec);
    this.keys = new Float64Array(this.entries.length).fill(-1);
    this.arm = new ArmSensor(spec.sensors, model, seed);
    this.cameras = new Cameras(spec, this.entries, seed);
    const periodS = this.cameras.ticksPerPicture * spec.controlDt;
    this.tracker = new Tracker(this.cameras.targets, spec.sensors, periodS, spec.controlDt);
    this.touch = new Touch(this.entries, model.gripper, this.tracker, spec.sensors);
    this.person = new PersonView(spec.person, this.tracker, this.cameras.targets - PERSON_JOINTS);
    this.observation = {
      tick: 0,
      controlDt: spec.controlDt,
      timeLimitS: spec.timeLimitS,
      model,
      task: spec.task,
      arm: this.arm,
      things: this.things,
      person: this.person,
      belt: spec.belt,
    };
  }

  /** Perceives the present state; once per control tick, with the ticks 0, 1, 2 ... in order. */
  sense(tick: number, truth: PerceptionTruth): void {
    this.observation.tick = tick;
    this.arm.measure(truth);
    this.cameras.expose(tick, truth, this.arm);
    const arriving = this.cameras.arriving(tick);
    if (arriving >= 0) this.look(arriving);
    this.touch.feel(this.arm, tick);
    this.tracker.forget(tick);
    this.writeThings(tick);
    this.person.write(tick);
  }

  private look(pictureTick: number): void {
    const { pictures, targets } = this.cameras;
    const picture = this.cameras.slotOf(pictureTick);
    for (let i = 0; i < targets; i++) {
      const sight = picture + HAND_LENGTH + SIGHT_LENGTH * i;
      if (i === this.touch.held) this.touch.see(pictures, picture, sight, pictureTick);
      else this.tracker.see(i, pictures, sight, pictureTick);
    }
  }

  private writeThings(tick: number): void {
    const { things, tracker, entries, keys } = this;
    const before = things.count;
    let row = 0;
    for (let i = 0; i < entries.length; i++) {
      if (!tracker.known(i)) continue;
      if (keys[i] < 0) keys[i] = this.met++;
      things.key[row] = keys[i];
      things.role[row] = entries[i].role;
      things.shape[row] = tracker.shape(i);
      things.halfX[row] = tracker.half(i, 0);
      things.halfY[row] = tracker.half(i, 1);
      things.halfZ[row] = tracker.half(i, 2);
      things.x[row] = tracker.at(i, 0, tick);
      things.y[row] = tracker.at(i, 1, tick);
      things.z[row] = tracker.at(i, 2, tick);
      things.yaw[row] = wrapAngle(tracker.yawAt(i, tick));
      things.vx[row] = tracker.velocity(i, 0);
      things.vy[row] = tracker.velocity(i, 1);
      things.vz[row] = tracker.velocity(i, 2);
      things.ageS[row] = tracker.ageS(i, tick);
      row++;
    }
    things.count = row;
    for (let old = row; old < before; old++) things.clearRow(old);
  }

  exchange(io: StateIo): void {
    io.entity('sensors/arm');
    this.arm.exchange(io);
    io.entity('sensors/cameras');
    this.cameras.exchange(io);
    io.entity('sensors/tracker');
    this.tracker.exchange(io);
    io.entity('sensors/touch');
    this.touch.exchange(io);
    io.entity('observation');
    this.observation.tick = io.number('tick', this.observation.tick);
    io.numbers('keys', this.keys);
    this.met = io.number('met', this.met);
    this.things.exchange(io);
    this.person.exchange(io);
  }
}
