import type { SuiteEpisode, SuitePlan, SuiteRow } from '../../renderer/host/suite-contract.ts';

/** Work on suites that a process or thread of its own does, one task each, and what it tells of it. */
export type SuiteTask = {
  /** Folder of the runs. */
  readonly root: string;
} & (
  | {
      readonly kind: 'start';
      readonly plan: SuitePlan;
      /** Paths of scenario files. */
      readonly documents: readonly string[];
    }
  | { readonly kind: 'resume'; readonly folder: string; readonly workers: number }
  | { readonly kind: 'rows' | 'summary'; readonly folder: string }
  | { readonly kind: 'report'; readonly folder: string; readonly file: string }
  | { readonly kind: 'record'; readonly folder: string; readonly episode: SuiteEpisode }
);

export type TaskOf<K extends SuiteTask['kind']> = Extract<SuiteTask, { kind: K }>;

export type SuiteTaskRequest =
  | { readonly type: 'task'; readonly task: SuiteTask }
  /** A run ends after the episodes that are under way. */
  | { readonly type: 'cancel' };

export type SuiteTaskNews =
  | { readonly type: 'begun'; readonly begun: BegunRun }
  | { readonly type: 'rows'; readonly rows: readonly SuiteRow[] }
  /** `value`: of a run whether it is `finished` or `cancelled`; JSON of the summary; path of the record; else empty. */
  | { readonly type: 'ended'; readonly value: string }
  | { readonly type: 'problem'; readonly problem: { code: string; message: string; tip: string | null } }
  /** Nobody foresaw it. */
  | { readonly type: 'broken'; readonly stack: string };

export interface BegunRun {
  readonly folder: string;
  readonly suite: string;
  readonly split: string;
  readonly seeds: readonly [number, number];
  readonly arms: readonly string[];
  readonly latencies: readonly string[];
  /** Results that there were: their rows come first. */
  readonly kept: number;
  /** Results that there will be. */
  readonly total: number;
}

/** Rows of one message at most. */
export const ROWS_AT_ONCE = 1000;
