import { describe, expect, it } from 'vitest';
import { Reach } from '../../../scenarios/language/manipulation/arm-reach.ts';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../../scenarios/library/manipulation/registry.ts';
import { pointVolumeDistance } from '../../../sim/robotics/clearance/point-distance.ts';
import { VolumeTable } from '../../../sim/robotics/clearance/volume-table.ts';
import { PathMover } from '../../../sim/robotics/movers/path-mover.ts';
import type { ManipulationSpec, ObstacleSpec, PathSpec, Point } from '../../../sim/robotics/spec.ts';

const SEEDS = 200;
const FAMILIES = ['reach', 'pick-place', 'conveyor', 'push', 'stack', 'beside-person', 'recover'];

const resolved = new Map<string, ManipulationSpec[]>();

function specsOf(id: string): ManipulationSpec[] {
  const known = resolved.get(id);
  if (known !== undefined) return known;
  const entry = MANIPULATION_LIBRARY.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`no ${id}`);
  const specs = Array.from({ length: SEEDS }, (_, k) =>
    resolveManipulation(entry.scenario, episodeSeed('train', id, k)),
  );
  resolved.set(id, specs);
  return specs;
}

describe("the arm's library", () => {
  it('has seven families, each with a common and a tail scenario, at the default rates', () => {
    expect(MANIPULATION_LIBRARY.map(({ id }) => id)).toEqual(
      FAMILIES.flatMap((name) => [`${name}/common`, `${name}/tail`]),
    );
    for (const { id, scenario } of MANIPULATION_LIBRARY) {
      expect(id.startsWith(`${scenario.family}/`)).toBe(true);
      expect([scenario.physicsDt, scenario.controlDt, scenario.sensors.cameraHz]).toEqual([1 / 120, 1 / 60, 30]);
      expect(scenario.timeLimitS).toBeGreaterThanOrEqual(6);
      expect(scenario.timeLimitS).toBeLessThanOrEqual(15);
    }
  });

  it.each(MANIPULATION_LIBRARY)(
    '$id gives a valid episode for 200 seeds, never the same, always the same again',
    ({ id, scenario }) => {
      const texts = specsOf(id).map((spec) => JSON.stringify(spec));
      expect(new Set(texts).size).toBe(SEEDS);
      expect(JSON.stringify(resolveManipulation(scenario, episodeSeed('train', id, 7)))).toBe(texts[7]);
    },
  );

  it.each(MANIPULATION_LIBRARY)(
    'nothing in $id touches an arm that stands still, or stays where the task ends',
    ({ id }) => {
      for (const spec of specsOf(id).slice(0, 25)) {
        const balls = Reach.of(spec.arm.model).ballsAt(spec.arm.start);
        const goal = 'goal' in spec.task ? spec.task.goal : null;
        for (const obstacle of spec.obstacles) {
          const { path } = obstacle;
          const volume = new Volume(obstacle);
          let clearM = Infinity;
          // What waits for the hand does not move while the hand stands still.
          for (const at of path.start.kind === 'time' ? samples(path, spec.timeLimitS) : [path.points[0]]) {
            for (const { centre, radiusM } of balls) {
              clearM = Math.min(clearM, volume.distanceM(at, [centre[0], centre[1], centre[2]]) - radiusM);
            }
          }
          expect(clearM).toBeGreaterThan(0.03);
          const last = path.points[path.backAndForth ? 0 : path.points.length - 1];
          if (goal !== null) expect(volume.distanceM(last, goal)).toBeGreaterThan(0.06);
        }
      }
    },
  );
});

