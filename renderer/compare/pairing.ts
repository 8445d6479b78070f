import { isReferenceArm } from '../../policies/driving/reference/names.ts';
import { divergenceOf } from '../../scenarios/clips/clip-builder.ts';
import type { ClipPair } from '../../scenarios/clips/clip.ts';
import { NBSP, secondsText } from '../panels/words.ts';
import type { OpenedRecord } from '../records/opened-record.ts';

/** How two records can be shown together. */
export type Pairing =
  /** One situation: one play head, a ghost, a first divergence. `notes`: sentences about what makes them less alike. */
  | { readonly kind: 'pair'; readonly pair: ClipPair; readonly notes: readonly string[] }
  /** Two situations: each beside the other with a play head of its own, since nothing at one time belongs together. */
  | { readonly kind: 'apart'; readonly why: string };

/** Two records show the same situation when scenario, seed and split are the same. */
export function isSameSituation({ facts: a }: OpenedRecord, { facts: b }: OpenedRecord): boolean {
  return a.scenario === b.scenario && a.seed === b.seed && a.split === b.split;
}

export function pairingOf(a: OpenedRecord, b: OpenedRecord): Pairing {
  if (!isSameSituation(a, b)) {
    return { kind: 'apart', why: `A is ${situationText(a)}, B is ${situationText(b)}` };
  }
  if (a.clip.controlDt !== b.clip.controlDt) {
    const [dtA, dtB] = [a, b].map(({ clip }) => `${(clip.controlDt * 1000).toFixed(1)}${NBSP}ms`);
    return { kind: 'apart', why: `a control tick of A has ${dtA}, one of B ${dtB}` };
  }
  const [nameA, nameB] = runNames(a, b);
  const divergence = divergenceOf(a.worldHashes, b.worldHashes, a.clip.controlDt);
  return { kind: 'pair', pair: { a: a.clip, b: b.clip, nameA, nameB, divergence }, notes: notesOf(a, b, divergence) };
}

function notesOf({ facts: a }: OpenedRecord, { facts: b }: OpenedRecord, divergence: ClipPair['divergence']): string[] {
  const notes: string[] = [];
  if (a.engineVersion !== b.engineVersion) {
    notes.push(`A was made by version ${a.engineVersion}, B by ${b.engineVersion}: part of what differs may be that.`);
  }
  if (divergence?.tick === 0) {
    notes.push('They differ from the start on: the scenario was edited between them, or another version sampled it.');
  }
  if (a.clock !== b.clock) {
    const [live, virtual] = a.clock === 'live' ? ['A', 'B'] : ['B', 'A'];
    notes.push(
      `${live} is a live run: latencies are as set, or longer where the machine took longer. Those of ${virtual} are modelled.`,
    );
  }
  return notes;
}

/** `pedestrian/tail, seed 62 (test)`. */
export function situationText({ facts: { scenario, seed, split } }: OpenedRecord): string {
  return `${scenario}, seed${NBSP}${seed}${split === '' ? '' : ` (${split})`}`;
}

/** What a run is called: its arm; of a fork, from when on too. */
export function runName({ facts, clip }: OpenedRecord): string {
  if (facts.fork === null) return facts.arm;
  return `${facts.arm} from ${secondsText(facts.fork.tick * clip.controlDt, 2)}`;
}

/** Names that tell two runs apart: by their latency, else by their file, where the arm does not. */
export function runNames(a: OpenedRecord, b: OpenedRecord): readonly [string, string] {
  const short = [runName(a), runName(b)] as const;
  if (short[0] !== short[1]) return short;
  const latencies = [a, b].map((record) => latencyText(record.facts.latencyName));
  const tails = latencies[0] === latencies[1] ? [a.name, b.name] : latencies;
  return [`${short[0]}, ${tails[0]}`, `${short[1]}, ${tails[1]}`];
}

/** Arms without a planner: the latency that their records name means nothing. */
export function neverThinks(arm: string): boolean {
  return isReferenceArm(arm) || ['fast', 'aeb', 'reflex'].includes(arm);
}

/** The latency that an arm thinks with, whatever the run's is: a dash where it never thinks, none for the oracle. */
export function thinkingLatency({ arm, latency }: { readonly arm: string; readonly latency: string }): string {
  if (neverThinks(arm)) return '–';
  return latencyText(arm === 'oracle' ? 'zero' : latency);
}

/** `200 ms` of `fixed:200`; other names as they are. */
export function latencyText(name: string): string {
  if (name === 'zero') return `0${NBSP}ms`;
  const [, ms] = /^fixed:(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  return ms === undefined ? name : `${ms}${NBSP}ms`;
}
