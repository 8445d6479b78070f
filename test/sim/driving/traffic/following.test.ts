import { describe, expect, it } from 'vitest';
import { LaneGraph } from '../../../../sim/driving/map/lane-graph.ts';
import { ReferenceLine } from '../../../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../../../sim/driving/map/types.ts';
import type { FollowSpec } from '../../../../sim/driving/spec.ts';
import { gippsEquilibriumGap, GIPPS_PRESETS } from '../../../../sim/driving/traffic/gipps.ts';
import { idmEquilibriumGap, IDM_PRESETS } from '../../../../sim/driving/traffic/idm.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { mapSpec } from '../map/specs.ts';
import { car, DT, follow, gipps, parked, straightHighway, TrafficEpisode } from './episode.ts';

const map = straightHighway();
const models: [string, FollowSpec][] = [
  ['IDM', follow()],
  ['Gipps', gipps()],
];

describe('a driver on an empty road', () => {
  it('accelerates as the model says', () => {
    const episode = new TrafficEpisode(map, [car('a', { start: { speedMps: 0 } })]);
    episode.step();
    expect(episode.table.acceleration[1]).toBeCloseTo(0.73, 12);
    expect(episode.table.speed[1]).toBeCloseTo(0.73 * DT, 12);
    // dv/dt = a (1 - (v/30)^4) from rest: 10 m/s is reached after (10 + 10^5 / (5 * 30^4) + ...) / a
    let [time, speed] = [0, 0];
    for (; speed < 10; time += 1e-4) speed += 1e-4 * 0.73 * (1 - (speed / 30) ** 4);
    episode.run(time - DT);
    expect(episode.table.speed[1]).toBeCloseTo(10, 1);
  });

  it.each(models)('settles at its desired speed: %s', (_name, spec) => {
    const episode = new TrafficEpisode(map, [
      car('a', { start: { speedMps: 5 }, follow: { ...spec, desiredSpeedMps: 15 } }),
    ]);
    episode.run(60);
    expect(episode.table.speed[1]).toBeGreaterThan(14.9);
    expect(episode.table.speed[1]).toBeLessThanOrEqual(15 + 1e-9);
  });

  it.each(models)('slows down without emergency to a lower desired speed: %s', (_name, spec) => {
    const episode = new TrafficEpisode(map, [
      car('a', { start: { speedMps: 40 }, follow: { ...spec, desiredSpeedMps: 10 } }),
    ]);
    let hardest = 0;
    episode.run(40, () => (hardest = Math.min(hardest, episode.table.acceleration[1])));
    expect(hardest).toBeGreaterThan(-3.5);
    expect(episode.table.speed[1]).toBeLessThan(11);
  });

  it('follows the road: speed along the heading, heading along the bend, inner lanes shorter', () => {
    const bend = buildMap(mapSpec({ segments: [{ lengthM: 1500, curvature: 0.004 }] }));
    const spec = follow({ desiredSpeedMps: 20 });
    const actors = [
      car('inner', { start: { d: 8.75 }, follow: spec }),
      car('outer', { start: { d: 1.75 }, follow: spec }),
    ];
    const episode = new TrafficEpisode(bend, actors);
    const { table } = episode;
    const [x0, y0] = [table.x[1], table.y[1]];
    episode.step();
    expect(Math.hypot(table.x[1] - x0, table.y[1] - y0)).toBeCloseTo(20 * DT, 6);
    expect(table.yawRate[1]).toBeCloseTo(20 / (250 - 8.75), 6);
    expect(Math.hypot(table.vx[1], table.vy[1])).toBeCloseTo(20, 9);
    episode.run(10);
    expect(table.s[1] - 100).toBeCloseTo((20 * (10 + DT)) / (1 - 0.004 * 8.75), 6);
    expect(table.s[2] - 100).toBeCloseTo((20 * (10 + DT)) / (1 - 0.004 * 1.75), 6);
  });

  it('does not tremble while standing', () => {
    const start = { s: 100, speedMps: 0 };
    const actor = car('a', { start, follow: follow({ desiredSpeedMps: 0 }) });
    const episode = new TrafficEpisode(map, [actor], { imperfectionMps2: 0.5 });
    episode.run(10);
    expect([episode.table.s[1], episode.table.speed[1]]).toEqual([100, 0]);
  });

  it('trembles a little when imperfect, differently for each seed', () => {
    const speedAfter = (seed: number): number => {
      const actor = car('a', { follow: follow({ desiredSpeedMps: 20 }) });
      const episode = new TrafficEpisode(map, [actor], { imperfectionMps2: 0.1 }, seed);
      episode.run(10);
      return episode.table.speed[1];
    };
    expect(speedAfter(1)).not.toBe(speedAfter(2));
    expect(Math.abs(speedAfter(1) - 20)).toBeLessThan(2);
    expect(Math.abs(speedAfter(1) - 20)).toBeGreaterThan(1e-3);
  });
});

