import { isLive } from '../../state/app-state.ts';
import { useApp, useAppState } from '../app-context.ts';
import { PLANNER_STATES } from '../words.ts';

/** Failures on purpose, to see that they are survived. */
export function DrillControls() {
  const { episode } = useApp();
  const live = useAppState(isLive);
  const backend = useAppState((state) => state.status?.backend.active ?? null);
  const planner = useAppState((state) => state.status?.planner ?? null);
  return (
    <>
      <p className="hint">The frames and the fast policy go on, and the problems panel says what happened.</p>
      <div className="button-row">
        <button type="button" disabled={!live} onClick={() => episode.drill('kill-planner')}>
          Kill the planner
        </button>
        <button type="button" disabled={!live || backend !== 'webgpu'} onClick={() => episode.drill('lose-device')}>
          Lose the GPU device
        </button>
      </div>
      {planner === null ? null : (
        <p className="hint">
          The planner is {PLANNER_STATES[planner.state]}; restarted {planner.restarts}{' '}
          {planner.restarts === 1 ? 'time' : 'times'}.
        </p>
      )}
      <p className="hint">Broken planners, such as one that takes ten seconds, are in the list of planners above.</p>
    </>
  );
}
