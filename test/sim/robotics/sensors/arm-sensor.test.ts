import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../sim/kernel/random.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { ArmSensor } from '../../../../sim/robotics/sensors/arm-sensor.ts';
import { EXACT, REAL, specWith, Truth } from './bench.ts';

describe('the arm as measured', () => {
  test('has errors of the stated deviations, without mean and without memory', () => {
    const truth = new Truth(specWith());
    const sensor = new ArmSensor(REAL, PANDA, 7);
    const ticks = 500;
    const errors: Record<'angle' | 'speed' | 'width', number[]> = { angle: [], speed: [], width: [] };
    for (let k = 0; k < ticks; k++) {
      sensor.measure(truth);
      errors.angle.push((sensor.q[3] - truth.q[3]) / REAL.jointNoiseRad);
      errors.speed.push((sensor.qd[6] - truth.qd[6]) / REAL.jointSpeedNoiseRadps);
      errors.width.push((sensor.widthM - truth.widthM) / REAL.gripperNoiseM);
    }
    for (const values of Object.values(errors)) {
      const squares = values.reduce((sum, value) => sum + value * value, 0);
      const products = values.slice(1).reduce((sum, value, k) => sum + value * values[k], 0);
      // Chi-square with 500 degrees of freedom, 99.9 % two-sided: scipy.stats.chi2.ppf([0.0005, 0.9995], 500)
      expect(squares).toBeGreaterThan(402.4);
      expect(squares).toBeLessThan(610.6);
      expect(Math.abs(values.reduce((sum, value) => sum + value, 0))).toBeLessThan(3.3 * Math.sqrt(ticks));
      expect(Math.abs(products)).toBeLessThan(3.3 * Math.sqrt(ticks));
    }
  });

  test('has the pose and the velocity that follow from its own angles and speeds', () => {
    const truth = new Truth(specWith());
    const random = RandomStream.named(3, 'test');
    const sensor = new ArmSensor(REAL, PANDA, 7);
    const [here, there] = [new Kinematics(PANDA), new Kinematics(PANDA)];
    for (let k = 0; k < 20; k++) {
      truth.q.forEach((_, i) => (truth.q[i] = PANDA.home[i] + random.range(-0.3, 0.3)));
      truth.qd.forEach((_, i) => (truth.qd[i] = random.range(-1, 1)));
      sensor.measure(truth);
      const h = 1e-6;
      here.update(sensor.q);
      there.update(sensor.q.map((angle, i) => angle + h * sensor.qd[i]));
      expect([sensor.x, sensor.y, sensor.z, sensor.yaw]).toEqual([here.x, here.y, here.z, here.yaw]);
      expect(sensor.vx).toBeCloseTo((there.x - here.x) / h, 5);
      expect(sensor.vy).toBeCloseTo((there.y - here.y) / h, 5);
      expect(sensor.vz).toBeCloseTo((there.z - here.z) / h, 5);
      expect(sensor.x).not.toBe(truth.kinematics.x);
    }
  });

  test('turns as fast as the last joint where the hand points straight down', () => {
    const truth = new Truth(specWith());
    truth.qd[6] = 0.7;
    const sensor = new ArmSensor(EXACT, PANDA, 7);
    sensor.measure(truth);
    const kinematics = new Kinematics(PANDA);
    const before = kinematics.yaw;
    kinematics.update(PANDA.home.map((angle, i) => (i === 6 ? angle + 1e-6 : angle)));
    expect(sensor.yawRate).toBeCloseTo((0.7 * (kinematics.yaw - before)) / 1e-6, 5);
    expect(Math.abs(sensor.yawRate)).toBeCloseTo(0.7, 5);
  });

  test('draws the same noise whatever the arm does', () => {
    const [still, moving] = [new Truth(specWith()), new Truth(specWith())];
    const [a, b] = [new ArmSensor(REAL, PANDA, 7), new ArmSensor(REAL, PANDA, 7)];
    for (let k = 0; k < 10; k++) {
      moving.q[2] += 0.1;
      moving.forceN = k;
      a.measure(still);
      b.measure(moving);
      expect(b.forceN).toBe(k);
      expect(b.q[2] - moving.q[2]).toBeCloseTo(a.q[2] - still.q[2], 12);
      expect(b.widthM).toBe(a.widthM);
    }
  });
});
