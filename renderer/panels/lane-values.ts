import { SOURCES } from '../live/frame.ts';
import { TELEMETRY } from '../live/protocol.ts';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import type { Settings } from '../host/contract.ts';
import { rowAt, rowFrom } from './lane-geometry.ts';
import { countOf, MARK_WORDS, msText, reasonWords, secondsText, speedText, STATE_WORDS } from './words.ts';

export interface LaneValue {
  readonly name: string;
  readonly value: string;
}

export const SOURCE_WORDS = {
  fast: 'fast policy',
  plan: 'plan',
  brake: 'brake of the merge',
  hold: 'hold',
  reflex: 'emergency brake',
  person: 'you',
} as const;

/** All lanes at one time, in words; empty where there is no tick. @param nearS marks so far away still count */
export function valuesAt(
  store: TelemetryStore,
  timeS: number,
  controlDt: number,
  nearS: number,
  speedUnit: Settings['speedUnit'],
): LaneValue[] {
  const row = rowAt(store, timeS, controlDt);
  if (row < 0) return [];
  const at = (column: number) => store.at(row, column);
  const tick = at(TELEMETRY.tick);
  const threshold = at(TELEMETRY.threshold);
  const age = at(TELEMETRY.planAgeMs);
  const missed = at(TELEMETRY.missed) === 1;
  const values: LaneValue[] = [
    { name: 'Time', value: `${secondsText(tick * controlDt, 2)} (tick ${tick})` },
    { name: 'Fast policy', value: missed ? 'missed the tick' : `answered in ${msText(at(TELEMETRY.inferMs))}` },
    { name: 'Uncertainty', value: levelText(at(TELEMETRY.level), threshold) },
    { name: 'Gate', value: gateText(store, tick, at(TELEMETRY.think) === 1) },
    { name: 'Plan in force', value: Number.isNaN(age) ? 'none' : `${msText(Math.round(age))} old` },
    { name: 'Source', value: SOURCE_WORDS[SOURCES[at(TELEMETRY.source)]] },
    { name: 'Speed', value: speedText(at(TELEMETRY.speedMps), speedUnit) },
  ];
  const out = store.requests.filter(
    ({ dispatchTick, endTick }) => dispatchTick <= tick && !(endTick < tick - nearS / controlDt),
  );
  for (const { id, state } of out.slice(-3)) values.push({ name: `Request ${id}`, value: STATE_WORDS[state] });
  for (const { tick: marked, kind, text } of store.marks) {
    if (Math.abs(marked * controlDt - timeS) <= nearS) values.push({ name: MARK_WORDS[kind], value: text });
  }
  return values;
}

function levelText(level: number, threshold: number): string {
  if (Number.isNaN(threshold)) return level.toFixed(2);
  return `${level.toFixed(2)}, ${level > threshold ? 'above' : 'below'} ${threshold.toFixed(2)}`;
}

function gateText(store: TelemetryStore, tick: number, think: boolean): string {
  const sent = store.requests.findLast(({ dispatchTick }) => dispatchTick === tick);
  if (sent !== undefined) return `asks (${reasonWords(sent.reason).label}), request ${sent.id} goes out`;
  return think ? 'asks' : 'quiet';
}

/** What the lanes show in one sentence, for who cannot see them. */
export function laneSummary(store: TelemetryStore, windowS: number, controlDt: number): string {
  const { length } = store;
  if (length === 0) return 'Lanes of the two systems: no tick yet.';
  const firstTick = store.lastTick - windowS / controlDt;
  let misses = 0;
  let above = 0;
  const from = rowFrom(store, firstTick);
  for (let row = from; row < length; row++) {
    misses += store.at(row, TELEMETRY.missed);
    if (store.at(row, TELEMETRY.level) > store.at(row, TELEMETRY.threshold)) above++;
  }
  const recent = store.requests.filter(({ dispatchTick }) => dispatchTick >= firstTick);
  const applied = recent.filter(({ state }) => state === 'accepted').length;
  const source = SOURCE_WORDS[SOURCES[store.at(length - 1, TELEMETRY.source)]];
  return (
    `Lanes of the last ${windowS} s at ${secondsText(store.lastTick * controlDt)}: ` +
    `uncertainty ${levelText(store.at(length - 1, TELEMETRY.level), store.at(length - 1, TELEMETRY.threshold))}, ` +
    `above the threshold in ${above} of ${length - from} ticks; ${misses} missed; ` +
    `${countOf(recent.length, 'request')}, ${applied} applied; the action comes from: ${source}.`
  );
}
