import { describe, expect, it } from 'vitest';
import { BODY_SIZES, EGO_SIZE } from '../../../scenarios/language/body-sizes.ts';
import { defineScenario } from '../../../scenarios/language/builder.ts';
import { ScenarioError } from '../../../scenarios/language/problem.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import type { ScenarioActorInput, ScenarioInput } from '../../../scenarios/language/schema.ts';
import { laneChangeSpecs } from './specs.ts';
import { CAR } from '../../../sim/driving/vehicle/car.ts';

const LEAD: ScenarioActorInput = {
  id: 'lead',
  kind: { choice: ['car', 'van', 'truck'] },
  start: { lane: 0, gapAheadM: '$gap', speedMps: { normal: [20, 3, 15, 25] } },
  behaviour: { kind: 'drive', follow: { model: 'idm', timeHeadwayS: { uniform: [1, 2] } } },
  events: [
    { trigger: { kind: 'time', s: { uniform: [1, 5] } }, action: { kind: 'brake', decelMps2: { uniform: [2, 8] } } },
  ],
};

const BASE: ScenarioInput = {
  version: 1,
  name: 'A test.',
  family: 'test',
  map: { kind: 'highway', lanes: 3, speedLimitMps: 33, segments: [{ lengthM: 1000 }] },
  timeLimitS: 10,
  parameters: { gap: { uniform: [20, 40] }, twice: '2 * $gap' },
  ego: { lane: 0, s: 300, speedMps: { uniform: [18, 22] }, desiredSpeedMps: 22, goalS: 500 },
  actors: [LEAD],
};

function resolve(changes: Partial<ScenarioInput> = {}, seed = 'seed') {
  return resolveScenario(defineScenario({ ...BASE, ...changes }), seed);
}

function actor(spec: ReturnType<typeof resolve>, id: string) {
  return spec.actors.find((candidate) => candidate.id === id);
}

