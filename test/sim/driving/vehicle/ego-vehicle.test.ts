import type { Body } from 'cannon-es';
import { describe, expect, it } from 'vitest';
import { CAR, WHEELBASE_M, runningResistanceN } from '../../../../sim/driving/vehicle/car.ts';
import { EgoVehicle } from '../../../../sim/driving/vehicle/ego-vehicle.ts';
import { GRAVITY_MPS2, PhysicsWorld } from '../../../../sim/kernel/physics-world.ts';
import { digestState, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Bicycle } from './bicycle.ts';

const KMH = 1 / 3.6;
const DEGREE = Math.PI / 180;
const RATES = [60, 120, 240];

function carOnGround(friction = 0.9): { physics: PhysicsWorld; car: EgoVehicle; body: Body } {
  const physics = new PhysicsWorld();
  physics.addGround();
  const car = new EgoVehicle(physics, friction);
  physics.build();
  car.place(0, 0, 0, 0);
  return { physics, car, body: physics.body(physics.indexOf('ego')) };
}

/** Steers by a step at a held speed and compares with the bicycle under the car's own steering history. */
function stepSteer(speed: number, steer: number, hz: number, seconds: number) {
  const { physics, car } = carOnGround();
  const bicycle = new Bicycle(speed, 0.9);
  car.place(0, 0, 0, speed);
  const result = { peak: 0, referencePeak: 0, worst: 0, sideslip: 0, car, bicycle };
  for (let i = 0; i < seconds * hz; i++) {
    car.command(steer, Math.max(0, runningResistanceN(speed) + CAR.massKg * 5 * (speed - car.speed)), 0);
    physics.step(1 / hz);
    bicycle.step(car.steerRad, 1 / hz);
    result.peak = Math.max(result.peak, car.yawRate);
    result.referencePeak = Math.max(result.referencePeak, bicycle.yawRate);
    result.worst = Math.max(result.worst, Math.abs(car.yawRate - bicycle.yawRate));
    result.sideslip = Math.max(result.sideslip, Math.abs(Math.atan2(car.lateralSpeed, car.speed)));
  }
  return result;
}

describe('longitudinal', () => {
  it.each(RATES)('reaches 100 km/h in 7.6 s at %i Hz', (hz) => {
    const { physics, car } = carOnGround();
    car.command(0, CAR.engineForceN, 0);
    let t = 0;
    for (; car.speed < 100 * KMH && t < 20; t += 1 / hz) physics.step(1 / hz);
    expect(t).toBeGreaterThan(7.5);
    expect(t).toBeLessThan(7.8);
  });

  it.each(RATES)('stops from 100 km/h within 38 to 45 m at %i Hz, as friction allows', (hz) => {
    const { physics, car } = carOnGround();
    car.place(0, 0, 0, 100 * KMH);
    car.command(0, 0, CAR.brakeForceN);
    let backwards = 0;
    for (let i = 0; i < 6 * hz; i++) {
      physics.step(1 / hz);
      backwards = Math.min(backwards, car.speed);
    }
    expect(car.speed).toBe(0);
    expect(backwards).toBe(0);
    const ideal = (100 * KMH) ** 2 / (2 * 0.9 * GRAVITY_MPS2);
    // Air and rolling resistance shorten it, the build-up of the brake lengthens it.
    expect(Math.abs(car.x - ideal)).toBeLessThan(1.5);
    expect(car.x).toBeGreaterThan(38);
    expect(car.x).toBeLessThan(45);
    expect(Math.abs(car.y)).toBeLessThan(1e-9);
  });

  it('is limited by the drive wheels on ice and by power at speed', () => {
    const ice = carOnGround(0.1);
    ice.car.command(0, CAR.engineForceN, 0);
    for (let i = 0; i < 240; i++) ice.physics.step(1 / 120);
    const frontShare = CAR.rearAxleM / WHEELBASE_M;
    expect(ice.car.speed).toBeLessThan(0.1 * GRAVITY_MPS2 * frontShare * 2);
    const fast = carOnGround();
    fast.car.place(0, 0, 0, 40);
    fast.car.command(0, CAR.engineForceN, 0);
    for (let i = 0; i < 120; i++) fast.physics.step(1 / 120);
    const expected = (CAR.enginePowerW / fast.car.speed - runningResistanceN(fast.car.speed)) / CAR.massKg;
    expect(fast.car.accelerationMps2).toBeCloseTo(expected, 1);
  });

  it('coasts down by drag and rolling resistance alone', () => {
    const { physics, car } = carOnGround();
    car.place(0, 0, 0, 30);
    car.command(0, 0, 0);
    for (let i = 0; i < 240; i++) physics.step(1 / 120);
    expect(car.accelerationMps2).toBeCloseTo(-runningResistanceN(car.speed) / CAR.massKg, 3);
  });
});

