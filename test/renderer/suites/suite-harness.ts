import { HostProblem, type SuiteHost } from '../../../renderer/host/host-bridge.ts';
import { MAX_ROWS, type SuiteFolder } from '../../../renderer/host/suite-contract.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { rowOf } from '../../../scenarios/serve/suite-rows.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';

export { rowOf };

interface FakeRun {
  folder: SuiteFolder;
  /** All that will ever end, and how many have. */
  readonly planned: readonly EpisodeResult[];
  done: number;
}

/** A host in memory that keeps to the contract; tests say when episodes end. */
export class FakeSuiteHost implements SuiteHost {
  readonly calls: string[] = [];
  /** Thrown by every call while it is set. */
  fault: HostProblem | null = null;
  runs: FakeRun[] = [];
  private started = 0;

  /** A folder that is there before the page is. */
  leave(name: string, planned: readonly EpisodeResult[], done: number, state: SuiteFolder['state']): FakeRun {
    const run = { folder: folderOf(`h${++this.started}`, name, planned.length, done, state), planned, done };
    this.runs.unshift(run);
    return run;
  }

  /** What the next start is about. */
  next: readonly EpisodeResult[] = [];

  /** So many episodes more have ended. */
  end(name: string, episodes: number): void {
    const run = this.byName(name);
    run.done = Math.min(run.planned.length, run.done + episodes);
    if (run.done === run.planned.length) this.become(run, 'finished');
    else if (run.folder.state === 'cancelling') this.become(run, 'cancelled');
  }

  /** As a host that was started again: all handles are others. */
  rename(): void {
    for (const run of this.runs) run.folder = { ...run.folder, run: `${run.folder.run}-again` };
  }

  list = (): Promise<SuiteFolder[]> => this.answer('list', () => this.runs.map((run) => this.folder(run)));

  start = (): Promise<SuiteFolder> =>
    this.answer('start', () => {
      if (this.runs.some(({ folder }) => folder.state === 'running'))
        throw new HostProblem('busy', 'Another run goes on.', 'Cancel it first.');
      return this.folder(this.leave(`run-${this.started + 1}`, this.next, 0, 'running'));
    });

  resume = (run: string): Promise<SuiteFolder> =>
    this.answer('resume', () => {
      const found = this.byHandle(run);
      this.become(found, 'running');
      return this.folder(found);
    });

  cancel = (run: string): Promise<void> => this.answer('cancel', () => this.become(this.byHandle(run), 'cancelling'));

  progress: SuiteHost['progress'] = (run, from) =>
    this.answer(`progress ${from}`, () => {
      const { folder, planned, done } = this.byHandle(run);
      const rows = planned.slice(0, done).map(rowOf);
      return {
        ...{
          state: folder.state,
          problem: null,
          total: planned.length,
          done,
          elapsedS: done,
          leftS: done > 0 ? planned.length - done : null,
        },
        ...{ from, rows: rows.slice(from, from + MAX_ROWS), count: done },
      };
    });

  summary: SuiteHost['summary'] = (run) =>
    this.answer('summary', () => {
      const { planned, done } = this.byHandle(run);
      return summarise(planned.slice(0, done));
    });

  report: SuiteHost['report'] = (run) =>
    this.answer('report', () => ({ name: `${this.byHandle(run).folder.name}.html`, bytes: new Uint8Array([60]) }));

  record: SuiteHost['record'] = (_run, { scenario, seed, arm }) =>
    this.answer('record', () => ({
      ...{ handle: `r-${arm}-${seed}`, name: `${scenario.replace('/', '-')}-${seed}-${arm}.mcap` },
      ...{ bytes: 10, modifiedMs: 0, place: 'run' as const },
    }));

  private async answer<T>(call: string, make: () => T): Promise<T> {
    this.calls.push(call);
    await Promise.resolve();
    if (this.fault !== null) throw this.fault;
    return make();
  }

  private folder({ folder, done }: FakeRun): SuiteFolder {
    return { ...folder, done };
  }

  private become(run: FakeRun, state: SuiteFolder['state']): void {
    run.folder = { ...run.folder, state };
  }

  private byName(name: string): FakeRun {
    return must(this.runs.find(({ folder }) => folder.name === name));
  }

  private byHandle(handle: string): FakeRun {
    return must(this.runs.find(({ folder }) => folder.run === handle));
  }
}

function must(run: FakeRun | undefined): FakeRun {
  if (run === undefined) throw new HostProblem('not-found', 'There is no such run.', null);
  return run;
}

function folderOf(run: string, name: string, total: number, done: number, state: SuiteFolder['state']): SuiteFolder {
  return {
    ...{ run, name, suite: 'longtail', arms: ['fast', 'dual'], seeds: [0, 9], split: 'test' },
    ...{ latencies: ['fixed:200'], done, total, state, modifiedMs: 0 },
  };
}
