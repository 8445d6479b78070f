import { HostProblem, type HostBridge, type TextDocument } from '../host/host-bridge.ts';
import type { HeldDocument } from '../host/file-contract.ts';
import type { EpisodeChoice, Problem } from '../live/protocol.ts';
import { Cell } from '../panels/external-store.ts';
import type { Draft } from './draft-store.ts';
import type { EditorLanguage } from './editor-language.ts';
import { diskChange, EMPTY_EDITOR, fileNameOf, isDirty, type EditorState } from './editor-state.ts';
import { NO_SCENE } from './editor-words.ts';
import { pageTools, type EditorTools } from './editor-tools.ts';
import { LiveSample } from './live-sample.ts';

export interface EditorParts {
  readonly host: HostBridge;
  /** Opens the text as an episode, paused at its start: the scene beside the text. */
  readonly preview: (name: string, text: string, seed: number) => void;
  /** As `preview`, and plays it. */
  readonly run: (name: string, text: string, seed: number) => void;
  /** The episode that is open in the live session. */
  readonly choice: () => EpisodeChoice;
  /** Runs the saved document as a suite; absent: nothing here could. */
  readonly onRunSuite?: (document: TextDocument) => void;
  readonly report: (problem: Problem) => void;
  /** Brings the panel to the front. */
  readonly reveal: () => void;
}

/** How often the file is compared with what was read, ms. */
const POLL_MS = 500;

const NEW_NAME = 'my-scenario.yaml';
const CANNOT_OPEN = 'The file could not be opened';

/** Which way out of unsaved changes. */
export type Answer = 'save' | 'discard' | 'cancel';

/** The scenario that is being edited: its text, its file, and what the language says of it. */
export class ScenarioEditor {
  readonly state = new Cell<EditorState>(EMPTY_EDITOR);
  readonly language = new Cell<EditorLanguage | null>(null);
  private readonly sample: LiveSample;
  private file: TextDocument | null = null;
  /** The file ends its lines with it; in here they end with a line feed alone. */
  private lineBreak: '\n' | '\r\n' = '\n';
  /** Of a restored text: its file is found again when the panel is first seen. */
  private lostHandle: string | null = null;
  private stopPolling: (() => void) | null = null;
  /** One thing at a time is done with the file. */
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private diskFailed = false;
  private loading: Promise<void> | null = null;
  private afterAnswer: (() => void) | null = null;

  constructor(
    readonly parts: EditorParts,
    private readonly tools: EditorTools = pageTools(),
  ) {
    this.sample = new LiveSample(this.state, this.language, parts, tools.whenIdle);
    const draft = tools.drafts.read();
    if (draft !== null) this.restore(draft);
    // The desktop window would only refuse to close, without a word; the draft brings the text back there.
    tools.beforeLeaving(() => parts.host.name !== 'electron' && isDirty(this.state.get()));
  }

  // What it opens

  /** Opens a file that the host has handed over. */
  openHeld(document: HeldDocument): void {
    this.parts.reveal();
    this.unlessDirty('open another file', () => this.openFile(this.parts.host.documents.held(document)));
  }

  /** Lets the person choose a file. */
  choose(): void {
    this.unlessDirty('open another file', () => void this.openChosen());
  }

  /** Opens a file of the program's folder. */
  openHandle(handle: string): void {
    this.unlessDirty('open another file', () => {
      void this.withFiles(CANNOT_OPEN, async () => {
        this.openFile(await this.parts.host.documents.open(handle));
      });
    });
  }

  /** Files of the program's folder; empty where there are none or they cannot be listed. */
  async list(): Promise<readonly { readonly handle: string; readonly name: string }[]> {
    try {
      return await this.parts.host.documents.list();
    } catch (error) {
      if (!(error instanceof HostProblem)) throw error;
      return [];
    }
  }

  newScenario(): void {
    this.parts.reveal();
    this.unlessDirty('begin a new scenario', () => {
      void this.load().then(() => {
        const template = this.language.get()?.template;
        if (template !== undefined) this.openText(NEW_NAME, template, 0, 'A new scenario. It has no file yet.');
      });
    });
  }

