import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import { POSE_LENGTH } from '../arm/kinematics.ts';
import { ArmSpheres } from './arm-spheres.ts';
import { HeldVolume } from './held-volume.ts';
import { pointSegmentDistance, pointVolumeDistance } from './point-distance.ts';
import { homeContacts } from './home-contacts.ts';
import { segmentVolumeDistance, volumeDistance } from './volume-distance.ts';
import type { VolumeTable } from './volume-table.ts';

/** The nearest pair that a measurement found. */
export interface Nearest {
  /** Signed: negative is the depth of an overlap, m; Infinity where there is no pair. */
  distanceM: number;
  /** Of the arm: link 0 to n, then the fingers, then the held thing; -1 where there is no pair. */
  part: number;
  /** The row of the volume, the person's upper arm (0) or forearm (1), or the other part of the arm; 0 for the table. */
  other: number;
}

/**
 * How near an arm, its fingers and what it holds are to volumes, a person's arm, the table and itself. Call `place` with
 * the arm's posture and then what is asked for; each returns the smallest signed distance, m, and keeps the pair.
 * Nothing allocates. The arm stands for itself by its balls (`ArmSpheres`), all else by its exact shape.
 *
 * What holds from tick to tick is `held` alone.
 */
export class Clearance implements Stateful {
  readonly spheres: ArmSpheres;
  readonly held = new HeldVolume();
  /** The part of the held thing; that of the fingers is `spheres.fingers`. */
  readonly heldPart: number;
  readonly volume: Nearest = nowhere();
  readonly person: Nearest = nowhere();
  readonly table: Nearest = nowhere();
  readonly self: Nearest = nowhere();
  private readonly tcp: number;
  /** Pairs of parts that could meet and do not at home, a pair each two numbers. */
  private readonly selfPairs: Uint8Array;
  /** Parts that could meet the table and do not at home. */
  private readonly overTable: Uint8Array;

  constructor(readonly model: ArmModel) {
    this.spheres = new ArmSpheres(model);
    this.heldPart = this.spheres.fingers + 1;
    this.tcp = POSE_LENGTH * model.links.length;
    const { selfPairs, overTable } = homeContacts(model);
    this.selfPairs = selfPairs;
    this.overTable = overTable;
  }

  /**
   * Takes a posture.
   * @param frames poses of links 0 to n and of the tool centre point, 12 numbers each (`Kinematics.frames`)
   * @param widthM between the pads
   */
  place(frames: Float64Array, widthM: number): void {
    this.spheres.place(frames, widthM);
    this.held.place(frames, this.tcp);
  }

  /** To the nearest volume, of links, fingers and the held thing; kept in `volume`. */
  toVolumes(volumes: VolumeTable): number {
    const { balls, count } = this.spheres;
    const { poses, radiusM } = volumes;
    let best = Infinity;
    let ball = -1;
    let row = -1;
    for (let i = 0; i < volumes.count; i++) {
      const o = POSE_LENGTH * i + 9;
      const x = poses[o];
      const y = poses[o + 1];
      const z = poses[o + 2];
      const bound = radiusM[i];
      for (let s = 0; s < count; s++) {
        const b = 4 * s;
        const dx = balls[b] - x;
        const dy = balls[b + 1] - y;
        const dz = balls[b + 2] - z;
        const near = best + balls[b + 3] + bound;
        if (dx * dx + dy * dy + dz * dz >= near * near) continue;
        const distance = pointVolumeDistance(balls[b], balls[b + 1], balls[b + 2], volumes, i) - balls[b + 3];
        if (distance < best) {
          best = distance;
          ball = s;
          row = i;
        }
      }
    }
    let part = ball < 0 ? -1 : this.spheres.parts[ball];
    if (this.held.holding) {
      for (let i = 0; i < volumes.count; i++) {
        const distance = volumeDistance(this.held.volume, 0, volumes, i, best);
        if (distance < best) {
          best = distance;
          part = this.heldPart;
          row = i;
        }
      }
    }
    return keep(this.volume, best, part, row);
  }

