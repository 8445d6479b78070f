import { BINDINGS } from './keys.ts';

/** What each key does. @param pair whether two clips are shown; @param closes whether Escape closes the view */
export function KeyList({ pair, closes }: { readonly pair: boolean; readonly closes: boolean }) {
  const shown = BINDINGS.filter(
    ({ pairOnly, command }) => (pair || pairOnly !== true) && (closes || command.kind !== 'close'),
  );
  return (
    <section className="rp-keys" aria-label="Keys of the replay">
      <p className="rp-muted">While the focus is in the replay; the wheel over a picture then zooms.</p>
      <dl>
        {shown.map(({ shown: keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
