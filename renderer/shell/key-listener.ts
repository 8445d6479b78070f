import { driveCommand, DriveThrottle, DRIVE_KEYS, type PadState } from '../state/drive-input.ts';
import { runCommand, type App } from './app-context.ts';
import { commandByChord } from './commands.ts';
import { chordOf, focusKindOf, isForApplication } from './shortcuts.ts';

/** Commands that a held key repeats. */
const REPEATED = new Set(['run.step', 'run.step-second']);

/** Turns the page's keys and a gamepad into commands and driving. */
export class InputListener {
  private readonly pressed = new Set<string>();
  private readonly throttle = new DriveThrottle();
  private wasDriving = false;

  constructor(private readonly app: App) {
    window.addEventListener('keydown', (event) => this.keyDown(event));
    window.addEventListener('keyup', (event) => this.pressed.delete(event.code));
    // Keys that are released elsewhere are never heard of.
    window.addEventListener('blur', () => this.pressed.clear());
    document.addEventListener('visibilitychange', () => this.pressed.clear());
  }

  /** Once per frame: sends what a driving person asks for when it has changed. */
  poll(nowMs: number): void {
    const { components, opened, dialog } = this.app.state.get();
    if (components.driving !== this.wasDriving) {
      this.wasDriving = components.driving;
      this.throttle.reset();
      this.pressed.clear();
    }
    if (!components.driving || opened === null) return;
    if (dialog !== null) this.pressed.clear();
    const command = this.throttle.next(driveCommand(this.pressed, readPad()), nowMs, opened.controlDt);
    if (command !== null) this.app.episode.intervene({ kind: 'drive', on: true, ...command });
  }

  private keyDown(event: KeyboardEvent): void {
    const state = this.app.state.get();
    if (event.defaultPrevented || event.isComposing || state.dialog !== null) return;
    const chord = chordOf(event);
    if (!isForApplication(chord, focusKindOf(document.activeElement))) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (state.components.driving && plain && Object.hasOwn(DRIVE_KEYS, event.code)) {
      this.pressed.add(event.code);
      event.preventDefault();
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
