import type { RequestSpan, TelemetryStore } from '../live/telemetry-store.ts';
import { msText, prettyUnits, reasonWords, secondsText, STATE_WORDS, type RequestState } from './words.ts';

/** A request as a row of a table. */
export interface RequestRow {
  readonly id: number;
  readonly asked: string;
  readonly reason: string;
  readonly state: RequestState;
  readonly outcome: string;
  readonly ended: string;
  readonly took: string;
  readonly staleness: string;
  readonly says: string;
}

const NONE = '–';

/** The last `count` requests, newest first. */
export function requestRows(
  { requests }: Pick<TelemetryStore, 'requests'>,
  controlDt: number,
  count: number,
): RequestRow[] {
  return requests
    .slice(-count)
    .reverse()
    .map((request) => requestRow(request, controlDt));
}

function requestRow(request: RequestSpan, controlDt: number): RequestRow {
  const { id, dispatchTick, endTick, reason, state, stalenessMs, plan, why } = request;
  const ended = !Number.isNaN(endTick);
  return {
    id,
    asked: secondsText(dispatchTick * controlDt, 2),
    reason: reasonWords(reason).label,
    state,
    outcome: STATE_WORDS[state],
    ended: ended ? secondsText(endTick * controlDt, 2) : NONE,
    took: ended ? msText(Math.round((endTick - dispatchTick) * controlDt * 1000)) : NONE,
    staleness: stalenessMs === null ? NONE : msText(Math.round(stalenessMs)),
    says: plan === null ? (ended ? why : NONE) : prettyUnits(plan.explanation),
  };
}
