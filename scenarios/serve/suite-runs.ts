import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import {
  MAX_ROWS,
  type SuiteEpisode,
  type SuiteFolder,
  type SuitePlan,
  type SuiteProgress,
  type SuiteRow,
} from '../../renderer/host/suite-contract.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';
import { RowStore } from './row-store.ts';
import type { SuiteEngine } from './suite-engine.ts';
import { SuiteFolders, type FolderFacts } from './suite-folders.ts';
import { LiveRun } from './live-run.ts';
import type { SuiteTask } from './suite-task.ts';
import { SuiteWork, WorkLost, type SuiteWorkOptions } from './suite-work.ts';

export interface SuiteRunsOptions extends SuiteWorkOptions {
  /** Of the runs, `runs/`. */
  readonly folder: string;
  readonly nowMs: () => number;
  /** Handles are the same wherever it is: those of a host that ended are known to the next one. */
  readonly secret?: string;
}

/** Folders whose rows are kept at hand. */
const MOST_VIEWED = 3;
/** Tasks at one time, beside a run. */
const MOST_TASKS = 2;
/** At the end, episodes under way may take so long, ms. */
const LAST_EPISODES_MS = 4000;
const REPORT_FILE = 'report.html';

interface Viewed {
  readonly version: string;
  readonly rows: Promise<RowStore>;
}

/**
 * Runs of suites and their folders. Everything that takes long is done in processes or threads of its own, one for each
 * task; what is held here are the rows of the tables.
 */
export class SuiteRuns implements SuiteEngine {
  private readonly root: string;
  private readonly folders: SuiteFolders;
  private readonly secret: string;
  /** Names of folders by handle. */
  private readonly names = new Map<string, string>();
  private readonly viewed = new Map<string, Viewed>();
  private readonly asked = new Map<string, Promise<string>>();
  private readonly tasks = new Set<SuiteWork>();
  private readonly waiting: (() => void)[] = [];
  /** The run that goes on, or that ended last. */
  private live: LiveRun | null = null;
  private isClosed = false;

  constructor(private readonly options: SuiteRunsOptions) {
    this.root = resolve(options.folder);
    this.folders = new SuiteFolders(this.root);
    this.secret = options.secret ?? randomBytes(16).toString('hex');
  }

  async list(): Promise<SuiteFolder[]> {
    const listed = (await this.folders.list()).map((facts) => this.folderOf(facts));
    // One that has just begun may have no file yet.
    const live = this.live?.isOver === false ? this.live : null;
    if (live === null || live.begun === null) return listed;
    const own = this.liveFolder(live);
    return [own, ...listed.filter(({ run }) => run !== own.run)];
  }

  start(plan: SuitePlan, documents: readonly string[]): Promise<SuiteFolder> {
    return this.launch({ kind: 'start', root: this.root, plan, documents });
  }

  async resume(run: string, workers: number): Promise<SuiteFolder> {
    const { path } = await this.find(run);
    return this.launch({ kind: 'resume', root: this.root, folder: path, workers });
  }

  async cancel(run: string): Promise<void> {
    const live = this.liveOf(run);
    if (live === null) await this.find(run);
    else live.cancel();
  }

  async progress(run: string, from: number): Promise<SuiteProgress> {
    const live = this.liveOf(run);
    if (live !== null && !live.isOver) return { ...live.about(), ...page(live.rows, from) };
    const facts = await this.find(run);
    const rows = await this.rowsOf(facts);
    const over = live?.about();
    const total = Math.max(facts.total ?? 0, rows.length);
    const isFinished = facts.total === null ? facts.isFinished : rows.length >= facts.total;
    const state = isFinished ? 'finished' : over?.state === 'failed' ? 'failed' : 'cancelled';
    return {
      state,
      problem: state === 'failed' ? (over?.problem ?? null) : null,
      total,
      done: rows.length,
      elapsedS: over?.elapsedS ?? 0,
      leftS: null,
      ...page(rows, from),
    };
  }

  async summary(run: string): Promise<string> {
    const { path } = await this.find(run);
    return this.ask({ kind: 'summary', root: this.root, folder: path });
  }

  async report(run: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
    const { path } = await this.find(run);
    const file = join(path, REPORT_FILE);
    await this.ask({ kind: 'report', root: this.root, folder: path, file });
    const bytes = await readFile(file).catch((error: unknown) => {
      throw fileProblem(error, REPORT_FILE);
    });
    return { name: `${basename(path)}-${REPORT_FILE}`, bytes: new Uint8Array(bytes) };
  }

  async record(run: string, episode: SuiteEpisode): Promise<string> {
    const { path } = await this.find(run);
    return this.ask({ kind: 'record', root: this.root, folder: path, episode });
  }

