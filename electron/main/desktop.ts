import { randomUUID } from 'node:crypto';
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  MenuItemConstructorOptions,
  OpenDialogOptions,
  PowerSaveBlocker,
  Protocol,
  SaveDialogOptions,
  Session,
  WebContents,
} from 'electron';
import { createAppHandler } from '../../scenarios/serve/app-handler.ts';
import { bridgeHandlers, type HandlerDeps } from '../../scenarios/serve/bridge-handlers.ts';
import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import { Documents } from '../../scenarios/serve/documents.ts';
import type { Handlers } from '../../scenarios/serve/handlers.ts';
import { HeldFiles } from '../../scenarios/serve/held-files.ts';
import { RECORD_EXTENSION, type OpenDeps } from '../../scenarios/serve/open-paths.ts';
import { RecentRecords } from '../../scenarios/serve/recent-records.ts';
import { Recordings } from '../../scenarios/serve/recordings.ts';
import { SCENARIO_EXTENSIONS } from '../../scenarios/serve/scenario-file.ts';
import { SettingsFile } from '../../scenarios/serve/settings-file.ts';
import { registerBridge } from './bridge-ipc.ts';
import { watchChildren, watchWindow } from './crash-watch.ts';
import { guardContents, guardSession } from './guards.ts';
import { menuTemplate } from './menu.ts';
import { fileArguments, openFile } from './opened-files.ts';
import { PageMail } from './page-mail.ts';
import { RunHostClient, type RunHostProcess } from './run-host-client.ts';
import { APP_HOST, declareScheme, serveScheme, START_URL } from './scheme.ts';
import { setSwitches } from './switches.ts';
import { windowOptions } from './window-options.ts';

const SCENARIOS = { name: 'Scenario', extensions: [...SCENARIO_EXTENSIONS] };
const RECORDS = { name: 'Record', extensions: [RECORD_EXTENSION] };

export type DesktopContents = Pick<
  WebContents,
  'on' | 'setWindowOpenHandler' | 'send' | 'reload' | 'forcefullyCrashRenderer' | 'id' | 'capturePage'
>;
export type DesktopWindow = Pick<
  BrowserWindow,
  'on' | 'once' | 'loadURL' | 'show' | 'focus' | 'isMinimized' | 'restore' | 'isDestroyed'
> & { readonly webContents: DesktopContents };

/** What the shell takes of Electron, and facts of this start. */
export interface DesktopDeps {
  readonly app: Pick<
    App,
    'on' | 'whenReady' | 'quit' | 'enableSandbox' | 'requestSingleInstanceLock' | 'commandLine' | 'isPackaged'
  >;
  readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly dialog: Pick<Dialog, 'showSaveDialog' | 'showOpenDialog' | 'showMessageBox'>;
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  /** Only when the application is ready. */
  readonly session: () => Pick<
    Session,
    | 'on'
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler'
  >;
  readonly createWindow: (options: BrowserWindowConstructorOptions) => DesktopWindow;
  readonly setMenu: (template: MenuItemConstructorOptions[]) => void;
  /** @param secret makes the handles of runs, which stay the same over its restarts */
  readonly startRunHost: (recordingsFolder: string, runsFolder: string, secret: string) => RunHostProcess;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
  readonly workingFolder: string;
  /** Folder of the built page, and the preload script. */
  readonly appRoot: string;
  readonly preload: string;
  readonly recordingsFolder: string;
  readonly runsFolder: string;
  readonly settingsFile: string;
  /** Records that were opened before. */
  readonly recentFile: string;
  readonly log: (line: string) => void;
}

