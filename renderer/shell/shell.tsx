import { useMemo, type ReactNode } from 'react';
import { PanelContext, type PanelData } from '../panels/panel-context.ts';
import { reducedMotionOf, themeOf } from '../state/app-state.ts';
import { THEMES } from '../theme/tokens.ts';
import { AppContext, useAppState, type App } from './app-context.ts';
import { Dialogs } from './dialogs.tsx';
import { Header } from './header.tsx';
import { TransportBar } from './transport-bar.tsx';
import { Workspace } from './workspace.tsx';

/** The whole page. */
export function Shell({ app }: { readonly app: App }) {
  return (
    <AppContext value={app}>
      <PanelsData app={app}>
        <div className="shell">
          <header>
            <Header />
            <TransportBar />
          </header>
          <Workspace />
        </div>
        <Dialogs />
        <Announcer />
      </PanelsData>
    </AppContext>
  );
}

function PanelsData({ app, children }: { readonly app: App; readonly children: ReactNode }) {
  const { session, model } = app;
  const theme = useAppState(themeOf);
  const speedUnit = useAppState((state) => state.settings.speedUnit);
  const reducedMotion = useAppState(reducedMotionOf);
  const data = useMemo(
    (): PanelData => ({ session, model, tokens: THEMES[theme], speedUnit, reducedMotion }),
    [session, model, theme, speedUnit, reducedMotion],
  );
  return <PanelContext value={data}>{children}</PanelContext>;
}

/** Says to screen readers what the eyes see happen. */
function Announcer() {
  const { text, count } = useAppState((state) => state.announcement);
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      <span key={count}>{text}</span>
    </div>
  );
}
