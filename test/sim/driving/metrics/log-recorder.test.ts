import { describe, expect, it } from 'vitest';
import { DrivingWorld } from '../../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../../sim/driving/ego-action.ts';
import { EpisodeLogRecorder, logPeriodTicks } from '../../../../sim/driving/metrics/log-recorder.ts';
import { scoreEpisode } from '../../../../sim/driving/metrics/score-episode.ts';
import { digestState } from '../../../../sim/kernel/state-codec.ts';
import { actor, cruising, drivingSpec, laneCentre, type SpecChanges } from '../../../policies/driving/worlds.ts';

/** Drives on at constant speed in lane 1 to the end, or for `ticks`. */
function recorded(changes: SpecChanges, ticks = 10_000) {
  const world = new DrivingWorld(drivingSpec(changes), 'seed');
  const log = new EpisodeLogRecorder(world);
  const action = new EgoAction();
  action.targetOffsetM = laneCentre(1);
  log.add(world);
  for (let i = 0; i < ticks && !world.ended; i++) {
    world.step(action);
    log.add(world);
  }
  return { world, log };
}

const scores = ({ world, log }: ReturnType<typeof recorded>) => {
  const { ego, map, timeLimitS } = world.spec;
  const { desiredSpeedMps, goalS, s: startS } = ego;
  return scoreEpisode(log, world.map, {
    desiredSpeedMps,
    goalS,
    startS,
    timeLimitS,
    speedLimitMps: map.speedLimitMps,
  });
};

const leader = cruising('leader', 160, 1, 15);

describe('the log of an episode', () => {
  it('is taken at the start, every 0.1 s, and at the end', () => {
    const { log, world } = recorded({ timeLimitS: 2.05 });
    expect(world.tick).toBe(123);
    const expected = Array.from({ length: 21 }, (_, k) => 6 * k);
    expect(Array.from(log.tick.subarray(0, log.count))).toEqual([...expected, 123]);
    expect(log.end).toBe('timeout');
  });

  it('takes the end once, where it is due anyway', () => {
    const { log } = recorded({ timeLimitS: 2 });
    expect(log.count).toBe(21);
    expect(log.tick[20]).toBe(120);
  });

  it('takes no tick twice', () => {
    const { log, world } = recorded({}, 6);
    log.add(world);
    expect(Array.from(log.tick.subarray(0, log.count))).toEqual([0, 6]);
  });

  it('has evenly spaced samples for every control tick', () => {
    expect([1 / 60, 0.05, 0.1, 0.04, 0.2, 0.02].map(logPeriodTicks)).toEqual([6, 2, 1, 3, 1, 5]);
  });

  it('holds the truth of all, the ego first', () => {
    const { log, world } = recorded({ actors: [leader] }, 60);
    expect(log.actors).toEqual([
      { id: 'ego', kind: 'car', lengthM: 4.6, widthM: 1.85 },
      { id: 'leader', kind: 'car', lengthM: world.actors.lengthM[1], widthM: world.actors.widthM[1] },
    ]);
    const last = 2 * (log.count - 1);
    for (const column of ['x', 'y', 'heading', 'speed', 'vx', 'vy'] as const) {
      expect(log[column][last]).toBe(world.actors[column][0]);
      expect(log[column][last + 1]).toBe(world.actors[column][1]);
    }
    expect(log.egoAcceleration[log.count - 1]).toBe(world.vehicle.accelerationMps2);
    expect(log.egoLateral[log.count - 1]).toBe(world.vehicle.lateralAccelerationMps2);
    expect(log.egoYawRate[log.count - 1]).toBe(world.vehicle.yawRate);
    expect(log.end).toBe('running');
  });

  it('grows without losing anything', () => {
    const { log } = recorded({ timeLimitS: 60, ego: { speedMps: 5, goalS: 790 } });
    expect(log.count).toBe(601);
    for (let k = 0; k < log.count; k++) expect(log.tick[k]).toBe(6 * k);
    for (let k = 1; k < log.count; k++) expect(log.x[k]).toBeGreaterThan(log.x[k - 1]);
  });

  it('says how a collision was', () => {
    const { log, world } = recorded({ actors: [actor('parked', 'car', 150, laneCentre(1))] });
    expect(log.end).toBe('collision');
    expect(log.collision).toEqual({ actor: 1, kind: 'stopped-track', atFault: true });
    expect(log.tick[log.count - 1]).toBe(world.tick);
    log.add(world);
    expect(log.tick[log.count - 1]).toBe(world.tick);
  });

  it('leaves the world as it was', () => {
    const { world } = recorded({ actors: [leader] }, 90);
    const untouched = new DrivingWorld(world.spec, 'seed');
    const action = new EgoAction();
    action.targetOffsetM = laneCentre(1);
    for (let i = 0; i < 90; i++) untouched.step(action);
    expect(digestState(untouched)).toBe(digestState(world));
  });
});

describe('scores of a simulated episode', () => {
  it('agree with what the world itself saw of a crash', () => {
    const run = recorded({ actors: [actor('parked', 'car', 150, laneCentre(1))] });
    const s = scores(run);
    expect(s.impactSpeedMps.value).toBe(run.world.impactSpeedMps);
    expect(s.nuplanClosedLoop).toEqual({ value: 0, n: run.log.count, valid: true });
    expect(s.collisionStoppedTrack.value).toBe(1);
    expect(s.minTtcS.value).toBe(0);
    expect(s.routeCompletion.value).toBeCloseTo(run.world.progress, 12);
  });

  it('are full marks for a calm drive to the goal', () => {
    const s = scores(recorded({ ego: { goalS: 250 } }));
    const full = ['nuplanClosedLoop', 'pdms', 'comfort', 'smoothness', 'laneKeeping', 'drivingDirection'] as const;
    for (const id of full) expect({ id, value: s[id].value }).toEqual({ id, value: 1 });
    expect(s.carla20.value).toBe(100);
    expect(s.carla21.value).toBe(100);
    expect(s.kinematicInfeasibility.value).toBe(0);
  });
});
