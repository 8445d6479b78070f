import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import { Clearance, type Nearest } from '../clearance/clearance.ts';
import type { VolumeTable } from '../clearance/volume-table.ts';
import type { PersonArm } from '../movers/person-arm.ts';

/** What the arm ran into; order is the code in a saved state. */
export const COLLISION_PARTNERS = ['none', 'obstacle', 'person', 'table', 'self'] as const;
export type CollisionPartner = (typeof COLLISION_PARTNERS)[number];

/**
 * Whether links, fingers or what is held run into an obstacle, the person, the arm itself, or links into the table.
 * Measured after every step of the physics, so that nothing passes unseen while its speed relative to the arm's part
 * times the step is less than the thickness of both together: a finger (2 cm) and a thin rod (1 cm) at 120 Hz up to
 * 3.6 m/s.
 */
export class CollisionWatch implements Stateful {
  readonly clearance: Clearance;
  partner: CollisionPartner = 'none';
  /** The part of the arm (as in `Clearance`) and what it met: row of the obstacle, limb, or part; -1: no collision. */
  part = -1;
  other = -1;
  /** How fast the distance shrank when they met, m/s. */
  impactSpeedMps = 0;
  /** Smallest distances in the last measurement, m; Infinity: none. */
  obstacleM = Infinity;
  personM = Infinity;
  private tableM = Infinity;
  private selfM = Infinity;

  /** @param volumes the obstacles where they are */
  constructor(
    model: ArmModel,
    private readonly volumes: VolumeTable,
    private readonly person: PersonArm | null,
  ) {
    this.clearance = new Clearance(model);
  }

  /** Takes the state after a step. @param dt since the last measurement, s */
  measure(frames: Float64Array, widthM: number, dt: number): void {
    const { clearance, person } = this;
    clearance.place(frames, widthM);
    const obstacleM = this.volumes.count === 0 ? Infinity : clearance.toVolumes(this.volumes);
    const personM = person === null ? Infinity : clearance.toPerson(person.joints, person.radiusM);
    const tableM = clearance.toTable();
    const selfM = clearance.toSelf();
    this.meet('obstacle', obstacleM, this.obstacleM, clearance.volume, dt);
    this.meet('person', personM, this.personM, clearance.person, dt);
    this.meet('table', tableM, this.tableM, clearance.table, dt);
    this.meet('self', selfM, this.selfM, clearance.self, dt);
    this.obstacleM = obstacleM;
    this.personM = personM;
    this.tableM = tableM;
    this.selfM = selfM;
  }

  exchange(io: StateIo): void {
    io.entity('collision');
    this.partner = COLLISION_PARTNERS[io.number('partner', COLLISION_PARTNERS.indexOf(this.partner))];
    this.part = io.number('part', this.part);
    this.other = io.number('other', this.other);
    this.impactSpeedMps = io.number('impactSpeedMps', this.impactSpeedMps);
    this.obstacleM = io.number('obstacleM', this.obstacleM);
    this.personM = io.number('personM', this.personM);
    this.tableM = io.number('tableM', this.tableM);
    this.selfM = io.number('selfM', this.selfM);
    this.clearance.exchange(io);
  }

  private meet(partner: CollisionPartner, nowM: number, beforeM: number, pair: Nearest, dt: number): void {
    if (nowM > 0 || this.partner !== 'none') return;
    this.partner = partner;
    this.part = pair.part;
    this.other = pair.other;
    this.impactSpeedMps = beforeM === Infinity ? 0 : Math.max(0, (beforeM - nowM) / dt);
  }
}
