import { describe, expect, it } from 'vitest';
import { HAZARDS, withHazards } from '../../../scenarios/collect/hazards.ts';
import { findSuite } from '../../../scenarios/suites/suites.ts';
import { episodeSpec, trainSeed } from './episodes.ts';

const cases = findSuite('common').scenarios.flatMap((id) =>
  Array.from({ length: 40 }, (_, seed) => {
    const before = episodeSpec(id, seed);
    return { id, seed, before, after: withHazards(before, trainSeed(id, seed)) };
  }),
);
const eventsOf = (spec: (typeof cases)[number]['before']) => spec.actors.flatMap(({ events }) => events);

describe('hazards', () => {
  it('are the same for the same episode, and change nothing but what somebody does', () => {
    for (const { id, seed, before, after } of cases) {
      expect(withHazards(before, trainSeed(id, seed))).toEqual(after);
      expect({ ...after, actors: [] }).toEqual({ ...before, actors: [] });
      expect(after.actors.map(({ id: name, start }) => ({ name, start }))).toEqual(
        before.actors.map(({ id: name, start }) => ({ name, start })),
      );
    }
  });

  it('leave the events of the scenario in place and add one of each kind at most', () => {
    for (const { before, after } of cases) {
      for (const [i, { events }] of after.actors.entries())
        expect(events.slice(0, before.actors[i].events.length)).toEqual(before.actors[i].events);
      const added = after.actors.flatMap(({ events }, i) => events.slice(before.actors[i].events.length));
      const kinds = added.map(({ action }) => action.kind);
      expect(new Set(kinds).size).toBe(kinds.length);
      for (const kind of kinds) expect(['brake', 'change-lane']).toContain(kind);
    }
  });

  it('come to some episodes, and never to more than their shares together', () => {
    const changed = cases.filter(({ before, after }) => eventsOf(after).length > eventsOf(before).length).length;
    const share = changed / cases.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(HAZARDS.braking + HAZARDS['cut-in']);
  });

  it('make walkers hurry, by a factor between 1.1 and 2', () => {
    const factors = cases.flatMap(({ before, after }) =>
      after.actors.flatMap(({ behaviour }, i) => {
        const was = before.actors[i].behaviour;
        if (behaviour.kind !== 'walk' || was.kind !== 'walk') return [];
        return behaviour.speedMps === was.speedMps ? [] : [behaviour.speedMps / was.speedMps];
      }),
    );
    expect(factors.length).toBeGreaterThan(0);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(1.1);
    expect(Math.max(...factors)).toBeLessThanOrEqual(2);
  });
});
