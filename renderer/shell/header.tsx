import { useReadable } from '../panels/panel-context.ts';
import { countOpen } from '../panels/problem-list.ts';
import { titleOf } from '../state/app-state.ts';
import { SuiteChip } from '../suites/suite-chip.tsx';
import { useApp, useAppState } from './app-context.ts';
import { BackendBadge } from './backend-badge.tsx';
import { MenuBar } from './menu-bar.tsx';

/** The first row: menu, the scenario that is open, problems, backend. */
export function Header() {
  const { view } = useApp();
  const title = useAppState((state) => titleOf(state.choice));
  return (
    <div className="header">
      <h1 className="brand">Twotempo</h1>
      <MenuBar />
      <button
        type="button"
        className="scenario-button"
        title="Choose scenario (O)"
        aria-haspopup="dialog"
        onClick={() => view.openDialog('scenarios')}
      >
        <span className="visually-hidden">Scenario: </span>
        {title} <span aria-hidden="true">▾</span>
      </button>
      <span className="spacer" />
      <SuiteChip />
      <ProblemsButton />
      <BackendBadge />
    </div>
  );
}

function ProblemsButton() {
  const { model, layout } = useApp();
  const { error, warning, info } = countOpen(useReadable(model.problems));
  const count = error + warning + info;
  if (count === 0) return null;
  const sign = error > 0 ? '✕' : warning > 0 ? '⚠' : 'ℹ';
  const level = error > 0 ? 'error' : warning > 0 ? 'warning' : 'info';
  const word = level === 'info' ? 'note' : 'problem';
  return (
    <button type="button" className={`badge problems ${level}`} onClick={() => layout.showPanel('problems')}>
      <span aria-hidden="true">{sign}</span> {count} {count === 1 ? word : `${word}s`}
    </button>
  );
}
