import { KNOT_S, KNOTS } from '../../policies/driving/value/manoeuvre.ts';
import { HEAD, type FrameView } from '../live/frame.ts';
import { TELEMETRY } from '../live/protocol.ts';
import type { RequestSpan, TelemetryStore } from '../live/telemetry-store.ts';
import { msText, prettyUnits, reasonWords, secondsText, STATE_WORDS } from './words.ts';

/** Time that a plan says something about, s. */
export const PLAN_HORIZON_S = KNOTS * KNOT_S;

/** The plan that is worth talking about: the one in force, else the last that came. */
export interface PlanStory {
  readonly request: RequestSpan;
  readonly says: string;
  /** Sentence: when and why. */
  readonly asked: string;
  /** Sentence: how late it came. */
  readonly came: string;
  /** Part of the plan that lies in the past, s, while it is in force; else null. */
  readonly pastS: number | null;
  readonly outcome: string;
}

export interface PlanPanelState {
  readonly story: PlanStory | null;
  /** Of each request that is out, in a sentence. */
  readonly out: readonly string[];
}

/** @param head of the newest frame, or null: it alone knows how much of the plan is past */
export function planPanelState(
  store: TelemetryStore,
  controlDt: number,
  head: FrameView['head'] | null,
): PlanPanelState {
  const out = store.requests
    .filter(({ state }) => state === 'dispatched')
    .map(({ id, dispatchTick, reason }) => {
      const ms = msText(Math.round((store.lastTick - dispatchTick) * controlDt * 1000));
      return `Request ${id} has been out for ${ms}, because ${reasonWords(reason).because}.`;
    });
  const accepted = store.requests.findLast(({ state }) => state === 'accepted');
  const inForce = accepted !== undefined && planInForce(store);
  const request = inForce ? accepted : store.requests.findLast(({ state }) => state !== 'dispatched');
  if (request === undefined) return { story: null, out };
  const pastS = inForce && head?.[HEAD.planInForce] === 1 ? head[HEAD.planStaleTo] * KNOT_S : null;
  return { story: storyOf(request, controlDt, inForce, pastS), out };
}

function planInForce(store: TelemetryStore): boolean {
  return store.length > 0 && !Number.isNaN(store.at(store.length - 1, TELEMETRY.planAgeMs));
}

function storyOf(request: RequestSpan, controlDt: number, inForce: boolean, pastS: number | null): PlanStory {
  const { plan, stalenessMs, state, why, reason, dispatchTick, endTick } = request;
  const took = msText(Math.round((endTick - dispatchTick) * controlDt * 1000));
  return {
    request,
    says: plan === null ? 'No plan came.' : sentence(prettyUnits(plan.explanation)),
    asked: `At ${secondsText(dispatchTick * controlDt, 2)}, because ${reasonWords(reason).because}.`,
    came:
      stalenessMs === null
        ? `It ended after ${took} without a plan.`
        : `After ${took}; the state it was planned from was ${msText(Math.round(stalenessMs))} old.`,
    pastS: pastS === null ? null : Math.min(PLAN_HORIZON_S, pastS),
    outcome: `${inForce ? 'applied, in force now' : STATE_WORDS[state]}: ${why}`,
  };
}

/** With a capital letter and a full stop. */
export function sentence(text: string): string {
  if (text === '') return text;
  const stop = /[.!?]$/.test(text) ? '' : '.';
  return text[0].toUpperCase() + text.slice(1) + stop;
}
