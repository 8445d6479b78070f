import { SAMPLES } from '../state/samples.ts';
import { useApp } from './app-context.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './keys.tsx';
import { ShippedRecords } from './shipped-records.tsx';

/** First run: three episodes worth seeing. The first of them already plays behind the dialog. */
export function WelcomeDialog({ onClose }: { readonly onClose: () => void }) {
  const { episode, isMac, state } = useApp();
  const watch = (): void => {
    // Who read for long missed it.
    if (state.get().status?.phase === 'ended') episode.reset(true);
    onClose();
  };
  return (
    <Dialog title="Watch it think" onClose={onClose} className="wide welcome">
      <p>
        The fast policy drives on every frame. When it becomes uncertain, a slow planner is asked; the world goes on
        while it thinks, and its plan arrives late. Choose an episode in which that matters:
      </p>
      <ul className="samples">
        {SAMPLES.map((sample, index) => (
          <li key={sample.id}>
            <button
              type="button"
              className="sample"
              data-first-focus={index === 0 ? true : undefined}
              onClick={() => {
                episode.openSample(sample);
                onClose();
              }}
            >
              <strong>{sample.title}</strong>
              <span>{sample.text}</span>
              <span className="sample-facts">
                {sample.scenario}, seed {sample.seed}, planner {sample.latencyMs} ms
              </span>
            </button>
          </li>
        ))}
      </ul>
      <ShippedRecords onOpen={onClose} />
      <div className="dialog-foot">
        <p className="muted">
          <Keys chords={['Space']} isMac={isMac} /> pauses, <Keys chords={['M']} isMac={isMac} /> lets you drive,{' '}
          <Keys chords={['Mod+K']} isMac={isMac} /> finds every command, <Keys chords={['?']} isMac={isMac} /> shows the
          keys.
        </p>
        <button type="button" className="primary" onClick={watch}>
          Just watch
        </button>
      </div>
    </Dialog>
  );
}
