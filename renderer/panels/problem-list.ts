import type { Problem } from '../live/protocol.ts';

/** A problem as the list shows it. */
export interface ListedProblem {
  /** Stays the same while the problem lasts. */
  readonly key: number;
  readonly problem: Problem;
  /** How often it was reported in a row in the same words. */
  readonly times: number;
  /** What was said when it was over, or null while it lasts. */
  readonly resolution: string | null;
}

export type ProblemEvent = { readonly kind: 'report'; readonly problem: Problem } | { readonly kind: 'clear' };

/** Lines that are kept; the oldest resolved ones go first. */
export const MAX_LISTED = 50;

/**
 * The list after an event, newest first. A source has at most one problem that lasts: its next report replaces it, and a
 * report that it is resolved closes it. A resolution of nothing known changes nothing.
 */
export function reduceProblems(list: readonly ListedProblem[], event: ProblemEvent): readonly ListedProblem[] {
  if (event.kind === 'clear') return list.length === 0 ? list : [];
  const { problem } = event;
  const open = list.find((listed) => listed.resolution === null && listed.problem.source === problem.source);
  if (problem.resolved) {
    if (open === undefined) return list;
    return list.map((listed) => (listed === open ? { ...open, resolution: problem.message } : listed));
  }
  const same = open !== undefined && open.problem.message === problem.message;
  const listed: ListedProblem = {
    key: same ? open.key : nextKey(list),
    problem,
    times: same ? open.times + 1 : 1,
    resolution: null,
  };
  return trimmed([listed, ...list.filter((other) => other !== open)]);
}

/** Problems that last, by severity. */
export function countOpen(list: readonly ListedProblem[]): Readonly<Record<Problem['severity'], number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { problem, resolution } of list) if (resolution === null) counts[problem.severity]++;
  return counts;
}

function nextKey(list: readonly ListedProblem[]): number {
  return list.reduce((greatest, { key }) => Math.max(greatest, key), 0) + 1;
}

function trimmed(list: readonly ListedProblem[]): readonly ListedProblem[] {
  if (list.length <= MAX_LISTED) return list;
  const drop = list.findLast(({ resolution }) => resolution !== null) ?? list[list.length - 1];
  return list.filter((listed) => listed !== drop);
}
