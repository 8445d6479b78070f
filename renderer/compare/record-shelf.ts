import { HostProblem, type HostBridge } from '../host/host-bridge.ts';
import type { HeldFile } from '../host/file-contract.ts';
import { pickRecords } from '../host/web-files.ts';
import type { Problem } from '../live/protocol.ts';
import { Cell } from '../panels/external-store.ts';
import { RecordRefusal, type ForkChoice, type OpenedRecord, type RecordOpener } from '../records/opened-record.ts';
import { refuseSize } from '../records/refusals.ts';
import type { OnMoment, ReplayMode } from '../replay/replay-mode.ts';
import type { Quality } from '../scene/quality.ts';
import { isSameSituation, runName } from './pairing.ts';
import {
  chooseA,
  chooseB,
  EMPTY_SHELF,
  recordById,
  showing,
  withoutRecord,
  type ShelfState,
  type ShelfWork,
} from './shelf-state.ts';

export interface ShelfParts {
  readonly host: HostBridge;
  readonly opener: RecordOpener;
  readonly report: (problem: Problem) => void;
  /** Brings the replay panel to the front. */
  readonly reveal: () => void;
  /** The record of the episode that runs, up to now, and which episode of the session it is. */
  readonly saveLive: () => Promise<{
    readonly name: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly episode: number;
  }>;
  /** How finely replays are drawn in 3-D. It may make a WebGL context: asked once. */
  readonly sceneQuality: () => Quality;
  /** Asks the browser for files; for tests. */
  readonly pick?: () => Promise<readonly File[]>;
}

/** What is shown now. */
export interface ShownReplay {
  readonly a: OpenedRecord | null;
  readonly b: OpenedRecord | null;
  /** Of the play head, s. */
  readonly timeS: number;
  readonly mode: ReplayMode;
  /** What is looped, s; null: nothing. */
  readonly loop: { readonly fromS: number; readonly toS: number } | null;
}

/** Where a record comes from. `key`: opened already under the same one, it is shown rather than read again. */
interface Source {
  readonly name: string;
  readonly key: string | null;
  read(progress: (share: number) => void): Promise<Blob>;
}

const START = { timeS: 0, mode: 'side', loop: null } as const;
/** Files that are read at the same time. */
const AT_ONCE = 2;
/** Requests that follow each other so closely belong together, ms. */
const TOGETHER_MS = 50;
/** A replay of the episode that runs begins so long before now, s. */
const LIVE_LEAD_S = 5;

/** What a person can do with records. */
export class RecordShelf {
  readonly state = new Cell<ShelfState>(EMPTY_SHELF);
  /** Kept beside the state: it changes sixty times a second. */
  private moment: { timeS: number; mode: ReplayMode; loop: ShownReplay['loop'] } = { ...START };
  private readonly ids = new Map<string, number>();
  private readonly running = new Map<string, Promise<OpenedRecord | null>>();
  private readonly aborts = new Map<number, AbortController>();
  private readonly waiting: (() => void)[] = [];
  private readonly requested: HeldFile[] = [];
  private busy = 0;
  private keys = 0;
  private refused = false;

  constructor(readonly parts: ShelfParts) {}

  /** What is shown, with the play head; nothing: `a` is null. */
  shown(): ShownReplay {
    const state = this.state.get();
    const b = recordById(state, state.b);
    return { a: recordById(state, state.a), b, ...this.moment, mode: b === null ? 'a' : this.moment.mode };
  }

  /** The view tells where it is. Alone, a record has no mode to be kept. */
  readonly onMoment: OnMoment = (timeS, mode, loop) => {
    this.moment = { timeS, loop, mode: this.state.get().b === null ? this.moment.mode : mode };
  };

  /** Opens a file of the host, or shows it where it is open already. @param atS where the play head is to stand, s */
  async openHeld(file: HeldFile, atS?: number): Promise<void> {
    this.parts.reveal();
    const record = await this.obtain(heldSource(file, this.parts.host));
    if (record !== null) this.show(record, null, atS ?? 0);
  }

  /** Opens two files of the host and shows them against each other. @param atS where the play head is to stand, s */
  async openHeldPair(a: HeldFile, b: HeldFile, atS?: number): Promise<void> {
    this.parts.reveal();
    const { host } = this.parts;
    const [ofA, ofB] = await Promise.all([this.obtain(heldSource(a, host)), this.obtain(heldSource(b, host))]);
    const first = ofA ?? ofB;
    if (first !== null) this.show(first, ofA === null ? null : ofB, atS ?? 0);
  }

  /** Opens a file that the host was started with; those that come together are shown as if dropped together. */
  openRequested(file: HeldFile): void {
    this.requested.push(file);
    if (this.requested.length > 1) return;
    setTimeout(() => {
      const sources = this.requested.splice(0).map((each) => heldSource(each, this.parts.host));
      void this.openAll(sources);
    }, TOGETHER_MS);
  }