  /** Takes the text of the episode that is open in the scene. */
  editOpenEpisode(): void {
    this.parts.reveal();
    const { scenario, seed } = this.parts.choice();
    const { document, text } = this.state.get();
    if (scenario.kind === 'text' && document > 0 && scenario.text === text) return;
    this.unlessDirty('edit another scenario', () => {
      if (scenario.kind === 'text')
        return this.openText(scenario.name, fromDisk(scenario.text), seed, `A copy of ${scenario.name}.`);
      void this.load().then(() => {
        const text = this.language.get()?.libraryText(scenario.id);
        if (text === undefined) return;
        const said = `A copy of ${scenario.id}. The file's name is part of the seeds: they draw other numbers than the library's.`;
        this.openText(fileNameOf(scenario.id), text, seed, said);
      });
    });
  }

  /** Unsaved texts of other pages, such as one that crashed. */
  leftTexts(): readonly { readonly key: string; readonly draft: Draft }[] {
    return this.tools.drafts.left();
  }

  openLeft(key: string): void {
    const left = this.leftTexts().find((text) => text.key === key);
    if (left === undefined) return;
    this.unlessDirty('open another text', () => {
      this.restore(left.draft);
      this.keepDraft();
      this.tools.drafts.forget(key);
      void this.findFile();
      this.sample.readNow();
    });
  }

  forgetLeft(key: string): void {
    this.tools.drafts.forget(key);
    this.say('Forgotten.');
  }

  /** What waited for an answer goes on, or not. */
  answer(answer: Answer): void {
    const goOn = this.afterAnswer;
    this.afterAnswer = null;
    this.patch({ asks: null });
    if (answer === 'discard') goOn?.();
    if (answer === 'save') void this.save().then((saved) => (saved ? goOn?.() : undefined));
  }

  // What is done with the text

  edit(text: string): void {
    if (text === this.state.get().text) return;
    this.patch({ text });
    this.sample.textChanged(() => this.keepDraft());
  }

  setSeed(seed: number): void {
    if (!Number.isSafeInteger(seed) || seed < 0 || seed === this.state.get().seed) return;
    this.sample.take(seed);
    this.keepDraft();
    this.sample.showSoon();
  }

  /** The scene was reset with another seed: it is there already. */
  seedWasSet(seed: number): void {
    const { shown } = this.state.get();
    this.sample.take(seed);
    this.keepDraft();
    if (shown !== null) this.patch({ shown: { ...shown, seed } });
  }

  /** Shows the sample in the scene, if it can be drawn. */
  show(): void {
    this.sample.show();
  }

  run(): void {
    if (this.sample.run()) return;
    const isDriving = this.state.get().domain === 'driving';
    this.say(isDriving ? 'It cannot run yet: see the problems below the text.' : NO_SCENE);
  }

  async runSuite(): Promise<void> {
    const { parts } = this;
    const { file } = this.state.get();
    const isSaved = (file === 'writable' && !isDirty(this.state.get())) || (await this.save());
    if (!isSaved || this.file === null) return;
    if (this.file.handle === null) {
      return this.say('A suite runs files of the folder in which the program was started: save it there.');
    }
    parts.onRunSuite?.(this.file);
  }

  // What is done with the file

  /** @returns whether it is saved */
  async save(): Promise<boolean> {
    const { text, conflict, name, document } = this.state.get();
    if (conflict) {
      this.say('Choose first: take what is on disk, or keep yours.');
      return false;
    }
    const { file } = this;
    if (file === null) return this.saveAs(name);
    return this.withFiles(`${name} could not be saved`, async () => {
      try {
        await file.save(this.toDisk(text));
      } catch (error) {
        if (!(error instanceof HostProblem) || error.code !== 'changed-on-disk') throw error;
        const theirs = fromDisk((await file.changed()) ?? text);
        if (diskChange({ text, savedText: null }, theirs) === 'conflict') {
          if (!this.isOpen(document)) throw error;
          this.patch({ savedText: theirs, conflict: true });
          return false;
        }
        await file.save(this.toDisk(text), true);
      }
      this.saved(document, text, `Saved ${name}.`);
      return true;
    });
  }

