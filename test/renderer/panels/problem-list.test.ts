import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../renderer/live/protocol.ts';
import {
  countOpen,
  MAX_LISTED,
  reduceProblems,
  type ListedProblem,
  type ProblemEvent,
} from '../../../renderer/panels/problem-list.ts';

function problem(source: Problem['source'], message: string, extra: Partial<Problem> = {}): Problem {
  return { severity: 'error', message, tip: null, source, resolved: false, tick: 7, ...extra };
}

const report = (...of: Parameters<typeof problem>): ProblemEvent => ({ kind: 'report', problem: problem(...of) });
const after = (...events: ProblemEvent[]) => events.reduce<readonly ListedProblem[]>(reduceProblems, []);
const messages = (list: readonly ListedProblem[]) => list.map((listed) => listed.problem.message);

describe('problem list', () => {
  it('has the newest first', () => {
    expect(messages(after(report('planner', 'a'), report('policy', 'b')))).toEqual(['b', 'a']);
  });

  it('replaces the problem of a source by its next one, on top', () => {
    const list = after(report('planner', 'a'), report('policy', 'b'), report('planner', 'c'));
    expect(messages(list)).toEqual(['c', 'b']);
    expect(list[0].times).toBe(1);
  });

  it('counts the same words and keeps the line', () => {
    const once = after(report('planner', 'a'));
    const twice = reduceProblems(once, report('planner', 'a', { tick: 9 }));
    expect(twice).toHaveLength(1);
    expect(twice[0]).toMatchObject({ key: once[0].key, times: 2, problem: { tick: 9 } });
  });

  it('closes a problem where it stands when it is resolved', () => {
    const list = after(report('planner', 'a'), report('policy', 'b'), report('planner', 'well', { resolved: true }));
    expect(messages(list)).toEqual(['b', 'a']);
    expect(list[1].resolution).toBe('well');
    expect(countOpen(list)).toEqual({ error: 1, warning: 0, info: 0 });
  });

  it('opens another line when a resolved problem comes back', () => {
    const list = after(report('planner', 'a'), report('planner', 'well', { resolved: true }), report('planner', 'a'));
    expect(list.map(({ resolution }) => resolution)).toEqual([null, 'well']);
    expect(new Set(list.map(({ key }) => key)).size).toBe(2);
  });

  it('leaves the list as it is when nothing known is resolved', () => {
    const list = after(report('planner', 'a'));
    expect(reduceProblems(list, report('policy', 'well', { resolved: true }))).toBe(list);
  });

  it('is cleared, and stays the same when it is empty', () => {
    const empty = after(report('planner', 'a'), { kind: 'clear' });
    expect(empty).toEqual([]);
    expect(reduceProblems(empty, { kind: 'clear' })).toBe(empty);
  });

  it('is bounded and drops resolved ones first', () => {
    let list = after(report('policy', 'lasting'));
    for (let i = 0; i < MAX_LISTED + 20; i++) {
      list = reduceProblems(list, report('planner', `fault ${i}`));
      list = reduceProblems(list, report('planner', `well ${i}`, { resolved: true }));
    }
    expect(list).toHaveLength(MAX_LISTED);
    expect(messages(list)[0]).toBe(`fault ${MAX_LISTED + 19}`);
    expect(messages(list).at(-1)).toBe('lasting');
  });
});