describe('resolving', () => {
  it('gives the same episode for the same seed, another one for another', () => {
    expect(resolve()).toEqual(resolve());
    expect(resolve({}, 'other')).not.toEqual(resolve());
  });

  it('changes nobody else when an actor is added, removed or put first', () => {
    const other: ScenarioActorInput = {
      ...LEAD,
      id: 'a-first',
      start: { lane: 2, s: { uniform: [100, 200] }, speedMps: { uniform: [1, 2] } },
    };
    const spec = resolve({ actors: [other, LEAD] });
    expect(spec.actors.map(({ id }) => id)).toEqual(['a-first', 'lead']);
    expect(actor(spec, 'lead')).toEqual(actor(resolve(), 'lead'));
    expect(spec.ego).toEqual(resolve().ego);
  });

  it('changes no other field when one becomes a constant, or a parameter is added', () => {
    const fixed = resolve({ actors: [{ ...LEAD, start: { ...LEAD.start, speedMps: 20 } }] });
    const [before, after] = [actor(resolve(), 'lead'), actor(fixed, 'lead')];
    expect(after?.events).toEqual(before?.events);
    expect(after?.start.s).toBe(before?.start.s);
    expect(resolve({ parameters: { early: { uniform: [0, 1] }, ...BASE.parameters } })).toEqual(resolve());
  });

  it('draws within bounds and spreads over them', () => {
    const speeds = Array.from({ length: 400 }, (_, k) => actor(resolve({}, `s${k}`), 'lead')?.start.speedMps ?? NaN);
    expect(Math.min(...speeds)).toBeGreaterThanOrEqual(15);
    expect(Math.min(...speeds)).toBeLessThan(16.5);
    expect(Math.max(...speeds)).toBeLessThanOrEqual(25);
    expect(Math.max(...speeds)).toBeGreaterThan(23.5);
    const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
    // Standard error 0.13.
    expect(Math.abs(mean - 20)).toBeLessThan(0.6);
  });

  it('draws different fields, actors and parameters independently', () => {
    const unit = { uniform: [0, 1] } as const;
    const walker = (id: string, d: number): ScenarioActorInput => ({
      id,
      kind: 'pedestrian',
      start: { d, s: 500, offsetM: unit, speedMps: unit },
      behaviour: { kind: 'walk', speedMps: { uniform: [1, 2] }, points: [{ s: '500 + $p', d: unit }] },
    });
    const rows = Array.from({ length: 300 }, (_, k) => {
      const { actors } = resolve({ parameters: { p: unit }, actors: [walker('a', -3), walker('b', -5)] }, `s${k}`);
      return actors.flatMap(({ start, behaviour }, i) => {
        const [point] = behaviour.kind === 'walk' ? behaviour.points : [];
        return i === 0 ? [start.speedMps, point.d, point.s - 500] : [start.speedMps, point.d];
      });
    });
    const columns = rows[0].map((_, i) => rows.map((row) => row[i]));
    columns.forEach((x, i) =>
      columns.slice(0, i).forEach((y, j) => {
        const covariance = x.reduce((sum, value, k) => sum + (value - 0.5) * (y[k] - 0.5), 0) / x.length;
        // Standard deviation of the correlation of 300 independent pairs: 0.058.
        expect(Math.abs(12 * covariance), `columns ${i}, ${j}`).toBeLessThan(0.25);
      }),
    );
  });

  it('moves a truncated normal value to the nearer bound when the bounds are out of its reach', () => {
    const far = { normal: [0, 0.001, 20, 21] } as const;
    expect(resolve({ ego: { lane: 0, s: 300, speedMps: far, desiredSpeedMps: 22, goalS: 500 } }).ego.speedMps).toBe(20);
  });

  it('places by gaps between bumpers', () => {
    const behind: ScenarioActorInput = { id: 'behind', kind: 'car', start: { lane: 0, gapBehindM: 10 } };
    const ahead: ScenarioActorInput = { id: 'ahead', kind: 'truck', start: { lane: 0, gapAheadM: 10 } };
    const spec = resolve({ actors: [behind, ahead] });
    expect(actor(spec, 'behind')?.start.s).toBeCloseTo(300 - 10 - EGO_SIZE.lengthM, 9);
    expect(actor(spec, 'ahead')?.start.s).toBeCloseTo(300 + 10 + (EGO_SIZE.lengthM + BODY_SIZES.truck.lengthM) / 2, 9);
  });

  it('takes the ego to be the car that the world drives', () => {
    const { lengthM, widthM, heightM } = CAR;
    expect(EGO_SIZE).toEqual({ lengthM, widthM, heightM });
  });

  it('turns actors on oncoming lanes round', () => {
    const map = { kind: 'two-way', lanes: 1, speedLimitMps: 25, segments: [{ lengthM: 1000 }] } as const;
    const oncoming: ScenarioActorInput = {
      id: 'o',
      kind: 'car',
      start: { lane: 1, s: 600 },
      behaviour: { kind: 'drive' },
    };
    expect(actor(resolve({ map, actors: [oncoming] }), 'o')?.start).toMatchObject({ d: 1.75, headingRad: Math.PI });
  });

  it('leaves out who is not there, yet draws the others alike', () => {
    const absent: ScenarioActorInput = { ...LEAD, id: 'ghost', when: '$gap > 100' };
    expect(resolve({ actors: [LEAD, absent] })).toEqual(resolve());
    expect(
      actor(resolve({ actors: [LEAD, { ...absent, when: '$gap > 0', start: { lane: 2, s: 50 } }] }), 'ghost'),
    ).toBeDefined();
  });

  it('refuses to wait for the event of somebody who is not there', () => {
    const ghost: ScenarioActorInput = { ...LEAD, id: 'ghost', when: 0 };
    const waiting: ScenarioActorInput = {
      ...LEAD,
      events: [{ trigger: { kind: 'after', of: 'ghost', event: 0, s: 1 }, action: { kind: 'brake', decelMps2: 3 } }],
    };
    expect(() => resolve({ actors: [ghost, waiting] })).toThrow(
      'A test.  actors[1].events[0].trigger.of: expected an actor that is there in this episode, found "ghost". Tip: Give ghost and lead the same `when`.',
    );
  });

  it('checks what an expression gives', () => {
    const bad = { ...LEAD, start: { lane: 0, gapAheadM: '$gap', speedMps: '$gap - 50' } };
    expect(() => resolve({ actors: [bad] })).toThrow(
      /^A test\. {2}actors\[0\]\.start\.speedMps: expected a number >= 0 m\/s and <= 90 m\/s, found -[\d.]+ from "\$gap - 50" with \$gap = [\d.]+\.$/,
    );
    expect(() => resolve({ ego: { ...BASE.ego, lane: '$gap / 1000' } })).toThrow(/ego\.lane: expected a whole number/);
  });

  it('reports all bad fields of a scenario that never came from text', () => {
    const input = { ...BASE, timeLimitS: -1, family: 'Big Family' };
    expect(() => defineScenario(input)).toThrow(ScenarioError);
    expect(() => defineScenario(input)).toThrow(/family: expected .*\n.*timeLimitS: expected/);
  });
});

