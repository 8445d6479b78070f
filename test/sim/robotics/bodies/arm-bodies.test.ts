import { Vec3 } from 'cannon-es';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { ArmBodies } from '../../../../sim/robotics/bodies/arm-bodies.ts';
import { ObjectBodies } from '../../../../sim/robotics/bodies/object-bodies.ts';
import { ObstacleBodies } from '../../../../sim/robotics/bodies/obstacle-bodies.ts';
import { PersonBodies } from '../../../../sim/robotics/bodies/person-bodies.ts';
import { tablePhysics } from '../../../../sim/robotics/bodies/table-physics.ts';
import type { PersonSpec } from '../../../../sim/robotics/spec.ts';

const DT = 1 / 120;

function panda() {
  const physics = tablePhysics(0.5);
  const arm = new ArmBodies(physics, PANDA);
  physics.build();
  arm.bind();
  return { physics, arm, kinematics: new Kinematics(PANDA) };
}

describe('the bodies of the arm', () => {
  it('lie at the frames of its links, the fingers at the pads, in any posture', () => {
    const { physics, arm, kinematics } = panda();
    const angle = fc.double({ min: -2, max: 2, noNaN: true });
    const posture = fc.array(angle, { minLength: 7, maxLength: 7 });
    const width = fc.double({ min: 0, max: 0.08, noNaN: true });
    const [, length, thickness] = PANDA.gripper.fingerSize;
    fc.assert(
      fc.property(posture, width, (q, widthM) => {
        kinematics.update(q);
        arm.drive(kinematics.frames, widthM);
        physics.step(DT);
        arm.links.forEach((index, i) => {
          if (index < 0) return;
          const expected = [...kinematics.frames.subarray(12 * i + 9, 12 * i + 12)];
          expect(physics.body(index).position.toArray()).toEqual(expected);
        });
        const tcp = kinematics.frames.subarray(12 * PANDA.links.length);
        for (const [side, sign] of [
          [0, 1],
          [1, -1],
        ] as const) {
          const finger = physics.body(arm.fingers[side]);
          const pad = finger.pointToWorldFrame(new Vec3(0, (-sign * thickness) / 2, 0));
          const tip = finger.pointToWorldFrame(new Vec3(0, 0, length / 2));
          for (let k = 0; k < 3; k++) {
            const y = tcp[3 * k + 1];
            const z = tcp[3 * k + 2];
            const back = PANDA.gripper.tipBeyondTcpM - length / 2;
            expect(pad.toArray()[k]).toBeCloseTo(tcp[9 + k] + (sign * y * widthM) / 2 + z * back, 12);
            const beyond = PANDA.gripper.tipBeyondTcpM;
            expect(tip.toArray()[k]).toBeCloseTo(tcp[9 + k] + (sign * y * (widthM + thickness)) / 2 + z * beyond, 12);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('move the fingers as fast as they close, and stand still when they are placed', () => {
    const { physics, arm, kinematics } = panda();
    arm.place(kinematics.frames, 0.04);
    physics.step(DT);
    for (const index of [...arm.links, ...arm.fingers]) {
      if (index >= 0) expect(physics.body(index).velocity.length()).toBe(0);
    }
    arm.drive(kinematics.frames, 0.039);
    physics.step(DT);
    for (const index of arm.fingers) expect(physics.body(index).velocity.length()).toBeCloseTo(0.0005 / DT, 9);
  });

  it('squeeze an object between soft pads: both with the same force, which friction turns into a grip', () => {
    const physics = tablePhysics(0.5);
    const arm = new ArmBodies(physics, PANDA);
    const kinematics = new Kinematics(PANDA);
    const at = [kinematics.frames.length - 3, kinematics.frames.length - 2, kinematics.frames.length - 1];
    const [x, y, z] = at.map((i) => kinematics.frames[i]);
    const size = [0.04, 0.04, 0.04] as const;
    const objects = new ObjectBodies(physics, [
      { id: 'cube', shape: { kind: 'box', size }, massKg: 0.1, friction: 0.8, position: [x, y, z], yawRad: 0 },
    ]);
    physics.build();
    arm.bind();
    objects.bind();
    arm.place(kinematics.frames, 0.042);
    for (let i = 1; i <= 120; i++) {
      arm.drive(kinematics.frames, 0.042 - 0.004 * Math.min(1, i / 3));
      physics.step(DT);
    }
    const [left, right] = [...arm.fingers].map((finger) => physics.normalForce(finger, objects.indices[0]));
    expect(left).toBeGreaterThan(5);
    expect(right / left).toBeCloseTo(1, 1);
    expect(objects.bodies[0].position.z).toBeGreaterThan(z - 0.005);
  });
});

describe('the bodies of a person', () => {
  const spec: PersonSpec = {
    shoulder: [0, 0, 0],
    upperArmM: 0.3,
    foreArmM: 0.25,
    radiusM: 0.05,
    hand: { points: [[0, 0, 0]], peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } },
  };

  it('reach from joint to joint, whatever their direction', () => {
    const physics = tablePhysics(0.5);
    const person = new PersonBodies(physics, spec);
    physics.build();
    person.bind();
    const c = fc.double({ min: -1, max: 1, noNaN: true });
    const direction = fc.tuple(c, c, c).filter((d) => Math.hypot(...d) > 0.1);
    const vertical = [
      [0, 0, 1],
      [0, 0, -1],
    ] as [number, number, number][];
    fc.assert(
      fc.property(direction, direction, (a, b) => {
        const upper = new Vec3(...a).unit().scale(0.3);
        const fore = new Vec3(...b).unit().scale(0.25);
        const elbow = new Vec3(1, 2, 3).vadd(upper);
        const hand = elbow.vadd(fore);
        person.drive(new Float64Array([1, 2, 3, ...elbow.toArray(), ...hand.toArray()]));
        physics.step(DT);
        const [first, second] = [...person.indices].map((index) => physics.body(index));
        expect(first.pointToWorldFrame(new Vec3(0, 0, 0.15)).distanceTo(elbow)).toBeLessThan(1e-7);
        expect(first.pointToWorldFrame(new Vec3(0, 0, -0.15)).distanceTo(new Vec3(1, 2, 3))).toBeLessThan(1e-7);
        expect(second.pointToWorldFrame(new Vec3(0, 0, 0.125)).distanceTo(hand)).toBeLessThan(1e-7);
      }),
      { numRuns: 50, examples: vertical.map((v) => [v, v]) },
    );
  });

  it('do not spin when they pass the horizontal', () => {
    const physics = tablePhysics(0.5);
    const person = new PersonBodies(physics, spec);
    physics.build();
    person.bind();
    for (let i = -5; i <= 5; i++) {
      const [s, c] = [Math.sin(0.01 * i), Math.cos(0.01 * i)];
      const joints = [0, 0, 0.5, 0.2 * c, 0.2 * c, 0.5 + 0.3 * s, 0.4 * c, 0.4 * c, 0.5 + 0.6 * s];
      if (i === -5) person.place(new Float64Array(joints));
      person.drive(new Float64Array(joints));
      physics.step(DT);
      for (const index of person.indices) expect(physics.body(index).angularVelocity.length()).toBeLessThan(2);
    }
  });
});

describe('the bodies of obstacles', () => {
  it('start at the first point of their path and push what is in their way', () => {
    const physics = tablePhysics(0.3);
    const path = {
      points: [[-0.2, 0, 0.05]] as const,
      ...{ peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } as const },
    };
    const obstacles = new ObstacleBodies(physics, [
      { id: 'post', shape: { kind: 'cylinder', radiusM: 0.05, heightM: 0.1 }, yawRad: 0, path },
    ]);
    const objects = new ObjectBodies(physics, [
      {
        id: 'cube',
        shape: { kind: 'box', size: [0.05, 0.05, 0.05] },
        massKg: 0.1,
        friction: 0.3,
        position: [0, 0, 0.025],
        yawRad: 0,
      },
    ]);
    physics.build();
    obstacles.bind();
    objects.bind();
    const post = physics.body(obstacles.indices[0]);
    expect(post.position.toArray()).toEqual([-0.2, 0, 0.05]);
    for (let i = 1; i <= 120; i++) {
      obstacles.drive(0, -0.2 + (0.2 * i) / 120, 0, 0.05, 0);
      physics.step(DT);
    }
    expect(objects.bodies[0].position.x).toBeGreaterThan(0.07);
    const frame = new Float64Array(12);
    objects.frame(0, frame, 0);
    expect([...frame.subarray(9)]).toEqual(objects.bodies[0].position.toArray());
  });
});
