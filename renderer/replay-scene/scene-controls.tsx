import { useSyncExternalStore } from 'react';
import { SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import { useReplay } from '../replay/replay-context.ts';
import { Button } from '../replay/transport.tsx';
import { OVERLAY_LEGEND } from '../scene/overlays/legend.ts';
import { CAMERAS, type CameraMode, type Overlay } from '../scene/scene-view.ts';
import { useSceneReplay, type SceneChoice } from './scene-replay-context.ts';
import { turned } from './turn.ts';

const CAMERA_LABELS: Readonly<Record<CameraMode, string>> = {
  chase: 'Chase',
  driver: 'Driver',
  top: 'Top',
  orbit: 'Orbit',
};
/** One press turns the orbit camera by an eighth of a right angle times this share of the picture. */
const STEP = 1 / 24;

/** Camera, whom it follows, light and overlays of all 3-D pictures of a replay. */
export function SceneControls() {
  const { choice } = useSceneReplay();
  const view = useSyncExternalStore(choice.subscribe, choice.get);
  const change = (changes: Partial<SceneChoice>): void => choice.set({ ...choice.get(), ...changes });
  const turn = (dx: number, dy: number) => (): void => choice.set(turned(choice.get(), dx, dy));
  return (
    <div className="rs-controls" role="group" aria-label="Scene in 3-D">
      <div className="rp-group" role="group" aria-label="Camera">
        {CAMERAS.map((camera) => (
          <Button
            key={camera}
            label={CAMERA_LABELS[camera]}
            keys=""
            text
            pressed={view.camera === camera}
            onPress={() => change({ camera })}
          />
        ))}
      </div>
      {view.camera === 'orbit' && (
        <div className="rp-group" role="group" aria-label="Turn the orbit camera; or drag the picture">
          <Button label="Turn left" icon="previous" keys="" onPress={turn(STEP, 0)} />
          <Button label="Turn right" icon="next" keys="" onPress={turn(-STEP, 0)} />
          <Button label="Higher" icon="up" keys="" onPress={turn(0, STEP)} />
          <Button label="Lower" icon="down" keys="" onPress={turn(0, -STEP)} />
        </div>
      )}
      <Follow follow={view.follow} onFollow={(follow) => change({ follow })} />
      <div className="rp-group" role="group" aria-label="Light">
        {(['day', 'dusk'] as const).map((daytime) => (
          <Button
            key={daytime}
            label={daytime === 'day' ? 'Day' : 'Dusk'}
            keys=""
            text
            pressed={view.daytime === daytime}
            onPress={() => change({ daytime })}
          />
        ))}
      </div>
      <Overlays overlays={view.overlays} onOverlays={(overlays) => change({ overlays })} />
    </div>
  );
}

/** Everybody of the first run. */
function Follow({ follow, onFollow }: { readonly follow: string; readonly onFollow: (id: string) => void }) {
  const { subject } = useReplay();
  const { recordOf } = useSceneReplay();
  const actors = recordOf(subject.runs[0].clip)?.episode.actors ?? [];
  const ids = actors.map(({ id }) => id).filter((id) => !id.startsWith(SPARE_PREFIX));
  return (
    <label className="rs-follow">
      Follow
      <select value={ids.includes(follow) ? follow : 'ego'} onChange={(event) => onFollow(event.target.value)}>
        {ids.map((id) => (
          <option key={id} value={id}>
            {id === 'ego' ? 'the ego' : id}
          </option>
        ))}
      </select>
    </label>
  );
}

interface OverlaysProps {
  readonly overlays: ReadonlySet<Overlay>;
  readonly onOverlays: (overlays: ReadonlySet<Overlay>) => void;
}

function Overlays({ overlays, onOverlays }: OverlaysProps) {
  const toggle = (overlay: Overlay): void => {
    const next = new Set(overlays);
    if (!next.delete(overlay)) next.add(overlay);
    onOverlays(next);
  };
  return (
    <details className="rs-overlays">
      <summary>
        Overlays ({overlays.size} of {OVERLAY_LEGEND.length})
      </summary>
      <div>
        {OVERLAY_LEGEND.map(({ overlay, title, how }) => (
          <label key={overlay} title={how}>
            <input type="checkbox" checked={overlays.has(overlay)} onChange={() => toggle(overlay)} />
            {title}
          </label>
        ))}
      </div>
    </details>
  );
}
