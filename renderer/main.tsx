import './shell/shell.css';
import './shell/dialogs.css';
import { createRoot } from 'react-dom/client';
import { RecordShelf } from './compare/record-shelf.ts';
import { ScenarioEditor } from './editor/scenario-editor.ts';
import { detectHost } from './host/detect-host.ts';
import { DEFAULT_SETTINGS, type Settings } from './host/contract.ts';
import type { HostBridge } from './host/host-bridge.ts';
import type { LiveSession } from './live/live-session.ts';
import type { Problem } from './live/protocol.ts';
import { createWorkerSession } from './live/worker-session.ts';
import { Cell } from './panels/external-store.ts';
import { PanelModel } from './panels/panel-model.ts';
import type { RecordOpener } from './records/opened-record.ts';
import { createRecordOpener } from './records/record-opener.ts';
import { createOverlays } from './scene/overlays/overlay-layers.ts';
import { suitableQuality, type Quality } from './scene/quality.ts';
import type { SceneView } from './scene/scene-view.ts';
import { createSceneView } from './scene/three-scene-view.ts';
import { ShareDesk } from './share/share-desk.ts';
import { initialState, reducedMotionOf, themeOf, type AppState } from './state/app-state.ts';
import { startingComponents } from './state/arm-presets.ts';
import { parseDeepLink, type DeepLink } from './state/deep-link.ts';
import { EpisodeController } from './state/episode-controller.ts';
import { RecordingKeeper, unfinishedProblem } from './state/recording.ts';
import { FIRST_SAMPLE } from './state/samples.ts';
import { SettingsWriter } from './state/settings-store.ts';
import { ViewController } from './state/view-controller.ts';
import { SuiteBoard } from './suites/suite-board.ts';
import { commandById } from './shell/commands.ts';
import { runCommand, type App } from './shell/app-context.ts';
import { listenForFiles } from './shell/drop-files.ts';
import { InputListener } from './shell/key-listener.ts';
import { LayoutController } from './shell/layout-controller.ts';
import { SceneStage } from './shell/scene-stage.ts';
import { Shell } from './shell/shell.tsx';
import { applyTokens, THEMES } from './theme/tokens.ts';

/** The page waits this long for its settings, ms; then it starts with the defaults. */
const SETTINGS_WAIT_MS = 1500;

async function main(): Promise<void> {
  performance.mark('twotempo:script');
  const host = detectHost();
  const link = parseDeepLink(location.search);
  const { settings, problem: settingsProblem } = await readSettings(host);

  performance.mark('twotempo:settings');
  // The worker loads its model while the scene is built here.
  const session = createWorkerSession({
    worker: new URL('sim-worker.js', location.href),
    assets: new URL('assets/', location.href),
    backend: link.backend ?? settings.backend,
  });
  const model = new PanelModel(session);
  const state = new Cell<AppState>({
    ...initialState(settings),
    components: startingComponents(link.arm ?? settings.arm, link.latencyMs ?? settings.latencyMs),
  });
  const report = (problem: Problem): void => model.report(problem);
  const episode = new EpisodeController({ session, host, state, report, nowMs: () => performance.now() });
  openFirst(episode, link);
  followTheSystem(state);

  const writer = new SettingsWriter(
    (changed) => host.writeSettings(changed),
    (error) => report(hostProblem('The settings could not be written', error)),
  );
  window.addEventListener('pagehide', () => void writer.flush());
  const view = new ViewController({ state, writer, overlaysChanged: (now) => episode.sendDraw(now) });
  let quality = link.quality;
  const sceneQuality = (): Quality => (quality ??= suitableQuality());
  const stage = createStage(state, sceneQuality, report);
  performance.mark('twotempo:scene');
  stage.attach(session);
  stage.onPick = ({ row, x, y }, twice) => {
    if (state.get().tool === 'drop') episode.drop(x, y);
    else if (twice && row !== null) view.followRow(row);
    else view.select(row ?? 0);
  };

  const layout = new LayoutController(
    () => state.get().settings.layout,
    (saved) => view.change({ layout: saved as Settings['layout'] }),
  );
  const shelf = new RecordShelf({
    host,
    opener: createRecordOpener({
      worker: new URL('record-worker.js', location.href),
      assets: new URL('assets/', location.href),
    }),
    report,
    reveal: () => layout.showPanel('replay'),
    saveLive: async () => ({ ...(await session.save()), episode: state.get().opened?.episode ?? 0 }),
    sceneQuality,
  });
  const suites = new SuiteBoard({ host, shelf, report, reveal: () => layout.showPanel('suites') });
  const editor = new ScenarioEditor({
    host,
    preview: (name, text, seed) => episode.open({ scenario: { kind: 'text', name, text }, seed }, false),
    run: (name, text, seed) => episode.open({ scenario: { kind: 'text', name, text }, seed }, true),
    choice: () => state.get().choice,
    onRunSuite: (document) => suites.proposeDocument(document),
    report,
    reveal: () => layout.showPanel('editor'),
  });
  const share = new ShareDesk({
    ...{ host, state, shelf, report },
    drawScene: () => stage.drawNow(),
    notice: (text) => episode.notice(text),
  });
  const isMac = /mac/i.test(navigator.platform);
  const app: App = { state, session, model, host, episode, view, layout, stage, shelf, suites, editor, share, isMac };
  new InputListener(app);
  listenForFiles({ episode, shelf });
  obeyHost(app);
  new RecordingKeeper(host, session.records, report);
  if (!settings.welcomed && link.scenario === null) view.openDialog('welcome');

  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no element with the id "root".');
  createRoot(root).render(<Shell app={app} />);

  if (settingsProblem !== null) report(settingsProblem);
  if (link.faults.length > 0) report(linkProblem(link.faults));
  reportUnfinished(host, report);
  if (link.test) exposeForTests(session, stage.view, shelf.parts.opener);
}

