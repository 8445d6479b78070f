import { useEffect } from 'react';
import type { HeldFile } from '../host/file-contract.ts';
import { NBSP } from '../panels/words.ts';
import { useReadable } from '../panels/panel-context.ts';
import { useApp } from '../shell/app-context.ts';

const PLACE_WORDS: Readonly<Record<HeldFile['place'], string>> = {
  opened: 'opened before',
  recordings: 'recorded live',
  run: 'of a run',
};

/** Records at hand in the host, newest first. Nothing where there are none. */
export function RecentRecords() {
  const { shelf } = useApp();
  const { recent } = useReadable(shelf.state);
  useEffect(() => void shelf.refreshRecent(), [shelf]);
  if (recent === null || recent.length === 0) return null;
  return (
    <section className="cmp-recent" aria-label="Records at hand">
      <h2>Records at hand</h2>
      <ul>
        {recent.map((file) => (
          <li key={file.handle}>
            <button type="button" onClick={() => void shelf.openHeld(file)}>
              <span className="cmp-file">{file.name}</span>
              <span className="lp-muted">
                {PLACE_WORDS[file.place]}, {sizeText(file.bytes)}, {timeText(file.modifiedMs)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In the units of the messages about records: 1 MiB is 1024 * 1024 bytes. */
function sizeText(bytes: number): string {
  const kib = bytes / 1024;
  return kib < 1000 ? `${Math.ceil(kib)}${NBSP}KiB` : `${(kib / 1024).toFixed(1)}${NBSP}MiB`;
}

function timeText(ms: number): string {
  return new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
