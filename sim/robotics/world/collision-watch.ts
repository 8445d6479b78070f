import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import { Clearance, type Nearest } from '../clearance/clearance.ts';
import { pointVolumeDistance } from '../clearance/point-distance.ts';
import { VolumeTable } from '../clearance/volume-table.ts';
import type { PersonArm } from '../movers/person-arm.ts';
import type { BeltSpec } from '../spec.ts';

/** What the arm ran into; order is the code in a saved state. */
const COLLISION_PARTNERS = ['none', 'obstacle', 'person', 'table', 'self', 'object'] as const;
export type CollisionPartner = (typeof COLLISION_PARTNERS)[number];

/** Fingers stand on table and belt by `FloorGuard` alone: deeper in one of them than this, m, they ran into it. */
const FINGER_DEPTH_M = 0.01;

/**
 * Whether links, fingers or what is held run into an obstacle, the person, the arm itself, or links into the table, or
 * fingers into table or belt; or press too hard on an object or the table (`PressWatch`).
 * Measured after every step of the physics, so that nothing passes unseen while its speed relative to the arm's part
 * times the step is less than the thickness of both together: a finger (2 cm) and a thin rod (1 cm) at 120 Hz up to
 * 3.6 m/s.
 */
export class CollisionWatch implements Stateful {
  readonly clearance: Clearance;
  partner: CollisionPartner = 'none';
  /** The part of the arm (as in `Clearance`) and what it met: row of obstacle or object, limb, or part; -1: no collision. */
  part = -1;
  other = -1;
  /** Speed of one relative to the other when they met, m/s: of the part's first ball, or of the middle of what is held. */
  impactSpeedMps = 0;
  /** Smallest distances in the last measurement, m; Infinity: none. */
  obstacleM = Infinity;
  personM = Infinity;
  /** The arm's balls and the middle of what is held at the measurement before. */
  private readonly ballsBefore: Float64Array;
  private readonly heldBefore = new Float64Array(3);
  /** No row, or one: the belt. */
  private readonly belt = new VolumeTable(1);
  private readonly ground: Nearest;

  /** @param volumes the obstacles where they are */
  constructor(
    model: ArmModel,
    private readonly volumes: VolumeTable,
    private readonly person: PersonArm | null,
    belt: BeltSpec | null,
  ) {
    this.clearance = new Clearance(model);
    this.ground = { distanceM: Infinity, part: this.clearance.spheres.fingers, other: 0 };
    if (belt !== null) {
      this.belt.add({ kind: 'box', size: [belt.lengthM, belt.widthM, belt.heightM] });
      this.belt.place(0, belt.x, belt.y, belt.heightM / 2, belt.headingRad);
    }
    this.ballsBefore = new Float64Array(this.clearance.spheres.balls.length);
  }

  /** Takes the state after a step. @param dt since the last measurement, s */
  measure(frames: Float64Array, widthM: number, dt: number): void {
    const { clearance, person, volumes } = this;
    this.ballsBefore.set(clearance.spheres.balls);
    for (let k = 0; k < 3; k++) this.heldBefore[k] = clearance.held.volume.poses[9 + k];
    clearance.place(frames, widthM);
    this.obstacleM = volumes.count === 0 ? Infinity : clearance.toVolumes(volumes);
    this.personM = person === null ? Infinity : clearance.toPerson(person.joints, person.radiusM);
    clearance.toTable();
    clearance.toSelf();
    this.ground.distanceM = this.fingersToGround() + FINGER_DEPTH_M;
    this.meet('obstacle', clearance.volume, dt);
    this.meet('person', clearance.person, dt);
    this.meet('table', clearance.table, dt);
    this.meet('table', this.ground, dt);
    this.meet('self', clearance.self, dt);
  }

  /**
   * After `measure`: a link presses too hard, the last one with fingers and what is held.
   * @param row of the object that it presses on; -1: table or belt
   * @param velocity of that object, m/s
   */
  press(link: number, row: number, velocity: Velocity, dt: number): void {
    if (this.partner !== 'none') return;
    this.partner = row < 0 ? 'table' : 'object';
    this.part = link;
    this.other = Math.max(0, row);
    const x = this.speedOf(link, 0, dt) - velocity.x;
    const y = this.speedOf(link, 1, dt) - velocity.y;
    const z = this.speedOf(link, 2, dt) - velocity.z;
    this.impactSpeedMps = Math.sqrt(x * x + y * y + z * z);
  }

  exchange(io: StateIo): void {
    io.entity('collision');
    this.partner = COLLISION_PARTNERS[io.number('partner', COLLISION_PARTNERS.indexOf(this.partner))];
    this.part = io.number('part', this.part);
    this.other = io.number('other', this.other);
    this.impactSpeedMps = io.number('impactSpeedMps', this.impactSpeedMps);
    this.obstacleM = io.number('obstacleM', this.obstacleM);
    this.personM = io.number('personM', this.personM);
    this.clearance.exchange(io);
  }

  private meet(partner: CollisionPartner, pair: Nearest, dt: number): void {
    if (pair.distanceM > 0 || this.partner !== 'none') return;
    this.partner = partner;
    this.part = pair.part;
    this.other = pair.other;
    let square = 0;
    for (let axis = 0; axis < 3; axis++) {
      const speed = this.speedOf(pair.part, axis, dt) - this.otherSpeed(partner, pair.other, axis, dt);
      square += speed * speed;
    }
    this.impactSpeedMps = Math.sqrt(square);
  }

  /** Of the fingers to table and belt, m. */
  private fingersToGround(): number {
    const { balls, firstOf, fingers, count } = this.clearance.spheres;
    let least = this.clearance.fingersToTable();
    if (this.belt.count === 0) return least;
    for (let o = 4 * firstOf[fingers]; o < 4 * count; o += 4) {
      least = Math.min(least, pointVolumeDistance(balls[o], balls[o + 1], balls[o + 2], this.belt, 0) - balls[o + 3]);
    }
    return least;
  }

  /** Of a part of the arm along an axis of the world, m/s, over the last step. */
  private speedOf(part: number, axis: number, dt: number): number {
    const { held, heldPart, spheres } = this.clearance;
    if (part === heldPart) return (held.volume.poses[9 + axis] - this.heldBefore[axis]) / dt;
    const at = 4 * spheres.firstOf[part] + axis;
    return (spheres.balls[at] - this.ballsBefore[at]) / dt;
  }

  private otherSpeed(partner: CollisionPartner, other: number, axis: number, dt: number): number {
    if (partner === 'obstacle') return this.volumes.velocities[3 * other + axis];
    if (partner === 'self') return this.speedOf(other, axis, dt);
    if (partner === 'table' || this.person === null) return 0;
    const { velocities } = this.person;
    return (velocities[3 * other + axis] + velocities[3 * other + 3 + axis]) / 2;
  }
}

interface Velocity {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}
