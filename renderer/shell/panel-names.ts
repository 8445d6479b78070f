/** Panels by the name under which layouts save them. */
export const PANEL_TITLES = {
  scene: 'Scene',
  controls: 'Controls',
  lanes: 'Lanes',
  latency: 'Latency',
  plan: 'Plan',
  counters: 'Counters',
  problems: 'Problems',
} as const;

export type PanelName = keyof typeof PANEL_TITLES;
export const PANEL_NAMES = Object.keys(PANEL_TITLES) as readonly PanelName[];

export const LAYOUT_PRESETS = [
  { name: 'drive', title: 'Drive', key: 'Alt+1' },
  { name: 'debug-planner', title: 'Debug planner', key: 'Alt+2' },
] as const;

export type LayoutPreset = (typeof LAYOUT_PRESETS)[number]['name'];