  /** To a person's arm: shoulder, elbow, hand in `joints` (nine numbers, m) and the radius of its capsules; kept in `person`. */
  toPerson(joints: Float64Array, radiusM: number): number {
    const { balls, count, parts } = this.spheres;
    const { held } = this;
    let best = Infinity;
    let part = -1;
    let limb = -1;
    for (let k = 0; k < 2; k++) {
      const o = 3 * k;
      const ax = joints[o];
      const ay = joints[o + 1];
      const az = joints[o + 2];
      const bx = joints[o + 3];
      const by = joints[o + 4];
      const bz = joints[o + 5];
      for (let b = 0, s = 0; s < count; s++, b += 4) {
        const distance =
          pointSegmentDistance(balls[b], balls[b + 1], balls[b + 2], ax, ay, az, bx, by, bz) - balls[b + 3] - radiusM;
        if (distance < best) {
          best = distance;
          part = parts[s];
          limb = k;
        }
      }
      if (!held.holding) continue;
      const distance = segmentVolumeDistance(ax, ay, az, bx, by, bz, held.volume, 0, best + radiusM) - radiusM;
      if (distance < best) {
        best = distance;
        part = this.heldPart;
        limb = k;
      }
    }
    return keep(this.person, best, part, limb);
  }

  /** Of the links to the table z = 0; kept in `table`. Fingers and what they hold may touch it, the base stands on it. */
  toTable(): number {
    const { balls, firstOf } = this.spheres;
    let best = Infinity;
    let part = -1;
    for (let p = 0; p < this.overTable.length; p++) {
      const link = this.overTable[p];
      for (let s = firstOf[link]; s < firstOf[link + 1]; s++) {
        const distance = balls[4 * s + 2] - balls[4 * s + 3];
        if (distance < best) {
          best = distance;
          part = link;
        }
      }
    }
    return keep(this.table, best, part, 0);
  }

  /** Of the fingers' lowest point to the table z = 0, m. */
  fingersToTable(): number {
    const { balls, firstOf, fingers, count } = this.spheres;
    let best = Infinity;
    for (let s = firstOf[fingers]; s < count; s++) best = Math.min(best, balls[4 * s + 2] - balls[4 * s + 3]);
    return best;
  }

  /** Between parts of the arm that are no neighbours, and between links and the held thing; kept in `self`. */
  toSelf(): number {
    const { balls, firstOf } = this.spheres;
    const { selfPairs } = this;
    let best = Infinity;
    let part = -1;
    let other = -1;
    for (let p = 0; p < selfPairs.length; p += 2) {
      const one = selfPairs[p];
      const two = selfPairs[p + 1];
      for (let s = firstOf[one]; s < firstOf[one + 1]; s++) {
        const x = balls[4 * s];
        const y = balls[4 * s + 1];
        const z = balls[4 * s + 2];
        const radius = balls[4 * s + 3];
        for (let t = firstOf[two]; t < firstOf[two + 1]; t++) {
          const dx = balls[4 * t] - x;
          const dy = balls[4 * t + 1] - y;
          const dz = balls[4 * t + 2] - z;
          const sum = radius + balls[4 * t + 3];
          const near = best + sum;
          const squared = dx * dx + dy * dy + dz * dz;
          if (near <= 0 || squared >= near * near) continue;
          best = Math.sqrt(squared) - sum;
          part = two;
          other = one;
        }
      }
    }
    const kept = keep(this.self, best, part, other);
    return this.held.holding ? this.heldToSelf() : kept;
  }

  exchange(io: StateIo): void {
    this.held.exchange(io);
  }

  /** The hand (the last link) holds the thing and so is left out. */
  private heldToSelf(): number {
    const { balls, firstOf, parts, fingers } = this.spheres;
    const { self, held } = this;
    for (let s = 0; s < firstOf[fingers - 1]; s++) {
      const b = 4 * s;
      const distance = pointVolumeDistance(balls[b], balls[b + 1], balls[b + 2], held.volume, 0) - balls[b + 3];
      if (distance < self.distanceM) keep(self, distance, this.heldPart, parts[s]);
    }
    return self.distanceM;
  }
}

function nowhere(): Nearest {
  return { distanceM: Infinity, part: -1, other: -1 };
}

function keep(nearest: Nearest, distanceM: number, part: number, other: number): number {
  nearest.distanceM = distanceM;
  nearest.part = part;
  nearest.other = other;
  return distanceM;
}
