import { describe, expect, it } from 'vitest';
import { frameBytes, HEAD, viewFrame } from '../../../renderer/live/frame.ts';
import { laneSummary, valuesAt } from '../../../renderer/panels/lane-values.ts';
import { PLAN_HORIZON_S, planPanelState } from '../../../renderer/panels/plan-words.ts';
import { requestRows } from '../../../renderer/panels/request-rows.ts';
import { msText, NBSP, shareText, speedText } from '../../../renderer/panels/words.ts';
import { ended, sent, storeOf } from './telemetry.ts';

const plain = (text: string) => text.replaceAll(NBSP, ' ');

describe('numbers in words', () => {
  it('have the digits that are worth reading', () => {
    expect([0, 0.123, 1.5, 9.96, 42.25, 217, 9999, 12_300].map((ms) => plain(msText(ms)))).toEqual([
      '0 ms',
      '0.12 ms',
      '1.5 ms',
      '10 ms',
      '42.3 ms',
      '217 ms',
      '9999 ms',
      '12.3 s',
    ]);
  });

  it('never lose the number of what a share is of', () => {
    expect(plain(shareText(1, 80, 'ticks'))).toBe('1.3 % of 80 ticks');
    expect(shareText(0, 0, 'ticks')).toBe('–');
  });

  it('have the unit that was chosen', () => {
    expect([speedText(10, 'km/h'), speedText(10, 'm/s')].map(plain)).toEqual(['36.0 km/h', '10.0 m/s']);
  });
});

const rows = Array.from({ length: 60 }, (_, tick) => ({
  tick,
  level: tick < 30 ? 0.5 : 0.9,
  threshold: 0.8,
  planAgeMs: tick < 40 ? NaN : (tick - 20) * 100,
  missed: tick === 50 ? 1 : 0,
}));
const request = sent(3, 20);
const out = sent(4, 50, 'time-to-collision');
const store = storeOf(
  rows,
  [request, ended(request, 40, 'accepted', 2000), out],
  [{ tick: 41, kind: 'collision', text: 'hit the van' }],
);

describe('the lanes in words', () => {
  it('tell all values at a time', () => {
    const values = Object.fromEntries(
      valuesAt(store, 4.15, 0.1, 0.1, 'm/s').map(({ name, value }) => [name, plain(value)]),
    );
    expect(values).toMatchObject({
      Time: '4.10 s (tick 41)',
      Uncertainty: '0.90, above 0.80',
      Gate: 'quiet',
      'Plan in force': '2100 ms old',
      'Request 3': 'applied',
      collision: 'hit the van',
    });
    expect(valuesAt(store, -1, 0.1, 0.1, 'm/s')).toEqual([]);
  });

  it('are summed up over the window', () => {
    expect(plain(laneSummary(store, 4, 0.1))).toContain(
      'above the threshold in 30 of 41 ticks; 1 missed; 2 requests, 1 applied',
    );
    expect(laneSummary(store, 2, 0.1)).toContain('1 request, 0 applied');
    expect(laneSummary(storeOf([]), 10, 0.1)).toContain('no tick yet');
  });
});

describe('the plan in words', () => {
  const { head } = viewFrame(new ArrayBuffer(frameBytes(1)), 1);

  it('says nothing before the first request', () => {
    expect(planPanelState(storeOf([]), 0.1, null)).toEqual({ story: null, out: [] });
  });

  it('tells of the plan in force and of what is out', () => {
    head[HEAD.planInForce] = 1;
    head[HEAD.planStaleTo] = 5;
    const { story, out: waiting } = planPanelState(store, 0.1, head);
    expect(story).toMatchObject({ says: 'Brake.', pastS: 1 });
    expect(plain(story!.asked)).toBe('At 2.00 s, because the uncertainty was above the threshold.');
    expect(plain(story!.came)).toBe('After 2000 ms; the state it was planned from was 2000 ms old.');
    expect(story!.outcome).toBe('applied, in force now: it is accepted');
    expect(waiting.map(plain)).toEqual([
      'Request 4 has been out for 900 ms, because the time to a collision was short.',
    ]);
  });

  it('knows no plan longer than its horizon', () => {
    head[HEAD.planStaleTo] = 1000;
    expect(planPanelState(store, 0.1, head).story?.pastS).toBe(PLAN_HORIZON_S);
  });

  it('tells of a failure when no plan is in force', () => {
    const failed = storeOf([{ tick: 9, planAgeMs: NaN }], [sent(0, 2), ended(sent(0, 2), 9, 'failed')]);
    expect(planPanelState(failed, 0.1, head).story).toMatchObject({
      says: 'No plan came.',
      pastS: null,
      outcome: 'failed: it is failed',
    });
  });
});

describe('request rows', () => {
  it('are the newest, newest first', () => {
    expect(requestRows(store, 0.1, 5).map(({ id }) => id)).toEqual([4, 3]);
    expect(requestRows(store, 0.1, 1).map(({ id, took, outcome }) => [id, took, outcome])).toEqual([
      [4, '–', 'in flight'],
    ]);
    expect(plain(requestRows(store, 0.1, 2)[1].took)).toBe('2000 ms');
  });
});
