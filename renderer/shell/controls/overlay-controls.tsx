import { OVERLAY_LEGEND } from '../../scene/overlays/legend.ts';
import { CAMERAS } from '../../scene/scene-view.ts';
import { SPARE_PREFIX } from '../../../sim/driving/spare-obstacles.ts';
import { useApp, useAppState } from '../app-context.ts';
import { CAMERA_TITLES } from '../words.ts';
import { Choice } from './choice.tsx';

/** Camera, time of day, and what is drawn over the scene with its legend. */
export function OverlayControls() {
  const { view } = useApp();
  const camera = useAppState((state) => state.camera);
  const cameraText = useAppState((state) => state.cameraText);
  const daytime = useAppState((state) => state.settings.daytime);
  const overlays = useAppState((state) => state.overlays);
  const follow = useAppState((state) => state.follow);
  const actors = useAppState((state) => state.opened?.actors ?? null);
  const followed = Object.fromEntries(
    (actors ?? []).flatMap(({ id }, row) => (id.startsWith(SPARE_PREFIX) ? [] : [[String(row), id]])),
  ) as Readonly<Record<string, string>>;
  return (
    <>
      <Choice
        label="Camera"
        value={camera}
        options={Object.fromEntries(CAMERAS.map((mode) => [mode, CAMERA_TITLES[mode]])) as typeof CAMERA_TITLES}
        {...(cameraText === '' ? {} : { hint: `Shows: ${cameraText}.` })}
        onChange={(mode) => view.setCamera(mode)}
      />
      <Choice
        label="Follow"
        value={String(follow)}
        options={followed}
        disabled={actors === null}
        onChange={(row) => view.followRow(Number(row))}
      />
      <Choice
        label="Time of day"
        value={daytime}
        options={{ day: 'Day', dusk: 'Dusk' }}
        onChange={(next) => view.change({ daytime: next })}
      />
      <fieldset className="overlays">
        <legend>Overlays</legend>
        {OVERLAY_LEGEND.map(({ overlay, title, how }) => (
          <label key={overlay} className="check" title={how}>
            <input type="checkbox" checked={overlays.has(overlay)} onChange={() => view.toggleOverlay(overlay)} />
            {title}
          </label>
        ))}
      </fieldset>
      <details className="legend">
        <summary>Legend: what the marks mean</summary>
        <dl>
          {OVERLAY_LEGEND.map(({ overlay, title, how }) => (
            <div key={overlay}>
              <dt>{title}</dt>
              <dd>{how}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
