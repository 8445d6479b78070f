import { Body, Plane, Vec3, World } from 'cannon-es';
import { addParts, principalInertia, setPrincipalInertia, SurfaceMaterial } from './body-shapes.ts';
import type { BodyPart, BodyShape, Surface } from './body-shapes.ts';
import { contactWrench, normalForce, touching } from './contact-forces.ts';
import { CoulombNarrowphase } from './coulomb-narrowphase.ts';
import { CoulombSolver } from './coulomb-solver.ts';
import { DynamicPairsBroadphase, ExcludedPairs } from './dynamic-pairs.ts';
import { KinematicDrive, spinTo, velocityTo } from './kinematic-drive.ts';
import { cos, installDeterministicMath, sin } from './math.ts';
import { quaternionOfRotation } from './rotation.ts';
import type { StateIo, Stateful } from './state-io.ts';
import { Waking } from './waking.ts';

/** Standard gravity, m/s2 (BIPM, The International System of Units, 9th edition: 9.80665 m/s2, rounded). */
export const GRAVITY_MPS2 = 9.81;

/** Who collides with whom: kinematic bodies only with dynamic ones, so that scripted actors may overlap each other and the ground. */
export const CollisionGroup = { ground: 1, dynamic: 2, kinematic: 4 } as const;

/** Forces of a vehicle or robot, applied in the step. */
export interface StepListener {
  /** Called after contacts and constraints were solved and before positions move; applies impulses to bodies. */
  beforeIntegration(dt: number): void;
  /** Called when positions and velocities of the new instant are there. */
  afterStep(dt: number): void;
}

export interface PhysicsOptions {
  /** Coulomb friction of pairs without materials of their own, dimensionless; default 0.5. */
  readonly friction?: number;
  /** Sweeps of the contact solver per step; default 20. */
  readonly iterations?: number;
  /** Whether bodies at rest may fall asleep; default no. */
  readonly allowSleep?: boolean;
  /** Whether friction is the same in all directions (`CoulombSolver.cone`); default no. */
  readonly frictionCone?: boolean;
  /** `CoulombNarrowphase.restingDepthM`, m; default 0. */
  readonly restingDepthM?: number;
  /** Whether single pairs of bodies may be taken out of contact while the world runs (`setExcluded`); default no. */
  readonly excludablePairs?: boolean;
}

interface Entry {
  readonly id: string;
  readonly entity: string;
  readonly body: Body;
}

/**
 * A cannon-es world made fit for reproducible simulation: z up, Coulomb friction, canonical order of bodies (by id,
 * whatever the order of the calls), no wall clock, no state outside `exchange`. Bodies are added first; after `build`
 * they are addressed by index, which is their rank by id.
 */
export class PhysicsWorld implements Stateful {
  readonly world: World;
  private entries: Entry[] = [];
  private built = false;
  private readonly listeners: StepListener[] = [];
  private readonly broadphase = new DynamicPairsBroadphase();
  private readonly narrowphase: CoulombNarrowphase;
  private readonly excludablePairs: boolean;
  private drive = new KinematicDrive([]);
  private waking: Waking;
  private readonly quaternion = new Float64Array(4);

  constructor(options: PhysicsOptions = {}) {
    installDeterministicMath();
    this.excludablePairs = options.excludablePairs ?? false;
    const solver = new CoulombSolver(options.iterations ?? 20);
    solver.cone = options.frictionCone ?? false;
    this.world = new World({
      gravity: new Vec3(0, 0, -GRAVITY_MPS2),
      solver,
      broadphase: this.broadphase,
      allowSleep: options.allowSleep ?? false,
    });
    this.narrowphase = new CoulombNarrowphase(this.world);
    this.narrowphase.restingDepthM = options.restingDepthM ?? 0;
    this.world.narrowphase = this.narrowphase;
    this.waking = new Waking(this.world, this.narrowphase.surfaceVelocities);
    this.world.defaultContactMaterial.friction = options.friction ?? 0.5;
    this.world.addEventListener('preStep', () => {
      for (let i = 0; i < this.listeners.length; i++) this.listeners[i].beforeIntegration(this.world.dt);
    });
  }