describe('lateral, against the bicycle with the same tyres', () => {
  it.each(RATES)('has the understeer gradient of its tyres at %i Hz', (hz) => {
    const speed = 25;
    const { car, bicycle } = stepSteer(speed, 0.5 * DEGREE, hz, 4);
    const gradient = (steer: number, yawRate: number) =>
      ((steer - (WHEELBASE_M * yawRate) / speed) / ((speed * yawRate) / GRAVITY_MPS2)) * (1 / DEGREE);
    // Closed form of the linear tyre: (1/B_f - 1/B_r) / (C mu).
    const linear = (1 / CAR.tyreStiffnessFront - 1 / CAR.tyreStiffnessRear) / (CAR.tyreShape * 0.9) / DEGREE;
    expect(linear).toBeCloseTo(2.35, 2);
    const measured = gradient(car.steerRad, car.yawRate);
    expect(Math.abs(measured / gradient(car.steerRad, bicycle.yawRate) - 1)).toBeLessThan(0.05);
    expect(Math.abs(measured / linear - 1)).toBeLessThan(0.08);
  });

  it.each(RATES)('answers a step steer of 2.5 degrees at 72 km/h like the bicycle at %i Hz', (hz) => {
    const { peak, referencePeak, worst, car, bicycle } = stepSteer(20, 2.5 * DEGREE, hz, 4);
    expect(Math.abs(car.yawRate / bicycle.yawRate - 1)).toBeLessThan(0.03);
    expect(Math.abs(peak / referencePeak - 1)).toBeLessThan(0.04);
    expect(worst).toBeLessThan(0.08 * bicycle.yawRate);
    expect(peak / car.yawRate).toBeGreaterThan(1.03);
    expect(peak / car.yawRate).toBeLessThan(1.1);
  });

  it.each(RATES)(
    'stays calm at 130 km/h at %i Hz: 1 degree overshoots like the bicycle, 6 degrees do not spin it',
    (hz) => {
      const gentle = stepSteer(130 * KMH, 1 * DEGREE, hz, 5);
      expect(Math.abs(gentle.peak / gentle.referencePeak - 1)).toBeLessThan(0.05);
      expect(gentle.peak / gentle.car.yawRate).toBeLessThan(1.45);
      expect(gentle.sideslip).toBeLessThan(0.06);
      const hard = stepSteer(130 * KMH, 6 * DEGREE, hz, 6);
      expect(hard.sideslip).toBeLessThan(0.35);
      expect(hard.car.lateralAccelerationMps2 / GRAVITY_MPS2).toBeGreaterThan(0.75);
      expect(hard.car.lateralAccelerationMps2 / GRAVITY_MPS2).toBeLessThan(0.85);
    },
  );

  it('corners at 0.8 g at most, on all four wheels', () => {
    const { physics, car, body } = carOnGround();
    car.place(0, 0, 0, 20);
    let most = 0;
    let lean = 0;
    for (let i = 0; i < 120 * 8; i++) {
      car.command((0.25 * i) / (120 * 8), Math.max(0, CAR.massKg * 5 * (20 - car.speed)), 0);
      physics.step(1 / 120);
      most = Math.max(most, car.lateralAccelerationMps2);
      const q = body.quaternion;
      lean = Math.max(lean, Math.acos(1 - 2 * (q.x * q.x + q.y * q.y)));
      expect(car.tyres.numWheelsOnGround).toBe(4);
    }
    expect(most / GRAVITY_MPS2).toBeGreaterThan(0.78);
    expect(most / GRAVITY_MPS2).toBeLessThan(0.9);
    expect(lean / DEGREE).toBeGreaterThan(3);
    expect(lean / DEGREE).toBeLessThan(7);
  });

  it('still turns under full braking: anti-lock shares the friction circle', () => {
    const { physics, car } = carOnGround();
    car.place(0, 0, 0, 25);
    car.command(4 * DEGREE, 0, CAR.brakeForceN);
    for (let i = 0; i < 120; i++) {
      physics.step(1 / 120);
      expect(Math.hypot(car.accelerationMps2, car.lateralAccelerationMps2)).toBeLessThan(0.9 * GRAVITY_MPS2 + 1);
    }
    expect(car.lateralAccelerationMps2).toBeGreaterThan(2);
    expect(car.accelerationMps2).toBeLessThan(-5);
  });
});

describe('traction', () => {
  it('leaves grip for steering when the drive asks for more than ice gives', () => {
    const { physics, car } = carOnGround(0.1);
    car.place(0, 0, 0, 5);
    car.command(6 * DEGREE, CAR.engineForceN, 0);
    for (let i = 0; i < 120; i++) physics.step(1 / 120);
    expect(car.lateralAccelerationMps2).toBeGreaterThan(0.4);
  });
});