  /** Ends what is under way; a run keeps the episodes that end soon, and can be resumed. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of this.tasks) task.kill();
    const { live } = this;
    if (live === null || live.isOver) return;
    live.cancel();
    const timer = setTimeout(() => live.kill(), LAST_EPISODES_MS);
    await live.over;
    clearTimeout(timer);
  }

  private async launch(task: SuiteTask): Promise<SuiteFolder> {
    if (this.live?.isOver === false)
      throw new BridgeProblem('busy', 'A suite is running already.', 'Wait until it has ended, or cancel it.');
    this.requireBuilt();
    const before = this.live;
    const live = new LiveRun(task, this.options);
    this.live = live;
    try {
      await live.started;
    } catch (error) {
      // Nothing was run: what ended before it is still what ended last.
      if (this.live === live) this.live = before;
      throw error;
    }
    return this.liveFolder(live);
  }

  private requireBuilt(): void {
    if (existsSync(this.options.script)) return;
    throw new BridgeProblem(
      'not-built',
      'The part of the program that runs suites is not there.',
      "Run 'npm run build', or install the program again.",
    );
  }

  /** A task that is asked for again while it is under way is done once. */
  private ask(task: SuiteTask): Promise<string> {
    const key = JSON.stringify(task);
    const known = this.asked.get(key);
    if (known !== undefined) return known;
    const asked = this.work(task, () => undefined).finally(() => this.asked.delete(key));
    this.asked.set(key, asked);
    return asked;
  }

  private async work(task: SuiteTask, onRows: (rows: readonly SuiteRow[]) => void): Promise<string> {
    this.requireBuilt();
    while (this.tasks.size >= MOST_TASKS) await new Promise<void>((next) => this.waiting.push(next));
    if (this.isClosed) throw new WorkLost();
    const work = new SuiteWork(task, this.options, (news) => {
      if (news.type === 'rows') onRows(news.rows);
    });
    this.tasks.add(work);
    try {
      return await work.ended;
    } finally {
      this.tasks.delete(work);
      this.waiting.shift()?.();
    }
  }

  /** Rows of a folder whose run is not this host's; read once until it changes. */
  private rowsOf({ path, done, version }: FolderFacts): Promise<RowStore> {
    const { live } = this;
    const known = this.viewed.get(path);
    this.viewed.delete(path);
    if (known?.version === version) {
      this.viewed.set(path, known);
      return known.rows;
    }
    const rows = new RowStore();
    const task: SuiteTask = { kind: 'rows', root: this.root, folder: path };
    // What has just ended in this host need not be read again.
    const isOwn = live?.isComplete === true && live.begun?.folder === path && live.rows.length === done;
    const read = isOwn ? Promise.resolve(live.rows) : this.work(task, (more) => rows.add(more)).then(() => rows);
    this.viewed.set(path, { version, rows: read });
    read.catch(() => this.viewed.delete(path));
    if (this.viewed.size > MOST_VIEWED) this.viewed.delete([...this.viewed.keys()][0]);
    return read;
  }

  private liveOf(run: string): LiveRun | null {
    const folder = this.live?.begun?.folder;
    return folder !== undefined && this.handleOf(this.nameOf(folder)) === run ? this.live : null;
  }

  private liveFolder(live: LiveRun): SuiteFolder {
    if (live.begun === null) throw new Error('a run has no folder before it has begun');
    const { folder, suite, split, seeds, arms, latencies } = live.begun;
    const { state, done, total } = live.about();
    const name = this.nameOf(folder);
    return {
      run: this.handleOf(name),
      ...{ name, suite, split, seeds: [...seeds], arms: [...arms], latencies: [...latencies] },
      ...{ state, done, total },
      modifiedMs: this.options.nowMs(),
    };
  }

  private folderOf(facts: FolderFacts): SuiteFolder {
    const { name, path, suite, split, seeds, arms, latencies, done, total, modifiedMs } = facts;
    const about = this.live?.begun?.folder === path ? this.live.about() : null;
    return {
      run: this.handleOf(name),
      ...{ name, suite, split, seeds: [...seeds], arms: [...arms], latencies: [...latencies] },
      ...{ done, total, modifiedMs },
      state: facts.isFinished ? 'finished' : about?.state === 'failed' ? 'failed' : 'cancelled',
    };
  }

  private nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }

  private handleOf(name: string): string {
    const handle = createHmac('sha256', this.secret).update(name).digest('hex').slice(0, 32);
    this.names.set(handle, name);
    return handle;
  }

  private async find(run: string): Promise<FolderFacts> {
    // A handle that another host gave out.
    if (!this.names.has(run)) await this.list();
    const name = this.names.get(run);
    const facts = name === undefined ? null : await this.folders.about(name);
    if (facts !== null) return facts;
    throw new BridgeProblem('not-found', 'The folder of this run is not there any more.', 'Look at the list again.');
  }
}

function page(rows: RowStore, from: number): Pick<SuiteProgress, 'from' | 'rows' | 'count'> {
  return { from, rows: rows.slice(from, from + MAX_ROWS), count: rows.length };
}