describe('background traffic', () => {
  const flow = { id: 'flow', lanes: [0, 1, 2], fromS: 0, toS: 990, speedMps: 25, headwayS: 2 };
  const ids = (spec: ReturnType<typeof resolve>) => spec.actors.map(({ id }) => id);

  it('is a mix of models, sizes and characters', () => {
    const specs = Array.from({ length: 10 }, (_, k) => resolve({ actors: [], traffic: [flow] }, `s${k}`));
    const drivers = specs.flatMap(({ actors }) => actors);
    const share = (holds: (driver: (typeof drivers)[number]) => boolean) =>
      drivers.filter(holds).length / drivers.length;
    expect(drivers.length).toBeGreaterThan(400);
    const isGipps = share(({ behaviour }) => behaviour.kind === 'drive' && behaviour.follow.model === 'gipps');
    expect(Math.abs(isGipps - 0.5)).toBeLessThan(0.1);
    const hasMobil = share(({ behaviour }) => behaviour.kind === 'drive' && behaviour.mobil !== null);
    expect(Math.abs(hasMobil - 0.45)).toBeLessThan(0.1);
    expect(Math.abs(share(({ kind }) => kind === 'truck') - 0.1)).toBeLessThan(0.05);
    expect(laneChangeSpecs(drivers).size).toBeGreaterThan(100);
  });

  it('keeps its distance from the ego and from scripted actors, and is the same but for those left out', () => {
    const free = resolve({ actors: [], traffic: [flow] });
    const stalled: ScenarioActorInput = { id: 'stalled', kind: 'car', start: { lane: 1, s: 600 } };
    const blocked = resolve({ actors: [stalled], traffic: [flow] });
    const missing = ids(free).filter((id) => !ids(blocked).includes(id));
    expect(missing.length).toBeGreaterThan(0);
    // Braking gently from 25 m/s takes 125 m, and 1 s of headway 25 m more.
    for (const id of missing) {
      const { d, s } = actor(free, id)!.start;
      expect(d).toBe(5.25);
      expect(s).toBeGreaterThan(440);
      expect(s).toBeLessThan(615);
    }
    for (const { id } of blocked.actors.filter(({ id }) => id !== 'stalled'))
      expect(actor(blocked, id)).toEqual(actor(free, id));
  });

  it('leaves room to brake behind what stands, and a second behind what drives', () => {
    const stalled: ScenarioActorInput = { id: 'stalled', kind: 'car', start: { lane: 1, s: 600 } };
    for (let k = 0; k < 20; k++) {
      const spec = resolve({ actors: [stalled], traffic: [flow] }, `s${k}`);
      const { speedMps: egoMps } = spec.ego;
      for (const { start, lengthM } of spec.actors.filter(({ id }) => id !== 'stalled')) {
        const { speedMps: v } = start;
        const bumpers = (lengthM + EGO_SIZE.lengthM) / 2;
        const toStalled = 600 - start.s - bumpers;
        if (start.d === 5.25 && toStalled > -2 * bumpers) expect(toStalled).toBeGreaterThan(v + (v * v) / 5 - 1e-9);
        const toEgo = Math.abs(300 - start.s) - bumpers;
        if (start.d === 1.75) expect(toEgo).toBeGreaterThan(start.s < 300 ? v : egoMps);
      }
    }
  });

  it('stays away from the ego when told', () => {
    const spec = resolve({ actors: [], traffic: [{ ...flow, clearAheadM: 150, clearBehindM: 100 }] });
    expect(spec.actors.length).toBeGreaterThan(20);
    for (const { start } of spec.actors) expect(start.s < 200 || start.s > 450).toBe(true);
  });

  it('is limited in number', () => {
    const crowd = { ...flow, toS: 19_000, headwayS: 1 };
    const map = { ...BASE.map, segments: [{ lengthM: 20_000 }] };
    expect(() => resolve({ map, traffic: [crowd] })).toThrow(
      /traffic\[0\]\.toS: expected at most 60 vehicles in each lane/,
    );
    expect(() => resolve({ map, traffic: [{ ...crowd, toS: 1500 }] })).toThrow(/traffic: expected at most 100 actors/);
    expect(() => resolve({ traffic: [{ ...flow, lanes: [3] }] })).toThrow(
      /lanes\[0\]: expected a lane of road 0: one of 0, 1, 2/,
    );
  });
});
