import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { InverseKinematics } from '../../../../sim/robotics/arm/inverse-kinematics.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { TcpController } from '../../../../sim/robotics/arm/tcp-controller.ts';
import { evenly } from '../../kernel/arbitraries.ts';
import { postures } from './postures.ts';

const DT = 1 / 60;

/** An arm that does in each tick what it is told. */
class Rig {
  readonly q: Float64Array;
  readonly qd = new Float64Array(7);
  readonly hand = new Kinematics(PANDA);
  readonly controller = new TcpController(PANDA, DT);
  readonly action = new ArmAction();

  constructor(start: readonly number[] = PANDA.home) {
    this.q = Float64Array.from(start);
    this.hand.update(this.q);
  }

  command(vx: number, vy: number, vz: number, yawRate: number): this {
    Object.assign(this.action, { vx, vy, vz, yawRate });
    return this;
  }

  run(ticks: number, eachTick: () => void = () => undefined): this {
    for (let tick = 0; tick < ticks; tick++) {
      this.controller.update(this.action, this.q, this.qd);
      for (let i = 0; i < 7; i++) this.q[i] += this.qd[i] * DT;
      this.hand.update(this.q);
      eachTick();
    }
    return this;
  }

  get position(): [number, number, number] {
    return [this.hand.x, this.hand.y, this.hand.z];
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((v, i) => v - b[i]));
}

const velocity = evenly(-0.8, 0.8);
const command = fc.tuple(velocity, velocity, velocity, evenly(-2, 2));