  /** Adds the horizontal plane z = 0. @throws if the id is taken or the world is built */
  addGround(id = 'ground', friction?: number): Body {
    const body = new Body({ type: Body.STATIC, shape: new Plane(), ...materialOf({ friction }) });
    body.collisionFilterGroup = CollisionGroup.ground;
    body.collisionFilterMask = CollisionGroup.dynamic;
    return this.addBody(id, body);
  }

  /** Adds a box, m, that moves where `setPose` and `driveTo` put it, unaffected by contacts. @throws if the id is taken or the world is built */
  addKinematicBox(id: string, lengthM: number, widthM: number, heightM: number, friction?: number): Body {
    return this.addKinematic(id, [{ shape: { kind: 'box', size: [lengthM, widthM, heightM] } }], { friction });
  }

  /** Adds a homogeneous box, m and kg, that moves freely. @throws if the id is taken or the world is built */
  addDynamicBox(id: string, lengthM: number, widthM: number, heightM: number, massKg: number, friction?: number): Body {
    return this.addDynamic(id, { kind: 'box', size: [lengthM, widthM, heightM] }, massKg, { friction });
  }

  /** Adds a body of several solids that moves where it is put and driven, unaffected by contacts. @throws if the id is taken or the world is built */
  addKinematic(id: string, parts: readonly BodyPart[], surface: Surface = {}): Body {
    const body = new Body({ type: Body.KINEMATIC, allowSleep: false, ...materialOf(surface) });
    addParts(body, parts);
    body.collisionFilterGroup = CollisionGroup.kinematic;
    body.collisionFilterMask = CollisionGroup.dynamic;
    return this.addBody(id, body);
  }

  /** Adds a homogeneous solid that moves freely. @throws if the id is taken or the world is built */
  addDynamic(id: string, shape: BodyShape, massKg: number, surface: Surface = {}): Body {
    const body = new Body({ mass: massKg, linearDamping: 0, angularDamping: 0, ...materialOf(surface) });
    addParts(body, [{ shape }]);
    setPrincipalInertia(body, ...principalInertia(shape, massKg));
    body.collisionFilterGroup = CollisionGroup.dynamic;
    body.collisionFilterMask = CollisionGroup.ground | CollisionGroup.dynamic | CollisionGroup.kinematic;
    return this.addBody(id, body);
  }

  /** Adds a box, m, that stands still while its surface may run (`setSurfaceVelocity`). @throws if the id is taken or the world is built */
  addBelt(id: string, size: readonly [number, number, number], surface: Surface = {}): Body {
    const body = new Body({ type: Body.STATIC, ...materialOf(surface) });
    addParts(body, [{ shape: { kind: 'box', size } }]);
    body.collisionFilterGroup = CollisionGroup.kinematic;
    body.collisionFilterMask = CollisionGroup.dynamic;
    this.narrowphase.surfaceVelocities.set(body, new Vec3());
    return this.addBody(id, body);
  }

  /** Adds a body made elsewhere, with its own shapes, inertia and collision filters. @throws if the id is taken or the world is built */
  addBody(id: string, body: Body): Body {
    if (this.built)
      throw new Error(`Physics body '${id}': expected to be added before build(), found the world already built.`);
    if (this.entries.some((entry) => entry.id === id)) {
      throw new Error(`Physics body '${id}': expected a unique id, found a second body with the same id.`);
    }
    this.entries.push({ id, entity: `body/${id}`, body });
    return body;
  }

  /** Calls `listener` in every step, in the order of registration. */
  addListener(listener: StepListener): void {
    this.listeners.push(listener);
  }

