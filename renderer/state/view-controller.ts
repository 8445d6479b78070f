import { SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import type { Settings } from '../host/contract.ts';
import type { Cell } from '../panels/external-store.ts';
import { CAMERAS, OVERLAYS, type CameraMode, type Overlay } from '../scene/scene-view.ts';
import { STANDARD_OVERLAYS, themeOf, type AppState, type DialogName, type Tool } from './app-state.ts';
import type { SettingsWriter } from './settings-store.ts';

export interface ViewParts {
  readonly state: Cell<AppState>;
  readonly writer: SettingsWriter;
  /** Called after the set of overlays has changed. */
  readonly overlaysChanged: (state: AppState) => void;
}

/** What a person can do to what they see; the simulation does not notice. */
export class ViewController {
  constructor(private readonly parts: ViewParts) {}

  setCamera(camera: CameraMode): void {
    this.patch({ camera });
  }

  cycleCamera(): void {
    const { camera } = this.parts.state.get();
    this.setCamera(CAMERAS[(CAMERAS.indexOf(camera) + 1) % CAMERAS.length]);
  }

  /** @param by 1: the next actor, -1: the one before */
  followNext(by: 1 | -1 = 1): void {
    const { opened, follow } = this.parts.state.get();
    const rows = (opened?.actors ?? []).flatMap(({ id }, row) => (id.startsWith(SPARE_PREFIX) ? [] : [row]));
    if (rows.length === 0) return;
    const at = rows.indexOf(follow);
    this.patch({ follow: rows[(at + by + rows.length) % rows.length] });
  }

  followRow(row: number): void {
    this.patch({ follow: row });
  }

  select(row: number): void {
    this.patch({ selected: row });
  }

  setTool(tool: Tool): void {
    this.patch({ tool });
  }

  toggleOverlay(name: Overlay): void {
    const overlays = new Set(this.parts.state.get().overlays);
    if (!overlays.delete(name)) overlays.add(name);
    this.setOverlays(overlays);
  }

  /** All off; when all are off, the standard ones on. */
  toggleOverlays(): void {
    this.setOverlays(this.parts.state.get().overlays.size > 0 ? new Set() : STANDARD_OVERLAYS);
  }

  showAllOverlays(): void {
    this.setOverlays(new Set(OVERLAYS));
  }

  change(settings: Partial<Settings>): void {
    const { state, writer } = this.parts;
    const changed = { ...state.get().settings, ...settings };
    this.patch({ settings: changed });
    writer.change(changed);
  }

  toggleTheme(): void {
    this.change({ theme: themeOf(this.parts.state.get()) === 'dark' ? 'light' : 'dark' });
  }

  toggleDaytime(): void {
    this.change({ daytime: this.parts.state.get().settings.daytime === 'day' ? 'dusk' : 'day' });
  }

  openDialog(dialog: DialogName): void {
    this.patch({ dialog });
  }

  closeDialog(): void {
    if (this.parts.state.get().dialog === 'welcome') this.change({ welcomed: true });
    this.patch({ dialog: null });
  }

  /** Leaves what was begun: the drop tool first, then another actor's view. */
  escape(): void {
    const { tool } = this.parts.state.get();
    this.patch(tool === 'drop' ? { tool: 'select' } : { follow: 0 });
  }

  private setOverlays(overlays: ReadonlySet<Overlay>): void {
    this.patch({ overlays });
    this.parts.overlaysChanged(this.parts.state.get());
  }

  private patch(change: Partial<AppState>): void {
    const { state } = this.parts;
    state.set({ ...state.get(), ...change });
  }
}
