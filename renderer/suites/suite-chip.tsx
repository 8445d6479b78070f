import { useEffect } from 'react';
import { useReadable } from '../panels/panel-context.ts';
import { useApp } from '../shell/app-context.ts';
import { leftText } from './suite-words.ts';

/** Asking the host can wait until the page is there, ms. */
const BEGIN_MS = 2500;

/** A run that goes on, wherever one looks; a click shows its panel. */
export function SuiteChip() {
  const { suites, layout } = useApp();
  const { running } = useReadable(suites.state);
  useEffect(() => {
    const timer = setTimeout(() => suites.begin(), BEGIN_MS);
    return () => clearTimeout(timer);
  }, [suites]);
  if (running === null) return null;
  const { done, total, leftS, trouble } = running;
  return (
    <button
      type="button"
      className={`badge ${trouble === null ? 'info' : 'warning'}`}
      title="Show the panel with the run"
      onClick={() => layout.showPanel('suites')}
    >
      Suite {done}/{total ?? '?'}
      {trouble !== null ? ', host does not answer' : leftS === null ? '' : `, ${leftText(leftS)}`}
    </button>
  );
}
