import type { DockviewApi, DockviewGroupPanel, SerializedDockview } from 'dockview-react';
import { checkLayout } from '../state/layout.ts';
import { PANEL_NAMES, PANEL_TITLES, type LayoutPreset, type PanelName } from './panel-names.ts';

/** Width of the column beside the scene and height of the strip below it, px, at most this share of the whole. */
const SIDE = { px: 340, share: 0.36 } as const;
const STRIP = { px: 292, share: 0.38 } as const;

/** Neighbouring groups may overlap by the handle between them, px. */
const SASH_PX = 6;

export type MoveDirection = 'left' | 'right' | 'top' | 'bottom';

/** The docked panels: presets, and what a person made of them. */
export class LayoutController {
  private api: DockviewApi | null = null;

  constructor(
    private readonly saved: () => unknown,
    private readonly save: (layout: unknown) => void,
  ) {}

  /** The docking library is ready: opens the saved layout, or the preset where there is none or it is broken. */
  attach(api: DockviewApi): void {
    this.api = api;
    if (!this.restore(api)) this.applyPreset('drive');
    let timer: ReturnType<typeof setTimeout> | null = null;
    api.onDidLayoutChange(() => {
      if (timer !== null) clearTimeout(timer);
      // The library leaves fields undefined, which is no JSON: a host that takes values as they are would refuse them.
      timer = setTimeout(() => this.save(JSON.parse(JSON.stringify(api.toJSON()))), 300);
    });
  }

  applyPreset(preset: LayoutPreset): void {
    const { api } = this;
    if (api === null) return;
    api.clear();
    const { layOut, front } = PRESETS[preset];
    layOut(api);
    api.getPanel(front)?.api.setActive();
  }

  /** Brings a panel to the front; one that was closed comes back beside the others. */
  showPanel(name: PanelName): void {
    const { api } = this;
    if (api === null) return;
    const panel = api.getPanel(name);
    if (panel !== undefined) {
      panel.api.setActive();
      panel.focus();
      return;
    }
    const beside = (LARGE.includes(name) ? LARGE : SMALL).find((id) => api.getPanel(id));
    add(api, name, beside === undefined ? undefined : { referencePanel: beside, direction: 'within' });
  }

  /** Gives the focus to the tab of the next group of panels, or of the one before. */
  focusGroup(by: 1 | -1): void {
    const { api } = this;
    if (api === null || api.groups.length === 0) return;
    const focused = api.groups.findIndex((group) => group.element.contains(document.activeElement));
    const next = api.groups[(focused + by + api.groups.length) % api.groups.length];
    next.activePanel?.api.setActive();
    next.element.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  }

  /** Moves the active panel to the group that lies in that direction, or splits its own group where none does. */
  movePanel(direction: MoveDirection): void {
    const { api } = this;
    const panel = api?.activePanel;
    if (api === null || panel === undefined) return;
    const neighbour = nearestGroup(api, panel.group, direction);
    if (neighbour !== null) panel.api.moveTo({ group: neighbour, position: 'center' });
    else if (panel.group.panels.length > 1) panel.api.moveTo({ group: panel.group, position: direction });
    panel.focus();
  }

  /** The active panel fills the window, or goes back to its place. */
  toggleMaximized(): void {
    const panel = this.api?.activePanel;
    if (panel === undefined) return;
    if (panel.api.isMaximized()) panel.api.exitMaximized();
    else panel.api.maximize();
  }

  private restore(api: DockviewApi): boolean {
    const layout = checkLayout(this.saved(), PANEL_NAMES, ['scene']);
    if (layout === null) return false;
    try {
      // What the check let through is refused by the library itself where it is broken further down.
      api.fromJSON(layout as unknown as SerializedDockview);
      return api.getPanel('scene') !== undefined;
    } catch {
      return false;
    }
  }
}

/** The group whose edge is closest beyond the edge of `from` in a direction, among those that overlap it sideways. */
function nearestGroup(api: DockviewApi, from: DockviewGroupPanel, direction: MoveDirection): DockviewGroupPanel | null {
  const own = from.element.getBoundingClientRect();
  const distance = (group: DockviewGroupPanel): number => {
    const other = group.element.getBoundingClientRect();
    const sideways = direction === 'left' || direction === 'right';
    const overlaps = sideways
      ? other.top < own.bottom - 1 && other.bottom > own.top + 1
      : other.left < own.right - 1 && other.right > own.left + 1;
    const gap = {
      left: own.left - other.right,
      right: other.left - own.right,
      top: own.top - other.bottom,
      bottom: other.top - own.bottom,
    }[direction];
    return overlaps && gap > -SASH_PX ? gap : Infinity;
  };
  let nearest: DockviewGroupPanel | null = null;
  for (const group of api.groups) {
    if (group === from || distance(group) === Infinity) continue;
    if (nearest === null || distance(group) < distance(nearest)) nearest = group;
  }
  return nearest;
}

