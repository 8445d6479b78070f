import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { ArmSpheres } from '../../../../sim/robotics/clearance/arm-spheres.ts';
import { Clearance } from '../../../../sim/robotics/clearance/clearance.ts';
import { pointSegmentDistance, pointVolumeDistance } from '../../../../sim/robotics/clearance/point-distance.ts';
import { segmentVolumeDistance, volumeDistance } from '../../../../sim/robotics/clearance/volume-distance.ts';
import { VolumeTable } from '../../../../sim/robotics/clearance/volume-table.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import { anySolid, anyVector, length, tableOf } from './volumes.ts';

const kinematics = new Kinematics(PANDA);
const spheres = new ArmSpheres(PANDA);
const clearance = new Clearance(PANDA);
const { balls, parts, fingers, count } = clearance.spheres;
/** Upright in the hand, its middle between the pads. */
const BETWEEN_PADS = [1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0];
const CUBE = { kind: 'box', size: [0.04, 0.04, 0.04] } as const;
const WIDTH_M = 0.04;

const anyPosture = fc.tuple(...PANDA.joints.map(({ lowerRad, upperRad }) => evenly(lowerRad, upperRad)));
const anyPerson = fc
  .tuple(anyVector(0.7), anyVector(0.7), anyVector(0.7))
  .map((joints) => Float64Array.from(joints.flat()));

function pose(q: readonly number[]): void {
  kinematics.update(q);
  clearance.place(kinematics.frames, WIDTH_M);
}

function atHome(holding: boolean): void {
  clearance.held.release();
  if (holding) clearance.held.hold(CUBE, BETWEEN_PADS);
  pose(PANDA.home);
}

const ball = (s: number): [number, number, number] => [balls[4 * s], balls[4 * s + 1], balls[4 * s + 2]];
const ballsOf = (part: number): number[] => Array.from({ length: count }, (_, s) => s).filter((s) => parts[s] === part);