describe('hand velocity controller', () => {
  it('moves the hand as commanded, pointing down, yaw held', () => {
    const rig = new Rig().command(0.1, -0.05, -0.1, 0);
    const start = rig.position;
    let tilt = 0;
    rig.run(120, () => (tilt = Math.max(tilt, rig.hand.tilt, Math.abs(rig.hand.yaw))));
    rig.command(0, 0, 0, 0).run(30);
    expect(distance(rig.position, [start[0] + 0.2, start[1] - 0.1, start[2] - 0.2])).toBeLessThan(0.003);
    expect(tilt).toBeLessThan(0.002);
  });

  it('turns the hand on the spot', () => {
    const rig = new Rig().command(0, 0, 0, 0.5);
    const start = rig.position;
    rig.run(120).command(0, 0, 0, 0).run(30);
    expect(rig.hand.yaw).toBeCloseTo(1, 1);
    expect(distance(rig.position, start)).toBeLessThan(0.001);
    expect(rig.hand.tilt).toBeLessThan(0.002);
  });

  it('holds a pose without drift while redundancy moves home', () => {
    // The elbow swung aside, the hand straight down.
    const rig = new Rig().command(0, 0.3, 0, 0).run(60).command(0, 0, 0, 0).run(60);
    const { yaw } = rig.hand;
    const start = rig.position;
    rig.run(1200);
    expect(distance(rig.position, start)).toBeLessThan(1e-4);
    expect(Math.abs(rig.hand.yaw - yaw)).toBeLessThan(1e-4);
    expect(Math.max(...rig.qd.map(Math.abs))).toBeLessThan(1e-3);
  });

  it('moves redundancy home so slowly that the arm counts as at rest', () => {
    const aside = new Float64Array(7);
    const swung = { ...PANDA, home: [0.6, -0.6, -0.9, -2.3, -0.3, 1.8, 0.8] };
    new InverseKinematics(swung).solve({ x: 0.4, y: 0, z: 0.3, yaw: 0 }, swung.home, aside);
    expect(Math.abs(aside[2])).toBeGreaterThan(0.3);
    const rig = new Rig([...aside]);
    let fastest = 0;
    rig.run(1500, () => (fastest = Math.max(fastest, ...rig.qd.map(Math.abs))));
    expect(fastest).toBeLessThan(0.16);
    expect(Math.abs(rig.q[2])).toBeLessThan(0.02);
  });

  it('comes back to its pose after a push', () => {
    const rig = new Rig().run(5);
    const start = rig.position;
    rig.q[0] += 0.02;
    rig.run(120);
    expect(distance(rig.position, start)).toBeLessThan(1e-4);
  });

  it('follows without winding up when it is held back: it leaves at once', () => {
    const rig = new Rig().command(0.2, 0, 0, 0);
    // Something blocks the arm for two seconds.
    for (let tick = 0; tick < 120; tick++) rig.controller.update(rig.action, rig.q, rig.qd);
    rig.command(-0.2, 0, 0, 0).run(30);
    // Half a second at 0.2 m/s makes 0.09 m from rest; 0.01 m of lead and the time to turn round are lost.
    expect(rig.position[0] - 0.3069).toBeLessThan(-0.04);
  });

  it('straightens a tilted hand first', () => {
    const start = [...PANDA.home];
    start[5] += 0.4;
    const rig = new Rig(start).command(0, 0.4, 0, 0);
    rig.run(8);
    expect(Math.abs(rig.hand.y)).toBeLessThan(0.002);
    rig.command(0, 0, 0, 0).run(120);
    expect(rig.hand.tilt).toBeLessThan(1e-3);
  });

  it('starts from where the hand is after a reset', () => {
    const rig = new Rig().run(5);
    rig.q.set([0.5, -0.6, 0, -2.2, 0, 1.6, 0.8]);
    rig.controller.reset();
    rig.run(1);
    const moved = rig.position;
    rig.run(60);
    // It still straightens the hand, which the posture tilts a little, about its tool centre point.
    expect(distance(rig.position, moved)).toBeLessThan(0.002);
  });

  it('keeps the limits of angle, speed and acceleration, whatever is commanded', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 8, maxLength: 8 }), (commands) => {
        const rig = new Rig();
        const before = new Float64Array(7);
        let [angle, speed, acceleration] = [-Infinity, 0, 0];
        for (const [vx, vy, vz, yawRate] of commands) {
          rig.command(vx, vy, vz, yawRate).run(20, () => {
            PANDA.joints.forEach((joint, i) => {
              angle = Math.max(angle, joint.lowerRad - rig.q[i], rig.q[i] - joint.upperRad);
              speed = Math.max(speed, Math.abs(rig.qd[i]) / joint.maxSpeedRadps);
              acceleration = Math.max(acceleration, Math.abs(rig.qd[i] - before[i]) / DT / joint.maxAccelerationRadps2);
            });
            before.set(rig.qd);
          });
        }
        expect(angle).toBeLessThanOrEqual(0);
        expect(speed).toBeLessThanOrEqual(1 + 1e-12);
        expect(acceleration).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10 },
    );
  });

  it('works within the limits of speed from any posture', () => {
    fc.assert(
      fc.property(postures(PANDA), command, (q, [vx, vy, vz, yawRate]) => {
        const rig = new Rig(q).command(vx, vy, vz, yawRate).run(10);
        PANDA.joints.forEach((joint, i) => {
          expect(Math.abs(rig.qd[i])).toBeLessThanOrEqual(joint.maxSpeedRadps * (1 + 1e-12));
          expect(rig.q[i] >= joint.lowerRad && rig.q[i] <= joint.upperRad).toBe(true);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the direction of a motion that joints cannot make as fast', () => {
    const rig = new Rig([0, 0, 0, -2, 0, 2, Math.PI / 4]).command(0, 3, 0, 0);
    const start = rig.position;
    let fastest = 0;
    rig.run(10, () => (fastest = Math.max(fastest, Math.abs(rig.qd[0]))));
    rig.run(5);
    const moved = rig.position.map((v, i) => v - start[i]);
    expect(moved[1]).toBeGreaterThan(0.1);
    expect(Math.abs(moved[0]) / moved[1]).toBeLessThan(0.1);
    expect(Math.abs(moved[2]) / moved[1]).toBeLessThan(0.1);
    expect(fastest).toBeGreaterThan(1);
  });

  describe.each([
    ['outwards', [0.3, 0, 0]],
    ['outwards to the left', [0.2, 0.2, 0]],
    ['up', [0, 0, 0.3]],
    ['over the base to the other side', [-0.3, 0, 0]],
    ['below the table', [0.05, 0, -0.3]],
  ] as const)('at the edge of reach, %s', (_, [vx, vy, vz]) => {
    const rig = new Rig().command(vx, vy, vz, 0).run(600);

    it('comes to rest smoothly, hand down', () => {
      const before = Float64Array.from(rig.qd);
      let fastest = 0;
      let greatestChange = 0;
      rig.run(120, () => {
        for (let i = 0; i < 7; i++) {
          fastest = Math.max(fastest, Math.abs(rig.qd[i]));
          greatestChange = Math.max(greatestChange, Math.abs(rig.qd[i] - before[i]));
        }
        before.set(rig.qd);
      });
      expect(fastest).toBeLessThan(0.05);
      expect(greatestChange).toBeLessThan(0.001);
      expect(rig.hand.tilt).toBeLessThan(0.01);
    });

    it('leaves when commanded back', () => {
      const edge = rig.position;
      rig.command(-vx, -vy, -vz, 0).run(60);
      const way = rig.position.map((v, i) => v - edge[i]);
      const back = -(way[0] * vx + way[1] * vy + way[2] * vz) / Math.hypot(vx, vy, vz);
      expect(back).toBeGreaterThan(0.15);
    });
  });

  it('does not let the hand sink where it may not, though the motion across would take it down', () => {
    for (const [vx, vy] of [
      [0.5, 0],
      [0.3, 0.4],
    ]) {
      const rig = new Rig().command(vx, vy, -0.3, 0).run(60).command(0, 0, 0, 0).run(30);
      const free = new Rig([...rig.q]).command(vx, vy, 0, 0).run(240);
      const least = rig.hand.z;
      rig.command(vx, vy, 0, 0);
      for (let tick = 0; tick < 240; tick++) {
        rig.controller.update(rig.action, rig.q, rig.qd, 6 * (least - 0.02 - rig.hand.z));
        for (let i = 0; i < 7; i++) rig.q[i] += rig.qd[i] * DT;
        rig.hand.update(rig.q);
        expect(rig.hand.z).toBeGreaterThan(least - 0.0215);
      }
      expect(free.hand.z).toBeLessThan(least - 0.03);
    }
  });

  it('goes on the same way after a restore', () => {
    const rig = new Rig().command(0.4, 0.2, -0.2, 0.3).run(3);
    const state = saveState(rig.controller);
    const q = [...rig.q];
    rig.run(40);
    const expected = [...rig.q];
    const other = new Rig(q).command(0.4, 0.2, -0.2, 0.3);
    restoreState(other.controller, state);
    expect([...other.run(40).q]).toEqual(expected);
  });

  it('takes over a hand that moves without slowing it down', () => {
    const rig = new Rig().command(0.3, 0.1, -0.1, 0.4).run(40);
    const other = new Rig([...rig.q]).command(0.3, 0.1, -0.1, 0.4);
    other.controller.resume(rig.q, rig.qd);
    rig.run(20);
    other.run(20);
    expect(distance(rig.position, other.position)).toBeLessThan(0.001);
    expect(Math.abs(rig.hand.yaw - other.hand.yaw)).toBeLessThan(0.01);
  });
});
