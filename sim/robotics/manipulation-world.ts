import { substepsPerTick, tickTimeS } from '../kernel/clock.ts';
import type { StateIo, Stateful } from '../kernel/state-io.ts';
import type { ArmAction } from './arm-action.ts';
import { ArmMetrics } from './metrics/arm-metrics.ts';
import { ObjectTable } from './object-table.ts';
import type { ManipulationObservation } from './observation.ts';
import { ManipulationPerception } from './sensors/manipulation-perception.ts';
import type { PerceptionTruth } from './sensors/perception-truth.ts';
import type { ManipulationSpec } from './spec.ts';
import { TaskJudge } from './tasks/task-judge.ts';
import { CollisionWatch } from './world/collision-watch.ts';
import { Events } from './world/events.ts';
import { Manipulator } from './world/manipulator.ts';
import { Scene } from './world/scene.ts';
import { TickFactsOf } from './world/tick-facts.ts';
import { WorldView } from './world/world-view.ts';

/** How an episode ended; `running` until then. `timeout` is a truncation, the others are terminations. */
export const MANIPULATION_ENDS = ['running', 'goal', 'timeout', 'collision', 'lost'] as const;
export type ManipulationEnd = (typeof MANIPULATION_ENDS)[number];

const ACTION_FIELDS = ['vx', 'vy', 'vz', 'yawRate', 'grip'] as const;

/**
 * One episode of the arm: joints, hand and grasp, objects as rigid bodies, obstacles and a person's arm that follow their
 * paths whatever they meet, sensors, and the measures of what happened. Deterministic: the spec and the seed give every
 * bit; the order of objects and obstacles in the spec does not matter. A step is one control tick.
 *
 * Objects may be touched. It is a collision, and the end, when a link, a finger or what is held meets an obstacle, the
 * person or the arm itself, a link the table, or a finger goes into table or belt, or when the arm presses on anything
 * with more than 140 N (`PressWatch`).
 */
export class ManipulationWorld implements Stateful {
  /** As given, with objects and obstacles in the order of their ids: the order of all rows. */
  readonly spec: ManipulationSpec;
  readonly controlDt: number;
  /** The truth. Controllers get `observe()`; only a privileged arm and pictures for people are handed the world itself. */
  readonly scene: Scene;
  readonly objects: ObjectTable;
  readonly manipulator: Manipulator;
  readonly collision: CollisionWatch;
  readonly judge: TaskJudge;
  readonly metrics: ArmMetrics;
  readonly perception: ManipulationPerception;
  /** What happens by itself. */
  readonly events: Events;
  tick = 0;
  end: ManipulationEnd = 'running';

  private readonly view: WorldView;
  private readonly facts: TickFactsOf;
  private readonly truth: PerceptionTruth;
  private readonly substeps: number;

  /** @throws Error when the spec contradicts itself: a start outside the joints' limits, a name of nothing, two equal ids */
  constructor(
    spec: ManipulationSpec,
    readonly seed: string,
  ) {
    this.spec = inOrder(spec);
    this.controlDt = spec.controlDt;
    this.substeps = substepsPerTick(spec.controlDt, spec.physicsDt);
    this.scene = new Scene(this.spec);
    this.objects = new ObjectTable(this.spec.objects);
    this.manipulator = new Manipulator(this.spec, this.scene.physics, this.scene.arm, this.scene.objects);
    this.collision = new CollisionWatch(spec.arm.model, this.scene.obstacles.volumes, this.scene.person, spec.belt);
    this.judge = new TaskJudge(spec.task, this.objects, spec.controlDt);
    this.events = new Events(spec.events, this.objects, this.scene.objects, this.manipulator.grasp, this.scene.belt);
    this.metrics = new ArmMetrics(spec.controlDt);
    this.view = new WorldView(this.manipulator, this.objects, this.judge.object);
    this.facts = new TickFactsOf(this.collision, this.scene.person);
    this.perception = new ManipulationPerception(this.spec, seed);
    this.truth = truthOf(this);
    this.readTruth();
    this.perception.sense(0, this.truth);
  }

  get ended(): boolean {
    return this.end !== 'running';
  }

  /** Share of the way to success, [0, 1]; for people, not for controllers. */
  get progress(): number {
    return this.judge.progress;
  }

  /** What the sensors give at the present tick; the object is reused. */
  observe(): ManipulationObservation {
    return this.perception.observation;
  }

