import { useLayoutEffect, useRef } from 'react';
import { CAMERAS } from '../scene/scene-view.ts';
import { isLive } from '../state/app-state.ts';
import { useApp, useAppState } from './app-context.ts';
import { CAMERA_TITLES } from './words.ts';

/** The scene, what its camera shows in words, and how it ended. */
export function ScenePanel() {
  const { stage } = useApp();
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.append(stage.element);
  }, [stage]);
  return (
    <div className="scene-panel">
      <div ref={place} className="scene-place" />
      {stage.view === null ? (
        <p className="scene-failed">
          The scene cannot be drawn here; the simulation and the other panels go on. See the problems.
        </p>
      ) : null}
      <SceneHud />
    </div>
  );
}

function SceneHud() {
  const { view } = useApp();
  const camera = useAppState((state) => state.camera);
  const cameraText = useAppState((state) => state.cameraText);
  const follow = useAppState((state) => state.follow);
  const loading = useAppState((state) => state.opened === null);
  return (
    <>
      <div className="hud hud-top">
        <label className="hud-camera">
          <span className="visually-hidden">Camera</span>
          <select value={camera} onChange={(event) => view.setCamera(cameraNamed(event.target.value))}>
            {CAMERAS.map((mode) => (
              <option key={mode} value={mode}>
                {CAMERA_TITLES[mode]}
              </option>
            ))}
          </select>
        </label>
        {cameraText === '' ? null : <span className="hud-text">{cameraText}</span>}
        {follow === 0 ? null : (
          <button type="button" className="small" onClick={() => view.followRow(0)}>
            Back to the ego
          </button>
        )}
      </div>
      {loading ? <p className="hud hud-centre">Loading the simulation…</p> : null}
      <EndText />
      <ToolHint />
    </>
  );
}

function EndText() {
  const { episode } = useApp();
  const end = useAppState((state) => state.status?.end ?? null);
  if (end === null) return null;
  return (
    <div className={`hud hud-end end-${end.kind}`}>
      <strong>{END_TITLES[end.kind] ?? 'Ended'}</strong>
      <span>{end.text}</span>
      <button type="button" className="small" onClick={() => episode.reset(true)}>
        Again
      </button>
      <button type="button" className="small" onClick={() => episode.resetWithNewSeed()}>
        New seed
      </button>
    </div>
  );
}

const END_TITLES: Readonly<Record<string, string>> = {
  collision: '✕ Collision',
  goal: '✓ Goal reached',
  'off-road': '✕ Off the road',
  timeout: '◷ Time is up',
};

function ToolHint() {
  const { view, episode } = useApp();
  const tool = useAppState((state) => state.tool);
  const left = useAppState((state) => state.status?.obstaclesLeft ?? 0);
  const driving = useAppState((state) => state.components.driving && isLive(state));
  const selected = useAppState((state) => state.opened?.actors[state.selected]?.id ?? null);
  if (tool === 'drop') {
    return (
      <div className="hud hud-bottom">
        Click on the road to drop an obstacle, or press Shift+X for one ahead; {left} left.
        <button type="button" className="small" onClick={() => view.setTool('select')}>
          Cancel
        </button>
      </div>
    );
  }
  if (driving) {
    return (
      <div className="hud hud-bottom">
        You drive: W A S D, arrow keys or a gamepad.
        <button type="button" className="small" onClick={() => episode.toggleDriving()}>
          Let the arm drive
        </button>
      </div>
    );
  }
  if (selected === null || selected === 'ego') return null;
  return (
    <div className="hud hud-bottom">
      Selected: {selected}. Push it with I, U, J, L.
      <button type="button" className="small" onClick={() => view.select(0)}>
        Deselect
      </button>
    </div>
  );
}

function cameraNamed(name: string): (typeof CAMERAS)[number] {
  return CAMERAS.find((mode) => mode === name) ?? 'chase';
}
