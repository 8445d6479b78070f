import { driveCommand, DriveThrottle, DRIVE_KEYS, type PadState } from '../state/drive-input.ts';
import { runCommand, type App } from './app-context.ts';
import { commandByChord } from './commands.ts';
import { chordOf, focusKindOf, isForApplication } from './shortcuts.ts';

/** Before an episode says how long its ticks are, s. */
const MIN_POLL_S = 1 / 60;

/** Commands that a held key repeats. */
const REPEATED = new Set(['run.step', 'run.step-second']);

/** Turns the page's keys and a gamepad into commands and driving. */
export class InputListener {
  private readonly pressed = new Set<string>();
  private readonly throttle = new DriveThrottle();
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly app: App) {
    window.addEventListener('keydown', (event) => this.keyDown(event));
    window.addEventListener('keyup', (event) => {
      if (this.pressed.delete(event.code)) this.poll();
    });
    // Keys that are released elsewhere are never heard of.
    window.addEventListener('blur', () => this.release());
    document.addEventListener('visibilitychange', () => this.release());
    app.state.subscribe(() => this.stateChanged());
  }

  /** The person drives no longer, or begins to: a clock of its own reads the gamepad, since frames may be slow. */
  private stateChanged(): void {
    const { components, opened, dialog } = this.app.state.get();
    if (dialog !== null && this.pressed.size > 0) this.release();
    if (components.driving === (this.timer !== null)) return;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = components.driving ? setInterval(() => this.poll(), (opened?.controlDt ?? MIN_POLL_S) * 1000) : null;
    this.throttle.reset();
    this.pressed.clear();
  }

  private release(): void {
    this.pressed.clear();
    this.poll();
  }

  /** Sends what a driving person asks for where it has changed. */
  private poll(): void {
    const { components, opened } = this.app.state.get();
    if (!components.driving || opened === null) return;
    const command = driveCommand(this.pressed, readPad());
    const changed = this.throttle.next(command, performance.now(), opened.controlDt);
    if (changed !== null) this.app.episode.intervene({ kind: 'drive', on: true, ...changed });
  }

  private keyDown(event: KeyboardEvent): void {
    const state = this.app.state.get();
    if (event.defaultPrevented || event.isComposing || state.dialog !== null) return;
    const chord = chordOf(event);
    if (!isForApplication(chord, focusKindOf(document.activeElement))) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (state.components.driving && plain && Object.hasOwn(DRIVE_KEYS, event.code)) {
      event.preventDefault();
      if (event.repeat) return;
      this.pressed.add(event.code);
      this.poll();
      return;
    }
    const command = commandByChord(chord);
    if (command === null) return;
    event.preventDefault();
    if (event.repeat && !REPEATED.has(command.id)) return;
    runCommand(this.app, command);
  }
}

/** The first gamepad of the standard mapping: left stick, right and left trigger. */
function readPad(): PadState | null {
  const pad = navigator.getGamepads().find((candidate) => candidate?.mapping === 'standard');
  if (pad === null || pad === undefined) return null;
  return { axis: pad.axes[0] ?? 0, throttle: pad.buttons[7]?.value ?? 0, brake: pad.buttons[6]?.value ?? 0 };
}
