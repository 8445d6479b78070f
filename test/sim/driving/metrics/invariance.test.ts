import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import type { EpisodeLog } from '../../../../sim/driving/metrics/episode-log.ts';
import { scoreEpisode } from '../../../../sim/driving/metrics/score-episode.ts';
import type { ScoreMap } from '../../../../sim/driving/metrics/score-map.ts';
import type { ActorKind } from '../../../../sim/driving/spec.ts';
import { atan2, cos, sin, wrapAngle } from '../../../../sim/kernel/math.ts';
import { crossingSpec, mapSpec } from '../map/specs.ts';
import { logOf, TASK, type Motion } from './logs.ts';

const MAPS: readonly ScoreMap[] = [
  buildMap(mapSpec()),
  buildMap(mapSpec({ kind: 'two-way', lanes: 1 })),
  buildMap(crossingSpec()),
];
const KINDS: readonly ActorKind[] = ['car', 'truck', 'cyclist', 'pedestrian', 'debris'];
const ENDS = ['goal', 'timeout', 'off-road', 'running'] as const;

/** How somebody weaves along road 0: s = s0 + v t, d = d0 + a sin(w t). */
interface Weaver {
  readonly s: number;
  readonly d: number;
  readonly speed: number;
  readonly sway: number;
  readonly rate: number;
}

interface Scene {
  readonly map: number;
  readonly ego: Weaver;
  readonly others: readonly (Weaver & { readonly kind: ActorKind })[];
  readonly count: number;
  readonly lastTicks: number;
  readonly collision: { readonly with: number; readonly atFault: boolean } | null;
  readonly end: (typeof ENDS)[number];
  readonly wobble: number;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const weaver = {
  s: between(80, 200),
  // Off the edges of lanes, where rounding decides.
  d: between(-6, 9).map((d) => d + 0.0137),
  // Not next to standing, where the share of a distance is one of rounding errors.
  speed: between(-2, 25).map((speed) => (Math.abs(speed) < 0.2 ? 0.2 : speed)),
  sway: between(0, 2),
  rate: between(0, 2),
};
const scenes: fc.Arbitrary<Scene> = fc.record({
  map: fc.integer({ min: 0, max: MAPS.length - 1 }),
  ego: fc.record(weaver),
  others: fc.array(fc.record({ ...weaver, kind: fc.constantFrom(...KINDS) }), { minLength: 1, maxLength: 6 }),
  count: fc.integer({ min: 1, max: 60 }),
  lastTicks: fc.integer({ min: 1, max: 2 }),
  collision: fc.option(fc.record({ with: fc.nat(), atFault: fc.boolean() })),
  end: fc.constantFrom(...ENDS),
  wobble: between(0, 4),
});

function weave(map: ScoreMap, w: Weaver): (t: number) => Motion {
  const point = newRoadPoint();
  const place = (t: number) => {
    const road = map.roads[0] as ReturnType<typeof buildMap>['roads'][0];
    const { x, y } = road.pose(w.s + w.speed * t, w.d + w.sway * sin(w.rate * t), point);
    return { x, y };
  };
  return (t) => {
    const [here, next] = [place(t), place(t + 1e-3)];
    const [dx, dy] = [next.x - here.x, next.y - here.y];
    return { ...here, heading: atan2(dy, dx), speed: Math.sqrt(dx * dx + dy * dy) * 1e3 };
  };
}

function logOfScene(scene: Scene): EpisodeLog {
  const map = MAPS[scene.map];
  const { collision } = scene;
  return logOf({
    ego: weave(map, scene.ego),
    others: scene.others.map((other) => ({ kind: other.kind, at: weave(map, other) })),
    count: scene.count,
    lastTicks: scene.lastTicks,
    acceleration: (t) => scene.wobble * sin(2 * t),
    lateral: (t) => scene.wobble * cos(t),
    yawRate: (t) => 0.2 * scene.wobble * sin(t),
    end: collision === null ? scene.end : 'collision',
    collision: collision && {
      actor: 1 + (collision.with % scene.others.length),
      kind: 'active-lateral',
      atFault: collision.atFault,
    },
    handOvers: [
      {
        tick: 2,
        from: 'fast',
        to: 'plan',
        before: {
          acceleration: Array.from({ length: 20 }, (_, k) => scene.wobble * sin(k)),
          yawRate: Array<number>(20).fill(0),
        },
        after: { acceleration: Array<number>(25).fill(0.2), yawRate: Array<number>(25).fill(0.05) },
      },
    ],
  });
}

/** A rotation about the origin, then a translation. */
class RigidMotion {
  private readonly c: number;
  private readonly s: number;

  constructor(
    private readonly angle: number,
    private readonly dx: number,
    private readonly dy: number,
  ) {
    this.c = cos(angle);
    this.s = sin(angle);
  }

