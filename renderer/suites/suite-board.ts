import type { RecordShelf } from '../compare/record-shelf.ts';
import type { HeldFile } from '../host/file-contract.ts';
import type { HostBridge, SuiteHost, TextDocument } from '../host/host-bridge.ts';
import type { SuiteFolder, SuiteRow } from '../host/suite-contract.ts';
import type { Problem } from '../live/protocol.ts';
import { Cell } from '../panels/external-store.ts';
import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { domainIn } from '../../scenarios/language/domain-in-text.ts';
import { isGoingOn, RunWatch, troubleOf, type RunView, type Trouble } from './run-watch.ts';
import { rowsAsCsv } from './suite-csv.ts';
import { checkDraft, firstDraft, inDomain, type ChosenDocument, type SuiteDraft } from './suite-draft.ts';
import { clockText, STATE_WORDS } from './suite-words.ts';

export interface SuiteBoardParts {
  readonly host: HostBridge;
  /** Opens the record of an episode that was clicked. */
  readonly shelf: Pick<RecordShelf, 'openHeld' | 'openHeldPair'>;
  readonly report: (problem: Problem) => void;
  /** Brings the panel to the front. */
  readonly reveal: () => void;
  /** Of the machine; default: what the browser says. */
  readonly cores?: number;
}

/** What the host is doing for the person right now. */
export type BoardWork = 'start' | 'resume' | 'cancel' | 'report' | 'csv';

export interface BoardState {
  readonly draft: SuiteDraft;
  /** Scenario files at hand; null: not asked for yet. */
  readonly files: readonly ChosenDocument[] | null;
  /** Null: not listed yet. */
  readonly folders: readonly SuiteFolder[] | null;
  /** Why the folders could not be listed. */
  readonly listTrouble: Trouble | null;
  /** The run that is shown. */
  readonly open: RunView | null;
  /** The run that goes on in the host, shown or not. */
  readonly running: RunView | null;
  readonly work: BoardWork | null;
  /** The episode of which the record is being fetched or made. */
  readonly opening: SuiteRow | null;
  /** Whether the form is unfolded. */
  readonly isPlanning: boolean;
  /** What came of the last thing that was asked for. */
  readonly said: { readonly text: string; readonly tip: string | null; readonly isFault: boolean } | null;
  /** Of the last run that was seen: episodes per second of one worker. */
  readonly pacePerWorker: number | null;
}

/** What a person can do with runs of suites. The host runs them; the board follows, and forgets nothing by a reload. */
export class SuiteBoard {
  readonly state: Cell<BoardState>;
  private readonly watches = new Map<string, RunWatch>();
  private openName: string | null = null;
  private runningName: string | null = null;
  /** Workers of runs that were started or resumed here, by name. */
  private readonly workersOf = new Map<string, number>();
  private begun = false;
  private troubled = false;

  constructor(readonly parts: SuiteBoardParts) {
    this.state = new Cell<BoardState>({
      draft: firstDraft(parts.cores ?? globalThis.navigator.hardwareConcurrency),
      ...{ files: null, folders: null, listTrouble: null, open: null, running: null },
      ...{ work: null, opening: null, isPlanning: true, said: null, pacePerWorker: null },
    });
  }

  /** Whether there is a program behind the page that can run anything. */
  get isAble(): boolean {
    return this.parts.host.suites !== null;
  }

  /** Finds what the host has, the first time: a run that goes on is followed again. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    void this.refresh();
  }

  /** Asks the host again for folders and files. */
  async refresh(): Promise<void> {
    const host = this.parts.host.suites;
    if (host === null) return;
    for (const watch of this.watches.values()) if (watch.view.trouble !== null) watch.ask();
    try {
      await this.list(host);
    } catch (error) {
      this.patch({ listTrouble: troubleOf(error) });
      return;
    }
    await this.listFiles();
  }

  change(draft: Partial<SuiteDraft>): void {
    this.patch({ draft: { ...this.state.get().draft, ...draft } });
  }

  /** Turns the form to another kind of world. */
  turnTo(domain: DomainName): void {
    this.patch({ draft: inDomain(this.state.get().draft, domain) });
  }

  /** Unfolds the form, or folds it. */
  plan(isPlanning: boolean): void {
    this.patch({ isPlanning });
  }

  /** Puts a saved document in the place of what was to be run, and shows the form. */
  proposeDocument({ handle, name, text }: Pick<TextDocument, 'handle' | 'name' | 'text'>): void {
    if (handle === null) return;
    const domain = domainIn(text);
    this.turnTo(domain);
    this.change({ what: [], documents: [{ handle, name, domain }] });
    this.plan(true);
    this.parts.reveal();
  }