  /** Advances by one control tick. @throws Error when the episode has ended or a number of the action is not finite */
  step(action: ArmAction): void {
    if (this.ended) throw new Error(`episode has ended (${this.end}) at tick ${this.tick}: no further step`);
    requireFinite(action);
    const startS = tickTimeS(this.tick, this.controlDt);
    this.view.timeS = startS;
    this.scene.check(this.view);
    this.events.check(this.view);
    this.manipulator.command(action);
    this.facts.begin();
    for (let k = 1; k <= this.substeps && this.collision.partner === 'none'; k++) {
      const last = k === this.substeps;
      this.substep(last ? tickTimeS(this.tick + 1, this.controlDt) : startS + k * this.spec.physicsDt);
    }
    this.tick++;
    this.objects.read(this.scene.objects);
    this.judge.judge(this.view);
    this.metrics.add(this.view, this.judge, this.facts, this.events.tookFromHand);
    this.end = this.verdict();
    if (this.ended) this.metrics.dropped.finish(this.objects);
    else this.perception.sense(this.tick, this.truth);
  }

  exchange(io: StateIo): void {
    io.entity('world');
    this.tick = io.number('tick', this.tick);
    this.end = MANIPULATION_ENDS[io.number('end', MANIPULATION_ENDS.indexOf(this.end))];
    this.scene.exchange(io);
    this.manipulator.exchange(io);
    this.collision.exchange(io);
    this.judge.exchange(io);
    this.metrics.exchange(io);
    this.events.exchange(io);
    this.perception.exchange(io);
    this.readTruth();
  }

  private substep(timeS: number): void {
    const { manipulator, scene, collision, spec } = this;
    const dt = spec.physicsDt;
    scene.drive(timeS);
    manipulator.beforeStep(dt);
    scene.physics.step(dt);
    manipulator.afterStep(dt);
    this.holdVolume();
    collision.measure(manipulator.arm.kinematics.frames, manipulator.gripper.widthM, dt);
    if (manipulator.press.link >= 0) this.pressed(manipulator.press.link, dt);
    this.facts.add(manipulator.forceN);
  }

  private pressed(link: number, dt: number): void {
    const { collision, manipulator, scene } = this;
    const row = manipulator.pressedObject;
    collision.press(link, row, row < 0 ? STILL : scene.objects.bodies[row].velocity, dt);
  }

  /** What is held counts for distances. */
  private holdVolume(): void {
    const { held } = this.collision.clearance;
    const { grasp } = this.manipulator;
    if (held.holding === grasp.holding) return;
    if (grasp.holding) held.hold(this.spec.objects[grasp.held].shape, grasp.relativePose);
    else held.release();
  }

  private verdict(): ManipulationEnd {
    if (this.collision.partner !== 'none') return 'collision';
    if (this.judge.success) return 'goal';
    if (this.judge.lost(this.view)) return 'lost';
    // Half a tick of tolerance: rounding of the product must not add a tick.
    return tickTimeS(this.tick, this.controlDt) > this.spec.timeLimitS - this.controlDt / 2 ? 'timeout' : 'running';
  }

  /** Fills what is no state of its own from what is. */
  private readTruth(): void {
    this.objects.read(this.scene.objects);
    const { arm, gripper } = this.manipulator;
    this.collision.clearance.place(arm.kinematics.frames, gripper.widthM);
  }
}

const STILL = { x: 0, y: 0, z: 0 };

function requireFinite(action: ArmAction): void {
  for (const field of ACTION_FIELDS) {
    if (!Number.isFinite(action[field]))
      throw new Error(`action.${field}: expected a finite number, found ${action[field]}.`);
  }
}

function inOrder(spec: ManipulationSpec): ManipulationSpec {
  return { ...spec, objects: sorted(spec.objects), obstacles: sorted(spec.obstacles) };
}

function sorted<T extends { readonly id: string }>(things: readonly T[]): readonly T[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function truthOf({ manipulator, objects, scene, collision }: ManipulationWorld): PerceptionTruth {
  return {
    q: manipulator.arm.q,
    qd: manipulator.arm.qd,
    get widthM() {
      return manipulator.gripper.widthM;
    },
    get forceN() {
      return manipulator.grasp.padN;
    },
    objects: objects.poses,
    obstacles: scene.obstacles.volumes.poses,
    spheres: collision.clearance.spheres.balls,
    person: scene.person?.joints ?? new Float64Array(9),
  };
}