  /** As a file of its own. @returns whether it is saved */
  async saveAs(name: string): Promise<boolean> {
    const { text, document } = this.state.get();
    return this.withFiles(`${name} could not be saved`, async () => {
      const file = await this.parts.host.documents.create(fileNameOf(name), this.toDisk(text));
      if (file === null) return false;
      if (this.isOpen(document)) {
        this.file = file;
        this.lostHandle = null;
        this.patch({ name: file.name, file: file.isWritable ? 'writable' : 'copy', conflict: false });
      }
      this.saved(document, text, `Saved ${file.name}.`);
      this.sample.readNow();
      return true;
    });
  }

  /** Of a text without a file. */
  rename(name: string): void {
    if (this.file !== null || name.trim() === '') return;
    this.patch({ name: fileNameOf(name) });
    this.keepDraft();
    this.sample.readAndShow();
  }

  /** Of two versions, the one on disk. The other can be brought back by undo. */
  takeTheirs(): void {
    const { savedText } = this.state.get();
    this.patch({ conflict: false });
    if (savedText !== null) this.replaceText(savedText, 'Taken from disk; undo brings yours back.');
  }

  /** Of two versions, the one in the editor; saving writes over the other. */
  keepMine(): void {
    this.patch({ conflict: false });
    this.say('Yours is kept. Saving writes over what is on disk.');
  }

  /** Whether the panel is seen; a hidden one neither looks at the disk nor touches the scene. */
  setShown(isShown: boolean): void {
    this.sample.isSeen = isShown;
    this.stopPolling?.();
    this.stopPolling = null;
    if (!isShown) return;
    void this.load().then(() => this.sample.seen());
    void this.findFile();
    this.stopPolling = this.tools.every(POLL_MS, () => void this.lookAtDisk());
  }

  /** Loads the language and the pane, once; a failure is reported, and tried again next time. */
  load(): Promise<void> {
    this.loading ??= this.tools.loadLanguage().then(
      (language) => this.language.set(language),
      (error: unknown) => {
        this.loading = null;
        this.failed('The editor could not be loaded', error);
      },
    );
    return this.loading;
  }

  /** Compares the file with what was read. */
  async lookAtDisk(): Promise<void> {
    const { file } = this;
    if (file === null || this.waiting > 0 || this.state.get().conflict) return;
    await this.inTurn(async () => {
      try {
        const theirs = await file.changed();
        this.diskFailed = false;
        if (theirs !== null && this.file === file) this.heardFromDisk(fromDisk(theirs));
      } catch (error) {
        if (this.file === file) this.diskTrouble(error);
      }
    });
  }

  // Within

  private heardFromDisk(theirs: string): void {
    const change = diskChange(this.state.get(), theirs);
    this.patch({ savedText: theirs, conflict: change === 'conflict' });
    if (change === 'reload') this.replaceText(theirs, `${this.state.get().name} was changed on disk: loaded again.`);
    if (change === 'same') this.keepDraft();
  }

  private diskTrouble(error: unknown): void {
    if (error instanceof HostProblem && error.code === 'not-found') {
      this.file = null;
      this.patch({ file: 'none', savedText: null });
      this.say(`${this.state.get().name} is no longer there. The text is kept; saving makes a new file.`);
      return;
    }
    // Once for a trouble that lasts.
    if (!this.diskFailed) this.failed('The file could not be compared with the disk', error);
    this.diskFailed = true;
  }

  /** Runs at once where nothing would be lost, else after an answer. */
  private unlessDirty(what: string, run: () => void): void {
    if (!isDirty(this.state.get())) return run();
    this.afterAnswer = run;
    this.patch({ asks: what });
  }

  /** Not in turn: a dialog may stay open for long, and nothing else need wait for it. */
  private async openChosen(): Promise<void> {
    const before = this.state.get();
    try {
      const file = await this.parts.host.documents.choose();
      if (file === null) return;
      const { document, text } = this.state.get();
      if (document === before.document && text === before.text) return this.openFile(file);
      // The person has gone on typing beside the dialog.
      this.unlessDirty('open another file', () => this.openFile(file));
    } catch (error) {
      this.failed(CANNOT_OPEN, error);
    }
  }

