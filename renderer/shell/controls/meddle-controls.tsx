import { useId } from 'react';
import { SPARE_PREFIX } from '../../../sim/driving/spare-obstacles.ts';
import { DROP_AHEAD_M } from '../../state/ahead.ts';
import type { PushDirection } from '../../state/episode-controller.ts';
import { isLive } from '../../state/app-state.ts';
import { useApp, useAppState } from '../app-context.ts';

const PUSHES: readonly (readonly [PushDirection, string, string])[] = [
  ['forward', '↑ Forward', 'I'],
  ['back', '↓ Back', 'U'],
  ['left', '← Left', 'J'],
  ['right', '→ Right', 'L'],
];

/** Driving, pushing and dropping. */
export function MeddleControls() {
  const { episode, view } = useApp();
  const live = useAppState(isLive);
  const driving = useAppState((state) => state.components.driving);
  const tool = useAppState((state) => state.tool);
  const left = useAppState((state) => state.status?.obstaclesLeft ?? 0);
  return (
    <>
      <button
        type="button"
        className="block"
        aria-pressed={driving}
        disabled={!live}
        title="Shortcut: M"
        onClick={() => episode.toggleDriving()}
      >
        {driving ? '● You drive – let the arm drive' : 'Drive yourself'}
      </button>
      <p className="hint">W A S D, arrow keys or a gamepad. Releasing everything rolls on.</p>
      <PushControls />
      <div className="field">
        <span className="field-label" id="drop-label">
          Obstacle, {left} left
        </span>
        <div className="button-row" role="group" aria-labelledby="drop-label">
          <button
            type="button"
            aria-pressed={tool === 'drop'}
            disabled={!live || left === 0}
            title="Shortcut: X"
            onClick={() => view.setTool(tool === 'drop' ? 'select' : 'drop')}
          >
            {tool === 'drop' ? 'Click on the road…' : 'Drop obstacle'}
          </button>
          <button
            type="button"
            disabled={!live || left === 0}
            title="Shortcut: Shift+X"
            onClick={() => episode.dropAhead()}
          >
            {DROP_AHEAD_M} m ahead
          </button>
        </div>
      </div>
    </>
  );
}

function PushControls() {
  const { episode, view } = useApp();
  const id = useId();
  const live = useAppState(isLive);
  const actors = useAppState((state) => state.opened?.actors ?? null);
  const selected = useAppState((state) => state.selected);
  return (
    <div className="field">
      <label htmlFor={id}>Push</label>
      <select
        id={id}
        value={selected}
        disabled={!live}
        aria-describedby={`${id}-hint`}
        onChange={(event) => view.select(Number(event.target.value))}
      >
        {(actors ?? []).map((actor, row) =>
          actor.id.startsWith(SPARE_PREFIX) ? null : (
            <option key={actor.id} value={row}>
              {row === 0 ? 'ego' : `${actor.id} (${actor.kind})`}
            </option>
          ),
        )}
      </select>
      <p id={`${id}-hint`} className="hint">
        Or click an actor in the scene.
      </p>
      <div className="button-row" role="group" aria-label="Push the selected actor">
        {PUSHES.map(([direction, text, key]) => (
          <button
            key={direction}
            type="button"
            disabled={!live}
            title={`Shortcut: ${key}`}
            onClick={() => episode.push(direction)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