function openFirst(episode: EpisodeController, { scenario, seed, play, speed }: DeepLink): void {
  if (speed !== null) episode.setSpeed(speed);
  const id = scenario ?? FIRST_SAMPLE.scenario;
  episode.open(
    { scenario: { kind: 'library', id }, seed: seed ?? (scenario === null ? FIRST_SAMPLE.seed : 0) },
    play ?? true,
  );
}

async function readSettings(
  host: HostBridge,
): Promise<{ readonly settings: Settings; readonly problem: Problem | null }> {
  try {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('the host did not answer in time')), SETTINGS_WAIT_MS);
    });
    return { settings: await Promise.race([host.readSettings(), late]), problem: null };
  } catch (error) {
    return { settings: DEFAULT_SETTINGS, problem: hostProblem('The settings could not be read', error) };
  }
}

function createStage(state: Cell<AppState>, quality: () => Quality, report: (problem: Problem) => void): SceneStage {
  const tokens = () => THEMES[themeOf(state.get())];
  let setTokens = (_tokens: ReturnType<typeof tokens>): void => undefined;
  const stage = new SceneStage({
    state,
    createView: (canvas, labels) => {
      const overlays = createOverlays(tokens(), labels);
      setTokens = overlays.setTokens;
      return createSceneView(canvas, overlays.layers, quality());
    },
    problem: (message) =>
      report({ severity: 'error', message, tip: null, source: 'graphics', resolved: false, tick: null }),
  });
  let applied: string | null = null;
  const applyTheme = (): void => {
    const root = document.documentElement;
    const theme = themeOf(state.get());
    root.dataset['motion'] = reducedMotionOf(state.get()) ? 'reduced' : 'full';
    if (theme === applied) return;
    applied = theme;
    root.dataset['theme'] = theme;
    root.style.colorScheme = theme;
    applyTokens(root, tokens());
    setTokens(tokens());
    stage.view?.invalidate();
  };
  applyTheme();
  state.subscribe(applyTheme);
  return stage;
}

/** Keeps up with what the system prefers. */
function followTheSystem(state: Cell<AppState>): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  const read = (): void => {
    state.set({ ...state.get(), system: { dark: dark.matches, reducedMotion: reduced.matches } });
  };
  read();
  dark.addEventListener('change', read);
  reduced.addEventListener('change', read);
}

/** The host's menu and files that the system opened with the application. */
function obeyHost(app: App): void {
  app.host.requests.subscribe((request) => {
    if (request.kind === 'document') return app.editor.openHeld(request.document);
    if (request.kind === 'record') return app.shelf.openRequested(request.file);
    const command = commandById(request.id);
    if (command !== null) runCommand(app, command);
  });
}

function reportUnfinished(host: HostBridge, report: (problem: Problem) => void): void {
  Promise.all([host.unfinishedRecordings(), host.info()]).then(
    ([unfinished, { recordings }]) => {
      const problem = unfinishedProblem(unfinished, recordings);
      if (problem !== null) report(problem);
    },
    (error: unknown) => report(hostProblem('The recordings could not be listed', error)),
  );
}

function hostProblem(what: string, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return { severity: 'warning', message: `${what}: ${why}.`, tip: null, source: 'host', resolved: false, tick: null };
}

/** All faults at once: the list of problems keeps one of each source. */
function linkProblem(faults: readonly string[]): Problem {
  const message = `The address of the page asks for something unknown. ${faults.join(' ')}`;
  return { severity: 'warning', message, tip: null, source: 'host', resolved: false, tick: null };
}

function exposeForTests(session: LiveSession, scene: SceneView | null, records: RecordOpener): void {
  Object.defineProperty(window, 'twotempo', { value: Object.freeze({ session, scene, records }) });
}

void main();