  /** Starts what the form says; nothing while it says nothing whole. */
  async start(): Promise<void> {
    const { plan } = checkDraft(this.state.get().draft);
    if (plan === null) return;
    await this.work('start', 'The run could not be started', async (host) => {
      const folder = await host.start(plan);
      this.workersOf.set(folder.name, plan.workers);
      this.runningName = folder.name;
      this.keep(folder);
      this.show(folder);
      this.plan(false);
      return `Started ${folder.name}.`;
    });
  }

  /** Goes on with the run that is shown. */
  async resume(): Promise<void> {
    const view = this.state.get().open;
    if (view === null) return;
    const workers = checkDraft(this.state.get().draft).plan?.workers ?? Number(firstDraft(this.cores()).workers);
    await this.work('resume', 'The run could not go on', async (host) => {
      const folder = await host.resume(view.folder.run, workers);
      this.workersOf.set(folder.name, workers);
      this.runningName = folder.name;
      this.keep(folder);
      this.watches.get(folder.name)?.restart(folder);
      return `${folder.name} goes on.`;
    });
  }

  /** Ends the run that goes on, or the one that is shown. */
  async cancel(): Promise<void> {
    const { running, open } = this.state.get();
    const view = open !== null && isGoingOn(open.state) ? open : running;
    if (view === null) return;
    await this.work('cancel', 'The run could not be cancelled', async (host) => {
      await host.cancel(view.folder.run);
      this.watches.get(view.folder.name)?.ask();
      return 'Cancelling: the episodes that are under way still end.';
    });
  }

  /** Shows a folder of results. */
  show(folder: SuiteFolder): void {
    const before = this.openName;
    this.openName = folder.name;
    this.follow(folder);
    if (before !== null) this.leave(before);
    this.patch({ said: null });
    this.publish();
  }

  /** Opens the record of an episode where it ended. */
  async openEpisode(row: SuiteRow): Promise<void> {
    await this.opening(row, async (recordOf) => {
      const file = await recordOf(row);
      return () => this.parts.shelf.openHeld(file, row.simSeconds);
    });
  }

  /** Opens an episode against another one of the same situation, where the first one ended. */
  async openAgainst(row: SuiteRow, other: SuiteRow): Promise<void> {
    await this.opening(row, async (recordOf) => {
      const [file, otherFile] = await Promise.all([recordOf(row), recordOf(other)]);
      return () => this.parts.shelf.openHeldPair(file, otherFile, row.simSeconds);
    });
  }

  /** Makes the HTML report and hands it out. */
  async saveReport(): Promise<void> {
    await this.ofOpenRun('report', 'The report could not be made', async (host, run) => {
      const { name, bytes } = await host.report(run);
      return this.save(name, bytes);
    });
  }

  /** Hands out the rows that are here. */
  async saveCsv(): Promise<void> {
    await this.ofOpenRun('csv', 'The table could not be saved', async (_host, _run, view) =>
      this.save(`${view.folder.name}.csv`, new TextEncoder().encode(rowsAsCsv(view.episodes.rows))),
    );
  }

  private async save(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const place = await this.parts.host.saveFile(savedName(name), bytes);
    return place === null ? 'Not saved.' : `Saved ${place}.`;
  }

  private cores(): number {
    return this.parts.cores ?? globalThis.navigator.hardwareConcurrency;
  }

  private async list(host: SuiteHost): Promise<void> {
    const folders = await host.list();
    this.patch({ folders, listTrouble: null });
    const running = folders.find(({ state }) => isGoingOn(state));
    if (running !== undefined) {
      this.runningName = running.name;
      this.follow(running);
      // A page that comes back to a run shows it rather than the form.
      if (this.openName === null) {
        this.plan(false);
        this.show(running);
      }
    }
    this.publish();
  }

  /** Without them suites still run, so that this may fail quietly. */
  private async listFiles(): Promise<void> {
    try {
      const files = await this.parts.host.documents.list();
      this.patch({ files });
    } catch {
      this.patch({ files: this.state.get().files ?? [] });
    }
  }

  private async findAgain(folder: SuiteFolder): Promise<SuiteFolder | null> {
    const host = this.parts.host.suites;
    if (host === null) return null;
    const folders = await host.list();
    this.patch({ folders, listTrouble: null });
    return folders.find(({ name }) => name === folder.name) ?? null;
  }

  private follow(folder: SuiteFolder): void {
    const host = this.parts.host.suites;
    const known = this.watches.get(folder.name);
    if (known !== undefined) {
      if (known.view.folder.run !== folder.run || (isGoingOn(folder.state) && !isGoingOn(known.view.state)))
        known.restart(folder);
      return;
    }
    if (host === null) return;
    const watch = new RunWatch(folder, {
      host,
      changed: (view) => this.changed(view),
      findAgain: (lost) => this.findAgain(lost),
    });
    this.watches.set(folder.name, watch);
  }