/** Starts the shell; to be called before the application is ready. */
export function startDesktop(deps: DesktopDeps): void {
  const { app, log } = deps;
  if (!app.requestSingleInstanceLock()) {
    // The first instance gets the command line.
    app.quit();
    return;
  }
  app.enableSandbox();
  setSwitches(app.commandLine, deps.platform);
  declareScheme(deps.protocol);
  const shell = new DesktopShell(deps);
  // A file may be opened before the application is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    shell.open(path);
  });
  app.on('second-instance', (_event, argv, folder) => {
    shell.show();
    shell.openArguments(argv, folder);
  });
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents);
  });
  app.on('window-all-closed', () => {
    if (deps.platform !== 'darwin') app.quit();
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void shell.end().finally(() => {
      ended = true;
      app.quit();
    });
  });
  watchChildren(app, log);
  app
    .whenReady()
    .then(() => {
      shell.ready();
      app.on('activate', () => {
        shell.show();
      });
      shell.openArguments(deps.argv, deps.workingFolder);
    })
    .catch((error: unknown) => {
      log(`The start failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      app.quit();
    });
}

/** The one window and what belongs to it. */
class DesktopShell {
  private window: DesktopWindow | null = null;
  /** Loads of the page so far: each is a page of its own, and so are its recordings. */
  private loads = 0;
  private readonly mail = new PageMail();
  private readonly runHost: RunHostClient;
  private readonly recordings: Recordings;
  private readonly files: OpenDeps;
  private opening: Promise<void> = Promise.resolve();
  private awake: number | null = null;

  constructor(private readonly deps: DesktopDeps) {
    const { recordingsFolder, runsFolder } = deps;
    const secret = randomUUID();
    const start = (): RunHostProcess => deps.startRunHost(recordingsFolder, runsFolder, secret);
    this.runHost = new RunHostClient(start, Date.now, deps.log);
    this.recordings = new Recordings(this.runHost, Date.now, (open) => {
      this.keepAwake(open > 0);
    });
    this.files = {
      held: new HeldFiles(),
      documents: new Documents(),
      recent: new RecentRecords(deps.recentFile, Date.now, deps.log),
    };
  }

  ready(): void {
    const { deps } = this;
    serveScheme(deps.protocol, createAppHandler(deps.appRoot, APP_HOST));
    guardSession(deps.session());
    const common = bridgeHandlers({
      version: deps.version,
      platform: `${deps.platform}, Electron ${process.versions['electron'] ?? ''}`,
      recordingsFolder: deps.recordingsFolder,
      recordings: this.recordings,
      settings: new SettingsFile(deps.settingsFile, Date.now, deps.log),
      suites: this.runHost.suites,
      files: this.files,
      workingFolder: deps.workingFolder,
      dialogs: this.dialogs(),
    });
    const handlers: Handlers = { ...common, 'window.capture': async () => ({ bytes: await this.capture() }) };
    registerBridge(
      deps.ipcMain,
      handlers,
      (sender) => (sender === this.window?.webContents ? this.page : null),
      deps.log,
    );
    deps.setMenu(
      menuTemplate({
        platform: deps.platform,
        packaged: deps.app.isPackaged,
        runCommand: (id) => {
          this.mail.send({ kind: 'command', id });
        },
      }),
    );
    this.show();
  }

  /** Brings the window to the front, or makes it. */
  show(): void {
    const window = this.window;
    if (window === null) {
      this.openWindow();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  openArguments(argv: readonly string[], folder: string): void {
    for (const path of fileArguments(argv, folder)) this.open(path);
  }

  /** Files reach the page in the order in which they were named. */
  open(path: string): void {
    this.opening = this.opening
      .then(() => this.opened(path))
      .catch((error: unknown) => {
        this.deps.log(`${path} cannot be opened: ${String(error)}`);
      });
  }

  /** What is open is closed as it is. */
  async end(): Promise<void> {
    await this.recordings.release(null);
    await this.runHost.end();
  }

  private get page(): string {
    return `page-${this.loads}`;
  }

  private openWindow(): void {
    const { deps } = this;
    const window = deps.createWindow(windowOptions(deps.preload));
    this.window = window;
    const { webContents } = window;
    window.once('ready-to-show', () => {
      window.show();
    });
    window.on('closed', () => {
      this.window = null;
      this.pageGone();
    });
    webContents.on('did-navigate', () => {
      this.pageGone();
      this.loads++;
    });
    webContents.on('did-finish-load', () => {
      this.mail.deliverTo(webContents);
    });
    watchWindow(window, {
      ask: (options) => deps.dialog.showMessageBox(options),
      quit: () => {
        deps.app.quit();
      },
      pageGone: () => {
        this.pageGone();
      },
      log: deps.log,
    });
    window.loadURL(START_URL).catch((error: unknown) => {
      deps.log(`The page did not load: ${String(error)}`);
    });
  }

  private pageGone(): void {
    this.mail.hold();
    void this.recordings.release(this.page);
  }

  private async opened(path: string): Promise<void> {
    const { app, dialog, log } = this.deps;
    const found = await openFile(path, this.files);
    await app.whenReady();
    if (found.kind === 'request') {
      this.mail.send(found.request);
      return;
    }
    const { message, tip } = found;
    const told = dialog.showMessageBox({
      type: 'info',
      title: 'Twotempo',
      message,
      ...(tip !== null && { detail: tip }),
    });
    // What was named after it need not wait for an answer.
    told.catch((error: unknown) => {
      log(`The message about ${path} failed: ${String(error)}`);
    });
  }

  private dialogs(): NonNullable<HandlerDeps['dialogs']> {
    return {
      save: (name) => this.askWhereToSave({ defaultPath: name }),
      createScenario: (name) => this.askWhereToSave({ defaultPath: name, filters: [SCENARIOS] }),
      openScenario: async () => (await this.askForFiles({ properties: ['openFile'], filters: [SCENARIOS] }))[0] ?? null,
      chooseRecords: () => this.askForFiles({ properties: ['openFile', 'multiSelections'], filters: [RECORDS] }),
    };
  }

  private async askWhereToSave(options: SaveDialogOptions): Promise<string | null> {
    const { canceled, filePath } = await this.deps.dialog.showSaveDialog(options);
    return canceled || filePath === '' ? null : filePath;
  }

  private async askForFiles(options: OpenDialogOptions): Promise<string[]> {
    const { canceled, filePaths } = await this.deps.dialog.showOpenDialog(options);
    return canceled ? [] : filePaths;
  }

  /** PNG of the window. */
  private async capture(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.window === null) throw new BridgeProblem('no-window', 'There is no window to take a picture of.', null);
    return new Uint8Array((await this.window.webContents.capturePage()).toPNG());
  }

  /** A recording must not end because the machine goes to sleep. */
  private keepAwake(wanted: boolean): void {
    const { powerSaveBlocker } = this.deps;
    if (wanted) this.awake ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.awake !== null) {
      powerSaveBlocker.stop(this.awake);
      this.awake = null;
    }
  }
}