  private openFile(file: TextDocument): void {
    this.openText(file.name, fromDisk(file.text), this.state.get().seed, `Opened ${file.name}.`);
    this.file = file;
    this.lineBreak = file.text.includes('\r\n') ? '\r\n' : '\n';
    this.patch({ file: file.isWritable ? 'writable' : 'copy' });
    this.keepDraft();
  }

  private toDisk(text: string): string {
    return this.lineBreak === '\n' ? text : text.replaceAll('\n', this.lineBreak);
  }

  private openText(name: string, text: string, seed: number, said: string): void {
    this.file = null;
    this.lineBreak = '\n';
    this.lostHandle = null;
    this.replaceState({ name, text, savedText: text, seed });
    this.say(said);
    this.keepDraft();
    this.sample.readAndShow();
  }

  private restore({ name, text, savedText, handle, seed }: Draft): void {
    this.file = null;
    this.lostHandle = handle;
    this.replaceState({ name, text, savedText, seed });
    if (text !== savedText) this.say(`Your unsaved text of ${name} is back.`);
  }

  private replaceState(fields: Pick<EditorState, 'name' | 'text' | 'savedText' | 'seed'>): void {
    const { document, notice, shown } = this.state.get();
    this.sample.stop();
    this.state.set({ ...EMPTY_EDITOR, ...fields, document: document + 1, notice, shown });
  }

  /** The file of a restored text, which may have changed meanwhile. */
  private async findFile(): Promise<void> {
    const handle = this.lostHandle;
    if (handle === null) return;
    this.lostHandle = null;
    try {
      const file = await this.parts.host.documents.open(handle);
      if (this.file !== null || file.name !== this.state.get().name) return;
      this.file = file;
      this.lineBreak = file.text.includes('\r\n') ? '\r\n' : '\n';
      this.patch({ file: file.isWritable ? 'writable' : 'copy' });
      const theirs = fromDisk(file.text);
      if (theirs !== this.state.get().savedText) this.heardFromDisk(theirs);
    } catch (error) {
      // Handles end with the program that gave them: the text goes on without its file.
      if (!(error instanceof HostProblem)) this.failed('The file of the restored text could not be opened', error);
    }
  }

  private replaceText(text: string, said: string): void {
    this.patch({ text });
    this.say(said);
    this.sample.readAndShow();
  }

  /** @param document that was saved; another one may have taken its place meanwhile */
  private saved(document: number, text: string, said: string): void {
    if (this.isOpen(document)) this.patch({ savedText: text });
    this.say(said);
    this.keepDraft();
  }

  private isOpen(document: number): boolean {
    return this.state.get().document === document;
  }

  private keepDraft(): void {
    const { document, name, text, savedText, seed } = this.state.get();
    if (document === 0) return;
    const handle = this.file?.handle ?? this.lostHandle;
    this.tools.drafts.write({ name, text, savedText, handle, seed, atMs: this.tools.nowMs() });
  }

  /** @returns what `run` does; false when it failed, which is reported */
  private withFiles<T>(what: string, run: () => Promise<T>): Promise<T | false> {
    return this.inTurn(async () => {
      try {
        return await run();
      } catch (error) {
        this.failed(what, error);
        return false;
      }
    });
  }

  /** @param run never rejects */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    this.waiting++;
    const mine = this.last.then(run).finally(() => this.waiting--);
    this.last = mine;
    return mine;
  }

  private failed(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const tip = error instanceof HostProblem ? error.tip : null;
    this.parts.report({
      ...{ severity: 'error', message: `${what}: ${why}`, tip, source: 'host', resolved: false, tick: null },
    });
    this.say(`${what}: ${why}`);
  }

  private say(text: string): void {
    this.patch({ notice: { text, count: this.state.get().notice.count + 1 } });
  }

  private patch(change: Partial<EditorState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}

const fromDisk = (text: string): string => text.replaceAll('\r\n', '\n');
