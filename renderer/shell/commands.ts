import { LIBRARY } from '../../scenarios/library/registry.ts';
import { SPEEDS } from '../live/protocol.ts';
import { OVERLAY_LEGEND } from '../scene/overlays/legend.ts';
import { CAMERAS } from '../scene/scene-view.ts';
import { DROP_AHEAD_M } from '../state/ahead.ts';
import { ARM_PRESETS } from '../host/contract.ts';
import { ARM_TITLES, armOf } from '../state/arm-presets.ts';
import { isLive, isSettable, themeOf, type AppState } from '../state/app-state.ts';
import { command, type Command } from './command.ts';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { LAYOUT_PRESETS, PANEL_TITLES, type PanelName } from './panel-names.ts';
import { REPLAY_COMMANDS } from './replay-commands.ts';
import { SHARE_COMMANDS } from './share-commands.ts';
import { SUITE_COMMANDS } from './suite-commands.ts';
import { CAMERA_TITLES } from './words.ts';

const opened = (state: AppState): boolean => state.opened !== null;
const canDrop = (state: AppState): boolean => isLive(state) && (state.status?.obstaclesLeft ?? 0) > 0;

const FILE: readonly Command[] = [
  command('file.open', 'Open scenario file…', 'File', 'open', ['Mod+O'], ({ episode }) => void episode.openFile()),
  {
    ...command('file.save', 'Save record…', 'File', 'save', ['Mod+S'], ({ episode }) => void episode.save()),
    isEnabled: opened,
  },
  command('file.settings', 'Settings…', 'File', 'settings', ['Mod+,'], ({ view }) => view.openDialog('settings')),
];

const SCENARIO: readonly Command[] = [
  command('scenario.choose', 'Choose scenario…', 'Scenario', 'choose', ['O'], ({ view }) =>
    view.openDialog('scenarios'),
  ),
  ...LIBRARY.map(({ id }): Command => ({
    id: `scenario.${id}`,
    title: id,
    menu: 'Scenario',
    section: id.endsWith('/tail') ? 'Long tail' : 'Common driving',
    mark: 'radio',
    isOn: ({ choice }) => choice.scenario.kind === 'library' && choice.scenario.id === id,
    run: ({ episode }) => episode.openLibrary(id),
  })),
];

const RUN: readonly Command[] = [
  {
    ...command('run.play', 'Play or pause', 'Run', 'play', ['Space'], ({ episode }) => episode.togglePlay()),
    isEnabled: opened,
  },
  {
    ...command('run.step', 'Step one tick', 'Run', 'play', ['ArrowRight', '.'], ({ episode }) => episode.step(1)),
    yieldsToDriving: true,
    isEnabled: isLive,
  },
  {
    ...command('run.step-second', 'Step one second', 'Run', 'play', ['Shift+ArrowRight'], ({ episode }) =>
      episode.stepSeconds(1),
    ),
    isEnabled: isLive,
  },
  command('run.reset', 'Reset with the same seed', 'Run', 'reset', ['R'], ({ episode }) => episode.reset()),
  command('run.reset-new', 'Reset with a new seed', 'Run', 'reset', ['Shift+R'], ({ episode }) =>
    episode.resetWithNewSeed(),
  ),
  command('run.copy-seed', 'Copy seed', 'Run', 'reset', [], ({ episode }) => void episode.copySeed()),
  command('run.slower', 'Slower', 'Run', 'pace', ['[', '-'], ({ episode }) => episode.changeSpeed(-1)),
  command('run.faster', 'Faster', 'Run', 'pace', [']', '+'], ({ episode }) => episode.changeSpeed(1)),
  ...SPEEDS.map((speed, index): Command => ({
    id: `run.speed-${speed}`,
    title: `Speed ${speed}×`,
    menu: 'Run',
    section: 'speed',
    keys: [String(index + 1)],
    mark: 'radio',
    isOn: (state) => state.speed === speed,
    run: ({ episode }) => episode.setSpeed(speed),
  })),
];