describe('at rest', () => {
  it.each(RATES)('stands still after an emergency stop at %i Hz', (hz) => {
    const { physics, car } = carOnGround();
    car.place(0, 0, 0, 15);
    car.command(0.05, 0, CAR.brakeForceN);
    for (let i = 0; i < 3 * hz; i++) physics.step(1 / hz);
    const { x, y, heading } = car;
    for (let i = 0; i < 5 * hz; i++) {
      physics.step(1 / hz);
      expect(Math.hypot(car.vx, car.vy)).toBeLessThan(0.005);
    }
    expect(Math.hypot(car.x - x, car.y - y)).toBeLessThan(0.001);
    expect(Math.abs(car.heading - heading)).toBeLessThan(1e-4);
  });

  it('is placed in equilibrium: nothing moves, at any heading', () => {
    const { physics, car, body } = carOnGround();
    car.place(12, -7, 2.2, 0);
    for (let i = 0; i < 600; i++) physics.step(1 / 120);
    expect(car.x).toBeCloseTo(12, 9);
    expect(car.y).toBeCloseTo(-7, 9);
    expect(car.heading).toBeCloseTo(2.2, 9);
    expect(body.position.z).toBeCloseTo(CAR.centreOfMassHeightM, 9);
  });

  it('is pushed away by what hits it, though parked', () => {
    const physics = new PhysicsWorld();
    physics.addGround();
    physics.addKinematicBox('truck', 8, 2.5, 3);
    const car = new EgoVehicle(physics, 0.9);
    physics.build();
    car.place(0, 0, 0, 0);
    car.command(0, 0, CAR.brakeForceN);
    const truck = physics.indexOf('truck');
    physics.setPose(truck, -8, 0, 1.5, 0);
    for (let i = 1; i <= 120; i++) {
      physics.driveTo(truck, -8 + (10 * i) / 120, 0, 1.5, 0);
      physics.step(1 / 120);
    }
    expect(car.x).toBeCloseTo(2 + 4 + CAR.lengthM / 2, 1);
  });
});

describe('EgoVehicle', () => {
  it('measures position, velocity and acceleration of the box centre consistently', () => {
    const { physics, car, body } = carOnGround();
    car.place(3, 4, 1.1, 15);
    expect(Math.hypot(body.position.x - 3, body.position.y - 4)).toBeCloseTo(-CAR.boxCentreM, 12);
    let { x, y, vx, vy } = car;
    for (let i = 0; i < 240; i++) {
      car.command(0.05, 2000, 0);
      physics.step(1 / 120);
      expect(Math.abs((car.x - x) * 120 - (car.vx + vx) / 2)).toBeLessThan(0.02);
      expect(Math.abs((car.y - y) * 120 - (car.vy + vy) / 2)).toBeLessThan(0.02);
      ({ x, y, vx, vy } = car);
    }
    expect(car.speed).toBeCloseTo(car.vx * Math.cos(car.heading) + car.vy * Math.sin(car.heading), 12);
    expect(Math.abs(car.lateralAccelerationMps2 - car.speed * car.yawRate)).toBeLessThan(0.1);
  });

  it('steers with lag, rate limit and end stop', () => {
    const { physics, car } = carOnGround();
    car.command(2, 0, 0);
    let before = 0;
    for (let i = 0; i < 240; i++) {
      physics.step(1 / 120);
      expect(car.steerRad - before).toBeLessThanOrEqual((CAR.maxSteerRateRadps / 120) * (1 + 1e-12));
      before = car.steerRad;
    }
    expect(car.steerRad).toBeCloseTo(CAR.maxSteerRad, 6);
    car.command(CAR.maxSteerRad - 0.03, 0, 0);
    for (let i = 0; i < 6; i++) physics.step(1 / 120);
    expect(CAR.maxSteerRad - car.steerRad).toBeCloseTo(0.03 * (1 - Math.exp(-1)), 6);
  });

  it('keeps its commands through a snapshot', () => {
    const commands: [number, number, number][] = [
      [0.05, 3000, 0],
      [-0.04, 0, 5000],
    ];
    for (const [steer, drive, brake] of commands) {
      const a = carOnGround();
      a.car.place(0, 0, 0, 20);
      a.car.command(steer, drive, brake);
      a.physics.step(1 / 120);
      const b = carOnGround();
      restoreState(b.physics, saveState(a.physics));
      restoreState(b.car, saveState(a.car));
      for (let i = 0; i < 60; i++) {
        a.physics.step(1 / 120);
        b.physics.step(1 / 120);
      }
      expect(digestState(b.car)).toBe(digestState(a.car));
      expect(digestState(b.physics)).toBe(digestState(a.physics));
    }
  });

  it('refuses friction out of range', () => {
    const physics = new PhysicsWorld();
    expect(() => new EgoVehicle(physics, 0)).toThrow('friction: expected 0.05 to 1.2, found 0.');
    expect(() => new EgoVehicle(physics, NaN)).toThrow('found NaN');
  });
});
