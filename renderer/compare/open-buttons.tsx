import { useApp } from '../shell/app-context.ts';

/** The two ways to a replay that need no file at hand. */
export function OpenButtons() {
  const { shelf } = useApp();
  return (
    <>
      <button type="button" onClick={() => void shelf.choose()}>
        Open record…
      </button>
      <button type="button" onClick={() => void shelf.replayLive()}>
        Replay the episode that runs
      </button>
    </>
  );
}
