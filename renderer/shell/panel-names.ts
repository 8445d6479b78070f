/** Panels by the name under which layouts save them. */
export const PANEL_TITLES = {
  scene: 'Scene',
  controls: 'Controls',
  lanes: 'Lanes',
  latency: 'Latency',
  plan: 'Plan',
  counters: 'Counters',
  problems: 'Problems',
  replay: 'Replay',
  suites: 'Suites',
  editor: 'Scenario editor',
} as const;

export type PanelName = keyof typeof PANEL_TITLES;
export const PANEL_NAMES = Object.keys(PANEL_TITLES) as readonly PanelName[];

export const LAYOUT_PRESETS = [
  { name: 'drive', title: 'Drive', key: 'Alt+1' },
  { name: 'debug-planner', title: 'Debug planner', key: 'Alt+2' },
  { name: 'compare', title: 'Compare', key: 'Alt+3' },
  { name: 'suites', title: 'Suites', key: 'Alt+4' },
  { name: 'edit', title: 'Edit scenario', key: 'Alt+5' },
] as const;

export type LayoutPreset = (typeof LAYOUT_PRESETS)[number]['name'];
