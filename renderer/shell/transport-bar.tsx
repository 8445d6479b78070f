import { useEffect, useState, type MouseEvent } from 'react';
import { SPEEDS } from '../live/protocol.ts';
import { isLive, isSettable, type AppState } from '../state/app-state.ts';
import { ARM_PRESETS } from '../host/contract.ts';
import { armOf, isArmPreset } from '../state/arm-presets.ts';
import { parseSeed } from '../state/deep-link.ts';
import { useApp, useAppState } from './app-context.ts';
import { Icon } from './icon.tsx';
import { PHASE_TITLES } from './words.ts';

/** Playing, stepping, pace, time, seed and arm. */
export function TransportBar() {
  // A click does not take the focus, so that Space goes on to mean play and pause.
  const keepFocus = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
  };
  return (
    <div className="transport" role="toolbar" aria-label="Transport" onMouseDown={keepFocus}>
      <PlayButtons />
      <SpeedSelect />
      <Clock />
      <SeedField />
      <ArmSelect />
      <span className="spacer" />
      <Notice />
      <PhaseText />
    </div>
  );
}

function PlayButtons() {
  const { episode } = useApp();
  const phase = useAppState((state) => state.status?.phase ?? 'loading');
  const opened = useAppState((state) => state.opened !== null);
  const live = useAppState(isLive);
  const running = phase === 'running';
  const playName = running ? 'Pause' : phase === 'ended' || phase === 'failed' ? 'Play again' : 'Play';
  return (
    <div className="button-group" role="group" aria-label="Play">
      <button
        type="button"
        className="icon"
        aria-label="Reset with the same seed"
        title="Reset with the same seed (R)"
        disabled={!opened}
        onClick={() => episode.reset()}
      >
        <Icon name="reset" />
      </button>
      <button
        type="button"
        className="icon play"
        aria-label={playName}
        title={`${playName} (Space)`}
        disabled={!opened}
        onClick={() => episode.togglePlay()}
      >
        <Icon name={running ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        className="icon"
        aria-label="Step one tick"
        title="Step one tick (→ or .)"
        disabled={!live}
        onClick={() => episode.step(1)}
      >
        <Icon name="step" />
      </button>
      <button
        type="button"
        className="icon wide"
        aria-label="Step one second, +1 s"
        title="Step one second (Shift+→)"
        disabled={!live}
        onClick={() => episode.stepSeconds(1)}
      >
        +1 s
      </button>
    </div>
  );
}

function SpeedSelect() {
  const { episode } = useApp();
  const speed = useAppState((state) => state.speed);
  const factor = useAppState(realTimeText);
  return (
    <div className="transport-item">
      <label>
        Speed{' '}
        <select value={speed} onChange={(event) => episode.setSpeed(Number(event.target.value))}>
          {SPEEDS.map((choice) => (
            <option key={choice} value={choice}>
              {choice}×
            </option>
          ))}
        </select>
      </label>
      <span className="reading" title="Real-time factor: simulated time per wall-clock time over the last second">
        <span className="visually-hidden">Real-time factor </span>
        {factor}
      </span>
    </div>
  );
}

function Clock() {
  const time = useAppState((state) => (state.status === null ? '–' : state.status.timeS.toFixed(2)));
  const limit = useAppState((state) => state.opened?.timeLimitS ?? null);
  return (
    <div className="transport-item reading clock" title="Simulated time, and the time limit of the episode">
      <span className="visually-hidden">Simulated time </span>
      <strong data-testid="time">{time}</strong>
      {limit === null ? ' s' : ` / ${Number(limit.toFixed(1))} s`}
    </div>
  );
}

function SeedField() {
  const { episode } = useApp();
  const seed = useAppState((state) => state.choice.seed);
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? seed : parseSeed(draft);
  const commit = (): void => {
    if (draft !== null && parsed !== null && parsed !== seed) episode.resetWith(parsed);
    setDraft(null);
  };
  return (
    <div className="transport-item">
      <label>
        Seed{' '}
        <input
          type="text"
          inputMode="numeric"
          className="seed"
          size={8}
          value={draft ?? String(seed)}
          aria-invalid={parsed === null}
          title={parsed === null ? 'Expected a whole number from 0.' : 'Enter starts the episode with this seed'}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => setDraft(null)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(null);
          }}
        />
      </label>
      <div className="button-group">
        <button
          type="button"
          className="icon"
          aria-label="Copy seed"
          title="Copy seed"
          onClick={() => void episode.copySeed()}
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          className="icon"
          aria-label="Reset with a new seed"
          title="Reset with a new seed (Shift+R)"
          onClick={() => episode.resetWithNewSeed()}
        >
          <Icon name="dice" />
        </button>
      </div>
    </div>
  );
}

function ArmSelect() {
  const { episode } = useApp();
  const arm = useAppState((state) => armOf(state.components));
  const settable = useAppState(isSettable);
  return (
    <div className="transport-item">
      <label>
        Arm{' '}
        <select
          value={arm ?? 'own'}
          disabled={!settable}
          onChange={(event) => {
            if (isArmPreset(event.target.value)) episode.setArm(event.target.value);
          }}
        >
          {ARM_PRESETS.map((preset) => (
            <option key={preset} value={preset}>
              {preset}
            </option>
          ))}
          {arm === null ? <option value="own">own composition</option> : null}
        </select>
      </label>
    </div>
  );
}

/** Confirmations stay for this long, ms. */
const NOTICE_MS = 5000;

function Notice() {
  const { state } = useApp();
  const notice = useAppState((now) => now.notice);
  const count = useAppState((now) => now.announcement.count);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => state.set({ ...state.get(), notice: null }), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [state, notice, count]);
  return notice === null ? null : <span className="notice">{notice}</span>;
}

function PhaseText() {
  const phase = useAppState((state) => state.status?.phase ?? 'loading');
  const end = useAppState((state) => state.status?.end?.text ?? null);
  return (
    <span className={`badge phase phase-${phase}`} data-phase={phase} title={end ?? undefined}>
      {PHASE_TITLES[phase]}
    </span>
  );
}

function realTimeText({ status }: AppState): string {
  return status === null || status.phase !== 'running' ? '–' : `${status.realTimeFactor.toFixed(2)}× real time`;
}
