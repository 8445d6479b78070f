import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftStore, type DraftStorage } from '../../../renderer/editor/draft-store.ts';
import type { EditorLanguage } from '../../../renderer/editor/editor-language.ts';
import { isDirty } from '../../../renderer/editor/editor-state.ts';
import type { EditorTools } from '../../../renderer/editor/editor-tools.ts';
import { libraryText } from '../../../renderer/editor/language/library-text.ts';
import { NO_SCENE, sceneWords } from '../../../renderer/editor/editor-words.ts';
import { readText } from '../../../renderer/editor/language/read-text.ts';
import { TEMPLATE } from '../../../renderer/editor/language/template.ts';
import { ScenarioEditor } from '../../../renderer/editor/scenario-editor.ts';
import { HostProblem, type DocumentFiles, type TextDocument } from '../../../renderer/host/host-bridge.ts';
import { createMemoryHost } from '../../../renderer/host/memory-host.ts';
import type { EpisodeChoice, Problem } from '../../../renderer/live/protocol.ts';

const HANDLE = 'doc-1';
/** Of the arm. */
const ARM = `version: 1
name: The hand goes a little forward.
family: touching
domain: manipulation
timeLimitS: 2
task: { kind: reach, goal: { x: { uniform: [0.5, 0.52] }, y: 0.02, z: 0.2 } }
arm: { start: { x: 0.45, y: 0, z: 0.2 } }
`;
const BROKEN = TEMPLATE.replace('lanes: 2', 'lane: 2');
const OTHER = TEMPLATE.replace('lanes: 2', 'lanes: 3');

/** A disk with one file, which anybody may change. */
class Disk {
  text = TEMPLATE;
  exists = true;
  readonly created: string[] = [];
  private version = 0;

  write(text: string): void {
    this.text = text;
    this.version++;
  }

  document(name = 'first.yaml', handle = HANDLE): TextDocument {
    const disk = this;
    let { text, version } = { text: disk.text, version: disk.version };
    const mustExist = (): void => {
      if (!disk.exists) throw new HostProblem('not-found', 'There is no such file.', null);
    };
    return {
      ...{ name, handle, isWritable: true },
      get text() {
        return text;
      },
      changed: async () => {
        await Promise.resolve();
        mustExist();
        if (version === disk.version) return null;
        version = disk.version;
        text = disk.text;
        return text;
      },
      save: async (next, force = false) => {
        await Promise.resolve();
        mustExist();
        if (!force && version !== disk.version) throw new HostProblem('changed-on-disk', 'It was changed.', null);
        disk.write(next);
        version = disk.version;
        text = next;
      },
    };
  }

  files(): DocumentFiles {
    return {
      choose: () => Promise.resolve(this.document()),
      list: () => Promise.resolve([{ handle: HANDLE, name: 'first.yaml', domain: 'driving' }]),
      open: (handle) =>
        handle === HANDLE
          ? Promise.resolve(this.document())
          : Promise.reject(new HostProblem('not-found', 'No.', null)),
      create: (name, text) => {
        this.created.push(name);
        this.exists = true;
        this.write(text);
        return Promise.resolve(this.document(name));
      },
      held: ({ name }) => this.document(name),
    };
  }
}

function memoryStorage(): DraftStorage {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    key: (index) => [...entries.keys()][index] ?? null,
    get length() {
      return entries.size;
    },
  };
}

/** The pane needs a page; the rest of the language does not. */
const language: EditorLanguage = {
  read: readText,
  template: TEMPLATE,
  libraryText,
  createTextPane: () => {
    throw new Error('There is no page here.');
  },
};

class Bench {
  readonly disk = new Disk();
  readonly files: { -readonly [K in keyof DocumentFiles]: DocumentFiles[K] } = this.disk.files();
  readonly shown: { readonly name: string; readonly text: string; readonly seed: number; readonly plays: boolean }[] =
    [];
  readonly reported: Problem[] = [];
  readonly suites: string[] = [];
  choice: EpisodeChoice = { scenario: { kind: 'library', id: 'cut-in/tail' }, seed: 5 };
  nowMs = 1000;
  private readonly polls = new Set<() => void>();

  constructor(
    readonly shared = memoryStorage(),
    readonly own = memoryStorage(),
  ) {}

