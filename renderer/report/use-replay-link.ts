import { useEffect, useState } from 'react';
import { parseReplayLink, replayHash, type ReplayLink } from './deep-link.ts';

/** The replay that is open is the one that the address names, so that the address can be kept and sent. */
export function useReplayLink(): {
  readonly link: ReplayLink | null;
  readonly open: (link: ReplayLink) => void;
  readonly close: () => void;
} {
  const [link, setLink] = useState(() => parseReplayLink(location.hash));
  useEffect(() => {
    // A link to a section of the page closes nothing.
    const update = (): void => {
      const named = parseReplayLink(location.hash);
      if (named !== null) setLink(named);
    };
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  const open = (next: ReplayLink): void => {
    history.replaceState(null, '', replayHash(next));
    setLink(next);
  };
  const close = (): void => {
    history.replaceState(null, '', '#episodes');
    setLink(null);
  };
  return { link, open, close };
}