  /** @param atS where the play head is to stand, s */
  async openFile(file: Blob, name: string, atS?: number): Promise<void> {
    this.parts.reveal();
    const record = await this.obtain(fileSource(file, name));
    if (record !== null) this.show(record, null, atS ?? 0);
  }

  /** Opens several; the first two of one situation are shown against each other, or two of any where there are just two. */
  async openFiles(files: readonly File[]): Promise<void> {
    await this.openAll(files.map((file) => fileSource(file, file.name)));
  }

  /** Lets the person choose. */
  async choose(): Promise<void> {
    const { host, pick = pickRecords } = this.parts;
    try {
      const ask = host.records?.choose ?? null;
      if (ask === null) return await this.openFiles(await pick());
      await this.openAll((await ask()).map((file) => heldSource(file, host)));
    } catch (error) {
      this.refuse(error, 'The record could not be chosen');
    }
  }

  /** The episode that runs, up to now; it goes on meanwhile. What was taken of it before is given up for it. */
  async replayLive(): Promise<void> {
    this.parts.reveal();
    try {
      const { name, bytes, episode } = await this.parts.saveLive();
      const record = await this.obtain({ name, key: null, read: () => Promise.resolve(new Blob([bytes])) });
      if (record === null) return;
      const { live } = this.state.get();
      if (live?.episode === episode) this.close(live.id);
      this.patch({ live: { id: record.id, episode } });
      this.show(record, null, Math.max(0, record.clip.durationS - LIVE_LEAD_S));
    } catch (error) {
      this.refuse(error, 'The episode that runs could not be taken');
    }
  }

  /** Drives on from a tick of a record with another arm; the fork is shown against it, with the play head at the fork. */
  async fork(id: number, choice: ForkChoice): Promise<void> {
    const origin = recordById(this.state.get(), id);
    if (origin === null) return;
    this.parts.reveal();
    const timeS = choice.tick * origin.clip.controlDt;
    const record = await this.work('fork', `${choice.arm} from ${timeS.toFixed(2)} s of ${runName(origin)}`, (job) =>
      this.parts.opener.fork(origin, choice, job.signal, job.progress),
    );
    if (record === null) return;
    this.add(record);
    const stillThere = recordById(this.state.get(), id) !== null;
    this.show(stillThere ? origin : record, stillThere ? record : null, timeS);
  }

  chooseA(id: number): void {
    this.change((state) => chooseA(state, id));
  }

  chooseB(id: number): void {
    this.change((state) => chooseB(state, id));
  }

  swap(): void {
    const { b } = this.state.get();
    if (b !== null) this.chooseA(b);
  }

  /** Moves the play head. */
  seek(timeS: number): void {
    this.moment.timeS = timeS;
    this.patch({ wanted: { timeS, count: ++this.keys } });
  }

  close(id: number): void {
    for (const [key, known] of this.ids) if (known === id) this.ids.delete(key);
    this.change((state) => withoutRecord(state, id));
    if (this.state.get().a === null) this.moment = { ...START };
  }

  closeAll(): void {
    for (const { id } of this.state.get().records) this.close(id);
  }

  cancel(work: number): void {
    this.aborts.get(work)?.abort();
  }

  dismiss(refusal: number): void {
    this.patch({ refusals: this.state.get().refusals.filter(({ key }) => key !== refusal) });
  }

  /** Hands the record's file out. */
  async save(id: number): Promise<void> {
    const record = recordById(this.state.get(), id);
    if (record === null) return;
    try {
      const bytes = new Uint8Array(await record.file.arrayBuffer());
      await this.parts.host.saveFile(fileNameOf(record), bytes);
    } catch (error) {
      this.refuse(error, `${record.name} could not be saved`);
    }
  }

  /** Asks the host for the records at hand. */
  async refreshRecent(): Promise<void> {
    const { records } = this.parts.host;
    if (records === null) return;
    try {
      this.patch({ recent: await records.recent() });
    } catch (error) {
      this.patch({ recent: [] });
      this.tell(`The records at hand could not be listed: ${textOf(error)}`, tipOf(error), 'warning');
    }
  }

  private async openAll(sources: readonly Source[]): Promise<void> {
    if (sources.length === 0) return;
    this.parts.reveal();
    const opened = await Promise.all(sources.map((source) => this.obtain(source)));
    const [first, ...others] = [...new Set(opened.filter((record) => record !== null))];
    if (first === undefined) return;
    const alike = others.find((other) => isSameSituation(first, other));
    this.show(first, alike ?? (others.length === 1 ? others[0] : null), 0);
  }

  /** Null: refused or cancelled, which the person has been told. */
  private obtain(source: Source): Promise<OpenedRecord | null> {
    const { key } = source;
    if (key === null) return this.read(source);
    const known = recordById(this.state.get(), this.ids.get(key) ?? null);
    if (known !== null) return Promise.resolve(known);
    let running = this.running.get(key);
    if (running === undefined) {
      running = this.read(source).finally(() => this.running.delete(key));
      this.running.set(key, running);
    }
    return running;
  }

