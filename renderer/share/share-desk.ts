import type { RecordShelf } from '../compare/record-shelf.ts';
import { FilmDesk, filmedReplay, replayFilm } from '../export/film-desk.ts';
import { FIRST_CHOICE } from '../export/film-choice.ts';
import { HostProblem, type HostBridge } from '../host/host-bridge.ts';
import type { Problem } from '../live/protocol.ts';
import type { Cell } from '../panels/external-store.ts';
import { copyText } from '../report/copy.ts';
import { themeOf, type AppState } from '../state/app-state.ts';
import { liveCommand, pairCommand, recordCommand } from './command-lines.ts';
import { momentLink } from './moment-link.ts';
import { canvasPng, copyPng } from './pictures.ts';
import { menusClosed, windowPicture } from './window-picture.ts';

export interface ShareParts {
  readonly host: HostBridge;
  readonly state: Cell<AppState>;
  readonly shelf: RecordShelf;
  /** Canvas of the live scene, drawn anew: it must be read in the same task. Null: there is none. */
  readonly drawScene: () => HTMLCanvasElement | null;
  readonly report: (problem: Problem) => void;
  /** Says something for a few seconds. */
  readonly notice: (text: string) => void;
}

/** What a picture is of. */
export type PictureOf = 'scene' | 'replay' | 'window';
export type PictureTo = 'file' | 'clipboard';

/** Of pictures of a replay, px. */
const REPLAY_PICTURE = { width: 1920, height: 1080 };

/** What a person can take away: pictures, films, command lines. */
export class ShareDesk {
  readonly films: FilmDesk;
  private failed = false;

  constructor(readonly parts: ShareParts) {
    const { host, report, notice } = parts;
    this.films = new FilmDesk({ host, report, notice, family: pageFamily });
  }

  async picture(of: PictureOf, to: PictureTo): Promise<void> {
    if (of === 'replay' && this.parts.shelf.shown().a === null) return this.nothing();
    try {
      const png = this.take(of);
      if (to === 'clipboard') {
        await copyPng(png);
        this.worked(`The picture is copied: ${PICTURE_WORDS[of]}.`);
        return;
      }
      const bytes = new Uint8Array(await (await png).arrayBuffer());
      const where = await this.parts.host.saveFile(this.pictureName(of), bytes);
      if (where !== null) this.worked(`Picture saved: ${where}`);
    } catch (error) {
      this.fail('The picture could not be taken', error);
    }
  }

  /** The command that reproduces the live episode. */
  async copyLiveCommand(): Promise<void> {
    try {
      const { choice, components, status } = this.parts.state.get();
      const interventions = status?.counters.interventions ?? 0;
      const { recordings } = await this.parts.host.info();
      await this.copy(liveCommand({ choice, components, interventions, recordings }), 'The command line is copied.');
    } catch (error) {
      this.fail('The command line could not be made', error);
    }
  }

  /** The commands that reproduce what the replay shows. */
  async copyReplayCommand(): Promise<void> {
    const { shelf } = this.parts;
    const { a, b } = shelf.shown();
    if (a === null) return this.nothing();
    const open = shelf.state.get().records;
    const text = b === null ? recordCommand(a, open) : pairCommand(a, b, open);
    await this.copy(text, 'The command lines are copied.');
  }

  /** An address that opens the live episode here again. */
  async copyLink(): Promise<void> {
    const { state, host, notice } = this.parts;
    if (host.name === 'electron') return notice('Links open the app in a browser; from here, copy the command line.');
    const { choice, components } = state.get();
    const found = momentLink(location.href, choice, components);
    if (found.link === null) return notice(found.problem);
    await this.copy(found.link, found.problem === '' ? 'The link is copied.' : `The link is copied. ${found.problem}`);
  }

  /** Takes the picture at once: what is on the screen now. */
  private take(of: PictureOf): Promise<Blob> {
    switch (of) {
      case 'scene': {
        const canvas = this.parts.drawScene();
        if (canvas === null) throw new Error('there is no scene to be drawn');
        return canvasPng(canvas);
      }
      case 'replay':
        return this.replayPicture();
      case 'window':
        return this.windowPng();
    }
  }

  private async windowPng(): Promise<Blob> {
    const { drawScene, host } = this.parts;
    await menusClosed();
    if (host.captureWindow === null) return windowPicture(drawScene());
    return new Blob([await host.captureWindow()], { type: 'image/png' });
  }

  /** As a film would show the moment. */
  private replayPicture(): Promise<Blob> {
    const shown = this.parts.shelf.shown();
    const replay = filmedReplay(shown);
    if (replay === null) throw new Error('no replay is open; open a record first');
    const theme = themeOf(this.parts.state.get());
    const film = replayFilm(replay, { ...FIRST_CHOICE, mode: shown.mode, theme }, pageFamily());
    const canvas = document.createElement('canvas');
    canvas.width = REPLAY_PICTURE.width;
    canvas.height = REPLAY_PICTURE.height;
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('this browser gives no 2D canvas');
    try {
      film.draw(context, canvas.width, canvas.height, shown.timeS);
      return canvasPng(canvas);
    } finally {
      film.dispose();
    }
  }

  private pictureName(of: PictureOf): string {
    if (of === 'window') return 'twotempo.png';
    const { a, timeS } = this.parts.shelf.shown();
    const { opened, choice, status } = this.parts.state.get();
    const isReplay = of === 'replay' && a !== null;
    const scenario = isReplay ? a.facts.scenario : (opened?.scenario ?? 'scene');
    const seed = isReplay ? a.facts.seed : choice.seed;
    const atS = isReplay ? timeS : (status?.timeS ?? 0);
    const words = `${scenario}-seed${seed}-${atS.toFixed(2)}s`.replaceAll(/[^A-Za-z0-9.]+/g, '-');
    return `${words.replace(/^[^A-Za-z0-9]+/, '')}.png`;
  }

  private async copy(text: string, done: string): Promise<void> {
    if (await copyText(text)) this.worked(done);
    else this.parts.notice(`The clipboard cannot be written; this is the text: ${text}`);
  }

  private nothing(): void {
    this.parts.notice('No replay is open: open a record first.');
  }

  private worked(text: string): void {
    this.parts.notice(text);
    if (!this.failed) return;
    this.failed = false;
    this.tell('info', text, null, true);
  }

  private fail(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const message = `${what}: ${why.replace(/\.$/, '')}.`;
    this.failed = true;
    this.parts.notice(message);
    this.tell('error', message, error instanceof HostProblem ? error.tip : null, false);
  }

  private tell(severity: Problem['severity'], message: string, tip: string | null, resolved: boolean): void {
    this.parts.report({ severity, message, tip, source: 'export', resolved, tick: null });
  }
}

const PICTURE_WORDS: Readonly<Record<PictureOf, string>> = {
  scene: 'the live scene',
  replay: 'the replay',
  window: 'the window',
};

function pageFamily(): string {
  return getComputedStyle(document.body).fontFamily || 'sans-serif';
}
