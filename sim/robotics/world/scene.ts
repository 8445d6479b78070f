import type { PhysicsWorld } from '../../kernel/physics-world.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import { ArmBodies } from '../bodies/arm-bodies.ts';
import { BeltBody } from '../bodies/belt-body.ts';
import { ObjectBodies } from '../bodies/object-bodies.ts';
import { ObstacleBodies } from '../bodies/obstacle-bodies.ts';
import { PersonBodies } from '../bodies/person-bodies.ts';
import { tablePhysics } from '../bodies/table-physics.ts';
import { Obstacles } from '../movers/obstacles.ts';
import { PersonArm } from '../movers/person-arm.ts';
import type { TriggerCue } from '../movers/triggers.ts';
import type { ManipulationSpec, ObstacleSpec } from '../spec.ts';

/** The table and all that is on and over it: bodies in one physics world, and what moves those that follow paths. */
export class Scene implements Stateful {
  readonly physics: PhysicsWorld;
  readonly arm: ArmBodies;
  readonly objects: ObjectBodies;
  readonly belt: BeltBody | null;
  readonly obstacles: Obstacles;
  readonly person: PersonArm | null;
  private readonly obstacleBodies: ObstacleBodies;
  private readonly personBodies: PersonBodies | null;
  private readonly obstacleSpecs: readonly ObstacleSpec[];
  /** Time that obstacles and person are at, s. */
  private timeS = 0;

  /** @param spec with objects and obstacles in the order of their ids */
  constructor(spec: ManipulationSpec) {
    this.physics = tablePhysics(spec.friction);
    this.arm = new ArmBodies(this.physics, spec.arm.model);
    this.objects = new ObjectBodies(this.physics, spec.objects);
    this.obstacleBodies = new ObstacleBodies(this.physics, spec.obstacles);
    this.belt = spec.belt === null ? null : new BeltBody(this.physics, spec.belt);
    this.personBodies = spec.person === null ? null : new PersonBodies(this.physics, spec.person);
    this.physics.build();
    this.arm.bind();
    this.objects.bind();
    this.obstacleBodies.bind();
    this.belt?.bind();
    this.personBodies?.bind();
    this.obstacleSpecs = spec.obstacles;
    this.obstacles = new Obstacles(spec.obstacles);
    this.person = spec.person === null ? null : new PersonArm(spec.person);
    if (this.person !== null) this.personBodies!.place(this.person.joints);
  }

  /** Once per control tick: what waits for a trigger may set off. */
  check(cue: TriggerCue): void {
    this.obstacles.update(cue);
    this.person?.update(cue);
  }

  /** Moves what follows a path to a time of the episode, s, within the next step of the physics. */
  drive(timeS: number): void {
    this.timeS = timeS;
    this.sample();
    const { poses, count } = this.obstacles.volumes;
    for (let i = 0; i < count; i++) {
      const o = POSE_LENGTH * i + 9;
      this.obstacleBodies.drive(i, poses[o], poses[o + 1], poses[o + 2], this.obstacleSpecs[i].yawRad);
    }
    if (this.person !== null) this.personBodies!.drive(this.person.joints);
  }

  exchange(io: StateIo): void {
    this.physics.exchange(io);
    io.entity('paths');
    this.timeS = io.number('timeS', this.timeS);
    this.obstacles.exchange(io);
    this.person?.exchange(io);
    this.sample();
  }

  private sample(): void {
    this.obstacles.sample(this.timeS, this.obstacles.volumes);
    this.person?.sample(this.timeS, this.person.joints, this.person.velocities);
  }
}
