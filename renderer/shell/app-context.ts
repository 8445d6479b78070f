import { createContext, useContext, useSyncExternalStore } from 'react';
import type { RecordShelf } from '../compare/record-shelf.ts';
import type { ScenarioEditor } from '../editor/scenario-editor.ts';
import type { HostBridge } from '../host/host-bridge.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { Cell } from '../panels/external-store.ts';
import type { PanelModel } from '../panels/panel-model.ts';
import type { ShareDesk } from '../share/share-desk.ts';
import type { AppState } from '../state/app-state.ts';
import type { EpisodeController } from '../state/episode-controller.ts';
import type { ViewController } from '../state/view-controller.ts';
import type { SuiteBoard } from '../suites/suite-board.ts';
import type { Command, CommandContext } from './command.ts';
import { isEnabled } from './commands.ts';
import type { LayoutController } from './layout-controller.ts';
import type { SceneStage } from './scene-stage.ts';

/** The parts of the application, made once by `main.tsx`. */
export interface App {
  readonly state: Cell<AppState>;
  readonly session: LiveSession;
  readonly model: PanelModel;
  readonly host: HostBridge;
  readonly episode: EpisodeController;
  readonly view: ViewController;
  readonly layout: LayoutController;
  readonly stage: SceneStage;
  readonly shelf: RecordShelf;
  readonly suites: SuiteBoard;
  readonly editor: ScenarioEditor;
  readonly share: ShareDesk;
  readonly isMac: boolean;
}

export const AppContext = createContext<App | null>(null);

/** @throws Error outside of an `AppContext` */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('This component needs an AppContext around it.');
  return app;
}

/** @param select returns something that stays the same while what it is made of does */
export function useAppState<T>(select: (state: AppState) => T): T {
  const { state } = useApp();
  return useSyncExternalStore(state.subscribe, () => select(state.get()));
}

function commandContext({ episode, view, layout, shelf, suites, editor, share }: App): CommandContext {
  return { episode, view, layout, shelf, suites, editor, share };
}

/** Runs a command where it is enabled. */
export function runCommand(app: App, command: Command): void {
  if (isEnabled(command, app.state.get())) command.run(commandContext(app));
}
