import type { Settings } from '../host/contract.ts';
import { ARM_OPTIONS } from './words.ts';
import { Choice } from './controls/choice.tsx';
import { NumberSlider } from './controls/number-slider.tsx';
import { useApp, useAppState } from './app-context.ts';
import { Dialog } from './dialog.tsx';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const { view, episode } = useApp();
  const settings = useAppState((state) => state.settings);
  const change = (patch: Partial<Settings>): void => view.change(patch);
  return (
    <Dialog title="Settings" onClose={onClose}>
      <div className="form">
        <Choice
          label="Theme"
          value={settings.theme}
          options={{ dark: 'Dark', light: 'Light', system: 'As the system' }}
          onChange={(theme) => change({ theme })}
        />
        <Choice
          label="Reduced motion"
          value={settings.reducedMotion}
          options={{ system: 'As the system', on: 'On: cameras cut, charts step', off: 'Off' }}
          onChange={(reducedMotion) => change({ reducedMotion })}
        />
        <Choice
          label="Unit of speed"
          value={settings.speedUnit}
          options={{ 'km/h': 'km/h', 'm/s': 'm/s' }}
          onChange={(speedUnit) => change({ speedUnit })}
        />
        <Choice
          label="Time of day"
          value={settings.daytime}
          options={{ day: 'Day', dusk: 'Dusk' }}
          onChange={(daytime) => change({ daytime })}
        />
        <Choice
          label="Fast policy on"
          value={settings.backend}
          options={{ webgpu: 'WebGPU, where there is one', wasm: 'WASM' }}
          onChange={(backend) => {
            change({ backend });
            episode.setBackend(backend);
          }}
        />
        <Choice
          label="Arm of new sessions: when the planner is asked"
          value={settings.arm}
          options={ARM_OPTIONS}
          onChange={(arm) => change({ arm })}
        />
        <NumberSlider
          label="Planner latency of new sessions"
          unit="ms"
          value={settings.latencyMs}
          min={0}
          max={2000}
          step={10}
          onChange={(latencyMs) => change({ latencyMs })}
        />
      </div>
      <div className="dialog-foot">
        <p className="muted">Changes are kept at once.</p>
        <button type="button" className="primary" data-first-focus onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
