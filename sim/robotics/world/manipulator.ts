import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { ArmAction } from '../arm-action.ts';
import { Arm } from '../arm/arm.ts';
import { TcpController } from '../arm/tcp-controller.ts';
import type { ArmBodies } from '../bodies/arm-bodies.ts';
import type { ObjectBodies } from '../bodies/object-bodies.ts';
import { Grasp } from '../gripper/grasp.ts';
import { Gripper } from '../gripper/gripper.ts';
import type { ManipulationSpec } from '../spec.ts';
import { ContactFeedback } from './contact-feedback.ts';
import { FloorGuard } from './floor-guard.ts';
import { Payloads } from './payload.ts';
import { PressWatch } from './press-watch.ts';

/** The arm with all that moves it: the hand's controller, joints, gripper, grasp, and its bodies in the physics world. */
export class Manipulator implements Stateful {
  readonly arm: Arm;
  readonly gripper: Gripper;
  readonly grasp: Grasp;
  readonly press: PressWatch;
  /** Largest force of contacts on a part of the arm or on what it holds in the last step of the physics, N. */
  forceN = 0;

  private readonly controller: TcpController;
  private readonly guard: FloorGuard;
  private readonly feedback: ContactFeedback;
  private readonly guarded = new ArmAction();
  /** Joint speeds that the controller asks for in this tick, rad/s. */
  private readonly speeds: Float64Array;
  private readonly payloads: Payloads;
  /** Row of the payload that the joints carry, or -1. */
  private carried = -1;

  constructor(
    spec: ManipulationSpec,
    physics: PhysicsWorld,
    private readonly bodies: ArmBodies,
    objects: ObjectBodies,
  ) {
    const { model } = spec.arm;
    this.arm = new Arm(spec.arm);
    this.controller = new TcpController(model, spec.controlDt);
    this.gripper = new Gripper(model.gripper);
    this.grasp = new Grasp(physics, bodies, objects, spec.objects, model);
    this.guard = new FloorGuard(model, spec.belt);
    this.feedback = new ContactFeedback(physics, bodies, objects, model);
    this.press = new PressWatch(model.links.length);
    this.payloads = new Payloads(spec.objects);
    this.speeds = new Float64Array(model.joints.length);
    bodies.place(this.arm.kinematics.frames, this.gripper.widthM);
  }

  /** Takes what is commanded for a control tick. */
  command(action: ArmAction): void {
    this.guarded.copy(action);
    const leastVz = this.guard.apply(this.arm.kinematics.frames, this.guarded);
    this.controller.update(this.guarded, this.arm.q, this.speeds, leastVz);
    this.gripper.command(action.grip);
  }

  /** Before a step of the physics: moves joints and fingers. */
  beforeStep(dt: number): void {
    const { arm, gripper, grasp } = this;
    arm.step(this.speeds, dt);
    gripper.step(grasp.padN, grasp.holding, dt);
    this.bodies.drive(arm.kinematics.frames, gripper.widthM);
    grasp.beforeStep(arm.kinematics.frames, gripper, dt);
  }

  /** After a step of the physics: reads what it did to the arm. */
  afterStep(dt: number): void {
    const { arm, grasp } = this;
    grasp.afterStep(arm.kinematics.frames, this.gripper, dt);
    this.forceN = this.feedback.apply(arm, grasp);
    this.press.step(this.feedback.linkForces, dt);
    this.carry();
  }

  /** Row of the object that the arm presses on too hard (`press`), or -1: it is table or belt. Ask right after `afterStep`. */
  get pressedObject(): number {
    return this.feedback.opponent(this.press.link, this.grasp);
  }

  exchange(io: StateIo): void {
    this.arm.exchange(io);
    this.controller.exchange(io);
    this.gripper.exchange(io);
    this.grasp.exchange(io);
    this.press.exchange(io);
    this.carried = io.number('carried', this.carried);
    this.forceN = io.number('forceN', this.forceN);
  }

  /** The joints carry the weight of what is held, and their motors are told so, as a robot is told its load. */
  private carry(): void {
    const { held } = this.grasp;
    if (held === this.carried) return;
    this.carried = held;
    if (held < 0) this.arm.clearPayload();
    else this.payloads.put(this.arm, held, this.grasp.relativePose);
  }
}
