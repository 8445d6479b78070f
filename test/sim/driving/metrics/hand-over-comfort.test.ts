import { describe, expect, it } from 'vitest';
import type { HandOver } from '../../../../sim/driving/metrics/episode-log.ts';
import { along, MIDDLE, scoreOf, valueOf, type Drive } from './logs.ts';

const SAMPLES = 21;
type Curve = (t: number) => number;

const motion = (acceleration: Curve, yawRate: Curve, samples = SAMPLES) => {
  const at = (curve: Curve) => Array.from({ length: samples }, (_, k) => curve(k * 0.1));
  return { acceleration: at(acceleration), yawRate: at(yawRate) };
};

/** From a plan with these curves to one without any acceleration or turn. */
const handOver = (acceleration: Curve, yawRate: Curve = () => 0, samples = SAMPLES): HandOver => ({
  tick: 0,
  from: 'fast',
  to: 'plan',
  before: motion(acceleration, yawRate, samples),
  after: motion(
    () => 0,
    () => 0,
  ),
});

const drive = (...handOvers: HandOver[]): Drive => ({ ego: along(100, MIDDLE, 20), handOvers });

describe('hand-overs', () => {
  it('differ by the root of the mean square over the common time', () => {
    expect(scoreOf('handOverAccelerationMps2', drive(handOver(() => -0.6))).value).toBeCloseTo(0.6, 12);
    expect(valueOf('handOverJerkMps3', drive(handOver((t) => 0.3 * t)))).toBeCloseTo(0.3, 12);
    expect(
      valueOf(
        'handOverYawRateRadps',
        drive(
          handOver(
            () => 0,
            (t) => (t < 1.05 ? 0.1 : -0.1),
          ),
        ),
      ),
    ).toBeCloseTo(0.1, 12);
    expect(
      valueOf(
        'handOverYawAccelerationRadps2',
        drive(
          handOver(
            () => 0,
            (t) => 0.2 * t,
          ),
        ),
      ),
    ).toBeCloseTo(0.2, 12);
    // t over 0, 0.1 .. 2: sum of squares 28.7 of 21 samples.
    expect(valueOf('handOverAccelerationMps2', drive(handOver((t) => t)))).toBeCloseTo(Math.sqrt(28.7 / 21), 12);
  });

  it.each<[string, HandOver, HandOver]>([
    ['acceleration', handOver(() => 0.69), handOver(() => 0.71)],
    ['jerk', handOver((t) => 0.49 * (t - 1)), handOver((t) => 0.51 * (t - 1))],
    [
      'yaw rate',
      handOver(
        () => 0,
        () => 0.099,
      ),
      handOver(
        () => 0,
        () => 0.101,
      ),
    ],
    [
      'yaw acceleration',
      handOver(
        () => 0,
        (t) => 0.099 * (t - 1),
      ),
      handOver(
        () => 0,
        (t) => 0.101 * (t - 1),
      ),
    ],
  ])('are consistent within the bound of %s', (_, inside, outside) => {
    expect(valueOf('planConsistency', drive(inside))).toBe(1);
    expect(valueOf('planConsistency', drive(outside))).toBe(0);
  });

  it('are counted, those too short for the filters are not', () => {
    const all = [
      handOver(() => 0),
      handOver(() => 2),
      handOver(() => 0),
      handOver(
        () => 0,
        () => 0,
        14,
      ),
    ];
    expect(scoreOf('planConsistency', drive(...all))).toEqual({ value: 2 / 3, n: 3, valid: true });
    expect(valueOf('handOverAccelerationMps2', drive(...all))).toBeCloseTo(2 / 3, 12);
    expect(
      scoreOf(
        'planConsistency',
        drive(
          handOver(
            () => 0,
            () => 0,
            15,
          ),
        ),
      ).valid,
    ).toBe(true);
    expect(scoreOf('planConsistency', drive())).toEqual({ value: null, n: 0, valid: false });
  });
});