const ARM: readonly Command[] = ARM_PRESETS.map((arm) => ({
  id: `arm.${arm}`,
  title: `${arm}: ${ARM_TITLES[arm]}`,
  menu: 'Arm',
  section: 'arm',
  mark: 'radio',
  isOn: ({ components }) => armOf(components) === arm,
  isEnabled: isSettable,
  run: ({ episode }) => episode.setArm(arm),
}));

const INTERVENE: readonly Command[] = [
  {
    ...command('intervene.drive', 'Drive yourself', 'Intervene', 'drive', ['M'], ({ episode }) =>
      episode.toggleDriving(),
    ),
    mark: 'check',
    isOn: ({ components }) => components.driving,
    isEnabled: isLive,
  },
  ...(['forward', 'back', 'left', 'right'] as const).map((direction): Command => ({
    id: `intervene.push-${direction}`,
    title: `Push the selected actor ${direction}`,
    menu: 'Intervene',
    section: 'push',
    keys: [{ forward: 'I', back: 'U', left: 'J', right: 'L' }[direction]],
    isEnabled: isLive,
    run: ({ episode }) => episode.push(direction),
  })),
  {
    ...command('intervene.drop', 'Drop an obstacle where you click', 'Intervene', 'drop', ['X'], ({ view }) =>
      view.setTool('drop'),
    ),
    isEnabled: canDrop,
  },
  {
    ...command(
      'intervene.drop-ahead',
      `Drop an obstacle ${DROP_AHEAD_M} m ahead`,
      'Intervene',
      'drop',
      ['Shift+X'],
      ({ episode }) => episode.dropAhead(),
    ),
    isEnabled: canDrop,
  },
  {
    ...command('intervene.brake', 'Emergency brake behind the merge', 'Intervene', 'brake', ['B'], ({ episode }) =>
      episode.toggleBrake(),
    ),
    mark: 'check',
    isOn: ({ components }) => components.brake,
    isEnabled: isSettable,
  },
  {
    ...command(
      'drill.kill-planner',
      "Kill the planner's worker",
      'Intervene',
      'Test the failure paths',
      [],
      ({ episode }) => episode.drill('kill-planner'),
    ),
    isEnabled: isLive,
  },
  {
    ...command(
      'drill.lose-device',
      'Lose the WebGPU device',
      'Intervene',
      'Test the failure paths',
      [],
      ({ episode }) => episode.drill('lose-device'),
    ),
    isEnabled: (state) => isLive(state) && state.status?.backend.active === 'webgpu',
  },
  ...(['webgpu', 'wasm'] as const).map((backend): Command => ({
    id: `backend.${backend}`,
    title: backend === 'webgpu' ? 'Run the fast policy on WebGPU' : 'Run the fast policy on WASM',
    menu: 'Intervene',
    section: 'backend',
    mark: 'radio',
    isOn: ({ status }) => status?.backend.active === backend,
    isEnabled: opened,
    run: ({ episode }) => episode.setBackend(backend),
  })),
];

const VIEW: readonly Command[] = [
  ...CAMERAS.map((camera): Command => ({
    id: `view.camera-${camera}`,
    title: CAMERA_TITLES[camera],
    menu: 'View',
    section: 'Camera',
    mark: 'radio',
    isOn: (state) => state.camera === camera,
    run: ({ view }) => view.setCamera(camera),
  })),
  command('view.cycle-camera', 'Next camera', 'View', 'follow', ['K'], ({ view }) => view.cycleCamera()),
  command('view.follow-next', 'Follow the next actor', 'View', 'follow', ['F'], ({ view }) => view.followNext(1)),
  command('view.follow-before', 'Follow the actor before', 'View', 'follow', ['Shift+F'], ({ view }) =>
    view.followNext(-1),
  ),
  command('view.escape', 'Back to the ego, leave the tool', 'View', 'follow', ['Escape'], ({ view }) => view.escape()),
  command('view.overlays', 'Overlays on or off', 'View', 'Overlays', ['G'], ({ view }) => view.toggleOverlays()),
  command('view.overlays-all', 'Show all overlays', 'View', 'Overlays', ['Shift+G'], ({ view }) =>
    view.showAllOverlays(),
  ),
  ...OVERLAY_LEGEND.map(({ overlay, title }): Command => ({
    id: `view.overlay-${overlay}`,
    title,
    menu: 'View',
    section: 'Overlays',
    mark: 'check',
    isOn: ({ overlays }) => overlays.has(overlay),
    run: ({ view }) => view.toggleOverlay(overlay),
  })),
  {
    ...command('view.light-theme', 'Light theme', 'View', 'look', ['T'], ({ view }) => view.toggleTheme()),
    mark: 'check',
    isOn: (state) => themeOf(state) === 'light',
  },
  {
    ...command('view.dusk', 'Dusk', 'View', 'look', ['N'], ({ view }) => view.toggleDaytime()),
    mark: 'check',
    isOn: ({ settings }) => settings.daytime === 'dusk',
  },
];