  /** Nobody looks at a run any longer: unless it goes on, it is forgotten. */
  private leave(name: string): void {
    if (name === this.openName || name === this.runningName) return;
    this.watches.get(name)?.stop();
    this.watches.delete(name);
  }

  private changed(view: RunView): void {
    const { name } = view.folder;
    const before = this.lastState(name);
    this.tellTrouble(view);
    if (name === this.runningName && view.pace !== null) {
      const workers = this.workersOf.get(name);
      if (workers !== undefined) this.patch({ pacePerWorker: view.pace / workers });
    }
    if (name === this.runningName && !isGoingOn(view.state)) {
      this.runningName = null;
      this.leave(name);
    }
    this.publish(view);
    if (before !== null && isGoingOn(before) && !isGoingOn(view.state)) this.ended(view);
  }

  private lastState(name: string): RunView['state'] | null {
    const { open, running } = this.state.get();
    return [open, running].find((view) => view?.folder.name === name)?.state ?? null;
  }

  private ended({ folder, state, done, total, elapsedS, problem }: RunView): void {
    const text = `${folder.name}: ${STATE_WORDS[state].toLowerCase()}, ${done} of ${total ?? done} episodes.`;
    if (state === 'failed' || problem !== null) {
      this.tell(`${text} ${problem?.message ?? ''}`.trim(), problem?.tip ?? null);
    } else {
      this.patch({ said: { text: `${text} It took ${clockText(elapsedS)}.`, tip: null, isFault: false } });
    }
    void this.refresh();
  }

  private tellTrouble({ trouble }: RunView): void {
    if (trouble !== null && !this.troubled) {
      this.troubled = true;
      this.parts.report(problemOf(trouble.message, trouble.tip, 'warning'));
    } else if (trouble === null && this.troubled) {
      this.troubled = false;
      this.parts.report({ ...problemOf('The host answers again.', null, 'info'), resolved: true });
    }
  }

  /** The folder in the list, as the host says it now. */
  private keep(folder: SuiteFolder): void {
    const { folders } = this.state.get();
    this.patch({ folders: [folder, ...(folders ?? []).filter(({ name }) => name !== folder.name)] });
  }

  private publish(view?: RunView): void {
    const viewOf = (name: string | null): RunView | null => {
      if (name === null) return null;
      return view?.folder.name === name ? view : (this.watches.get(name)?.view ?? null);
    };
    this.patch({ open: viewOf(this.openName), running: viewOf(this.runningName) });
  }

  /** A record that was not kept is made again, which takes a while: whoever asks for another one meanwhile gets that. */
  private async opening(
    row: SuiteRow,
    fetch: (recordOf: (row: SuiteRow) => Promise<HeldFile>) => Promise<() => Promise<void>>,
  ): Promise<void> {
    const host = this.parts.host.suites;
    const run = this.state.get().open?.folder.run;
    if (host === null || run === undefined) return;
    const isWanted = (): boolean => this.state.get().opening === row;
    this.patch({ opening: row, said: null });
    try {
      const open = await fetch((one) => host.record(run, episodeOf(one)));
      if (isWanted()) await open();
    } catch (error) {
      const { message, tip } = troubleOf(error);
      if (isWanted()) this.tell(`The record could not be had: ${message}`, tip);
    } finally {
      if (isWanted()) this.patch({ opening: null });
    }
  }

  private async ofOpenRun(
    work: BoardWork,
    fault: string,
    run: (host: SuiteHost, run: string, view: RunView) => Promise<string | null>,
  ): Promise<void> {
    const view = this.state.get().open;
    if (view === null) return;
    await this.work(work, fault, (host) => run(host, view.folder.run, view));
  }

  /** One thing at a time; what goes wrong is said here and in the list of problems. */
  private async work(work: BoardWork, fault: string, run: (host: SuiteHost) => Promise<string | null>): Promise<void> {
    const host = this.parts.host.suites;
    if (host === null || this.state.get().work !== null) return;
    this.patch({ work, said: null });
    try {
      const text = await run(host);
      this.patch({ said: text === null ? null : { text, tip: null, isFault: false } });
    } catch (error) {
      const { message, tip } = troubleOf(error);
      this.tell(`${fault}: ${message}`, tip);
    } finally {
      this.patch({ work: null });
    }
  }

  private tell(text: string, tip: string | null): void {
    this.patch({ said: { text, tip, isFault: true } });
    this.parts.report(problemOf(text, tip, 'error'));
  }

  private patch(change: Partial<BoardState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}

function episodeOf({ scenario, seed, split, arm, latency }: SuiteRow) {
  return { scenario, seed, split, arm, latency };
}

/** A name that every host takes: folders of results may have any, and lie in another one. */
function savedName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._ -]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'run';
}

function problemOf(message: string, tip: string | null, severity: Problem['severity']): Problem {
  return { severity, message, tip, source: 'suite', resolved: false, tick: null };
}