  editor(): ScenarioEditor {
    const tools: EditorTools = {
      drafts: new DraftStore(this.shared, this.own),
      loadLanguage: () => Promise.resolve(language),
      nowMs: () => this.nowMs,
      whenIdle: (run) => {
        const id = setTimeout(run);
        return () => clearTimeout(id);
      },
      every: (_ms, run) => {
        this.polls.add(run);
        return () => this.polls.delete(run);
      },
      beforeLeaving: () => undefined,
    };
    return new ScenarioEditor(
      {
        host: { ...createMemoryHost(), documents: this.files },
        preview: (name, text, seed) => this.shown.push({ name, text, seed, plays: false }),
        run: (name, text, seed) => this.shown.push({ name, text, seed, plays: true }),
        choice: () => this.choice,
        onRunSuite: ({ name }) => this.suites.push(name),
        report: (problem) => this.reported.push(problem),
        reveal: () => undefined,
      },
      tools,
    );
  }

  /** Looks at the disk as often as somebody watches. */
  async poll(): Promise<void> {
    for (const run of this.polls) run();
    await settle();
  }
}

/** A promise that is kept later. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => (resolve = keep));
  return { promise, resolve };
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000);
}

async function opened(bench = new Bench()): Promise<{ readonly bench: Bench; readonly editor: ScenarioEditor }> {
  const editor = bench.editor();
  editor.setShown(true);
  editor.openHandle(HANDLE);
  await settle();
  return { bench, editor };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the scene beside the text', () => {
  it('follows good edits and seeds, and stays while the text is broken', async () => {
    const { bench, editor } = await opened();
    expect(bench.shown).toEqual([{ name: 'first.yaml', text: TEMPLATE, seed: 0, plays: false }]);
    expect(editor.state.get().seeds).toEqual({ tried: 20, drawn: 20, failures: [] });

    editor.edit(BROKEN);
    await settle();
    expect(editor.state.get()).toMatchObject({ isRead: true, sample: null, shown: { text: TEMPLATE } });
    expect(editor.state.get().problems.map(({ line }) => line)).toEqual([8, 10]);
    editor.run();
    expect(bench.shown).toHaveLength(1);

    editor.edit(OTHER);
    await settle();
    editor.setSeed(3);
    await settle();
    expect(bench.shown.slice(1)).toEqual([
      { name: 'first.yaml', text: OTHER, seed: 0, plays: false },
      { name: 'first.yaml', text: OTHER, seed: 3, plays: false },
    ]);
    editor.run();
    expect(bench.shown.at(-1)).toMatchObject({ plays: true, seed: 3 });
  });

  it('is left alone by a hidden editor, and by a seed that cannot be drawn', async () => {
    const { bench, editor } = await opened();
    editor.setShown(false);
    editor.edit(OTHER);
    await settle();
    expect(bench.shown).toHaveLength(1);
    editor.setShown(true);
    await settle();
    expect(bench.shown).toHaveLength(2);

    editor.edit(TEMPLATE.replace('goalS: 100 + 10 * $speed', 'goalS: 40 * $speed'));
    await settle();
    const { seeds } = editor.state.get();
    expect(seeds?.tried).toBe(20);
    const failed = seeds?.failures.flatMap((failure) => failure.seeds) ?? [];
    expect(seeds?.drawn).toBe(20 - failed.length);
    expect(seeds?.failures).toHaveLength(1);
    expect(seeds?.failures[0].message).toMatch(/^ego\.goalS: expected at most/);
    const before = bench.shown.length;
    editor.setSeed(failed.find((seed) => seed !== editor.state.get().seed) ?? NaN);
    await settle();
    expect(bench.shown).toHaveLength(before);
    expect(editor.state.get().sample?.problems[0]).toMatchObject({ severity: 'warning' });
  });

  it('has set a seed itself: it is taken over, not shown again', async () => {
    const { bench, editor } = await opened();
    editor.seedWasSet(9);
    await settle();
    expect(editor.state.get()).toMatchObject({ seed: 9, sample: { seed: 9 } });
    expect(bench.shown).toHaveLength(1);
  });
});

describe('the file', () => {
  it('is saved, and not when it was changed meanwhile', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    expect(isDirty(editor.state.get())).toBe(true);
    expect(await editor.save()).toBe(true);
    expect(bench.disk.text).toBe(OTHER);
    expect(isDirty(editor.state.get())).toBe(false);

    editor.edit(`${OTHER}# mine\n`);
    bench.disk.write(`${OTHER}# theirs\n`);
    expect(await editor.save()).toBe(false);
    expect(editor.state.get().conflict).toBe(true);
    expect(await editor.save()).toBe(false);
    expect(bench.disk.text).toBe(`${OTHER}# theirs\n`);
    editor.keepMine();
    expect(await editor.save()).toBe(true);
    expect(bench.disk.text).toBe(`${OTHER}# mine\n`);
  });

  it('is loaded again when another program changes it and nothing would be lost', async () => {
    const { bench, editor } = await opened();
    bench.disk.write(OTHER);
    await bench.poll();
    expect(editor.state.get()).toMatchObject({ text: OTHER, savedText: OTHER, conflict: false });
    expect(bench.shown.at(-1)).toMatchObject({ text: OTHER });
  });

  it('is asked about when both have changed it; either text can be had', async () => {
    const { bench, editor } = await opened();
    editor.edit(BROKEN);
    bench.disk.write(OTHER);
    await bench.poll();
    expect(editor.state.get()).toMatchObject({ text: BROKEN, savedText: OTHER, conflict: true });
    editor.takeTheirs();
    expect(editor.state.get()).toMatchObject({ text: OTHER, conflict: false });
    expect(isDirty(editor.state.get())).toBe(false);
  });

  it('is no conflict when both have written the same', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    bench.disk.write(OTHER);
    await bench.poll();
    expect(editor.state.get().conflict).toBe(false);
    expect(isDirty(editor.state.get())).toBe(false);
  });

  it('keeps its line ends', async () => {
    const bench = new Bench();
    bench.disk.write(TEMPLATE.replaceAll('\n', '\r\n'));
    const { editor } = await opened(bench);
    expect(editor.state.get().text).toBe(TEMPLATE);
    editor.edit(OTHER);
    await editor.save();
    expect(bench.disk.text).toBe(OTHER.replaceAll('\n', '\r\n'));
    await bench.poll();
    expect(editor.state.get()).toMatchObject({ conflict: false, text: OTHER });
  });

  it('may go: the text stays, and is saved as a new file', async () => {
    const { bench, editor } = await opened();
    bench.disk.exists = false;
    await bench.poll();
    expect(editor.state.get()).toMatchObject({ file: 'none', text: TEMPLATE });
    expect(isDirty(editor.state.get())).toBe(true);
    expect(await editor.save()).toBe(true);
    expect(bench.disk.created).toEqual(['first.yaml']);
  });

  it('tells of a failure once, and rejects nothing', async () => {
    const { bench, editor } = await opened();
    vi.spyOn(bench.disk, 'write').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    editor.edit(OTHER);
    expect(await editor.save()).toBe(false);
    expect(bench.reported.map(({ message }) => message)).toEqual(['first.yaml could not be saved: the disk is full']);
    expect(isDirty(editor.state.get())).toBe(true);
  });

  it('runs as a suite only as it is saved', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    await editor.runSuite();
    expect(bench.disk.text).toBe(OTHER);
    expect(bench.suites).toEqual(['first.yaml']);
  });

  it('of the arm is checked and drawn, and runs as a suite: the scene stays as it is', async () => {
    const { bench, editor } = await opened();
    const before = bench.shown.length;
    editor.edit(ARM);
    await settle();
    expect(editor.state.get()).toMatchObject({ domain: 'manipulation', problems: [], seeds: { tried: 20, drawn: 20 } });
    editor.run();
    expect(editor.state.get().notice.text).toBe(NO_SCENE);
    expect(sceneWords(editor.state.get(), true)).toEqual({ text: NO_SCENE, canShow: false });
    expect(bench.shown).toHaveLength(before);
    await editor.runSuite();
    expect([bench.disk.text, bench.suites]).toEqual([ARM, ['first.yaml']]);
  });
});

describe('unsaved changes', () => {
  it('are asked about before another text takes their place', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    editor.newScenario();
    await settle();
    expect(editor.state.get()).toMatchObject({ asks: 'begin a new scenario', text: OTHER });
    editor.answer('cancel');
    await settle();
    expect(editor.state.get()).toMatchObject({ asks: null, text: OTHER });
    editor.editOpenEpisode();
    editor.answer('save');
    await settle();
    expect(bench.disk.text).toBe(OTHER);
    expect(editor.state.get()).toMatchObject({
      ...{ name: 'cut-in-tail.yaml', text: libraryText('cut-in/tail'), seed: 5, file: 'none' },
    });
    expect(bench.shown.at(-1)).toMatchObject({ name: 'cut-in-tail.yaml', seed: 5 });
  });

  it('that were typed beside an open dialog are asked about', async () => {
    const { bench, editor } = await opened();
    const choice = deferred<TextDocument>();
    bench.files.choose = () => choice.promise;
    editor.choose();
    editor.edit(BROKEN);
    // Nothing waits for the dialog.
    expect(await editor.save()).toBe(true);
    editor.edit(OTHER);
    choice.resolve(bench.disk.document('second.yaml', 'doc-2'));
    await settle();
    expect(editor.state.get()).toMatchObject({ name: 'first.yaml', text: OTHER, asks: 'open another file' });
    editor.answer('discard');
    expect(editor.state.get()).toMatchObject({ name: 'second.yaml', text: BROKEN, asks: null });
  });

  it('that are saved while another text takes their place stay out of that one', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    const saving = editor.save();
    editor.newScenario();
    editor.answer('discard');
    expect(await saving).toBe(true);
    await settle();
    expect(bench.disk.text).toBe(OTHER);
    expect(editor.state.get()).toMatchObject({ text: TEMPLATE, savedText: TEMPLATE, file: 'none' });

    const created = deferred<TextDocument>();
    bench.files.create = () => created.promise;
    const savingAs = editor.saveAs('third.yaml');
    editor.openHeld({ handle: 'doc-4', name: 'fourth.yaml', text: OTHER, version: '1' });
    created.resolve(bench.disk.document('third.yaml', 'doc-3'));
    expect(await savingAs).toBe(true);
    await settle();
    expect(editor.state.get()).toMatchObject({ name: 'fourth.yaml', text: OTHER, savedText: OTHER });
    editor.edit(BROKEN);
    bench.disk.created.length = 0;
    expect(await editor.save()).toBe(true);
    expect([editor.state.get().name, bench.disk.created]).toEqual(['fourth.yaml', []]);
  });

  it('outlive the page, with their file', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    await settle();
    const again = bench.editor();
    expect(again.state.get()).toMatchObject({ text: OTHER, savedText: TEMPLATE, name: 'first.yaml' });
    again.setShown(true);
    await settle();
    expect(bench.shown.map(({ text }) => text)).toEqual([TEMPLATE, OTHER]);
    expect(await again.save()).toBe(true);
    expect(bench.disk.text).toBe(OTHER);
  });

  it('meet a file that was changed meanwhile', async () => {
    const { bench, editor } = await opened();
    editor.edit(BROKEN);
    await settle();
    bench.disk.write(OTHER);
    const again = bench.editor();
    again.setShown(true);
    await settle();
    expect(again.state.get()).toMatchObject({ text: BROKEN, savedText: OTHER, conflict: true });
  });

  it('of a page that is no more are offered to another', async () => {
    const { bench, editor } = await opened();
    editor.edit(OTHER);
    await settle();
    const other = new Bench(bench.shared).editor();
    expect(other.state.get().document).toBe(0);
    const [left] = other.leftTexts();
    expect(left.draft).toMatchObject({ name: 'first.yaml', text: OTHER });
    other.openLeft(left.key);
    expect(other.state.get()).toMatchObject({ text: OTHER });
    expect(other.leftTexts()).toEqual([]);
  });

  it('survive a storage that is full or holds nonsense', async () => {
    const full = memoryStorage();
    full.setItem('twotempo:draft:x', '{"name": 3');
    full.setItem('twotempo:draft:y', '{"name": 3}');
    const bench = new Bench({
      ...full,
      length: full.length,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    });
    const { editor } = await opened(bench);
    editor.edit(OTHER);
    await settle();
    expect(editor.leftTexts()).toEqual([]);
    expect(await editor.save()).toBe(true);
  });
});
