import type { IDockviewPanelProps } from 'dockview-react';
import type { FunctionComponent } from 'react';
import { ReplayPanel } from '../compare/replay-panel.tsx';
import { EditorPanel } from '../editor/editor-panel.tsx';
import { CountersPanel } from '../panels/counters-panel.tsx';
import { LanePanel } from '../panels/lane-panel.tsx';
import { LatencyPanel } from '../panels/latency-panel.tsx';
import { PlanPanel } from '../panels/plan-panel.tsx';
import { ProblemsPanel } from '../panels/problems-panel.tsx';
import { SuitesPanel } from '../suites/suites-panel.tsx';
import { ControlsPanel } from './controls/controls-panel.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { PANEL_NAMES, PANEL_TITLES, type PanelName } from './panel-names.ts';
import { ScenePanel } from './scene-panel.tsx';

const CONTENTS: Readonly<Record<PanelName, FunctionComponent>> = {
  scene: ScenePanel,
  controls: ControlsPanel,
  lanes: LanePanel,
  latency: LatencyPanel,
  plan: PlanPanel,
  counters: CountersPanel,
  problems: ProblemsPanel,
  replay: ReplayPanel,
  suites: SuitesPanel,
  editor: EditorPanel,
};

/** What the docking library shows in a panel of each name. */
export const PANELS = Object.fromEntries(PANEL_NAMES.map((name) => [name, inBoundary(name)])) as Readonly<
  Record<PanelName, FunctionComponent<IDockviewPanelProps>>
>;

function inBoundary(name: PanelName): FunctionComponent<IDockviewPanelProps> {
  const Content = CONTENTS[name];
  return function DockedPanel() {
    return (
      <PanelBoundary title={PANEL_TITLES[name]}>
        <Content />
      </PanelBoundary>
    );
  };
}
