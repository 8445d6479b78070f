import { useApp } from '../shell/app-context.ts';
import { OpenButtons } from './open-buttons.tsx';
import { RecentRecords } from './recent-records.tsx';

/** Nothing is open: what one can do about it. */
export function EmptyShelf() {
  const { view } = useApp();
  return (
    <div className="cmp-empty lp-scroll" tabIndex={0} role="region" aria-label="How to open records">
      <div className="cmp-welcome">
        <h2>Replay and compare</h2>
        <p>
          Drop records (<code>.mcap</code>) anywhere on this page: one to look at it again, two of the same scenario and
          seed to see them side by side, one as a ghost in the other, with the tick at which they part.
        </p>
        <p className="button-row">
          <OpenButtons />
          <button type="button" onClick={() => view.openDialog('welcome')}>
            Samples…
          </button>
        </p>
        <p className="lp-muted">
          The command line makes records too, here of one seed with two arms:
          <br />
          <code>npx twotempo run pedestrian/tail --seeds 62..62 --arms fast,dual --record all</code>
        </p>
        <RecentRecords />
      </div>
    </div>
  );
}
