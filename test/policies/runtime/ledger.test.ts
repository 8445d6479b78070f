import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEDGER_SLOTS, nextRequestState, REQUEST_STATES, RequestLedger } from '../../../policies/runtime/ledger.ts';
import type { LedgerEvent, RequestState } from '../../../policies/runtime/ledger.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { PointPlan } from './point-domain.ts';

const EVENTS: readonly LedgerEvent[] = [
  ...(['dispatch', 'start', 'resolve', 'deliver', 'accept'] as const),
  ...(['expire', 'fail', 'supersede', 'cancel', 'time-out'] as const),
];

const newLedger = () => new RequestLedger(() => new PointPlan());

function sumOfEnds(ledger: RequestLedger<PointPlan>): number {
  const { accepted, superseded, cancelled, expired, timedOut, failed } = ledger.counts;
  return accepted + superseded + cancelled + expired + timedOut + failed;
}

describe('states of a request', () => {
  it('follow one another in exactly these ways', () => {
    const ways = REQUEST_STATES.flatMap((state) =>
      EVENTS.map((event) => [state, event, nextRequestState(state, event)] as const),
    ).filter(([, , next]) => next !== null);
    expect(ways.map(([state, event, next]) => `${state} -${event}-> ${next}`)).toEqual([
      'free -dispatch-> dispatched',
      'dispatched -start-> computing',
      'dispatched -resolve-> ready',
      'dispatched -supersede-> superseded',
      'dispatched -cancel-> cancelled',
      'dispatched -time-out-> timed-out',
      'computing -resolve-> ready',
      'computing -supersede-> superseded',
      'computing -cancel-> cancelled',
      'computing -time-out-> timed-out',
      'ready -deliver-> delivered',
      'ready -supersede-> superseded',
      'ready -cancel-> cancelled',
      'delivered -accept-> accepted',
      'delivered -expire-> expired',
      'delivered -fail-> failed',
    ]);
  });

  it('all lead from dispatch to an end', () => {
    const reached = new Set<RequestState>(['dispatched']);
    for (const state of reached) {
      for (const event of EVENTS) {
        const next = nextRequestState(state, event);
        if (next !== null) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual(REQUEST_STATES.filter((state) => state !== 'free').toSorted());
  });
});

describe('RequestLedger', () => {
  it('refuses an event that the state does not know, by name', () => {
    const ledger = newLedger();
    const slot = ledger.dispatch(0, 1);
    expect(() => ledger.deliver(slot)).toThrow('Ledger slot 0 (request 0) is dispatched and knows no event "deliver".');
  });

  it('numbers requests from 0 and has room for eight', () => {
    const ledger = newLedger();
    const slots = Array.from({ length: LEDGER_SLOTS + 1 }, () => ledger.dispatch(3, 1));
    expect(slots).toEqual([0, 1, 2, 3, 4, 5, 6, 7, -1]);
    expect(ledger.idOf(7)).toBe(7);
    expect(ledger.counts.calls).toBe(8);
    ledger.end(4, 'cancel', 5);
    expect(ledger.dispatch(5, 1)).toBe(4);
    expect(ledger.idOf(4)).toBe(8);
  });

  it('delivers at the due tick and not before, the latest request first', () => {
    const ledger = newLedger();
    for (const due of [9, 7, 7]) {
      const slot = ledger.dispatch(1, 6);
      ledger.scheduleDelivery(slot, due, 100);
      ledger.resolve(slot);
    }
    expect(ledger.nextDue(6)).toBe(-1);
    expect(ledger.nextDue(7)).toBe(2);
    ledger.deliver(2);
    ledger.end(2, 'accept', 7);
    expect(ledger.nextDue(8)).toBe(1);
    expect(ledger.nextDue(9)).toBe(1);
  });

  it('counts as late what comes after it was expected', () => {
    const ledger = newLedger();
    for (const arrival of [6, 7]) {
      const slot = ledger.dispatch(0, 6);
      ledger.resolve(slot);
      ledger.deliver(slot);
      ledger.end(slot, 'accept', arrival);
    }
    expect(ledger.counts.late).toBe(1);
  });

  /** What can happen to one of four slots; the ledger says what its state allows. */
  const interleavings = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...EVENTS)), { maxLength: 200 });

  function apply(ledger: RequestLedger<PointPlan>, slot: number, event: LedgerEvent, tick: number): boolean {
    if (event === 'dispatch') return ledger.dispatch(tick, 3) >= 0;
    if (nextRequestState(ledger.stateOf(slot), event) === null) return false;
    if (event === 'start') ledger.start(slot);
    else if (event === 'resolve' && tick % 3 === 0) ledger.fault(slot, tick % 2 ? 'hung' : 'threw', `fault ${tick}`);
    else if (event === 'resolve') ledger.resolve(slot);
    else if (event === 'deliver') ledger.deliver(slot);
    else ledger.end(slot, event, tick);
    return true;
  }

  it('ends every request exactly once, in any interleaving', () => {
    fc.assert(
      fc.property(interleavings, (events) => {
        const ledger = newLedger();
        const open = new Set<number>();
        events.forEach(([slot, event], tick) => {
          const id = ledger.idOf(slot);
          const calls = ledger.counts.calls;
          const ends = sumOfEnds(ledger);
          if (!apply(ledger, slot, event, tick)) return;
          if (event === 'dispatch') open.add(calls);
          else if (ledger.stateOf(slot) === 'free') {
            expect(open.delete(id)).toBe(true);
            expect(sumOfEnds(ledger)).toBe(ends + 1);
          }
          expect(ledger.inFlight).toBe(open.size);
          expect(ledger.counts.calls).toBe(sumOfEnds(ledger) + open.size);
        });
        for (const id of open) expect(ledger.slotOf(id)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('goes on from its saved state as if nothing had been', () => {
    fc.assert(
      fc.property(interleavings, interleavings, (before, after) => {
        const ledger = newLedger();
        before.forEach(([slot, event], tick) => apply(ledger, slot, event, tick));
        const restored = newLedger();
        restoreState(restored, saveState(ledger));
        after.forEach(([slot, event], i) => {
          const tick = before.length + i;
          expect(apply(restored, slot, event, tick)).toBe(apply(ledger, slot, event, tick));
        });
        expect(saveState(restored)).toEqual(saveState(ledger));
      }),
    );
  });
});
