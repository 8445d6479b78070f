import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { PersonSpec } from '../spec.ts';
import { PathMover } from './path-mover.ts';
import { Trigger, type TriggerView } from './trigger.ts';

/** The hand comes no nearer to the shoulder than this share of the difference between the two bones adds up to. */
const NEVER_STRAIGHT = 0.999;

/**
 * A person's arm: the hand follows a path, the elbow hangs as low as the two bones allow. What is out of reach is reached
 * for: the hand stays on the line from the shoulder.
 */
export class PersonArm implements Stateful {
  /** Shoulder, elbow, hand: x, y, z each, m. */
  readonly joints = new Float64Array(9);
  /** Of the hand's path, m/s. */
  readonly handVelocity = new Float64Array(3);
  readonly radiusM: number;
  private readonly path: PathMover;
  private readonly trigger: Trigger;

  constructor(private readonly spec: PersonSpec) {
    this.radiusM = spec.radiusM;
    this.path = new PathMover(spec.hand);
    this.trigger = new Trigger(spec.hand.start);
    this.at(0);
  }

  /** Sets off when its trigger says so; once per control tick. */
  check(view: TriggerView): void {
    if (this.trigger.check(view)) this.path.start(view.timeS);
  }

  /** Takes the pose of a time of the episode, s. */
  at(timeS: number): void {
    const { path, joints, handVelocity } = this;
    path.at(timeS);
    joints.set(this.spec.shoulder);
    this.bend(path.x, path.y, path.z);
    handVelocity[0] = path.vx;
    handVelocity[1] = path.vy;
    handVelocity[2] = path.vz;
  }

  exchange(io: StateIo): void {
    this.path.exchange(io);
    this.trigger.exchange(io);
    io.numbers('joints', this.joints);
    io.numbers('handVelocity', this.handVelocity);
  }

  /** Puts the hand at a point or as near as it reaches, and the elbow in the vertical plane of shoulder and hand, below. */
  private bend(x: number, y: number, z: number): void {
    const { joints, spec } = this;
    const { upperArmM: a, foreArmM: b } = spec;
    let ux = x - joints[0];
    let uy = y - joints[1];
    let uz = z - joints[2];
    const asked = Math.sqrt(ux * ux + uy * uy + uz * uz);
    const farthest = (a + b) * NEVER_STRAIGHT;
    const nearest = Math.abs(a - b) + (a + b) * (1 - NEVER_STRAIGHT);
    const reach = Math.min(farthest, Math.max(nearest, asked));
    if (asked > 1e-9) {
      ux /= asked;
      uy /= asked;
      uz /= asked;
    } else {
      ux = 0;
      uy = 0;
      uz = -1;
    }
    const along = (a * a - b * b + reach * reach) / (2 * reach);
    const aside = Math.sqrt(Math.max(0, a * a - along * along));
    // Down, without its part along the line to the hand; a hand straight above or below leaves the elbow to the side.
    let nx = uz * ux;
    let ny = uz * uy;
    let nz = uz * uz - 1;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (length > 1e-6) {
      nx /= length;
      ny /= length;
      nz /= length;
    } else {
      nx = 0;
      ny = 1;
      nz = 0;
    }
    for (let i = 0; i < 3; i++) {
      const u = i === 0 ? ux : i === 1 ? uy : uz;
      const n = i === 0 ? nx : i === 1 ? ny : nz;
      joints[3 + i] = joints[i] + along * u + aside * n;
      joints[6 + i] = joints[i] + reach * u;
    }
  }
}
