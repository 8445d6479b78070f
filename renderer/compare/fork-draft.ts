import { ARM_NAMES, type ArmName } from '../../policies/driving/arm-titles.ts';
import type { LatencyChoice } from '../../scenarios/runner/job.ts';
import type { ForkChoice, OpenedRecord } from '../records/opened-record.ts';
import { neverThinks } from './pairing.ts';

/** What a person has filled in so far. */
export interface ForkDraft {
  readonly tick: string;
  readonly arm: ArmName;
  /** The latency of the record, rather than `ms`. */
  readonly asRecorded: boolean;
  readonly ms: string;
}

/** Of the contract of latencies, ms. */
const MAX_MS = 60_000;
const USUAL_MS = 200;

/** The tick at a time: as many as are over then, so that the fork leaves at what is seen. */
export function tickAt({ clip, facts }: OpenedRecord, timeS: number): number {
  const tick = Math.floor(timeS / clip.controlDt + 1e-3);
  return Math.min(Math.max(0, tick), Math.max(0, facts.ticks - 1));
}

/** What is likely meant: an arm that thinks where the recorded one did not, else one that does not. */
export function firstDraft(record: OpenedRecord, timeS: number): ForkDraft {
  const { arm, latency, clock } = record.facts;
  const ms = latency.kind === 'fixed' ? latency.ms : latency.kind === 'zero' ? 0 : USUAL_MS;
  return {
    tick: String(tickAt(record, timeS)),
    arm: neverThinks(arm) ? 'dual' : 'fast',
    asRecorded: clock === 'virtual' && latency.kind !== 'fixed' && latency.kind !== 'zero',
    ms: String(ms),
  };
}

/** Sentences about what is wrong with it; none: it can be run. */
export function draftFaults(draft: ForkDraft, record: OpenedRecord): { readonly tick?: string; readonly ms?: string } {
  const most = record.facts.ticks - 1;
  const tick = wholeOf(draft.tick);
  const ms = draft.ms.trim() === '' ? NaN : Number(draft.ms);
  return {
    ...(tick !== null && tick <= most ? {} : { tick: `Expected a whole number from 0 to ${most}.` }),
    ...(draft.asRecorded || (ms >= 0 && ms <= MAX_MS) ? {} : { ms: `Expected a number from 0 to ${MAX_MS}.` }),
  };
}

/** Null: something is wrong with it. */
export function choiceOf(draft: ForkDraft, record: OpenedRecord): ForkChoice | null {
  if (Object.keys(draftFaults(draft, record)).length > 0) return null;
  const latency: LatencyChoice = draft.asRecorded ? record.facts.latency : { kind: 'fixed', ms: Number(draft.ms) };
  return { tick: Number(draft.tick), arm: draft.arm, latency };
}

export function armOf(text: string): ArmName | null {
  return ARM_NAMES.find((name) => name === text) ?? null;
}

function wholeOf(text: string): number | null {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}
