import type { Subscription } from 'rxjs';
import type { LiveSession } from '../live/live-session.ts';
import type { LiveStatus, OpenedEpisode, Problem } from '../live/protocol.ts';
import { Cell, Sampled, type Readable } from './external-store.ts';
import { reduceProblems, type ListedProblem, type ProblemEvent } from './problem-list.ts';
import { pageScheduler } from './scheduler.ts';

/** Rate at which text that follows the simulation is written anew, Hz. */
const TEXT_HZ = 5;

/** What the panels remember of one session beside its telemetry. It listens from the start, whether panels are open or not. */
export class PanelModel {
  readonly opened: Readable<OpenedEpisode | null>;
  /** At most `TEXT_HZ` changes a second. */
  readonly status: Readable<LiveStatus | null>;
  readonly problems: Readable<readonly ListedProblem[]>;
  private readonly openedCell = new Cell<OpenedEpisode | null>(null);
  private readonly problemCell = new Cell<readonly ListedProblem[]>([]);
  private newestStatus: LiveStatus | null = null;
  private statusVersion = 0;
  private readonly subscriptions: readonly Subscription[];

  constructor(session: Pick<LiveSession, 'opened' | 'status' | 'problems'>, scheduler = pageScheduler()) {
    this.opened = this.openedCell;
    this.problems = this.problemCell;
    this.status = new Sampled<LiveStatus | null>(
      scheduler,
      TEXT_HZ,
      () => this.statusVersion,
      () => this.newestStatus,
      null,
    );
    this.subscriptions = [
      session.opened.subscribe((opened) => this.openedCell.set(opened)),
      session.status.subscribe((status) => {
        this.newestStatus = status;
        this.statusVersion++;
      }),
      session.problems.subscribe((problem) => this.report(problem)),
    ];
  }

  /** Lists a problem that the session does not know of: the host's, or the graphics'. */
  report(problem: Problem): void {
    this.reduce({ kind: 'report', problem });
  }

  clearProblems(): void {
    this.reduce({ kind: 'clear' });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private reduce(event: ProblemEvent): void {
    this.problemCell.set(reduceProblems(this.problemCell.get(), event));
  }
}