type Place = { readonly referencePanel: string; readonly direction: 'right' | 'below' | 'within' | 'left' | 'above' };

function layOutDrive(api: DockviewApi): void {
  const side = sideWidth(api);
  add(api, 'scene');
  add(api, 'controls', { referencePanel: 'scene', direction: 'right' }, { initialWidth: side });
  add(api, 'plan', { referencePanel: 'controls', direction: 'within' }, { inactive: true });
  add(api, 'counters', { referencePanel: 'controls', direction: 'within' }, { inactive: true });
  add(api, 'lanes', { referencePanel: 'scene', direction: 'below' }, { initialHeight: stripHeight(api) });
  add(api, 'latency', { referencePanel: 'lanes', direction: 'within' }, { inactive: true });
  add(api, 'problems', { referencePanel: 'lanes', direction: 'within' }, { inactive: true });
  api.getPanel('controls')?.api.setSize({ width: side });
}

function layOutDebugPlanner(api: DockviewApi): void {
  const side = sideWidth(api);
  add(api, 'scene');
  add(api, 'plan', { referencePanel: 'scene', direction: 'right' }, { initialWidth: side });
  add(api, 'controls', { referencePanel: 'plan', direction: 'within' }, { inactive: true });
  add(api, 'latency', { referencePanel: 'plan', direction: 'below' });
  add(api, 'counters', { referencePanel: 'latency', direction: 'within' }, { inactive: true });
  add(api, 'problems', { referencePanel: 'latency', direction: 'within' }, { inactive: true });
  add(api, 'lanes', { referencePanel: 'scene', direction: 'below' }, { initialHeight: api.height / 2 });
  api.getPanel('plan')?.api.setSize({ width: side });
}

/** Two replays need the width. */
function layOutCompare(api: DockviewApi): void {
  add(api, 'replay');
  add(api, 'scene', { referencePanel: 'replay', direction: 'within' }, { inactive: true });
  add(api, 'suites', { referencePanel: 'replay', direction: 'within' }, { inactive: true });
  add(api, 'problems', { referencePanel: 'replay', direction: 'within' }, { inactive: true });
}

function layOutSuites(api: DockviewApi): void {
  add(api, 'suites');
  add(api, 'replay', { referencePanel: 'suites', direction: 'within' }, { inactive: true });
  add(api, 'scene', { referencePanel: 'suites', direction: 'within' }, { inactive: true });
  add(api, 'problems', { referencePanel: 'suites', direction: 'within' }, { inactive: true });
}

/** Text and scene side by side. */
function layOutEdit(api: DockviewApi): void {
  add(api, 'editor');
  add(api, 'scene', { referencePanel: 'editor', direction: 'right' }, { initialWidth: api.width / 2 });
  add(api, 'controls', { referencePanel: 'scene', direction: 'below' }, { initialHeight: stripHeight(api) });
  add(api, 'problems', { referencePanel: 'controls', direction: 'within' }, { inactive: true });
}

/** How each preset is laid out, and which panel is in front. */
const PRESETS: Readonly<
  Record<LayoutPreset, { readonly layOut: (api: DockviewApi) => void; readonly front: PanelName }>
> = {
  drive: { layOut: layOutDrive, front: 'scene' },
  'debug-planner': { layOut: layOutDebugPlanner, front: 'scene' },
  compare: { layOut: layOutCompare, front: 'replay' },
  suites: { layOut: layOutSuites, front: 'suites' },
  edit: { layOut: layOutEdit, front: 'editor' },
};

/** Beside which others a panel opens. */
const LARGE: readonly PanelName[] = ['scene', 'replay', 'suites', 'editor'];
const SMALL: readonly PanelName[] = ['controls', 'plan', 'counters', 'latency', 'lanes', 'problems'];

function add(
  api: DockviewApi,
  name: PanelName,
  position?: Place,
  options: { readonly initialWidth?: number; readonly initialHeight?: number; readonly inactive?: boolean } = {},
): void {
  api.addPanel({
    id: name,
    component: name,
    title: PANEL_TITLES[name],
    // The canvas must not lose its place in the document whenever another tab comes to the front.
    ...(name === 'scene' ? { renderer: 'always' as const, minimumWidth: 240, minimumHeight: 160 } : {}),
    ...(position === undefined ? {} : { position }),
    ...options,
  });
}

const sideWidth = (api: DockviewApi): number => Math.min(SIDE.px, api.width * SIDE.share);
const stripHeight = (api: DockviewApi): number => Math.min(STRIP.px, api.height * STRIP.share);
