import { secondsText } from '../panels/words.ts';
import { usePanelData, useReadable } from '../panels/panel-context.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { useApp, useAppState } from '../shell/app-context.ts';

/** How far the episode that runs is ahead of the record that was taken of it. */
export function LiveNote({ shown }: { readonly shown: OpenedRecord }) {
  const { shelf } = useApp();
  const { live } = useReadable(shelf.state);
  const episode = useAppState(({ opened }) => opened?.episode ?? null);
  const status = useReadable(usePanelData().model.status);
  if (live?.id !== shown.id || live.episode !== episode || status === null) return null;
  const aheadS = status.timeS - shown.clip.durationS;
  if (aheadS < shown.clip.controlDt) return null;
  const state = status.phase === 'ended' ? 'has ended' : 'goes on';
  return (
    <p className="cmp-live">
      <span>
        The replay ends {secondsText(aheadS)} behind the episode, which {state}.
      </span>
      <button type="button" className="small" onClick={() => void shelf.replayLive()}>
        Take it again
      </button>
    </p>
  );
}
