import { describe, expect, it } from 'vitest';
import { ActorTable, EGO } from '../../../sim/driving/actor-table.ts';
import { EpisodeMetrics } from '../../../sim/driving/episode-metrics.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';

const DT = 1 / 60;

interface Tick {
  readonly speed: number;
  readonly lateral?: number;
  readonly yawRate?: number;
  /** Of another car of the ego's size straight ahead: bumper to bumper, m, and its speed, m/s. */
  readonly gap?: number;
  readonly otherSpeed?: number;
}

function table(): ActorTable {
  return new ActorTable({ lengthM: 4, widthM: 2, heightM: 1.5 }, [
    {
      id: 'other',
      kind: 'car',
      lengthM: 4,
      widthM: 2,
      heightM: 1.5,
      start: { road: 0, s: 0, d: 0, headingRad: 0, speedMps: 0 },
      behaviour: { kind: 'static' },
      events: [],
    },
  ]);
}

function add(metrics: EpisodeMetrics, ticks: readonly Tick[]): void {
  const t = table();
  for (const { speed, lateral = 0, yawRate = 0, gap = 1000, otherSpeed = speed } of ticks) {
    t.speed[EGO] = t.vx[EGO] = speed;
    t.yawRate[EGO] = yawRate;
    t.x[1] = 4 + gap;
    t.vx[1] = otherSpeed;
    metrics.add(t, lateral);
  }
}

function measure(ticks: readonly Tick[]): EpisodeMetrics {
  const metrics = new EpisodeMetrics(DT);
  add(metrics, ticks);
  return metrics;
}

/** Speeds that change by `mps2` at every tick. */
const ramp = (from: number, mps2: number, ticks: number): Tick[] =>
  Array.from({ length: ticks }, (_, i) => ({ speed: from + mps2 * DT * i }));

describe('measures of an episode', () => {
  it('are defined before the first tick', () => {
    const { meanSpeedMps, hardBrakingShare, comfort, minTtcS } = measure([]);
    expect([meanSpeedMps, hardBrakingShare, comfort, minTtcS]).toEqual([0, 0, 1, Infinity]);
  });

  it('average the speed over time', () => {
    expect(measure(ramp(10, 1, 61)).meanSpeedMps).toBeCloseTo(10.5, 9);
    expect(measure([{ speed: 0 }, { speed: 30 }, { speed: 30 }]).meanSpeedMps).toBeCloseTo(20, 12);
  });

  it('call braking hard beyond 4 m/s2', () => {
    expect(measure(ramp(30, -3.9, 100)).hardBrakingShare).toBe(0);
    // The first tick has no acceleration yet.
    expect(measure(ramp(30, -4.1, 100)).hardBrakingShare).toBeCloseTo(0.99, 12);
    expect(measure([...ramp(30, -4.1, 51), ...ramp(26.6, 0, 49)]).hardBrakingShare).toBeCloseTo(0.5, 12);
  });

  it.each<[string, Tick[], number]>([
    ['steady', ramp(20, 0, 100), 1],
    ['brakes with 4.0', ramp(30, -4, 100), 1],
    ['brakes with 4.1', ramp(30, -4.1, 100), 0.01],
    ['accelerates with 2.3', ramp(5, 2.3, 100), 1],
    ['accelerates with 2.5', ramp(5, 2.5, 100), 0.01],
    [
      'turns with 4.8 m/s2',
      [
        { speed: 20, lateral: 4.8 },
        { speed: 20, lateral: -4.8 },
      ],
      1,
    ],
    [
      'turns with 4.9 m/s2',
      [
        { speed: 20, lateral: 4.9 },
        { speed: 20, lateral: -4.9 },
      ],
      0,
    ],
    [
      'yaws with 0.94 rad/s',
      [
        { speed: 5, yawRate: 0.94 },
        { speed: 5, yawRate: -0.94 },
      ],
      1,
    ],
    [
      'yaws with 0.96 rad/s',
      [
        { speed: 5, yawRate: 0.96 },
        { speed: 5, yawRate: -0.96 },
      ],
      0,
    ],
    ['is comfortable half the time', [{ speed: 20 }, { speed: 20, lateral: 6 }], 0.5],
  ])('within the comfort bounds of nuPlan: %s', (_what, ticks, share) => {
    expect(measure(ticks).comfort).toBeCloseTo(share, 12);
  });
});

describe('smallest time to collision', () => {
  const steady = (tick: Tick, ticks = 6): Tick[] => Array.from({ length: ticks }, () => tick);

  it('is gap over closing speed, looked at ten times a second', () => {
    expect(measure(steady({ speed: 20, gap: 20, otherSpeed: 10 })).minTtcS).toBeCloseTo(2, 12);
    expect(measure(steady({ speed: 20, gap: 20, otherSpeed: 10 }, 5)).minTtcS).toBe(Infinity);
  });

  it('keeps the smallest of all', () => {
    const ticks = [30, 8, 25].flatMap((gap) => steady({ speed: 20, gap, otherSpeed: 10 }));
    expect(measure(ticks).minTtcS).toBeCloseTo(0.8, 12);
  });

  it('looks 3 s ahead, and not while the ego stands', () => {
    expect(measure(steady({ speed: 20, gap: 29.9, otherSpeed: 10 })).minTtcS).toBeCloseTo(2.99, 12);
    expect(measure(steady({ speed: 20, gap: 30.1, otherSpeed: 10 })).minTtcS).toBe(Infinity);
    expect(measure(steady({ speed: 20, gap: 5, otherSpeed: 20 })).minTtcS).toBe(Infinity);
    expect(measure(steady({ speed: 0, gap: 5, otherSpeed: -10 })).minTtcS).toBe(Infinity);
  });

  it('is 0 after a collision', () => {
    const metrics = measure(steady({ speed: 20, gap: 20, otherSpeed: 10 }));
    metrics.collided();
    expect(metrics.minTtcS).toBe(0);
  });
});

it('goes on after a restore as if nothing had been', () => {
  const first = ramp(30, -4.5, 40).map((tick, i) => ({ ...tick, gap: 40 - i / 2, otherSpeed: 10, lateral: i / 6 }));
  const rest = ramp(27, 3, 40).map((tick, i) => ({ ...tick, gap: 20 - i / 3, otherSpeed: 8 }));
  const whole = measure([...first, ...rest]);
  const restored = new EpisodeMetrics(DT);
  restoreState(restored, saveState(measure(first)));
  add(restored, rest);
  expect(saveState(restored)).toEqual(saveState(whole));
});
