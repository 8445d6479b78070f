import { useSyncExternalStore } from 'react';
import { SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import { useReplay } from '../replay/replay-context.ts';
import { Button } from '../replay/transport.tsx';
import { isArmRecord } from '../records/opened-record.ts';
import { ARM_OVERLAYS } from '../scene/arm/arm-marks.ts';
import { OVERLAY_LEGEND } from '../scene/overlays/legend.ts';
import { CAMERAS, type CameraMode } from '../scene/scene-view.ts';
import { TABLE_AZIMUTH } from './arm-record-scene.ts';
import { LEAST_ELEVATION, STANDARD_AZIMUTH, STANDARD_ELEVATION } from './replay-camera.ts';
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

/** What is chosen of all 3-D pictures of a replay. */
export function SceneControls() {
  const { subject } = useReplay();
  const { recordOf } = useSceneReplay();
  const record = recordOf(subject.runs[0].clip);
  return record !== null && isArmRecord(record) ? <TableControls /> : <RoadControls />;
}

const VIEWS = [
  { label: 'Around', camera: 'orbit', azimuth: STANDARD_AZIMUTH, elevation: STANDARD_ELEVATION },
  // From the right of the arm, just above the table.
  {
    label: 'Side',
    camera: 'orbit',
    azimuth: STANDARD_AZIMUTH - TABLE_AZIMUTH - Math.PI / 2,
    elevation: LEAST_ELEVATION,
  },
  { label: 'Top', camera: 'top', azimuth: STANDARD_AZIMUTH, elevation: STANDARD_ELEVATION },
] as const satisfies readonly (Pick<SceneChoice, 'camera' | 'azimuth' | 'elevation'> & { readonly label: string })[];

/** Camera and overlays of the arm's table. */
function TableControls() {
  const { choice } = useSceneReplay();
  const view = useSyncExternalStore(choice.subscribe, choice.get);
  const change = (changes: Partial<SceneChoice>): void => choice.set({ ...choice.get(), ...changes });
  const isTop = view.camera === 'top';
  return (
    <div className="rs-controls" role="group" aria-label="Scene in 3-D">
      <div className="rp-group" role="group" aria-label="Camera">
        {VIEWS.map(({ label, ...place }) => (
          <Button
            key={label}
            label={label}
            keys=""
            text
            pressed={place.camera === 'top' ? isTop : !isTop && view.azimuth === place.azimuth}
            onPress={() => change(place)}
          />
        ))}
      </div>
      {!isTop && <Turns />}
      <Overlays
        legend={ARM_OVERLAYS}
        overlays={view.tableOverlays}
        onOverlays={(tableOverlays) => change({ tableOverlays })}
      />
    </div>
  );
}

/** Buttons that turn the orbit camera. */
function Turns() {
  const { choice } = useSceneReplay();
  const turn = (dx: number, dy: number) => (): void => choice.set(turned(choice.get(), dx, dy));
  return (
    <div className="rp-group" role="group" aria-label="Turn the orbit camera; or drag the picture">
      <Button label="Turn left" icon="previous" keys="" onPress={turn(STEP, 0)} />
      <Button label="Turn right" icon="next" keys="" onPress={turn(-STEP, 0)} />
      <Button label="Higher" icon="up" keys="" onPress={turn(0, STEP)} />
      <Button label="Lower" icon="down" keys="" onPress={turn(0, -STEP)} />
    </div>
  );
}

/** Camera, whom it follows, light and overlays of the road. */
function RoadControls() {
  const { choice } = useSceneReplay();
  const view = useSyncExternalStore(choice.subscribe, choice.get);
  const change = (changes: Partial<SceneChoice>): void => choice.set({ ...choice.get(), ...changes });
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
      {view.camera === 'orbit' && <Turns />}
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
      <Overlays legend={OVERLAY_LEGEND} overlays={view.overlays} onOverlays={(overlays) => change({ overlays })} />
    </div>
  );
}

/** Everybody of the first run. */
function Follow({ follow, onFollow }: { readonly follow: string; readonly onFollow: (id: string) => void }) {
  const { subject } = useReplay();
  const { recordOf } = useSceneReplay();
  const record = recordOf(subject.runs[0].clip);
  const actors = record === null || isArmRecord(record) ? [] : record.episode.actors;
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

interface OverlaysProps<O extends string> {
  readonly legend: readonly { readonly overlay: O; readonly title: string; readonly how: string }[];
  readonly overlays: ReadonlySet<O>;
  readonly onOverlays: (overlays: ReadonlySet<O>) => void;
}

function Overlays<O extends string>({ legend, overlays, onOverlays }: OverlaysProps<O>) {
  const toggle = (overlay: O): void => {
    const next = new Set(overlays);
    if (!next.delete(overlay)) next.add(overlay);
    onOverlays(next);
  };
  return (
    <details className="rs-overlays">
      <summary>
        Overlays ({legend.filter(({ overlay }) => overlays.has(overlay)).length} of {legend.length})
      </summary>
      <div>
        {legend.map(({ overlay, title, how }) => (
          <label key={overlay} title={how}>
            <input type="checkbox" checked={overlays.has(overlay)} onChange={() => toggle(overlay)} />
            {title}
          </label>
        ))}
      </div>
    </details>
  );
}