describe('a driver behind a leader', () => {
  const leader = car('lead', { start: { s: 160, speedMps: 15 }, follow: follow({ desiredSpeedMps: 15 }) });

  it('settles at the equilibrium gap of IDM', () => {
    const episode = new TrafficEpisode(map, [car('back', { start: { speedMps: 20 } }), leader]);
    episode.run(150);
    const speed = episode.table.speed[1];
    expect(speed).toBeCloseTo(15, 3);
    expect(episode.gap('back', 'lead')).toBeCloseTo(idmEquilibriumGap(IDM_PRESETS.treiber, speed), 1);
  });

  it('settles at the equilibrium gap of Gipps', () => {
    const episode = new TrafficEpisode(map, [car('back', { follow: gipps() }), leader]);
    episode.run(100);
    expect(episode.table.speed[1]).toBeCloseTo(15, 3);
    expect(episode.gap('back', 'lead')).toBeCloseTo(gippsEquilibriumGap(GIPPS_PRESETS.gipps1981, 15), 1);
  });

  const presets: [string, FollowSpec][] = [...Object.entries(IDM_PRESETS), ...Object.entries(GIPPS_PRESETS)];
  it.each(presets)('stops without collision behind a car that stands: %s', (_name, preset) => {
    const speedMps = Math.min(preset.desiredSpeedMps, 25);
    const episode = new TrafficEpisode(map, [
      car('a', { start: { speedMps }, follow: preset }),
      parked('p', 350, 1.75),
    ]);
    let smallest = Infinity;
    episode.run(60, () => (smallest = Math.min(smallest, episode.gap('a', 'p'))));
    expect(smallest).toBeGreaterThan(0.5 * preset.minGapM);
    expect(episode.table.speed[1]).toBeLessThan(0.1);
  });

  it.each(presets)('does not collide with a leader that brakes to a stop at 3.2 m/s2: %s', (_name, preset) => {
    const speedMps = Math.min(preset.desiredSpeedMps, 25);
    const gap =
      preset.model === 'idm' ? idmEquilibriumGap(preset, 0.95 * speedMps) : gippsEquilibriumGap(preset, speedMps);
    const braking = car('lead', {
      start: { s: 100 + 4.5 + gap, speedMps },
      follow: follow({ desiredSpeedMps: speedMps }),
      events: [
        { trigger: { kind: 'time', s: 1 }, action: { kind: 'brake', decelMps2: 3.2, toSpeedMps: 0, holdS: 100 } },
      ],
    });
    const episode = new TrafficEpisode(map, [car('back', { start: { speedMps }, follow: preset }), braking]);
    let smallest = Infinity;
    episode.run(30, () => (smallest = Math.min(smallest, episode.gap('back', 'lead'))));
    expect(smallest).toBeGreaterThan(0);
    expect(episode.table.speed[2]).toBe(0);
  });

  it('by Gipps reacts to nothing within its reaction time', () => {
    const actors = [car('a', { start: { speedMps: 20 }, follow: gipps({ reactionS: 1, desiredSpeedMps: 30 }) })];
    const episode = new TrafficEpisode(map, actors);
    const ticksToDecision = (): number => {
      const before = episode.table.acceleration[1];
      let ticks = 0;
      // A held acceleration shows small differences from rounding; a decision changes it by more.
      for (; Math.abs(episode.table.acceleration[1] - before) < 1e-9; ticks++) episode.step();
      return ticks;
    };
    episode.step();
    while (ticksToDecision() < 59);
    episode.placeEgo(episode.table.s[1] + 45, 1.75, 0);
    expect(ticksToDecision()).toBe(60);
    expect(episode.table.acceleration[1]).toBeCloseTo(-9, 9);
  });

  it.each(models)('keeps a platoon stable: a disturbance shrinks along it (%s)', (_name, preset) => {
    const n = 8;
    // IDM is string stable with a large acceleration; the published calibration is not meant to be.
    const spec: FollowSpec = preset.model === 'idm' ? { ...preset, maxAccelMps2: 2, comfortDecelMps2: 2 } : preset;
    const gap = spec.model === 'idm' ? idmEquilibriumGap(spec, 15) : gippsEquilibriumGap(spec, 15);
    const actors = Array.from({ length: n }, (_, i) => {
      const first = i === n - 1;
      return car(`car-${i}`, {
        start: { s: 200 + i * (gap + 4.5), speedMps: 15 },
        follow: first ? follow({ desiredSpeedMps: 15 }) : spec,
        events: first
          ? [{ trigger: { kind: 'time', s: 5 }, action: { kind: 'brake', decelMps2: 2, toSpeedMps: 10, holdS: 2 } }]
          : [],
      });
    });
    const episode = new TrafficEpisode(map, actors);
    const slowest = new Array<number>(n).fill(Infinity);
    episode.run(60, () => {
      for (let i = 0; i < n; i++) slowest[i] = Math.min(slowest[i], episode.table.speed[i + 1]);
    });
    expect(slowest[n - 1]).toBeCloseTo(10, 6);
    for (let i = 0; i < n - 1; i++) expect(slowest[i]).toBeGreaterThanOrEqual(slowest[i + 1] - 0.05);
    expect(slowest[0]).toBeGreaterThan(slowest[n - 2]);
  });
});

