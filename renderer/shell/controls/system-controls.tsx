import { LIVE_PLANNERS } from '../../live/planners.ts';
import { armOf, isArmPreset, STANDARD_LEVEL } from '../../state/arm-presets.ts';
import { isLive, isSettable } from '../../state/app-state.ts';
import { useApp, useAppState } from '../app-context.ts';
import { ARM_OPTIONS, GATE_TITLES, MERGE_TITLES } from '../words.ts';
import { Choice } from './choice.tsx';
import { NumberSlider } from './number-slider.tsx';

const OWN = 'own';
const ARMS: Readonly<Record<string, string>> = { ...ARM_OPTIONS, [OWN]: 'own composition' };
const PLANNER_OPTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(LIVE_PLANNERS).map(([name, text]) => [name, `${name}: ${text}`]),
);

/** Gate, planner, latency, merge and brake of the running arm. */
export function SystemControls() {
  const { episode } = useApp();
  const { gate, level, merge, brake, planner, latencyMs } = useAppState((state) => state.components);
  const settable = useAppState(isSettable);
  const forNext = useAppState((state) => isSettable(state) && !isLive(state));
  const arm = armOf({ gate, level, merge, brake, planner, latencyMs, driving: false });
  return (
    <>
      {forNext ? <p className="hint">The episode has ended: changes hold for the next run (Space or R).</p> : null}
      <Choice
        label="Arm"
        value={arm ?? OWN}
        options={ARMS}
        disabled={!settable}
        onChange={(name) => {
          if (isArmPreset(name)) episode.setArm(name);
        }}
      />
      <Choice
        label="Gate: when to think"
        value={gate}
        options={GATE_TITLES}
        disabled={!settable}
        onChange={(next) => episode.intervene({ kind: 'gate', gate: next, level })}
      />
      {gate === 'uncertainty' ? (
        <NumberSlider
          label="Uncertainty threshold"
          unit=""
          value={level}
          min={0.05}
          max={1}
          step={0.01}
          disabled={!settable}
          hint={`Thinks above this level, and when a collision is near. The standard arms use ${STANDARD_LEVEL}.`}
          onChange={(next) => episode.intervene({ kind: 'gate', gate, level: next })}
        />
      ) : null}
      <NumberSlider
        label="Planner latency"
        unit="ms"
        value={latencyMs}
        min={0}
        max={2000}
        step={10}
        disabled={!settable}
        hint="Simulated time that an answer takes at least."
        onChange={(ms) => episode.intervene({ kind: 'latency', ms })}
      />
      <Choice
        label="Planner"
        value={planner}
        options={PLANNER_OPTIONS}
        disabled={!settable}
        onChange={(name) => episode.intervene({ kind: 'planner', planner: name })}
      />
      <Choice
        label="Merge: what acts"
        value={merge}
        options={MERGE_TITLES}
        disabled={!settable}
        onChange={(next) => episode.intervene({ kind: 'merge', merge: next })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={brake}
          disabled={!settable}
          onChange={(event) => episode.intervene({ kind: 'brake', on: event.target.checked })}
        />
        Emergency brake behind the merge
      </label>
    </>
  );
}
