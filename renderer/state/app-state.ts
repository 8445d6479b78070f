import type { LiveComponents } from '../../scenarios/live/intervention.ts';
import { DEFAULT_SETTINGS, type Settings } from '../host/contract.ts';
import type { EpisodeChoice, LiveStatus, OpenedEpisode } from '../live/protocol.ts';
import { OVERLAYS, type CameraMode, type Overlay } from '../scene/scene-view.ts';
import { startingComponents } from './arm-presets.ts';
import { FIRST_SAMPLE } from './samples.ts';

export type DialogName = 'welcome' | 'settings' | 'palette' | 'scenarios' | 'keys' | 'about' | 'fork' | 'film';

/** What a click in the scene does: it selects an actor, or drops an obstacle. */
export type Tool = 'select' | 'drop';

/** Everything the shell shows that is not drawn sixty times a second. Replaced as a whole, never changed. */
export interface AppState {
  readonly settings: Settings;
  /** What the system prefers. */
  readonly system: { readonly dark: boolean; readonly reducedMotion: boolean };
  readonly opened: OpenedEpisode | null;
  readonly status: LiveStatus | null;
  /** The episode that was asked for last. */
  readonly choice: EpisodeChoice;
  /** What a person asked for, ahead of what the status confirms. */
  readonly components: LiveComponents;
  readonly speed: number;
  readonly camera: CameraMode;
  /** Row of the actor that the cameras follow; 0 is the ego. */
  readonly follow: number;
  readonly overlays: ReadonlySet<Overlay>;
  readonly tool: Tool;
  /** Row of the actor that a push acts on. */
  readonly selected: number;
  readonly cameraText: string;
  readonly dialog: DialogName | null;
  /** What the live region says; `count` tells two equal sentences apart. */
  readonly announcement: { readonly text: string; readonly count: number };
  /** Short confirmation in the transport bar, such as "Seed copied". */
  readonly notice: string | null;
}

const QUIET: readonly Overlay[] = ['boxes', 'tracks', 'labels'];

/** Overlays of a first start: all but those that cover the actors. */
export const STANDARD_OVERLAYS: ReadonlySet<Overlay> = new Set(OVERLAYS.filter((name) => !QUIET.includes(name)));

export function initialState(settings: Settings = DEFAULT_SETTINGS): AppState {
  return {
    settings,
    system: { dark: true, reducedMotion: false },
    opened: null,
    status: null,
    choice: { scenario: { kind: 'library', id: FIRST_SAMPLE.scenario }, seed: FIRST_SAMPLE.seed },
    components: startingComponents(settings.arm, settings.latencyMs),
    speed: 1,
    camera: 'chase',
    follow: 0,
    overlays: STANDARD_OVERLAYS,
    tool: 'select',
    selected: 0,
    cameraText: '',
    dialog: null,
    announcement: { text: '', count: 0 },
    notice: null,
  };
}

export function themeOf({ settings, system }: Pick<AppState, 'settings' | 'system'>): 'dark' | 'light' {
  if (settings.theme !== 'system') return settings.theme;
  return system.dark ? 'dark' : 'light';
}

export function reducedMotionOf({ settings, system }: Pick<AppState, 'settings' | 'system'>): boolean {
  if (settings.reducedMotion !== 'system') return settings.reducedMotion === 'on';
  return system.reducedMotion;
}

/** Whether an episode can be acted on: it is there and has not ended. */
export function isLive({ status }: Pick<AppState, 'status'>): boolean {
  return status !== null && (status.phase === 'running' || status.phase === 'paused');
}

/** Whether the arm can be changed: while the episode goes on, or after it has ended, for the next one. */
export function isSettable({ status }: Pick<AppState, 'status'>): boolean {
  return status !== null && status.phase !== 'loading';
}

/** Id of the actor in a row, as the interventions name it: `ego` for row 0. */
export function entityOf({ opened }: Pick<AppState, 'opened'>, row: number): string {
  return row === 0 ? 'ego' : (opened?.actors[row]?.id ?? 'ego');
}

/** Name of an episode for people. */
export function titleOf(choice: EpisodeChoice): string {
  return choice.scenario.kind === 'library' ? choice.scenario.id : choice.scenario.name;
}
