import type { LiveGate, LiveMerge } from '../../scenarios/live/intervention.ts';
import type { LiveStatus, Phase } from '../live/protocol.ts';
import type { CameraMode } from '../scene/scene-view.ts';
import { ARM_PRESETS } from '../host/contract.ts';
import { ARM_TITLES, type ArmPreset } from '../state/arm-presets.ts';

/** Standard arms in a list: their names and what they are. */
export const ARM_OPTIONS = Object.fromEntries(
  ARM_PRESETS.map((arm) => [arm, `${arm}: ${ARM_TITLES[arm].toLowerCase()}`]),
) as Readonly<Record<ArmPreset, string>>;

export const CAMERA_TITLES: Readonly<Record<CameraMode, string>> = {
  chase: 'Chase camera',
  driver: 'Driver camera',
  top: 'Top camera',
  orbit: 'Orbit camera',
};

export const GATE_TITLES: Readonly<Record<LiveGate, string>> = {
  none: 'Never think',
  uncertainty: 'When uncertain',
  always: 'Back to back',
  periodic: 'Once a second',
  random: 'At random',
};

export const MERGE_TITLES: Readonly<Record<LiveMerge, string>> = {
  arbitrate: 'Arbitrate every tick',
  follow: 'Follow the plan',
};

export const PHASE_TITLES: Readonly<Record<Phase, string>> = {
  loading: 'Loading',
  paused: 'Paused',
  running: 'Running',
  ended: 'Ended',
  failed: 'Failed',
};

export const PLANNER_STATES: Readonly<Record<LiveStatus['planner']['state'], string>> = {
  ready: 'ready',
  thinking: 'thinking',
  restarting: 'restarting',
};