const LAYOUT: readonly Command[] = [
  ...LAYOUT_PRESETS.map(({ name, title, key }) =>
    command(`layout.${name}`, `Layout: ${title}`, 'Layout', 'presets', [key], ({ layout }) => layout.applyPreset(name)),
  ),
  command('layout.reset', 'Reset layout', 'Layout', 'presets', [], ({ layout }) => layout.applyPreset('drive')),
  ...(Object.keys(PANEL_TITLES) as PanelName[]).map((panel) =>
    command(`layout.show-${panel}`, `Show ${PANEL_TITLES[panel]}`, 'Layout', 'Panels', [], ({ layout }) =>
      layout.showPanel(panel),
    ),
  ),
];

const PLACES: readonly Command[] = [
  command('layout.next-group', 'Next group of panels', 'Layout', 'focus', ['F6'], ({ layout }) => layout.focusGroup(1)),
  command('layout.group-before', 'Group of panels before', 'Layout', 'focus', ['Shift+F6'], ({ layout }) =>
    layout.focusGroup(-1),
  ),
  command('layout.maximize', 'Panel fills the window, or goes back', 'Layout', 'focus', ['Alt+Enter'], ({ layout }) =>
    layout.toggleMaximized(),
  ),
  ...(
    [
      ['left', 'left', 'ArrowLeft'],
      ['right', 'right', 'ArrowRight'],
      ['top', 'up', 'ArrowUp'],
      ['bottom', 'down', 'ArrowDown'],
    ] as const
  ).map(([direction, word, key]) =>
    command(`layout.move-${word}`, `Move the panel ${word}`, 'Layout', 'move', [`Alt+Shift+${key}`], ({ layout }) =>
      layout.movePanel(direction),
    ),
  ),
];

const HELP: readonly Command[] = [
  command('help.palette', 'Command palette…', 'Help', 'find', ['Mod+K', 'Mod+P', 'P'], ({ view }) =>
    view.openDialog('palette'),
  ),
  command('help.keys', 'Keyboard shortcuts', 'Help', 'find', ['?', 'F1'], ({ view }) => view.openDialog('keys')),
  command('help.welcome', 'Welcome and samples', 'Help', 'about', [], ({ view }) => view.openDialog('welcome')),
  command('help.about', 'About Twotempo', 'Help', 'about', [], ({ view }) => view.openDialog('about')),
];

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  ...FILE,
  ...SHARE_COMMANDS,
  ...SCENARIO,
  ...EDITOR_COMMANDS,
  ...RUN,
  ...ARM,
  ...INTERVENE,
  ...REPLAY_COMMANDS,
  ...SUITE_COMMANDS,
  ...VIEW,
  ...LAYOUT,
  ...PLACES,
  ...HELP,
];

const BY_ID: ReadonlyMap<string, Command> = new Map(COMMANDS.map((entry) => [entry.id, entry]));
const BY_CHORD: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((entry) => (entry.keys ?? []).map((chord) => [chord, entry] as const)),
);

export function commandById(id: string): Command | null {
  return BY_ID.get(id) ?? null;
}

export function commandByChord(chord: string): Command | null {
  return BY_CHORD.get(chord) ?? null;
}

export function isEnabled(entry: Command, state: AppState): boolean {
  return entry.isEnabled?.(state) ?? true;
}
