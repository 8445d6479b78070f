import type { Summary } from '../../scenarios/results/summary-types.ts';
import { HostProblem, type SuiteHost } from '../host/host-bridge.ts';
import type { SuiteFolder, SuiteProgress, SuiteState } from '../host/suite-contract.ts';
import { EpisodeTable } from './episode-table.ts';
import { SuiteTally } from './suite-tally.ts';

/** Between two questions while a run goes on, ms. */
export const POLL_MS = 700;
/** After an answer that did not come: twice as long each time, up to the second, ms. */
export const RETRY_MS = { first: 1500, longest: 12_000 } as const;

export interface Trouble {
  readonly message: string;
  readonly tip: string | null;
}

/** A run as it is shown: replaced whenever anything has changed. */
export interface RunView {
  readonly folder: SuiteFolder;
  readonly state: SuiteState;
  /** Why it failed. */
  readonly problem: Trouble | null;
  readonly done: number;
  /** Null: the host does not know. */
  readonly total: number | null;
  readonly elapsedS: number;
  readonly leftS: number | null;
  /** For how long it has been cancelling. */
  readonly cancellingS: number;
  /** Episodes per second, from which the time left follows; null: not known. */
  readonly pace: number | null;
  /** Whether all rows that the host has are here. */
  readonly complete: boolean;
  /** Changes whenever `episodes` and `tally` have grown. */
  readonly version: number;
  readonly episodes: EpisodeTable;
  readonly tally: SuiteTally;
  /** Of a run that has ended. */
  readonly summary: Summary | null;
  /** The host does not answer, or not as it should; it is asked again. */
  readonly trouble: Trouble | null;
}

/** Whether episodes are still to come by themselves. */
export function isGoingOn(state: SuiteState): boolean {
  return state === 'running' || state === 'cancelling';
}

export interface WatchParts {
  readonly host: SuiteHost;
  readonly changed: (view: RunView) => void;
  /** The handle means nothing to the host any longer, as after its restart: the folder under its new one, or null. */
  readonly findAgain: (folder: SuiteFolder) => Promise<SuiteFolder | null>;
}

/** Follows one run: asks for rows from where it is, until all are here and none will come. */
export class RunWatch {
  private readonly episodes = new EpisodeTable();
  private readonly tally = new SuiteTally(this.episodes);
  private current: RunView;
  /** Rows that the host has handed over. */
  private received = 0;
  /** Of the run's clock, when it was first seen cancelling. */
  private cancelledAtS: number | null = null;
  private retryMs: number = RETRY_MS.first;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private asking = false;
  private askAgain = false;
  private stopped = false;

  constructor(
    folder: SuiteFolder,
    private readonly parts: WatchParts,
  ) {
    this.current = {
      folder,
      ...{ state: folder.state, problem: null, done: folder.done, total: folder.total, elapsedS: 0, leftS: null },
      ...{ cancellingS: 0, pace: null, complete: false, version: 0, summary: null, trouble: null },
      ...{ episodes: this.episodes, tally: this.tally },
    };
    this.ask();
  }

  get view(): RunView {
    return this.current;
  }

  /** Asks at once. */
  ask(): void {
    if (this.stopped) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.asking) this.askAgain = true;
    else void this.step();
  }

  /** The run was resumed: what the host has now may be in another order. */
  restart(folder: SuiteFolder): void {
    this.forget();
    this.change({ folder, state: folder.state, done: folder.done, total: folder.total });
    this.ask();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private async step(): Promise<void> {
    this.asking = true;
    this.askAgain = false;
    let nextMs: number | null;
    try {
      nextMs = await this.takeProgress();
      this.retryMs = RETRY_MS.first;
    } catch (error) {
      nextMs = await this.recover(error);
    }
    this.asking = false;
    if (this.stopped) return;
    if (this.askAgain) nextMs = 0;
    if (nextMs !== null) this.timer = setTimeout(() => this.ask(), nextMs);
  }

  /** @returns when to ask again, ms; null: never */
  private async takeProgress(): Promise<number | null> {
    const { run } = this.current.folder;
    const asked = this.received;
    const progress = await this.parts.host.progress(run, asked);
    // The run was resumed, or the folder found again, while the answer was under way.
    if (this.stopped || run !== this.current.folder.run || asked !== this.received) return 0;
    if (progress.count < asked || progress.from !== asked) {
      this.forget();
      return 0;
    }
    this.received += progress.rows.length;
    this.episodes.add(progress.rows);
    this.tally.update();
    const complete = this.received >= progress.count;
    const goesOn = isGoingOn(progress.state);
    this.take(progress, complete);
    if (!complete) return progress.rows.length > 0 ? 0 : POLL_MS;
    if (goesOn) return POLL_MS;
    if (this.current.summary === null && this.episodes.rows.length > 0) {
      const summary = await this.parts.host.summary(run);
      if (asked <= this.received && run === this.current.folder.run && !isGoingOn(this.current.state))
        this.change({ summary });
    }
    return null;
  }

  private take(progress: SuiteProgress, complete: boolean): void {
    const { state, problem, total, done, elapsedS, leftS, rows } = progress;
    const goesOn = isGoingOn(state);
    this.cancelledAtS = state === 'cancelling' ? (this.cancelledAtS ?? elapsedS) : null;
    this.change({
      ...{ state, problem, total, done, elapsedS, leftS, complete, trouble: null },
      cancellingS: elapsedS - (this.cancelledAtS ?? elapsedS),
      pace: leftS !== null && leftS > 0 ? (total - done) / leftS : goesOn ? null : this.current.pace,
      version: this.current.version + (rows.length > 0 ? 1 : 0),
      ...(goesOn ? { summary: null } : {}),
    });
  }

  private async recover(error: unknown): Promise<number> {
    const refused = error instanceof HostProblem && error.code !== 'host-gone';
    if (refused && (await this.moveToNewHandle())) return 0;
    this.change({ trouble: troubleOf(error) });
    const wait = this.retryMs;
    this.retryMs = Math.min(RETRY_MS.longest, 2 * wait);
    return wait;
  }

  private async moveToNewHandle(): Promise<boolean> {
    const { folder } = this.current;
    const found = await this.parts.findAgain(folder).catch(() => null);
    if (found === null || found.run === folder.run) return false;
    this.forget();
    this.change({ folder: found, state: found.state });
    return true;
  }

  private forget(): void {
    this.episodes.clear();
    this.tally.update();
    this.received = 0;
    this.change({ summary: null, complete: false, version: this.current.version + 1, pace: null, problem: null });
  }

  private change(patch: Partial<RunView>): void {
    this.current = { ...this.current, ...patch };
    if (!this.stopped) this.parts.changed(this.current);
  }
}

/** What a failed call says, in sentences. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof HostProblem) return { message: error.message, tip: error.tip };
  return {
    message: `Something unexpected happened: ${error instanceof Error ? error.message : String(error)}.`,
    tip: null,
  };
}