describe('ArmSpheres', () => {
  it('move with their links', () => {
    fc.assert(
      fc.property(anyPosture, (q) => {
        kinematics.update(q);
        spheres.place(kinematics.frames, WIDTH_M);
        let s = 0;
        for (const [link, model] of PANDA.links.entries()) {
          const frame = kinematics.frames.subarray(12 * link, 12 * link + 12);
          for (const { centre, radiusM } of model.spheres) {
            for (let row = 0; row < 3; row++) {
              const turned = centre.reduce((sum, value, k) => sum + frame[3 * row + k] * value, 0);
              expect(spheres.balls[4 * s + row]).toBeCloseTo(turned + frame[9 + row], 12);
            }
            expect(spheres.balls[4 * s + 3]).toBe(radiusM);
            expect(spheres.parts[s]).toBe(link);
            s++;
          }
        }
        expect(spheres.firstOf[fingers]).toBe(s);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('leave the pads` width between the fingers, which are as long as they are', () => {
    kinematics.update(PANDA.home);
    const { fingerSize, tipBeyondTcpM } = PANDA.gripper;
    for (const widthM of [0, 0.03, 0.08]) {
      spheres.place(kinematics.frames, widthM);
      const finger = (side: number): number[] =>
        ballsOf(fingers).filter((s) => side * (spheres.balls[4 * s + 1] - kinematics.y) > 0);
      const [left, right] = [finger(1), finger(-1)];
      expect(left).toHaveLength(right.length);
      for (const s of [...left, ...right]) {
        const across = Math.abs(spheres.balls[4 * s + 1] - kinematics.y);
        expect(across - fingerSize[2] / 2).toBeCloseTo(widthM / 2, 12);
      }
      const heights = left.map((s) => spheres.balls[4 * s + 2]);
      const radius = spheres.balls[4 * left[0] + 3];
      expect(Math.min(...heights) - radius).toBeCloseTo(kinematics.z - tipBeyondTcpM, 12);
      expect(Math.max(...heights) - Math.min(...heights) + 2 * radius).toBeCloseTo(fingerSize[1], 12);
    }
  });
});

describe('Clearance', () => {
  it('finds nothing where there is nothing', () => {
    atHome(true);
    expect(clearance.toVolumes(new VolumeTable(3))).toBe(Infinity);
    expect(clearance.volume).toEqual({ distanceM: Infinity, part: -1, other: -1 });
  });

  it('knows how far a ball below a finger is', () => {
    atHome(false);
    const volumes = new VolumeTable(2);
    volumes.add({ kind: 'sphere', radiusM: 0.02 });
    volumes.add({ kind: 'sphere', radiusM: 0.02 });
    volumes.place(0, 0, 5, 0, 0);
    const tip = kinematics.z - PANDA.gripper.tipBeyondTcpM;
    const across = (WIDTH_M + PANDA.gripper.fingerSize[2]) / 2;
    volumes.place(1, kinematics.x, kinematics.y + across, tip - 0.07, 0);
    expect(clearance.toVolumes(volumes)).toBeCloseTo(0.05, 12);
    expect(clearance.volume).toEqual({ distanceM: clearance.volume.distanceM, part: fingers, other: 1 });
  });

  it('counts what is held', () => {
    atHome(true);
    const volumes = new VolumeTable(1);
    volumes.add({ kind: 'box', size: [0.2, 0.2, 0.1] });
    volumes.place(0, kinematics.x, kinematics.y, kinematics.z - 0.1, 0);
    expect(clearance.toVolumes(volumes)).toBeCloseTo(0.03, 6);
    expect(clearance.volume.part).toBe(clearance.heldPart);
    clearance.held.release();
    expect(clearance.toVolumes(volumes)).toBeCloseTo(0.05 - PANDA.gripper.tipBeyondTcpM, 6);
    expect(clearance.volume.part).toBe(fingers);
  });

  it('to volumes is the least of all pairs', () => {
    fc.assert(
      fc.property(
        anyPosture,
        fc.array(anySolid, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (q, solids, holding) => {
          atHome(holding);
          pose(q);
          const volumes = tableOf(...solids);
          let expected = Infinity;
          for (let i = 0; i < volumes.count; i++) {
            for (let s = 0; s < count; s++) {
              expected = Math.min(expected, pointVolumeDistance(...ball(s), volumes, i) - balls[4 * s + 3]);
            }
            if (holding) expected = Math.min(expected, volumeDistance(clearance.held.volume, 0, volumes, i, Infinity));
          }
          expect(clearance.toVolumes(volumes)).toBeCloseTo(expected, 5);
          const { part, other } = clearance.volume;
          const ofPair =
            part === clearance.heldPart
              ? volumeDistance(clearance.held.volume, 0, volumes, other, Infinity)
              : Math.min(
                  ...ballsOf(part).map((s) => pointVolumeDistance(...ball(s), volumes, other) - balls[4 * s + 3]),
                );
          expect(ofPair).toBeCloseTo(expected, 5);
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('to a person is the least of all pairs', () => {
    fc.assert(
      fc.property(anyPosture, anyPerson, fc.boolean(), (q, joints, holding) => {
        atHome(holding);
        pose(q);
        const limb = (k: number): [number, number, number, number, number, number] => [
          joints[3 * k],
          joints[3 * k + 1],
          joints[3 * k + 2],
          joints[3 * k + 3],
          joints[3 * k + 4],
          joints[3 * k + 5],
        ];
        const to = (part: number, k: number): number =>
          part === clearance.heldPart
            ? segmentVolumeDistance(...limb(k), clearance.held.volume, 0, Infinity) - 0.05
            : Math.min(
                ...ballsOf(part).map((s) => pointSegmentDistance(...ball(s), ...limb(k)) - balls[4 * s + 3] - 0.05),
              );
        const all = Array.from({ length: fingers + (holding ? 2 : 1) }, (_, part) => part);
        const expected = Math.min(...all.flatMap((part) => [to(part, 0), to(part, 1)]));
        expect(clearance.toPerson(joints, 0.05)).toBeCloseTo(expected, 5);
        expect(to(clearance.person.part, clearance.person.other)).toBeCloseTo(expected, 5);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('to itself is the least of the links that are no neighbours and apart at home', () => {
    const between = (one: number, two: number): number =>
      Math.min(
        ...ballsOf(one).flatMap((s) =>
          ballsOf(two).map((t) => {
            const [x, y, z] = ball(s);
            const [u, v, w] = ball(t);
            return length([x - u, y - v, z - w]) - balls[4 * s + 3] - balls[4 * t + 3];
          }),
        ),
      );
    const pairs: [number, number][] = [];
    clearance.held.release();
    kinematics.update(PANDA.home);
    clearance.place(kinematics.frames, PANDA.gripper.maxWidthM);
    for (let two = 0; two <= fingers; two++) {
      for (let one = 0; one < two - 1; one++) if (between(one, two) > 0) pairs.push([one, two]);
    }
    expect(pairs.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(anyPosture, (q) => {
        pose(q);
        const expected = Math.min(...pairs.map(([one, two]) => between(one, two)));
        expect(clearance.toSelf()).toBeCloseTo(expected, 12);
        const { other, part } = clearance.self;
        expect(between(other, part)).toBeCloseTo(expected, 12);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('is free at home and not when the hand is folded into the base', () => {
    atHome(false);
    expect(clearance.toSelf()).toBeGreaterThan(0.02);
    expect(clearance.toTable()).toBeGreaterThan(0.05);
    pose([0, 1.2, 0, -3.0, 0, 3.5, 0]);
    expect(Math.min(clearance.toSelf(), clearance.toTable())).toBeLessThan(0);
  });

  it('holds what it carries off its own links', () => {
    clearance.held.hold({ kind: 'box', size: [0.02, 0.02, 0.6] }, BETWEEN_PADS);
    pose(PANDA.home);
    const reaching = clearance.toSelf();
    expect(clearance.self.part).toBe(clearance.heldPart);
    expect(reaching).toBeLessThan(0.05);
  });

  it('to the table counts moved links, not base and fingers', () => {
    fc.assert(
      fc.property(anyPosture, (q) => {
        clearance.held.release();
        pose(q);
        const bottom = (s: number): number => balls[4 * s + 2] - balls[4 * s + 3];
        const moved = Array.from({ length: count }, (_, s) => s).filter((s) => parts[s] > 0 && parts[s] < fingers);
        expect(clearance.toTable()).toBe(Math.min(...moved.map(bottom)));
        expect(clearance.fingersToTable()).toBe(Math.min(...ballsOf(fingers).map(bottom)));
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('keeps what is held in a snapshot', () => {
    atHome(true);
    const saved = saveState(clearance);
    const other = new Clearance(PANDA);
    restoreState(other, saved);
    pose([0.3, -0.5, 0.1, -2, 0.2, 1.8, 0.5]);
    other.place(kinematics.frames, WIDTH_M);
    expect(other.held.holding).toBe(true);
    expect([...other.held.volume.poses]).toEqual([...clearance.held.volume.poses]);
    expect([...saveState(other)]).toEqual([...saveState(clearance)]);
  });
});
