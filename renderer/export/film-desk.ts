import type { ShownReplay } from '../compare/record-shelf.ts';
import { pairingOf, runName } from '../compare/pairing.ts';
import { HostProblem, type HostBridge } from '../host/host-bridge.ts';
import type { Problem } from '../live/protocol.ts';
import { Cell } from '../panels/external-store.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { STANDARD_VIEW } from '../replay-scene/replay-scene.ts';
import { clipSubject, pairSubject, type Run, type Subject } from '../replay/subject.ts';
import { THEMES } from '../theme/tokens.ts';
import { bytesText, filmName, planChoice, type FilmChoice } from './film-choice.ts';
import { FilmProblem, type FilmProgress } from './film-encoder.ts';
import { makeFilm } from './make-film.ts';
import { MapFilmStage, type FilmStage } from './replay/film-stage.ts';
import { ReplayFilm } from './replay/replay-film.ts';
import { SceneFilmStage } from './replay/scene-film-stage.ts';

/** What is filmed: a record, or two of one situation. */
export interface FilmedReplay {
  readonly subject: Subject;
  readonly recordOf: (run: Run) => OpenedRecord;
  readonly loop: ShownReplay['loop'];
}

/** A film that is being made. */
export interface FilmWork {
  readonly name: string;
  readonly progress: FilmProgress;
}

export interface FilmState {
  readonly work: FilmWork | null;
  /** How the last one ended, in a sentence; null: none has. */
  readonly last: { readonly text: string; readonly isBad: boolean } | null;
}

export interface FilmParts {
  readonly host: Pick<HostBridge, 'saveFile'>;
  readonly report: (problem: Problem) => void;
  readonly notice: (text: string) => void;
  /** CSS font family of the page. */
  readonly family: () => string;
}

/** The replay that is shown; null: none is. Of two different situations the first one. */
export function filmedReplay({ a, b, loop }: ShownReplay): FilmedReplay | null {
  if (a === null) return null;
  const pairing = b === null ? null : pairingOf(a, b);
  if (b === null || pairing?.kind !== 'pair') {
    return { subject: clipSubject(a.clip, runName(a)), recordOf: () => a, loop };
  }
  return { subject: pairSubject(pairing.pair), recordOf: ({ letter }) => (letter === 'A' ? a : b), loop };
}

/** Makes films of replays, one at a time, and saves them. */
export class FilmDesk {
  readonly state = new Cell<FilmState>({ work: null, last: null });
  private abort: AbortController | null = null;
  private failed = false;

  constructor(private readonly parts: FilmParts) {}

  /** Resolves when the film is saved, cancelled or given up; a failure is a problem. */
  async make(replay: FilmedReplay, choice: FilmChoice): Promise<void> {
    const { plan, size } = planChoice(choice, { endS: replay.subject.endS, loop: replay.loop });
    if (plan === null || this.abort !== null) return;
    const abort = new AbortController();
    this.abort = abort;
    const { runs } = replay.subject;
    const [{ clip }] = runs;
    const name = filmName(
      clip,
      runs.map((run) => run.name),
      choice.format,
    );
    let source: ReplayFilm | null = null;
    this.progress(name, { done: 0, total: plan.frames, leftS: null, bytes: 0 });
    try {
      source = replayFilm(replay, choice, this.parts.family());
      const film = await makeFilm({
        ...{ source, plan, size, format: choice.format, quality: choice.quality, signal: abort.signal },
        dither: choice.picture === 'scene',
        onProgress: (progress) => this.progress(name, progress),
      });
      const where = await this.parts.host.saveFile(name, film.bytes);
      if (where === null) this.end('The film was not saved.', false);
      else {
        const told = `${where}: ${film.frames} frames, ${film.codec}, ${bytesText(film.bytes.byteLength)}.`;
        this.end(film.note === null ? told : `${told} ${film.note}`, false);
      }
    } catch (error) {
      if (abort.signal.aborted) this.end('The film was cancelled; nothing is left of it.', false);
      else this.fail(error);
    } finally {
      source?.dispose();
      this.abort = null;
    }
  }

  cancel(): void {
    this.abort?.abort();
  }

  private progress(name: string, progress: FilmProgress): void {
    this.state.set({ work: { name, progress }, last: null });
  }

  private end(text: string, isBad: boolean): void {
    this.state.set({ work: null, last: { text, isBad } });
    this.parts.notice(text);
    if (isBad || !this.failed) return;
    this.failed = false;
    this.tell('info', 'A film could be made again.', null, true);
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const tip = error instanceof FilmProblem || error instanceof HostProblem ? error.tip : null;
    this.failed = true;
    const sentence = error instanceof FilmProblem ? message : `The film could not be made: ${message}`;
    this.end(sentence, true);
    this.tell('error', sentence, tip, false);
  }

  private tell(severity: Problem['severity'], message: string, tip: string | null, resolved: boolean): void {
    this.parts.report({ severity, message, tip, source: 'export', resolved, tick: null });
  }
}

/** A replay as a film. @throws Error where the browser cannot draw it */
export function replayFilm({ subject, recordOf }: FilmedReplay, choice: FilmChoice, family: string): ReplayFilm {
  const tokens = THEMES[choice.theme];
  const look = { tokens, family };
  const createStage = (runs: readonly Run[]): FilmStage => {
    if (choice.picture === 'map') return new MapFilmStage(runs, subject, look);
    const [first, ghost] = runs.map(recordOf);
    return new SceneFilmStage(first, ghost ?? null, tokens, { ...STANDARD_VIEW, camera: choice.camera });
  };
  return new ReplayFilm(subject, choice.mode, createStage, {
    ...look,
    captions: choice.captions,
    strip: choice.strip,
    text: choice.text,
    speed: Number(choice.speed.replace(',', '.')),
  });
}
