import { describe, expect, it } from 'vitest';
import { Reach } from '../../../scenarios/language/manipulation/arm-reach.ts';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../../scenarios/library/manipulation/registry.ts';
import { PathMover } from '../../../sim/robotics/movers/path-mover.ts';
import type { ManipulationSpec, PathSpec, Point } from '../../../sim/robotics/spec.ts';

const SEEDS = 200;
const FAMILIES = ['reach', 'pick-place', 'conveyor', 'push', 'stack', 'beside-person', 'recover'];

function specsOf(id: string): ManipulationSpec[] {
  const entry = MANIPULATION_LIBRARY.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`no ${id}`);
  return Array.from({ length: SEEDS }, (_, k) => resolveManipulation(entry.scenario, episodeSeed('train', id, k)));
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
        for (const { shape, path } of spec.obstacles) {
          const radius = shape.kind === 'box' ? shape.size[1] : shape.radiusM;
          const half = shape.kind === 'cylinder' ? shape.heightM / 2 : 0;
          let clearM = Infinity;
          for (const at of samples(path, spec.timeLimitS)) {
            for (const { centre, radiusM } of balls) {
              const dz = Math.max(0, Math.abs(at[2] - centre[2]) - half);
              const apart = Math.sqrt((at[0] - centre[0]) ** 2 + (at[1] - centre[1]) ** 2 + dz * dz);
              clearM = Math.min(clearM, apart - radius - radiusM);
            }
          }
          expect(clearM).toBeGreaterThan(0.03);
          const last = path.points[path.backAndForth ? 0 : path.points.length - 1];
          if (goal !== null) expect(Math.hypot(last[0] - goal[0], last[1] - goal[1])).toBeGreaterThan(radius + 0.08);
        }
      }
    },
  );
});

describe('what dashes', () => {
  it.each(['reach/tail', 'push/tail'])(
    'into the way in %s waits for the hand, comes in time and leaves room and time',
    (id) => {
      for (const spec of specsOf(id)) {
        const dashing = spec.obstacles.find(({ path }) => path.start.kind === 'near');
        if (dashing?.path.start.kind !== 'near' || !('goal' in spec.task) || dashing.shape.kind !== 'sphere')
          throw new Error(id);
        const { start } = dashing.path;
        const { radiusM } = dashing.shape;
        const { task } = spec;
        const hand = Reach.of(spec.arm.model).toolAt(spec.arm.start);
        const from = task.kind === 'push' ? spec.objects[0].position : hand;
        expect(away(hand, start.point)).toBeGreaterThan(start.distanceM);
        expect(awayFromWay(start.point, from, task.goal)).toBeLessThan(0.06);
        expect(away(task.goal, start.point)).toBeGreaterThan(0.1);
        // Until it is a hand's half width from the middle of the way.
        const arrivesS = 0.01 * samples(dashing.path, 5, 0.01).findIndex((at) => away(at, start.point) < radiusM + 0.1);
        expect(arrivesS).toBeGreaterThan(0.3);
        expect(arrivesS).toBeLessThan(0.9);
        expect(start.distanceM - 0.1 - radiusM).toBeGreaterThan(0.08);
        expect(away(dashing.path.points[2], start.point)).toBeGreaterThan(0.35);
      }
    },
  );

  it("the person's hand reaches within a hand's width of the way, and goes back", () => {
    for (const { person, task, objects } of specsOf('beside-person/tail')) {
      if (person === null || task.kind !== 'place') throw new Error('no person');
      const [rest, reached, last] = person.hand.points;
      expect(planarAwayFromWay(reached, objects[0].position, task.goal)).toBeLessThan(0.12);
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
