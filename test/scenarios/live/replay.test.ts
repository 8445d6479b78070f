import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIVE_GATES, LIVE_MERGES, type Intervention } from '../../../scenarios/live/intervention.ts';
import { digestsOfReplay, liveSetup, runLive, type Happenings } from './live-runs.ts';

const TICKS = 150;

const speed = (most: number): fc.Arbitrary<number> => fc.double({ min: -most, max: most, noNaN: true });

const intervention: fc.Arbitrary<Intervention> = fc.oneof(
  fc.record({
    kind: fc.constant('gate' as const),
    gate: fc.constantFrom(...LIVE_GATES),
    level: fc.double({ min: 0.05, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('merge' as const), merge: fc.constantFrom(...LIVE_MERGES) }),
  fc.record({ kind: fc.constant('brake' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('latency' as const), ms: fc.nat(500) }),
  fc.record({ kind: fc.constant('planner' as const), planner: fc.constantFrom('value', 'drill:dead') }),
  fc.record({
    kind: fc.constant('drive' as const),
    on: fc.boolean(),
    accelerationMps2: speed(5),
    leftMps: speed(4),
  }),
  fc.record({
    kind: fc.constant('push' as const),
    entity: fc.constantFrom('ego', 'lead', 'left', 'walker', 'parked'),
    forwardMps: speed(5),
    leftMps: speed(4),
  }),
  fc.record({
    kind: fc.constant('drop' as const),
    x: fc.double({ min: 90, max: 260, noNaN: true }),
    y: fc.double({ min: -2, max: 11, noNaN: true }),
  }),
);

const happenings: fc.Arbitrary<Happenings> = fc.record({
  interventions: fc.array(fc.record({ tick: fc.nat(TICKS - 1), intervention }), { maxLength: 12 }),
  delays: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
  missed: fc.uniqueArray(fc.nat(TICKS - 1), { maxLength: 30 }),
});

describe('a live run', () => {
  it('repeats to the bit from scenario, seed, arrivals, misses and interventions', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, fc.constantFrom(...LIVE_GATES), async (what, gate) => {
        const setup = liveSetup({ gate });
        const { episode, trace, digests } = await runLive(setup, what, TICKS);
        const { tick } = episode.world;
        expect(await digestsOfReplay(setup, trace, episode.interventions, tick)).toEqual(digests);
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  const calm: Happenings = { interventions: [], delays: [12], missed: [] };

  it.each<readonly [string, Intervention]>([
    ['gate', { kind: 'gate', gate: 'none', level: 0.99 }],
    ['merge', { kind: 'merge', merge: 'arbitrate' }],
    ['brake', { kind: 'brake', on: true }],
    ['latency', { kind: 'latency', ms: 900 }],
    ['drive', { kind: 'drive', on: true, accelerationMps2: -1, leftMps: 1 }],
    ['push of the ego', { kind: 'push', entity: 'ego', forwardMps: 1, leftMps: 0 }],
    ['push of a driver', { kind: 'push', entity: 'left', forwardMps: 0, leftMps: 1 }],
    ['push of a walker', { kind: 'push', entity: 'walker', forwardMps: 0, leftMps: 1 }],
    ['push of what stands', { kind: 'push', entity: 'parked', forwardMps: 1, leftMps: 0 }],
    ['drop', { kind: 'drop', x: 250, y: 9 }],
  ])('goes another way after an intervention: %s', async (_kind, what) => {
    // Plans are obeyed, so that all of them show; a planner would leave the brake nothing to do.
    const setup = liveSetup({ gate: what.kind === 'brake' ? 'none' : 'always', merge: 'follow' });
    const run = (interventions: Happenings['interventions']) => runLive(setup, { ...calm, interventions }, 290);
    const plain = await run([]);
    if (what.kind !== 'brake') expect(plain.episode.system.ledger.counts.accepted).toBeGreaterThan(5);
    const touched = await run([{ tick: 40, intervention: what }]);
    expect(touched.episode.interventions).toEqual([{ tick: 40, intervention: what }]);
    expect(touched.digests.slice(0, 40)).toEqual(plain.digests.slice(0, 40));
    expect(touched.episode.worldDigest).not.toBe(plain.episode.worldDigest);
    // A repetition that forgets it does not come to the same end.
    const { trace, episode } = touched;
    if (what.kind === 'push' || what.kind === 'drop' || what.kind === 'drive') {
      const forgotten = await digestsOfReplay(setup, trace, [], 41);
      expect(forgotten[40]).not.toBe(touched.digests[40]);
    }
    expect((await digestsOfReplay(setup, trace, episode.interventions, episode.world.tick)).at(-1)).toBe(
      episode.digest,
    );
  });

  it('is not repeated from interventions out of order', async () => {
    const twice = [9, 5].map((tick) => ({ tick, intervention: { kind: 'brake', on: true } as const }));
    const trace = { expectedMs: 200, arrivals: [], missedTicks: [] };
    await expect(digestsOfReplay(liveSetup(), trace, twice, 20)).rejects.toThrow('not in order at tick 9');
  });
});
