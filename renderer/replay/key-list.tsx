import { BINDINGS, PICTURE_BINDING } from './keys.ts';

interface KeyListProps {
  /** Whether two clips are shown. */
  readonly pair: boolean;
  /** Whether there is more than the map. */
  readonly stage: boolean;
  /** Whether Escape closes the view. */
  readonly closes: boolean;
}

/** What each key does. */
export function KeyList({ pair, stage, closes }: KeyListProps) {
  const usual = BINDINGS.filter(
    ({ pairOnly, command }) => (pair || pairOnly !== true) && (closes || command.kind !== 'close'),
  );
  const shown = stage ? [...usual, PICTURE_BINDING] : usual;
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