describe('what crosses the way', () => {
  it.each(['reach/tail', 'push/tail'])(
    'of the hand in %s waits for it, comes in time and leaves room and time',
    (id) => {
      for (const spec of specsOf(id)) {
        const dashing = spec.obstacles.find(({ path }) => path.start.kind === 'near');
        if (dashing?.path.start.kind !== 'near' || !('goal' in spec.task)) throw new Error(id);
        const { start } = dashing.path;
        const { task } = spec;
        const hand = Reach.of(spec.arm.model).toolAt(spec.arm.start);
        const from = task.kind === 'push' ? spec.objects[0].position : hand;
        expect(away(hand, start.point)).toBeGreaterThan(start.distanceM);
        expect(awayFromWay(start.point, from, task.goal)).toBeLessThan(0.06);
        expect(away(task.goal, start.point)).toBeGreaterThan(0.1);
        const volume = new Volume(dashing);
        const arrivesS = arrival((at) => volume.distanceM(at, start.point) < 0.17, dashing.path);
        expect(arrivesS).toBeGreaterThan(0.2);
        expect(arrivesS).toBeLessThan(0.9);
        expect(away(dashing.path.points.at(-1)!, start.point)).toBeGreaterThan(0.35);
      }
    },
  );

  it.each(['pick-place/tail', 'conveyor/tail', 'stack/tail', 'recover/tail'])(
    'as a boom in %s passes over all that lies there, leaves time to notice it, and goes back',
    (id) => {
      for (const { obstacles, objects, belt, timeLimitS } of specsOf(id)) {
        const boom = obstacles.find((obstacle) => obstacle.id === 'boom');
        if (boom?.shape.kind !== 'box') throw new Error(id);
        const { path, shape } = boom;
        const [out, inside, back] = path.points;
        expect(back).toEqual(out);
        expect(path.start.kind).toBe(id === 'conveyor/tail' ? 'time' : 'held');
        expect(out[0] - shape.size[0] / 2).toBeGreaterThan(0.95);
        const heights = objects.map((object) => (object.shape.kind === 'box' ? object.shape.size[2] : 0.06));
        const top = (belt?.heightM ?? 0) + Math.max(...heights);
        expect(inside[2] - shape.size[2] / 2).toBeGreaterThan(top + 0.03);
        const arrivesS = arrival((at) => at[0] < inside[0] + 0.05, path);
        expect(arrivesS).toBeGreaterThan(0.25);
        expect(arrivesS).toBeLessThan(1.1);
        expect(2 * arrivesS + path.dwellS).toBeLessThan(timeLimitS / 2);
      }
    },
  );

  it('slowly and again and again is in the way of a third of the hands that reach', () => {
    let barred = 0;
    for (const spec of specsOf('reach/common')) {
      const ball = spec.obstacles.find(({ id }) => id === 'slow-ball');
      if (ball === undefined || !('goal' in spec.task)) throw new Error('no ball');
      const volume = new Volume(ball);
      const hand = Reach.of(spec.arm.model).toolAt(spec.arm.start);
      const wayM = away(hand, spec.task.goal);
      const [x, y, z] = hand;
      const meets = samples(ball.path, wayM / 0.5, 0.05).some((at, k) => {
        const share = (0.05 * k * 0.5) / wayM;
        const [u, v, w] = spec.task.kind === 'reach' ? spec.task.goal : hand;
        const place: Point = [x + share * (u - x), y + share * (v - y), z + share * (w - z)];
        return volume.distanceM(at, place) < 0.03;
      });
      if (meets) barred++;
    }
    expect(barred / SEEDS).toBeGreaterThan(0.2);
    expect(barred / SEEDS).toBeLessThan(0.5);
  });

  it("the person's hand reaches within a hand's width of the way, and goes back", () => {
    for (const { person, task, objects } of specsOf('beside-person/tail')) {
      if (person === null || task.kind !== 'place') throw new Error('no person');
      const [rest, reached, last] = person.hand.points;
      expect(planarAwayFromWay(reached, objects[0].position, task.goal)).toBeLessThan(0.2);
      expect(planarAwayFromWay(rest, objects[0].position, task.goal)).toBeGreaterThan(0.22);
      expect(last).toEqual(rest);
    }
  });

  it.each(['conveyor/common', 'conveyor/tail'])(
    'the cube of %s stays on the belt long enough to be met there',
    (id) => {
      for (const { belt, objects, events } of specsOf(id)) {
        if (belt === null) throw new Error('no belt');
        const cube = objects.find((object) => object.id === 'cube');
        if (cube === undefined) throw new Error('no cube');
        expect(cube.position[2]).toBeGreaterThan(belt.heightM);
        const way = belt.lengthM / 2 + Math.abs(cube.position[1] - belt.y);
        expect(cube.position[1] * Math.sin(belt.headingRad)).toBeLessThan(-0.2);
        const changed = events.at(0);
        if (changed === undefined) {
          expect(way / belt.speedMps).toBeGreaterThan(6);
        } else if (changed.trigger.kind === 'time' && changed.action.kind === 'belt-speed') {
          const left = way - belt.speedMps * changed.trigger.s;
          expect(left / changed.action.speedMps).toBeGreaterThan(2.5);
        }
      }
    },
  );
});

/** The shape of an obstacle, to be put where it is at a time. */
class Volume {
  private readonly table = new VolumeTable(1);
  private readonly yawRad: number;

  constructor({ shape, yawRad }: ObstacleSpec) {
    this.table.add(shape);
    this.yawRad = yawRad;
  }

  distanceM(at: Point, [x, y, z]: Point): number {
    this.table.place(0, at[0], at[1], at[2], this.yawRad);
    return pointVolumeDistance(x, y, z, this.table, 0);
  }
}

/** When a place along a path first fulfils something, s. */
function arrival(there: (at: Point) => boolean, path: PathSpec): number {
  return 0.01 * samples(path, 3, 0.01).findIndex(there);
}

/** Places along a path from its start on. */
function samples(path: PathSpec, seconds: number, stepS = 0.05): Point[] {
  const mover = new PathMover(path);
  const at = new Float64Array(3);
  const velocity = new Float64Array(3);
  return Array.from({ length: Math.ceil(seconds / stepS) }, (_, k) => {
    mover.sample(k * stepS, at, velocity, 0);
    return [at[0], at[1], at[2]];
  });
}

function away(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function awayFromWay(point: Point, from: Point, to: Point): number {
  const way = away(from, to);
  const dot = [0, 1, 2].reduce((sum, k) => sum + (point[k] - from[k]) * (to[k] - from[k]), 0);
  const share = Math.min(1, Math.max(0, dot / (way * way)));
  return away(point, [0, 1, 2].map((k) => from[k] + share * (to[k] - from[k])) as unknown as Point);
}

function planarAwayFromWay([x, y]: Point, from: Point, to: Point): number {
  return awayFromWay([x, y, 0], [from[0], from[1], 0], [to[0], to[1], 0]);
}
