import type {
  App,
  BrowserWindowConstructorOptions,
  IpcMainInvokeEvent,
  MenuItemConstructorOptions,
  NativeImage,
  OpenDialogOptions,
  SaveDialogOptions,
} from 'electron';
import type { DesktopDeps, DesktopWindow } from '../../electron/main/desktop.ts';
import type { RunHostProcess } from '../../electron/main/run-host-client.ts';
import { answerCall } from '../../electron/run-host/answer-calls.ts';
import type { RunHostParts, RunHostReply } from '../../electron/run-host/protocol.ts';
import { recordingFilesIn } from '../../scenarios/serve/recording-files.ts';
import { SuiteRuns } from '../../scenarios/serve/suite-runs.ts';

type Listener = (...args: never[]) => unknown;
type Handler = Parameters<DesktopDeps['ipcMain']['handle']>[1];
type SessionDeps = ReturnType<DesktopDeps['session']>;

/** Events by name. `on` has Electron's own type, which no single function has: hence the one cast. */
class Events {
  private readonly listeners = new Map<string, Listener[]>();

  readonly add = (event: string, listener: Listener): unknown => {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return undefined;
  };

  on<T>(): T {
    return this.add as T;
  }

  emit(event: string, ...args: readonly unknown[]): void {
    for (const listener of this.listeners.get(event) ?? [])
      (listener as (...all: readonly unknown[]) => unknown)(...args);
  }

  has(event: string): boolean {
    return this.listeners.has(event);
  }
}

/** An event that can be prevented. */
export function preventable<T extends object>(fields: T): T & { prevented: boolean; preventDefault(): void } {
  return {
    ...fields,
    prevented: false,
    preventDefault(): void {
      this.prevented = true;
    },
  };
}

export class FakeWindow {
  readonly events = new Events();
  readonly contentsEvents = new Events();
  readonly mainFrame = { origin: 'app://twotempo', detached: false };
  readonly sent: unknown[] = [];
  readonly calls: string[] = [];
  readonly loaded: string[] = [];
  openHandler: Parameters<DesktopWindow['webContents']['setWindowOpenHandler']>[0] | null = null;
  minimized = false;
  /** As Electron's window. */
  readonly asWindow: DesktopWindow;

  constructor(readonly options: BrowserWindowConstructorOptions) {
    const contents = {
      id: 7,
      mainFrame: this.mainFrame,
      on: this.contentsEvents.on<DesktopWindow['webContents']['on']>(),
      setWindowOpenHandler: (handler) => {
        this.openHandler = handler;
      },
      send: (channel: string, ...args: unknown[]) => {
        this.sent.push([channel, ...args]);
      },
      reload: () => {
        this.calls.push('reload');
      },
      forcefullyCrashRenderer: () => {
        this.calls.push('crash');
      },
      capturePage: () => Promise.resolve({ toPNG: () => Buffer.from('PNG of the window') } as NativeImage),
    } satisfies DesktopWindow['webContents'] & { mainFrame: unknown };
    const note = (name: string) => () => void this.calls.push(name);
    this.asWindow = {
      webContents: contents,
      on: this.events.on<DesktopWindow['on']>(),
      once: this.events.on<DesktopWindow['once']>(),
      loadURL: (url) => {
        this.loaded.push(url);
        return Promise.resolve();
      },
      show: note('show'),
      focus: note('focus'),
      restore: note('restore'),
      isMinimized: () => this.minimized,
      isDestroyed: () => false,
    } satisfies DesktopWindow;
  }

  /** As if the page had been loaded. */
  load(): void {
    this.contentsEvents.emit('did-navigate', {}, 'app://twotempo/');
    this.contentsEvents.emit('did-finish-load');
  }
}

/** A run host in this process; `crash` ends it without a word. */
export class FakeRunHost {
  readonly process: RunHostProcess;
  private alive = true;
  private readonly exits: ((code: number) => void)[] = [];

  constructor(folder: string, runs: string) {
    const parts: RunHostParts = {
      files: recordingFilesIn(folder),
      suites: new SuiteRuns({
        folder: runs,
        script: 'absent.mjs',
        as: 'processes',
        nowMs: Date.now,
        log: () => undefined,
      }),
    };
    const replies: ((reply: RunHostReply) => void)[] = [];
    this.process = {
      postMessage: (message) => {
        void answerCall(parts, structuredClone(message)).then((reply) => {
          if (this.alive) for (const listener of replies) listener(reply);
        });
      },
      onMessage: (listener) => void replies.push(listener),
      onExit: (listener) => void this.exits.push(listener),
      kill: () => {
        this.crash(0);
      },
    };
  }

  crash(code: number): void {
    if (!this.alive) return;
    this.alive = false;
    for (const listener of this.exits) listener(code);
  }
}

interface FakeOptions {
  readonly folder: string;
  readonly platform?: NodeJS.Platform;
  readonly argv?: readonly string[];
  readonly onlyInstance?: boolean;
}

/**
 * As much of Electron as the shell takes, typed by the real declarations: what the package changes there fails to compile
 * here. Like the real one it takes one handler per channel and scheme.
 */
