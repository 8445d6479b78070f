import { useEffect, useState } from 'react';
import type { ShippedRecord } from '../host/host-bridge.ts';
import { useApp } from './app-context.ts';

/** Records that were published with the page. Nothing where there are none, or where they cannot be had. */
export function ShippedRecords({ onOpen }: { readonly onOpen: () => void }) {
  const { host, shelf } = useApp();
  const [records, setRecords] = useState<readonly ShippedRecord[]>([]);
  useEffect(() => {
    let shown = true;
    host.records?.shipped?.().then(
      (found) => shown && setRecords(found),
      // The replay panel says what is wrong with them, to who looks for records.
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [host]);
  if (records.length === 0) return null;
  return (
    <section className="shipped" aria-label="Recorded runs">
      <p>Or look at one seed that was recorded three times; two records can be put beside each other:</p>
      <ul className="samples">
        {records.map(({ file, title, text }) => (
          <li key={file.handle}>
            <button
              type="button"
              className="sample"
              onClick={() => {
                onOpen();
                void shelf.openHeld(file);
              }}
            >
              <strong>{title}</strong>
              <span>{text}</span>
              <span className="sample-facts">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