  log(log: EpisodeLog): EpisodeLog {
    const every = (xs: ArrayLike<number>, ys: ArrayLike<number>, of: (x: number, y: number) => number) =>
      Array.from(xs, (x, i) => of(x, ys[i]));
    return {
      ...log,
      x: every(log.x, log.y, (x, y) => this.c * x - this.s * y + this.dx),
      y: every(log.x, log.y, (x, y) => this.s * x + this.c * y + this.dy),
      heading: Array.from(log.heading, (heading) => wrapAngle(heading + this.angle)),
      vx: every(log.vx, log.vy, (vx, vy) => this.c * vx - this.s * vy),
      vy: every(log.vx, log.vy, (vx, vy) => this.s * vx + this.c * vy),
    };
  }

  map(map: ScoreMap): ScoreMap {
    const back = (x: number, y: number): [number, number] => [
      this.c * (x - this.dx) + this.s * (y - this.dy),
      this.c * (y - this.dy) - this.s * (x - this.dx),
    ];
    return {
      lanes: map.lanes,
      laneAt: (road, s, d, direction) => map.laneAt(road, s, d, direction),
      drivable: (x, y, hint) => map.drivable(...back(x, y), hint),
      roadsNear: (x, y, radius, out) => map.roadsNear(...back(x, y), radius, out),
      roads: map.roads.map((road) => ({
        index: road.index,
        lengthM: road.lengthM,
        lanes: road.lanes,
        drivableMin: (s) => road.drivableMin(s),
        drivableMax: (s) => road.drivableMax(s),
        project: (x, y, hint, out) => {
          road.project(...back(x, y), hint, out);
          out.x = x;
          out.y = y;
          out.heading = wrapAngle(out.heading + this.angle);
          return out;
        },
      })),
    };
  }
}

function expectSameScores(a: EpisodeLog, mapA: ScoreMap, b: EpisodeLog, mapB: ScoreMap): void {
  const [first, second] = [scoreEpisode(a, mapA, TASK), scoreEpisode(b, mapB, TASK)];
  for (const [id, score] of Object.entries(first)) {
    const other = second[id as keyof typeof second];
    expect({ id, n: other.n, valid: other.valid, isNull: other.value === null }).toEqual({
      id,
      n: score.n,
      valid: score.valid,
      isNull: score.value === null,
    });
    // Relative, for joules.
    const size = Math.max(1, Math.abs(score.value ?? 0));
    expect({ id, off: Math.abs((score.value ?? 0) - (other.value ?? 0)) / size < 1e-9 }).toEqual({ id, off: true });
  }
}

describe('no score changes', () => {
  it('when the world is turned and moved', () => {
    fc.assert(
      fc.property(scenes, between(-4, 4), between(-500, 500), between(-500, 500), (scene, angle, dx, dy) => {
        const log = logOfScene(scene);
        const motion = new RigidMotion(angle, dx, dy);
        expectSameScores(log, MAPS[scene.map], motion.log(log), motion.map(MAPS[scene.map]));
      }),
      { numRuns: 80 },
    );
  });

  it('when the log begins at another tick', () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 1_000_000 }), (scene, by) => {
        const log = logOfScene(scene);
        const later = {
          ...log,
          tick: Array.from(log.tick, (tick) => tick + by),
          handOvers: log.handOvers.map((handOver) => ({ ...handOver, tick: handOver.tick + by })),
        };
        expect(scoreEpisode(later, MAPS[scene.map], TASK)).toEqual(scoreEpisode(log, MAPS[scene.map], TASK));
      }),
      { numRuns: 50 },
    );
  });

  it('when the others are in another order', () => {
    fc.assert(
      fc.property(scenes, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (scene, keys) => {
        const order = scene.others.map((_, i) => i).sort((i, j) => keys[i] - keys[j] || i - j);
        const log = logOfScene(scene);
        const rows = [0, ...order.map((i) => i + 1)];
        const moved = (table: ArrayLike<number>) =>
          Array.from(table, (_, at) => table[Math.floor(at / rows.length) * rows.length + rows[at % rows.length]]);
        const shuffled: EpisodeLog = {
          ...log,
          actors: rows.map((row) => log.actors[row]),
          x: moved(log.x),
          y: moved(log.y),
          heading: moved(log.heading),
          speed: moved(log.speed),
          vx: moved(log.vx),
          vy: moved(log.vy),
          collision: log.collision && { ...log.collision, actor: rows.indexOf(log.collision.actor) },
        };
        expect(scoreEpisode(shuffled, MAPS[scene.map], TASK)).toEqual(scoreEpisode(log, MAPS[scene.map], TASK));
      }),
      { numRuns: 50 },
    );
  });
});

describe('every score', () => {
  it('is null or finite, and never valid without a value', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const scores = scoreEpisode(logOfScene(scene), MAPS[scene.map], TASK);
        for (const { value, n, valid } of Object.values(scores)) {
          expect(value === null ? !valid : Number.isFinite(value) && valid).toBe(true);
          expect(Number.isInteger(n) && n >= 0).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of an empty log is undefined', () => {
    const log = logOf({ ego: () => ({ x: 0, y: 0, heading: 0, speed: 0 }), count: 0 });
    for (const score of Object.values(scoreEpisode(log, MAPS[0], TASK))) {
      expect(score).toEqual({ value: null, n: 0, valid: false });
    }
  });
});
