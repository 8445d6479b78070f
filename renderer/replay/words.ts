import { isReferenceArm } from '../../policies/driving/reference/names.ts';
import type { Clip, ClipOutcome, ClipRequest } from '../../scenarios/clips/clip.ts';
import { NBSP } from '../panels/words.ts';

const END_WORDS: Readonly<Record<string, string>> = {
  goal: 'goal reached',
  timeout: 'time is up',
  collision: 'collision',
  'off-road': 'off the road',
  lost: 'object out of reach',
  error: 'error',
  running: 'cut off',
};

/** How an episode ended, in a word or two. */
export function endWords(end: string): string {
  return END_WORDS[end] ?? end;
}

/** nuPlan's classes of collisions, by what the ego did. */
const COLLISION_WORDS: Readonly<Record<string, string>> = {
  'stopped-ego': 'while it stood',
  'stopped-track': 'into something that stood',
  'active-front': 'with its front',
  'active-rear': 'from behind',
  'active-lateral': 'at its side',
};

/** How the ego was in a collision of a class: `with its front`. */
export function collisionWords(kind: string): string {
  return COLLISION_WORDS[kind] ?? kind;
}

/** An actor's id without the name of its table: `lead` of `actor/lead`. */
export function actorId(entity: string): string {
  return entity.replace(/^actor\//, '');
}

/** Row of the actor that the ego collided with, or -1. */
export function hitRow({ actors, outcome }: Clip): number {
  const { collisionWith } = outcome;
  return collisionWith === null ? -1 : actors.findIndex(({ id }) => actorId(id) === actorId(collisionWith));
}

/** How an episode ended, with whom and how fast. */
export function outcomeWords({ end, collisionWith, impactSpeedMps }: ClipOutcome): string {
  const other =
    collisionWith === null ? '' : `${end === 'collision' ? ' with' : ', touched'} ${actorId(collisionWith)}`;
  const impact = impactSpeedMps === null ? '' : ` at ${impactSpeedMps.toFixed(1)}${NBSP}m/s`;
  return `${endWords(end)}${other}${impact}`;
}

const BAD_ENDS: readonly string[] = ['collision', 'off-road', 'lost', 'error'];

/** A clip that ended so that nobody can like it. */
export function endedBadly({ end, collisionWith }: ClipOutcome): boolean {
  return collisionWith !== null || BAD_ENDS.includes(end);
}

/** Who drives, as a clause; of a reference driver the source says only whether it brakes. */
export function sourceWords(source: string, arm: string): string {
  if (isReferenceArm(arm)) return source === 'brake' ? 'the reference driver brakes' : 'the reference driver drives';
  return SOURCE_WORDS[source] ?? `${source} drives`;
}

/** The same of a clip of either domain. */
export function commandWords(source: string, { arm, table }: Pick<Clip, 'arm' | 'table'>): string {
  if (table === undefined) return sourceWords(source, arm);
  return HAND_WORDS[source] ?? `${source} moves the arm`;
}

const HAND_WORDS: Readonly<Record<string, string>> = {
  fast: 'the fast policy moves the arm',
  plan: 'the plan moves the arm',
  hold: 'the arm stands still',
  reflex: 'a reflex overrides',
};

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  fast: 'the fast policy drives',
  plan: 'the plan drives',
  brake: 'full braking',
  hold: 'the last action is held',
  reflex: 'a reflex overrides',
  person: 'a person drives',
};

/** Name of a latency source (`fixed:200`, `lognormal:300,100`, `trace:NAME`, `measured`, `zero`) as a phrase. */
export function latencyWords(name: string): string {
  const [kind, rest = ''] = splitOnce(name, ':');
  const [mean, sd] = rest.split(',');
  if (kind === 'zero' || (kind === 'fixed' && Number(rest) === 0)) return 'no planner latency';
  if (kind === 'fixed') return `planner latency ${rest}${NBSP}ms`;
  if (kind === 'lognormal') return `planner latency ${mean}${NBSP}ms on average, spread ${sd}${NBSP}ms`;
  if (kind === 'trace') return `planner latency from the trace ${rest}`;
  if (kind === 'measured') return 'planner latency of a live run';
  return /^\d+(\.\d+)?$/.test(name) ? `planner latency ${name}${NBSP}ms` : `planner latency ${name}`;
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** What became of a request, as far as the ego's driving is concerned. */
export type Fate = 'applied' | 'unused' | 'expired' | 'superseded' | 'cancelled' | 'timed-out' | 'failed';

export function fateOf({ state, used }: ClipRequest): Fate {
  switch (state) {
    case 'accepted':
      return used === null ? 'unused' : 'applied';
    case 'expired':
    case 'superseded':
    case 'cancelled':
    case 'timed-out':
      return state;
    default:
      return 'failed';
  }
}

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  applied: 'applied',
  unused: 'never used',
  expired: 'expired',
  superseded: 'superseded',
  cancelled: 'cancelled',
  'timed-out': 'timed out',
  failed: 'failed',
};

/** Age of the state that a plan came from when its first action was used, s; null without one. */
export function stalenessS({ fromS, used }: ClipRequest): number | null {
  return used === null ? null : Math.max(0, used.fromS - fromS);
}

const EVENT_WORDS: Readonly<Record<string, string>> = {
  start: 'start',
  plan: 'plan',
  failure: 'planner failure',
  reflex: 'reflex',
  traffic: 'traffic',
};

export function eventWords(kind: string): string {
  return EVENT_WORDS[kind] ?? endWords(kind);
}

/** Where a clip is, for a heading: its situation. */
export function situationWords({ scenario, seed }: Clip): string {
  return `${scenario}, seed ${seed}`;
}

/** With the sign always shown, and no negative zero. */
export function signedText(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}
