import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { approachDistance, walkingTime } from '../../../../sim/driving/traffic/walker.ts';
import { mapSpec } from '../map/specs.ts';
import { DT, pedestrian, straightHighway, TrafficEpisode } from './episode.ts';

const map = straightHighway();

function arrival(episode: TrafficEpisode, row: number): number {
  while (episode.table.speed[row] === 0) episode.step();
  while (episode.table.speed[row] > 0) episode.step();
  return episode.timeS;
}

describe('a walker', () => {
  it('needs the time of the closed form: run-up, then constant speed', () => {
    const episode = new TrafficEpisode(map, [pedestrian('w')]);
    const expected = 14 / 1.5 + 1.5 / (2 * 1);
    expect(walkingTime(14, 1.5, 1)).toBeCloseTo(expected, 12);
    expect(Math.abs(arrival(episode, 1) - expected)).toBeLessThanOrEqual(DT);
    expect(episode.table.d[1]).toBe(12);
    expect(episode.table.s[1]).toBe(200);
    expect(episode.table.acceleration[1]).toBe(0);
  });

  it('is where the closed form says in between', () => {
    const episode = new TrafficEpisode(map, [pedestrian('w')]);
    episode.run(1);
    expect(episode.table.d[1]).toBeCloseTo(-2 + 0.5, 9);
    episode.run(2);
    expect(episode.table.d[1]).toBeCloseTo(-2 + 1.125 + 1.5 * 1.5, 9);
    expect(episode.table.vy[1]).toBeCloseTo(1.5, 12);
    expect(episode.table.heading[1]).toBeCloseTo(Math.PI / 2, 12);
  });

  it('on a short leg never reaches its speed', () => {
    const episode = new TrafficEpisode(map, [pedestrian('w', { points: [{ s: 200, d: -1.5 }] })]);
    expect(walkingTime(0.5, 1.5, 1)).toBe(1);
    expect(Math.abs(arrival(episode, 1) - 1)).toBeLessThanOrEqual(DT + 1e-9);
  });

  it('goes round corners leg by leg', () => {
    const points = [
      { s: 203, d: -2 },
      { s: 203, d: 2 },
    ];
    const episode = new TrafficEpisode(map, [pedestrian('w', { points })]);
    episode.run(2.5);
    expect(episode.table.d[1]).toBe(-2);
    expect(episode.table.heading[1]).toBe(0);
    expect(episode.table.s[1]).toBeCloseTo(200 + 1.125 + 1.5 * 1, 9);
    const time = arrival(episode, 1);
    expect(Math.abs(time - walkingTime(7, 1.5, 1))).toBeLessThanOrEqual(DT);
    expect([episode.table.s[1], episode.table.d[1]]).toEqual([203, 2]);
  });

  it('keeps its speed on the inside of a bend, where the road coordinates are stretched', () => {
    const bend = buildMap(mapSpec({ segments: [{ lengthM: 500, curvature: 0.01 }] }));
    const walker = pedestrian('w', { points: [{ s: 210, d: 10 }] });
    const episode = new TrafficEpisode(bend, [{ ...walker, start: { ...walker.start, d: 10 } }]);
    const straight = 2 * 90 * Math.sin(0.05);
    expect(Math.abs(arrival(episode, 1) - walkingTime(straight, 1.5, 1))).toBeLessThanOrEqual(DT);
  });

  it('waits when told to, and with nowhere to go stays', () => {
    const waiting = new TrafficEpisode(map, [pedestrian('w', { waits: true })]);
    waiting.run(5);
    expect(waiting.table.d[1]).toBe(-2);
    const idle = new TrafficEpisode(map, [pedestrian('w', { points: [] })]);
    idle.run(1);
    expect([idle.table.s[1], idle.table.d[1], idle.table.speed[1]]).toEqual([200, -2, 0]);
  });

  it('must walk on the road where it starts', () => {
    expect(() => new TrafficEpisode(map, [pedestrian('w', { road: 1 })])).toThrow(
      'actor w, behaviour.road: expected the start road 0, found 1',
    );
  });
});

describe('approach to a speed', () => {
  it('covers the same way in one step as in many', () => {
    let [way, speed] = [0, 0];
    for (let i = 0; i < 100; i++) {
      way += approachDistance(speed, 1.5, 1, 0.02);
      speed = Math.min(1.5, speed + 0.02);
    }
    expect(approachDistance(0, 1.5, 1, 2)).toBeCloseTo(way, 9);
    expect(approachDistance(3, 1.5, 1, 2)).toBeCloseTo(2.25 * 1.5 + 1.5 * 0.5, 12);
    expect(approachDistance(1.5, 1.5, 1, 2)).toBe(3);
  });
});