  private async read(source: Source): Promise<OpenedRecord | null> {
    const record = await this.work('read', source.name, async (job) => {
      await this.turn();
      try {
        if (job.signal.aborted) throw abortError();
        const blob = await source.read(job.progress);
        if (job.signal.aborted) throw abortError();
        job.change({ kind: 'open', share: 0 });
        return await this.parts.opener.open(blob, source.name, job.progress, job.signal);
      } finally {
        this.passTurn();
      }
    });
    if (record === null) return null;
    this.add(record);
    if (source.key !== null) this.ids.set(source.key, record.id);
    return record;
  }

  /** Lists something while it is under way; it can be cancelled at once, whatever it does about that itself. */
  private async work(
    kind: ShelfWork['kind'],
    name: string,
    run: (job: {
      readonly signal: AbortSignal;
      readonly progress: (share: number) => void;
      readonly change: (change: Partial<ShelfWork>) => void;
    }) => Promise<OpenedRecord>,
  ): Promise<OpenedRecord | null> {
    const key = ++this.keys;
    const abort = new AbortController();
    this.aborts.set(key, abort);
    this.patch({ works: [...this.state.get().works, { key, kind, name, share: 0 }] });
    const change = (changed: Partial<ShelfWork>): void => {
      const { works } = this.state.get();
      this.patch({ works: works.map((work) => (work.key === key ? { ...work, ...changed } : work)) });
    };
    const aborted = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abortError()));
    });
    try {
      const job = run({ signal: abort.signal, progress: (share) => change({ share }), change });
      return await Promise.race([job, aborted]);
    } catch (error) {
      if (!abort.signal.aborted) this.refuse(error, `${name} could not be ${kind === 'fork' ? 'forked' : 'opened'}`);
      return null;
    } finally {
      this.aborts.delete(key);
      this.patch({ works: this.state.get().works.filter((work) => work.key !== key) });
    }
  }

  private add(record: OpenedRecord): void {
    this.patch({ records: [...this.state.get().records, record] });
    if (!this.refused) return;
    this.refused = false;
    const message = `${record.name} is open.`;
    this.parts.report({ severity: 'info', message, tip: null, source: 'record', resolved: true, tick: null });
  }

  private show(a: OpenedRecord, b: OpenedRecord | null, timeS: number): void {
    this.change((state) => showing(state, a.id, b?.id ?? null));
    this.seek(timeS);
    this.parts.reveal();
  }

  private change(how: (state: ShelfState) => ShelfState): void {
    const before = this.state.get();
    const next = how(before);
    // Who puts a record beside another one wants to see both.
    if (next.b !== null && before.b === null && this.moment.mode !== 'ghost') this.moment.mode = 'side';
    this.state.set(next);
  }

  private refuse(error: unknown, what: string): void {
    const message = error instanceof RecordRefusal ? error.message : `${what}: ${textOf(error)}`;
    const tip = tipOf(error);
    this.patch({ refusals: [...this.state.get().refusals, { key: ++this.keys, message, tip }] });
    this.refused = true;
    this.tell(message, tip, 'error');
  }

  private tell(message: string, tip: string | null, severity: Problem['severity']): void {
    this.parts.report({ severity, message, tip, source: 'record', resolved: false, tick: null });
  }

  private patch(change: Partial<ShelfState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }

  private turn(): Promise<void> {
    if (this.busy < AT_ONCE) {
      this.busy++;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private passTurn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy--;
    else next();
  }
}

function heldSource(file: HeldFile, { records }: HostBridge): Source {
  const { handle, name, bytes, modifiedMs } = file;
  return {
    name,
    key: `held ${handle} ${bytes} ${modifiedMs}`,
    read: (progress) => {
      const refusal = refuseSize(name, bytes);
      if (refusal !== null) throw refusal;
      if (records === null) throw new HostProblem('not-allowed', 'there is no program behind this page.', null);
      return records.read(file, progress);
    },
  };
}

function fileSource(file: Blob, name: string): Source {
  const key = file instanceof File ? `file ${name} ${file.size} ${file.lastModified}` : null;
  return { name, key, read: () => Promise.resolve(file) };
}

/** A name that every host takes. */
function fileNameOf({ name }: OpenedRecord): string {
  const stem = name
    .replace(/\.mcap$/i, '')
    .replaceAll(/[^A-Za-z0-9._ -]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return `${stem.slice(0, 150) || 'record'}.mcap`;
}

function abortError(): DOMException {
  return new DOMException('It was cancelled.', 'AbortError');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tipOf(error: unknown): string | null {
  return error instanceof RecordRefusal || error instanceof HostProblem ? error.tip : null;
}
