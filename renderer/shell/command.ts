import type { RecordShelf } from '../compare/record-shelf.ts';
import type { ScenarioEditor } from '../editor/scenario-editor.ts';
import type { ShareDesk } from '../share/share-desk.ts';
import type { AppState } from '../state/app-state.ts';
import type { EpisodeController } from '../state/episode-controller.ts';
import type { ViewController } from '../state/view-controller.ts';
import type { SuiteBoard } from '../suites/suite-board.ts';
import type { LayoutPreset, PanelName } from './panel-names.ts';

/** What commands act on. */
export interface CommandContext {
  readonly episode: EpisodeController;
  readonly view: ViewController;
  readonly layout: {
    applyPreset(preset: LayoutPreset): void;
    showPanel(panel: PanelName): void;
    focusGroup(by: 1 | -1): void;
    movePanel(direction: 'left' | 'right' | 'top' | 'bottom'): void;
    toggleMaximized(): void;
  };
  readonly shelf: RecordShelf;
  readonly suites: SuiteBoard;
  readonly editor: ScenarioEditor;
  readonly share: ShareDesk;
}

/** Menus of the menu bar, in their order. */
export const MENUS = [
  'File',
  'Scenario',
  'Run',
  'Arm',
  'Intervene',
  'Replay',
  'Suites',
  'View',
  'Layout',
  'Help',
] as const;
export type MenuName = (typeof MENUS)[number];

/** One thing that a person can do: an entry of the menu, of the palette, and of the shortcuts. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly menu: MenuName;
  /** Entries of a section stand together in the menu. */
  readonly section: string;
  /** Chords (`shortcuts.ts`), the first is shown. */
  readonly keys?: readonly string[];
  /** While a person drives, the keyboard's drive keys are not this command's. */
  readonly yieldsToDriving?: boolean;
  /** `radio`: one of its section is on; `check`: on or off by itself. */
  readonly mark?: 'check' | 'radio';
  readonly isOn?: (state: AppState) => boolean;
  readonly isEnabled?: (state: AppState) => boolean;
  run(context: CommandContext): void;
}

/** A command without conditions. */
export function command(
  id: string,
  title: string,
  menu: MenuName,
  section: string,
  keys: readonly string[],
  run: (context: CommandContext) => void,
): Command {
  return { id, title, menu, section, keys, run };
}