/** Two half circles, one after the other. */
function ring(radius: number): RoadMap {
  const half = Math.PI * radius;
  const line = (x: number, heading: number): ReferenceLine =>
    new ReferenceLine(x, 0, heading, [{ lengthM: half, curvature: 1 / radius }]);
  const lane = (road: number) => ({
    id: `${road}/0`,
    road,
    centerM: 0,
    widthM: 3.5,
    direction: 1 as const,
    startM: 0,
    endM: half,
    kind: 'driving' as const,
    speedLimitMps: 30,
  });
  const lines = [line(radius, Math.PI / 2), line(-radius, -Math.PI / 2)];
  const links = [
    { from: '0/0', to: '1/0' },
    { from: '1/0', to: '0/0' },
  ];
  return new LaneGraph(lines, [lane(0), lane(1)], links);
}

describe('a ring of 50 imperfect drivers', () => {
  it.each(models)('runs 60 s without a collision (%s)', (_name, spec) => {
    const radius = 100;
    const half = Math.PI * radius;
    const spacing = (2 * half) / 50;
    const actors = Array.from({ length: 50 }, (_, i) => {
      const along = i * spacing + (i % 3);
      const road = along < half ? 0 : 1;
      const route = Array.from({ length: 12 }, (_unused, hop) => (road + hop + 1) % 2);
      const start = { road, s: along - road * half, d: 0, speedMps: 4 };
      return car(`car-${String(i).padStart(2, '0')}`, { start, route, follow: spec });
    });
    const episode = new TrafficEpisode(ring(radius), actors, { imperfectionMps2: 0.2 });
    // The ego is of road 0, so that it stands in the middle of the circle rather than far behind.
    episode.placeEgo(half / 2, radius, 0);
    const { table } = episode;
    const position = (row: number): number => table.s[row] + table.road[row] * half;
    let smallest = Infinity;
    let driven = 0;
    episode.run(60, () => {
      for (let row = 1; row <= 50; row++) {
        const ahead = (position((row % 50) + 1) - position(row) + 2 * half) % (2 * half);
        smallest = Math.min(smallest, ahead - 4.5);
        driven += table.speed[row] * DT;
      }
    });
    expect(smallest).toBeGreaterThan(0.3);
    expect(driven / 50).toBeGreaterThan(120);
    const order = Array.from({ length: 50 }, (_, i) => (position(i + 1) - position(1) + 2 * half) % (2 * half));
    expect(order).toEqual([...order].sort((p, q) => p - q));
  });
});
