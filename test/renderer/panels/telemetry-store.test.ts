import { describe, expect, it } from 'vitest';
import { TELEMETRY } from '../../../renderer/live/protocol.ts';
import { KEPT_TICKS, TelemetryStore } from '../../../renderer/live/telemetry-store.ts';
import { ended, rowsOf, sent, storeOf } from './telemetry.ts';

const ticks = (from: number, to: number) =>
  rowsOf(Array.from({ length: to - from }, (_, i) => ({ tick: from + i, level: (from + i) / 1e5 })));

describe('telemetry store', () => {
  it('has nothing at first', () => {
    const store = new TelemetryStore();
    expect([store.length, store.lastTick]).toEqual([0, -1]);
  });

  it('keeps the newest rows in order when the ring is full', () => {
    const store = new TelemetryStore();
    const total = 2 * KEPT_TICKS + 123;
    for (let from = 0; from < total; from += 1000) {
      store.add({ episode: 1, rows: ticks(from, Math.min(total, from + 1000)), requests: [], marks: [] });
    }
    expect(store.length).toBe(KEPT_TICKS);
    expect(store.lastTick).toBe(total - 1);
    for (const row of [0, 1, KEPT_TICKS - 124, KEPT_TICKS - 123, KEPT_TICKS - 1]) {
      const tick = total - KEPT_TICKS + row;
      expect(store.at(row, TELEMETRY.tick)).toBe(tick);
      expect(store.at(row, TELEMETRY.level)).toBe(tick / 1e5);
    }
  });

  it('follows a request from its dispatch to its end', () => {
    const request = sent(4, 10, 'time-to-collision');
    const store = storeOf([{ tick: 10 }], [request]);
    expect(store.requests).toEqual([
      { ...request, tick: undefined, reason: 'time-to-collision', endTick: NaN } satisfies Record<string, unknown>,
    ]);
    store.add({ episode: 1, rows: rowsOf([{ tick: 22 }]), requests: [ended(request, 22, 'accepted', 200)], marks: [] });
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]).toMatchObject({
      dispatchTick: 10,
      endTick: 22,
      state: 'accepted',
      reason: 'time-to-collision',
      why: 'it is accepted',
      stalenessMs: 200,
      plan: { explanation: 'brake' },
    });
  });

  it('ends the right one of several that are out, and ignores the end of an unknown one', () => {
    const [a, b] = [sent(1, 5), sent(2, 6)];
    const store = storeOf([{ tick: 6 }], [a, b, ended(a, 8, 'superseded'), ended(sent(77, 1), 8, 'failed')]);
    expect(store.requests.map(({ state }) => state)).toEqual(['superseded', 'dispatched']);
  });

  it('forgets everything when another episode begins, and says that it changed', () => {
    const store = storeOf([{ tick: 500 }], [sent(1, 500)], [{ tick: 3, kind: 'goal', text: 'goal' }]);
    const { version } = store;
    store.add({ episode: 2, rows: rowsOf([{ tick: 0, level: 0.5 }]), requests: [sent(0, 0)], marks: [] });
    expect(store.version).toBeGreaterThan(version);
    expect([store.episode, store.length, store.lastTick, store.at(0, TELEMETRY.level)]).toEqual([2, 1, 0, 0.5]);
    expect(store.requests.map(({ id }) => id)).toEqual([0]);
    expect(store.marks).toEqual([]);
  });
});
