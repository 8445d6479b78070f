import type { Cell } from '../panels/external-store.ts';
import type { EditorLanguage } from './editor-language.ts';
import type { EditorState } from './editor-state.ts';
import { SeedCounter } from './seed-counter.ts';

/** After the last key press, ms: the text is read, and some time later shown in the scene. */
const READ_MS = 150;
const SHOW_MS = 300;

/** The live session, as far as samples go there. */
export interface SampleScene {
  readonly preview: (name: string, text: string, seed: number) => void;
  readonly run: (name: string, text: string, seed: number) => void;
}

/** Reads the text some time after it has changed, draws its seed, and shows that in the scene. */
export class LiveSample {
  /** The panel is seen; while it is not, the scene is left alone. */
  isSeen = false;
  private readonly counter: SeedCounter;
  private readTimer: ReturnType<typeof setTimeout> | null = null;
  private showTimer: ReturnType<typeof setTimeout> | null = null;
  /** Something new is to be shown as soon as it can be. */
  private owesShow = false;

  constructor(
    private readonly state: Cell<EditorState>,
    private readonly language: Cell<EditorLanguage | null>,
    private readonly scene: SampleScene,
    whenIdle: (run: () => void) => () => void,
  ) {
    this.counter = new SeedCounter(whenIdle, (seeds) => this.patch({ seeds }));
  }

  /** The person types. @param rested is called before the text is read */
  textChanged(rested: () => void): void {
    this.unread();
    if (this.readTimer !== null) clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => {
      rested();
      this.readNow();
      this.showSoon();
    }, READ_MS);
  }

  /** Another text has come at once. */
  readAndShow(): void {
    this.unread();
    this.readNow();
    this.showSoon();
  }

  /** The panel is seen again, and the language is there. */
  seen(): void {
    this.readNow();
    if (this.owesShow) this.showSoon();
  }

  readNow(): void {
    if (this.readTimer !== null) clearTimeout(this.readTimer);
    this.readTimer = null;
    const { document, text, name, seed } = this.state.get();
    const language = this.language.get();
    if (language === null || document === 0) return;
    const { domain, problems, sample } = language.read(text, name);
    this.patch({ isRead: true, domain, problems, sample: sample?.(seed) ?? null, seeds: null });
    if (sample !== null) this.counter.start(sample);
    else this.counter.stop();
  }

  take(seed: number): void {
    const { text, name } = this.state.get();
    const sample = this.language.get()?.read(text, name).sample?.(seed) ?? null;
    this.patch({ seed, sample });
  }

  showSoon(): void {
    this.owesShow = true;
    if (this.showTimer !== null) clearTimeout(this.showTimer);
    this.showTimer = setTimeout(() => {
      this.showTimer = null;
      const { shown, isRead } = this.state.get();
      if (!this.isSeen || !isRead) return;
      this.owesShow = false;
      const next = this.drawable();
      const isThere = shown?.name === next?.name && shown?.text === next?.text && shown?.seed === next?.seed;
      if (next !== null && !isThere) this.show();
    }, SHOW_MS - READ_MS);
  }

  /** Shows the sample, if it can be drawn. */
  show(): void {
    const shown = this.drawable();
    if (shown === null) return;
    this.scene.preview(shown.name, shown.text, shown.seed);
    this.patch({ shown });
  }

  /** Plays the sample. @returns whether it can be drawn */
  run(): boolean {
    this.readNow();
    const shown = this.drawable();
    if (shown === null) return false;
    this.scene.run(shown.name, shown.text, shown.seed);
    this.patch({ shown });
    return true;
  }

  /** Another document takes the place of this one. */
  stop(): void {
    this.counter.stop();
  }

  private unread(): void {
    this.counter.stop();
    this.patch({ isRead: false, seeds: null });
  }

  /** The present text and seed where they can be drawn. */
  private drawable(): EditorState['shown'] {
    const { isRead, domain, sample, name, text, seed } = this.state.get();
    if (!isRead || domain !== 'driving' || sample === null || sample.seed !== seed || sample.actors === null)
      return null;
    return { name, text, seed };
  }

  private patch(change: Partial<EditorState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
