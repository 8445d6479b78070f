import 'dockview-react/dist/styles/dockview.css';
import './workspace.css';
import { DockviewReact, type DockviewReadyEvent, type DockviewTheme } from 'dockview-react';
import { useCallback } from 'react';
import { themeOf } from '../state/app-state.ts';
import { useApp, useAppState } from './app-context.ts';
import { DockTab } from './dock-tab.tsx';
import { PANELS } from './panel-registry.tsx';

const THEMES: Readonly<Record<'dark' | 'light', DockviewTheme>> = {
  dark: { name: 'twotempo-dark', className: 'dockview-theme-twotempo', colorScheme: 'dark' },
  light: { name: 'twotempo-light', className: 'dockview-theme-twotempo', colorScheme: 'light' },
};

/** The docked panels. */
export function Workspace() {
  const { layout } = useApp();
  const theme = useAppState(themeOf);
  const ready = useCallback(({ api }: DockviewReadyEvent) => layout.attach(api), [layout]);
  return (
    <main className="workspace" aria-label="Panels">
      <DockviewReact
        components={PANELS}
        defaultTabComponent={DockTab}
        onReady={ready}
        theme={THEMES[theme]}
        disableFloatingGroups
      />
    </main>
  );
}
