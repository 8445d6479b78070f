import { Body, Box, Broadphase, Material, Plane, Vec3, World } from 'cannon-es';
import { CoulombNarrowphase, CoulombSolver } from './coulomb-solver.ts';
import { cos, installDeterministicMath, sin } from './math.ts';
import type { StateIo, Stateful } from './state-io.ts';

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
  /** Targets of driven kinematic bodies: x, y, z, and quaternion x, y, z, w; used up by the next step. */
  private targets = new Float64Array(0);
  private driven = new Uint8Array(0);

  constructor(options: PhysicsOptions = {}) {
    installDeterministicMath();
    this.world = new World({
      gravity: new Vec3(0, 0, -GRAVITY_MPS2),
      solver: new CoulombSolver(options.iterations ?? 20),
      broadphase: new DynamicPairsBroadphase(),
      allowSleep: options.allowSleep ?? false,
    });
    this.world.narrowphase = new CoulombNarrowphase(this.world);
    this.world.defaultContactMaterial.friction = options.friction ?? 0.5;
    this.world.addEventListener('preStep', () => {
      for (let i = 0; i < this.listeners.length; i++) this.listeners[i].beforeIntegration(this.world.dt);
    });
  }

  /** Adds the horizontal plane z = 0. @throws if the id is taken or the world is built */
  addGround(id = 'ground', friction?: number): Body {
    const body = new Body({ type: Body.STATIC, shape: new Plane(), ...materialOf(friction) });
    body.collisionFilterGroup = CollisionGroup.ground;
    body.collisionFilterMask = CollisionGroup.dynamic;
    return this.addBody(id, body);
  }

  /** Adds a box, m, that moves where `setPose` and `driveTo` put it, unaffected by contacts. @throws if the id is taken or the world is built */
  addKinematicBox(id: string, lengthM: number, widthM: number, heightM: number, friction?: number): Body {
    const body = new Body({ type: Body.KINEMATIC, allowSleep: false, ...materialOf(friction) });
    body.addShape(boxShape(lengthM, widthM, heightM));
    body.collisionFilterGroup = CollisionGroup.kinematic;
    body.collisionFilterMask = CollisionGroup.dynamic;
    return this.addBody(id, body);
  }

  /** Adds a homogeneous box, m and kg, that moves freely. @throws if the id is taken or the world is built */
  addDynamicBox(id: string, lengthM: number, widthM: number, heightM: number, massKg: number, friction?: number): Body {
    const body = new Body({ mass: massKg, linearDamping: 0, angularDamping: 0, ...materialOf(friction) });
    body.addShape(boxShape(lengthM, widthM, heightM));
    body.collisionFilterGroup = CollisionGroup.dynamic;
    body.collisionFilterMask = CollisionGroup.ground | CollisionGroup.dynamic | CollisionGroup.kinematic;
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
    this.targets = new Float64Array(7 * this.entries.length);
    this.driven = new Uint8Array(this.entries.length);
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
    this.driven[index] = 0;
  }

  /**
   * Moves a kinematic body during the next step to an upright pose, with the velocity that this takes, so that what it
   * hits is pushed; the pose is exact after the step. Without a call the body stands still.
   */
  driveTo(index: number, x: number, y: number, z: number, heading: number): void {
    const t = 7 * index;
    this.targets[t] = x;
    this.targets[t + 1] = y;
    this.targets[t + 2] = z;
    this.targets[t + 3] = 0;
    this.targets[t + 4] = 0;
    this.targets[t + 5] = sin(heading / 2);
    this.targets[t + 6] = cos(heading / 2);
    this.driven[index] = 1;
  }

  /** Advances by `dt`, s. */
  step(dt: number): void {
    this.beginDrive(dt);
    this.world.step(dt);
    this.endDrive();
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
    }
  }

  private beginDrive(dt: number): void {
    for (let i = 0; i < this.entries.length; i++) {
      const body = this.entries[i].body;
      if (body.type !== Body.KINEMATIC) continue;
      if (this.driven[i] === 0) {
        body.velocity.setZero();
        body.angularVelocity.setZero();
        continue;
      }
      const t = 7 * i;
      const p = body.position;
      body.velocity.set(
        (this.targets[t] - p.x) / dt,
        (this.targets[t + 1] - p.y) / dt,
        (this.targets[t + 2] - p.z) / dt,
      );
      // Upright bodies turn about z only: the vector part of q_target * conj(q) is half the turn for small turns.
      const q = body.quaternion;
      const z = this.targets[t + 5] * q.w - this.targets[t + 6] * q.z;
      const w = this.targets[t + 6] * q.w + this.targets[t + 5] * q.z;
      body.angularVelocity.set(0, 0, (2 * (w < 0 ? -z : z)) / dt);
    }
  }

  private endDrive(): void {
    for (let i = 0; i < this.entries.length; i++) {
      if (this.driven[i] === 0) continue;
      this.driven[i] = 0;
      const body = this.entries[i].body;
      const t = 7 * i;
      body.position.set(this.targets[t], this.targets[t + 1], this.targets[t + 2]);
      body.quaternion.set(this.targets[t + 3], this.targets[t + 4], this.targets[t + 5], this.targets[t + 6]);
    }
  }
}

/** Pairs of which at least one is dynamic, in the order of the bodies, kept when their bounding spheres meet. */
class DynamicPairsBroadphase extends Broadphase {
  private readonly dynamic: Body[] = [];

  override collisionPairs(world: World, pairs1: Body[], pairs2: Body[]): void {
    const bodies = world.bodies;
    const dynamic = this.dynamic;
    let count = 0;
    for (let i = 0; i < bodies.length; i++) {
      if (bodies[i].type === Body.DYNAMIC) dynamic[count++] = bodies[i];
    }
    for (let k = 0; k < count; k++) {
      const a = dynamic[k];
      for (let j = 0; j < bodies.length; j++) {
        const b = bodies[j];
        if (b === a || (b.type === Body.DYNAMIC && j < a.index)) continue;
        if (this.needBroadphaseCollision(a, b)) this.intersectionTest(a, b, pairs1, pairs2);
      }
    }
  }
}

function boxShape(lengthM: number, widthM: number, heightM: number): Box {
  return new Box(new Vec3(lengthM / 2, widthM / 2, heightM / 2));
}

function materialOf(friction: number | undefined): { material?: Material } {
  return friction === undefined ? {} : { material: new Material({ friction }) };
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
