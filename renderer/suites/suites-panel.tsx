import './suites.css';
import { useEffect } from 'react';
import { useReadable } from '../panels/panel-context.ts';
import { useApp } from '../shell/app-context.ts';
import { PlanForm } from './plan-form.tsx';
import { RunList } from './run-list.tsx';
import { RunResults } from './run-results.tsx';

/** Runs of suites: what to run, how far it is, and what came out. */
export function SuitesPanel() {
  const { suites } = useApp();
  useEffect(() => suites.begin(), [suites]);
  if (!suites.isAble) {
    return (
      <section className="su-panel" role="group" aria-label="Suites">
        <div className="su-nothing">
          <p>This page stands alone: no program behind it could run a suite.</p>
          <p className="muted">
            Install Twotempo, start <code>npx twotempo serve</code>, and open the address that it prints.
          </p>
        </div>
      </section>
    );
  }
  return (
    <section className="su-panel" role="group" aria-label="Suites">
      <div className="su-columns">
        <div className="su-side">
          <PlanForm />
          <RunList />
        </div>
        <div className="su-main">
          <RunResults />
        </div>
      </div>
      <Said />
    </section>
  );
}

/** What came of the last thing that was asked for. */
function Said() {
  const { suites } = useApp();
  const { said, opening } = useReadable(suites.state);
  const text = opening === null ? (said?.text ?? '') : `Fetching the record of ${opening.arm}, seed ${opening.seed}…`;
  return (
    <p className={`su-said${opening === null && said?.isFault === true ? ' su-fault' : ''}`} role="status">
      {text}
      {opening === null && said !== null && said.tip !== null && <span className="muted"> {said.tip}</span>}
    </p>
  );
}
