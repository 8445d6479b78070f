import type { Clip } from '../../../scenarios/clips/clip.ts';
import { NBSP } from '../../panels/words.ts';
import { inFlightAt, isOver, planAt, sourceAt } from '../../replay/sample-clip.ts';
import { handWords } from '../../replay/table/hand-words.ts';
import type { Run } from '../../replay/subject.ts';
import { endedBadly, latencyWords, outcomeWords, situationWords, commandWords } from '../../replay/words.ts';

/** What a film says of one run at a moment. */
export interface RunCaption {
  readonly letter: Run['letter'];
  readonly name: string;
  /** The planner's latency, or that none was asked for. */
  readonly planner: string;
  /** Speed, and who drives. */
  readonly now: string;
  /** The oldest request that is out; null: none is. */
  readonly thinking: Thinking | null;
  /** Null until the run is over. */
  readonly outcome: { readonly text: string; readonly isBad: boolean } | null;
}

export interface Thinking {
  readonly text: string;
  /** Of the time until its answer comes, [0, 1]. */
  readonly share: number;
}

export function filmTitle(runs: readonly Run[]): string {
  const names = runs.map(({ letter, name }) => (runs.length === 1 ? name : `${letter} ${name}`));
  return `${situationWords(runs[0].clip)} · ${names.join(' · ')}`;
}

/** The running time; beyond the end it stands. @param speed of the film, times real time */
export function timeWords(timeS: number, endS: number, speed: number): string {
  const shown = `${Math.min(endS, Math.max(0, timeS)).toFixed(2)}${NBSP}s`;
  return speed === 1 ? shown : `${speed}× · ${shown}`;
}

export function runCaption(run: Run, timeS: number): RunCaption {
  const { clip, letter, name, sampler } = run;
  sampler.at(timeS);
  const { outcome } = clip;
  return {
    letter,
    name,
    planner: clip.requests.length === 0 ? 'no planner request' : latencyWords(clip.latency),
    now: nowWords(run, timeS),
    thinking: thinkingAt(clip, timeS),
    outcome: isOver(clip, timeS) ? { text: outcomeWords(outcome), isBad: endedBadly(outcome) } : null,
  };
}

function nowWords({ clip, sampler }: Run, timeS: number): string {
  const { speed } = sampler;
  // A car that stands still drives neither forward nor back.
  const metresPerSecond = `${(Math.round(10 * speed) / 10 || 0).toFixed(1)}${NBSP}m/s`;
  const parts = clip.table === undefined ? [metresPerSecond] : handWords(sampler);
  const plan = planAt(clip, timeS);
  const source = sourceAt(clip, timeS);
  if (plan !== null && source === 'plan') {
    parts.push(
      `plan ${plan.id} ${clip.table === undefined ? 'drives' : 'acts'}, ${Math.round((timeS - plan.fromS) * 1000)}${NBSP}ms old`,
    );
  } else if (source !== null) parts.push(commandWords(source, clip));
  return parts.join(' · ');
}

function thinkingAt(clip: Clip, timeS: number): Thinking | null {
  const out = inFlightAt(clip, timeS);
  if (out.length === 0) return null;
  const [{ fromS, toS }] = out;
  const forMs = Math.round(Math.max(0, timeS - fromS) * 1000);
  const more = out.length > 1 ? ` (${out.length} requests)` : '';
  return {
    text: `thinking ${forMs}${NBSP}ms${more}`,
    share: Math.min(1, Math.max(0, (timeS - fromS) / (toS - fromS))),
  };
}

/**
 * A person's text in lines that fit; what is beyond the last line is cut with an ellipsis.
 * @param widthOf a text, px
 */
export function wrapText(text: string, mostPx: number, mostLines: number, widthOf: (text: string) => number): string[] {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const lines: string[] = [];
  let line = '';
  for (const [i, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= mostPx) line = longer;
    else if (lines.length === mostLines - 1)
      return [...lines, cut([line, ...words.slice(i)].join(' '), mostPx, widthOf)];
    else {
      lines.push(cut(line, mostPx, widthOf));
      line = word;
    }
  }
  return line === '' ? lines : [...lines, cut(line, mostPx, widthOf)];
}

/** A text that fits; what is cut off stands as an ellipsis. */
export function cut(text: string, mostPx: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= mostPx) return text;
  let length = text.length - 1;
  while (length > 1 && widthOf(`${text.slice(0, length).trimEnd()}…`) > mostPx) length--;
  return `${text.slice(0, length).trimEnd()}…`;
}