export class FakeElectron {
  readonly events = new Events();
  readonly sessionEvents = new Events();
  readonly handlers = new Map<string, Handler>();
  readonly schemes = new Map<string, Parameters<DesktopDeps['protocol']['handle']>[1]>();
  readonly declared: unknown[] = [];
  readonly windows: FakeWindow[] = [];
  readonly runHosts: FakeRunHost[] = [];
  readonly calls: string[] = [];
  readonly switches: [string, string | undefined][] = [];
  readonly log: string[] = [];
  readonly messages: { message: string; detail?: string | undefined; buttons?: string[] | undefined }[] = [];
  readonly blockers = new Set<number>();
  menu: MenuItemConstructorOptions[] = [];
  /** What the person answers, chooses, and where she saves; null: cancels. */
  response = 0;
  savePath: string | null = null;
  openPaths: readonly string[] | null = null;
  /** What the dialogs were asked with. */
  readonly asked: unknown[] = [];
  readonly permission: Partial<Record<string, unknown>> = {};
  readonly deps: DesktopDeps;
  private makeReady: () => void = () => undefined;

  constructor({ folder, platform = 'linux', argv = ['twotempo'], onlyInstance = true }: FakeOptions) {
    const ready = new Promise<void>((resolve) => {
      this.makeReady = resolve;
    });
    const note = (name: string) => () => void this.calls.push(name);
    const session = {
      on: this.sessionEvents.on<SessionDeps['on']>(),
      setPermissionRequestHandler: (handler) => void (this.permission['request'] = handler),
      setPermissionCheckHandler: (handler) => void (this.permission['check'] = handler),
      setDevicePermissionHandler: (handler) => void (this.permission['device'] = handler),
      setDisplayMediaRequestHandler: (handler) => void (this.permission['display'] = handler),
    } satisfies SessionDeps;
    this.deps = {
      app: {
        on: this.events.on<App['on']>(),
        whenReady: () => ready,
        quit: note('quit'),
        enableSandbox: note('enableSandbox'),
        requestSingleInstanceLock: () => onlyInstance,
        isPackaged: true,
        commandLine: {
          appendArgument: () => undefined,
          appendSwitch: (name, value) => void this.switches.push([name, value]),
          getSwitchValue: () => '',
          hasSwitch: () => false,
          removeSwitch: () => undefined,
        },
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes) => void this.declared.push(...schemes),
        handle: (scheme, handler) => {
          if (this.schemes.has(scheme)) throw new Error(`a second handler for ${scheme}`);
          this.schemes.set(scheme, handler);
        },
      },
      ipcMain: {
        handle: (channel, handler) => {
          if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
          this.handlers.set(channel, handler);
        },
      },
      dialog: {
        showMessageBox: ((options: { message: string; detail?: string; buttons?: string[] }) => {
          this.messages.push(options);
          return Promise.resolve({ response: this.response, checkboxChecked: false });
        }) as DesktopDeps['dialog']['showMessageBox'],
        showSaveDialog: (options: SaveDialogOptions) => {
          this.asked.push(options);
          return Promise.resolve({ canceled: this.savePath === null, filePath: this.savePath ?? '' });
        },
        showOpenDialog: (options: OpenDialogOptions) => {
          this.asked.push(options);
          return Promise.resolve({ canceled: this.openPaths === null, filePaths: [...(this.openPaths ?? [])] });
        },
      },
      powerSaveBlocker: {
        start: (type) => {
          this.calls.push(`awake ${type}`);
          const id = this.calls.length;
          this.blockers.add(id);
          return id;
        },
        stop: (id) => this.blockers.delete(id),
      },
      session: () => session,
      createWindow: (options) => {
        const window = new FakeWindow(options);
        this.windows.push(window);
        this.events.emit('web-contents-created', {}, window.asWindow.webContents);
        return window.asWindow;
      },
      setMenu: (template) => {
        this.menu = template;
      },
      startRunHost: (recordings, runs) => {
        const runHost = new FakeRunHost(recordings, runs);
        this.runHosts.push(runHost);
        return runHost.process;
      },
      version: '1.2.3',
      platform,
      argv,
      workingFolder: folder,
      appRoot: `${folder}/app`,
      preload: `${folder}/preload.cjs`,
      recordingsFolder: `${folder}/recordings`,
      runsFolder: `${folder}/runs`,
      settingsFile: `${folder}/settings.json`,
      recentFile: `${folder}/recent.json`,
      log: (line) => void this.log.push(line),
    };
  }

  /** Electron has started. */
  async ready(): Promise<FakeWindow> {
    this.makeReady();
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.windows[0];
  }

  /** A call as it comes from a frame. Arguments and result are cloned, as they are between processes. */
  async invoke(channel: string, input: unknown, from: Partial<IpcMainInvokeEvent> = {}): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const window = this.windows[0];
    const event = { senderFrame: window.mainFrame, sender: window.asWindow.webContents, ...from };
    return structuredClone((await handler(event as unknown as IpcMainInvokeEvent, structuredClone(input))) as unknown);
  }
}