  /** Inserts the bodies in the order of their ids (by UTF-16 code units). @throws if called twice */
  build(): void {
    if (this.built) throw new Error('Physics world: expected one call of build(), found a second.');
    this.built = true;
    this.entries.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const entry of this.entries) this.world.addBody(entry.body);
    this.drive = new KinematicDrive(this.world.bodies);
    this.waking = new Waking(this.world, this.narrowphase.surfaceVelocities);
    if (this.excludablePairs) this.broadphase.excluded = new ExcludedPairs(this.entries.length);
  }

  get bodyCount(): number {
    return this.entries.length;
  }

  /** Rank of a body by id. @throws if there is none */
  indexOf(id: string): number {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index < 0) throw new Error(`Physics body '${id}': expected an id that was added, found none.`);
    return index;
  }

  body(index: number): Body {
    const entry = this.entries[index];
    if (!entry) throw new Error(`Physics body: expected an index below ${this.entries.length}, found ${index}.`);
    return entry.body;
  }

  /** Puts a body upright at a pose (of its origin; m, rad), at rest. */
  setPose(index: number, x: number, y: number, z: number, heading: number): void {
    const body = this.body(index);
    body.position.set(x, y, z);
    body.quaternion.set(0, 0, sin(heading / 2), cos(heading / 2));
    body.velocity.setZero();
    body.angularVelocity.setZero();
    body.updateInertiaWorld();
    body.aabbNeedsUpdate = true;
    this.drive.clear(index);
  }

  /** Puts a body at the pose of 12 numbers at `frames[o]` (rotation row-major, then translation, m), at rest. */
  setFrame(index: number, frames: ArrayLike<number>, o: number): void {
    const body = this.body(index);
    const q = quaternionOfRotation(frames, o, this.quaternion);
    this.setPose(index, frames[o + 9], frames[o + 10], frames[o + 11], 0);
    body.quaternion.set(q[0], q[1], q[2], q[3]);
    body.updateInertiaWorld();
  }

  /**
   * Moves a kinematic body during the next step to an upright pose, with the velocity that this takes, so that what it
   * hits is pushed; the pose is exact after the step. Without a call the body stands still.
   */
  driveTo(index: number, x: number, y: number, z: number, heading: number): void {
    this.drive.set(index, x, y, z, 0, 0, sin(heading / 2), cos(heading / 2));
  }

  /** `driveTo` with full orientation: 12 numbers at `frames[o]`, rotation row-major, then translation, m. */
  driveToFrame(index: number, frames: ArrayLike<number>, o: number): void {
    this.drive.setFrame(index, frames, o);
  }

  /**
   * Gives a dynamic body the velocity that takes it to a pose (12 numbers at `frames[o]`) within the next step of `dt`,
   * unless contacts hold it back: what is carried still meets the rest of the world. Wakes it.
   */
  aimAtFrame(index: number, frames: ArrayLike<number>, o: number, dt: number): void {
    const body = this.body(index);
    const q = quaternionOfRotation(frames, o, this.quaternion);
    velocityTo(body, frames[o + 9], frames[o + 10], frames[o + 11], dt);
    spinTo(body, q[0], q[1], q[2], q[3], dt);
    // The step adds gravity before it moves the body.
    const g = this.world.gravity;
    body.velocity.set(body.velocity.x - g.x * dt, body.velocity.y - g.y * dt, body.velocity.z - g.z * dt);
    body.wakeUp();
  }

  /** Lets the surface of a belt run, m/s in world axes. @throws if the body is none */
  setSurfaceVelocity(index: number, x: number, y: number, z: number): void {
    const velocity = this.narrowphase.surfaceVelocities.get(this.body(index));
    if (!velocity) {
      throw new Error(
        `Physics body '${this.entries[index].id}': expected one of addBelt(), found one without a surface.`,
      );
    }
    velocity.set(x, y, z);
  }

  /** Takes a pair out of contact, or puts it back. @throws if the world was made without `excludablePairs` */
  setExcluded(a: number, b: number, excluded: boolean): void {
    const pairs = this.broadphase.excluded;
    if (!pairs) throw new Error('Physics world: expected the option excludablePairs, found a world without it.');
    pairs.set(a, b, excluded);
  }

  /** Wakes a body and what it touches. */
  wake(index: number): void {
    this.waking.around(index);
  }

  /** Normal force between two bodies in the last step, N. Like all contacts no part of the state: 0 or stale after a restore. */
  normalForce(a: number, b: number): number {
    return normalForce(this.world, this.body(a), this.body(b));
  }

  /** Whether two bodies pushed on each other in the last step. */
  touching(a: number, b: number): boolean {
    return touching(this.world, this.body(a), this.body(b));
  }

  /** Force, N, and moment about its centre, N m, on a body from all that it touched in the last step, or from `other` alone: six numbers. */
  contactWrench(index: number, other: number | null, out: Float64Array): Float64Array {
    return contactWrench(this.world, this.body(index), other === null ? null : this.body(other), out);
  }

  /** Advances by `dt`, s. */
  step(dt: number): void {
    this.drive.begin(dt);
    this.waking.aroundMoving(dt);
    this.world.step(dt);
    this.drive.end();
    for (let i = 0; i < this.listeners.length; i++) this.listeners[i].afterStep(dt);
  }

  /**
   * Contacts are made anew in each step and the solver keeps nothing, so bodies and clock are the whole state. Shapes,
   * masses, types and collision filters are not exchanged: they must not change after `build`.
   */
  exchange(io: StateIo): void {
    io.entity('physics');
    this.world.time = io.number('time', this.world.time);
    this.world.stepnumber = io.number('step', this.world.stepnumber);
    for (let i = 0; i < this.entries.length; i++) {
      const entry = this.entries[i];
      io.entity(entry.entity);
      exchangeBody(io, entry.body);
      const surface = this.narrowphase.surfaceVelocities.get(entry.body);
      if (surface) exchangeSurface(io, surface);
    }
    this.broadphase.excluded?.exchange(io);
  }
}

function materialOf(surface: Surface): { material?: SurfaceMaterial } {
  const plain = surface.friction === undefined && surface.stiffnessNpm === undefined;
  return plain ? {} : { material: new SurfaceMaterial(surface) };
}

function exchangeSurface(io: StateIo, velocity: Vec3): void {
  velocity.x = io.number('surfaceVx', velocity.x);
  velocity.y = io.number('surfaceVy', velocity.y);
  velocity.z = io.number('surfaceVz', velocity.z);
}

function exchangeBody(io: StateIo, body: Body): void {
  const p = body.position;
  const v = body.velocity;
  const w = body.angularVelocity;
  const q = body.quaternion;
  p.x = io.number('x', p.x);
  p.y = io.number('y', p.y);
  p.z = io.number('z', p.z);
  q.x = io.number('qx', q.x);
  q.y = io.number('qy', q.y);
  q.z = io.number('qz', q.z);
  q.w = io.number('qw', q.w);
  v.x = io.number('vx', v.x);
  v.y = io.number('vy', v.y);
  v.z = io.number('vz', v.z);
  w.x = io.number('wx', w.x);
  w.y = io.number('wy', w.y);
  w.z = io.number('wz', w.z);
  body.sleepState = io.number('sleepState', body.sleepState) as Body['sleepState'];
  body.timeLastSleepy = io.number('timeLastSleepy', body.timeLastSleepy);
  body.wakeUpAfterNarrowphase = io.boolean('wakeUpAfterNarrowphase', body.wakeUpAfterNarrowphase);
  // The inverse inertia in the world frame is a function of the orientation, and bounding boxes one of the pose.
  if (body.type === Body.DYNAMIC) body.updateInertiaWorld();
  body.aabbNeedsUpdate = true;
}
