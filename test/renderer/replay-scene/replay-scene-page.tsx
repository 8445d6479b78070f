import { createRoot, type Root } from 'react-dom/client';
import { pairingOf } from '../../../renderer/compare/pairing.ts';
import { isArmRecord, type OpenedRecord } from '../../../renderer/records/opened-record.ts';
import { createRecordOpener } from '../../../renderer/records/record-opener.ts';
import { ReplayScene, STANDARD_VIEW, type ReplaySceneView } from '../../../renderer/replay-scene/replay-scene.ts';
import { newSceneChoice, SceneReplayContext } from '../../../renderer/replay-scene/scene-replay-context.ts';
import { sceneReplayStage } from '../../../renderer/replay-scene/scene-stage.tsx';
import type { ReplayMode } from '../../../renderer/replay/replay-mode.ts';
import type { Picture } from '../../../renderer/replay/replay-stage.ts';
import { ReplayView } from '../../../renderer/replay/replay-view.tsx';
import { ArmScene } from '../../../renderer/scene/arm/arm-scene.ts';
import type { Quality } from '../../../renderer/scene/quality.ts';
import { applyTokens, THEMES } from '../../../renderer/theme/tokens.ts';

/** A page with a replay of two real records in 3-D, and with scenes of their own. Tests call `window.page`. */

const SIZE = { width: 480, height: 270 } as const;
const opener = createRecordOpener({
  worker: new URL('/record-worker.js', location.href),
  assets: new URL('/assets/', location.href),
});
const choice = newSceneChoice();
const records: OpenedRecord[] = [];
let root: Root | null = null;
const scenes = new Map<string, ReplayScene>();
const pictures: string[] = [];

/** Every context that the page asked for. */
const contexts: WebGL2RenderingContext[] = [];
const getContext = HTMLCanvasElement.prototype.getContext;
Object.assign(HTMLCanvasElement.prototype, {
  getContext(this: HTMLCanvasElement, kind: string, ...rest: readonly unknown[]): unknown {
    if (kind === 'webgl2' && page.refusesWebGl) return null;
    const context: unknown = Reflect.apply(getContext, this, [kind, ...rest]);
    if (context instanceof WebGL2RenderingContext && !contexts.includes(context)) contexts.push(context);
    return context;
  },
});

const page = {
  refusesWebGl: false,
  /** Choices of map or scene that the view told. */
  pictures,
  theme(name: 'dark' | 'light'): void {
    applyTokens(document.documentElement, THEMES[name]);
    document.body.style.background = THEMES[name].background;
    document.body.style.color = THEMES[name].text;
  },
  async openRecord(url: string): Promise<void> {
    records.push(await opener.open(await (await fetch(url)).blob(), url.slice(1)));
  },
  /** Shows the first two records. */
  show(mode: ReplayMode, timeS: number, quality: Quality = 'draft', picture: Picture = 'scene'): void {
    page.close();
    const pairing = pairingOf(records[0], records[1]);
    if (pairing.kind !== 'pair') throw new Error(pairing.why);
    const recordOf = (clip: OpenedRecord['clip']) => records.find((record) => record.clip === clip) ?? null;
    root = createRoot(document.querySelector('main > div')!);
    root.render(
      <SceneReplayContext value={{ recordOf, choice, quality }}>
        <ReplayView
          pair={pairing.pair}
          initialMode={mode}
          initialTimeS={timeS}
          stage={sceneReplayStage}
          initialPicture={picture}
          onPicture={(picture) => pictures.push(picture)}
        />
      </SceneReplayContext>,
    );
  },
  close(): void {
    root?.unmount();
    root = null;
  },
  choose(changes: Partial<ReplaySceneView>): void {
    choice.set({ ...choice.get(), ...changes });
  },
  /** Where the orbit camera of both pictures stands, rad. */
  azimuth: () => choice.get().azimuth,
  /** Ticks that the stages have drawn. */
  ticks: () =>
    [...document.querySelectorAll<HTMLElement>('.rs-picture canvas')].map(({ dataset }) => Number(dataset.tick)),
  loseContext(): void {
    const [canvas] = document.querySelectorAll<HTMLCanvasElement>('.rs-picture canvas');
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  },
  /** WebGL contexts that are alive. */
  contexts: () => contexts.filter((context) => !context.isContextLost()).length,
  /** Draws a time with a scene of that name, made when it is first named, and tells a hash of its pixels. */
  async hash(name: string, timeS: number, changes: Partial<ReplaySceneView> = {}, ghost = false): Promise<string> {
    const pixels = page.pixels(name, timeS, changes, ghost);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', pixels));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  pixels(name: string, timeS: number, changes: Partial<ReplaySceneView>, ghost: boolean): Uint8Array<ArrayBuffer> {
    let scene = scenes.get(name);
    if (scene === undefined) {
      const canvas = document.createElement('canvas');
      const [record, second] = records.filter((each) => !isArmRecord(each));
      const other = ghost ? { ghost: second } : {};
      scene = new ReplayScene({ canvas, record, tokens: THEMES.dark, ...other });
      scene.resize(SIZE.width, SIZE.height, 1);
      scenes.set(name, scene);
    }
    scene.setView({ ...STANDARD_VIEW, ...changes });
    scene.drawAt(timeS);
    const gl = scene.canvas.getContext('webgl2')!;
    const pixels = new Uint8Array(4 * SIZE.width * SIZE.height);
    gl.readPixels(0, 0, SIZE.width, SIZE.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels;
  },
  /** Share of the pixels in which two scenes differ by more than a little. */
  difference(nameA: string, nameB: string, timeS: number, changes: Partial<ReplaySceneView> = {}): number {
    const a = page.pixels(nameA, timeS, changes, false);
    const b = page.pixels(nameB, timeS, changes, true);
    let different = 0;
    for (let i = 0; i < a.length; i += 4) {
      if (Math.max(...[0, 1, 2].map((c) => Math.abs(a[i + c] - b[i + c]))) > 24) different++;
    }
    return different / (a.length / 4);
  },
  /** Colours of a record of the arm drawn alone from above, a square of pixels around a place of the picture, [0, 1] from its left top. */
  table(row: number, timeS: number, across: number, down: number): number[] {
    const record = records.filter(isArmRecord)[row];
    const canvas = document.createElement('canvas');
    const scene = new ArmScene({ canvas, frames: record.table, tokens: THEMES.dark });
    scene.resize(SIZE.width, SIZE.height, 1);
    scene.setView({ camera: 'top', zoom: 1, azimuth: 0, elevation: 0.5, overlays: new Set() });
    scene.drawAt(timeS);
    const gl = canvas.getContext('webgl2')!;
    const pixels = new Uint8Array(4 * 9 * 9);
    const left = Math.round(across * SIZE.width) - 4;
    const bottom = Math.round((1 - down) * SIZE.height) - 4;
    gl.readPixels(left, bottom, 9, 9, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    scene.dispose();
    return [...pixels];
  },
  resources: (name: string) => scenes.get(name)?.resources(),
  drop(name: string): void {
    scenes.get(name)?.dispose();
    scenes.delete(name);
  },
};

page.theme('dark');
document.documentElement.lang = 'en';
document.title = 'Replay in 3-D';
document.body.style.cssText += ';margin:12px;font-family:system-ui,sans-serif';
const title = document.createElement('h1');
title.textContent = 'Replay in 3-D';
const main = document.createElement('main');
const place = document.createElement('div');
main.append(title, place);
document.body.append(main);
Object.assign(window, { page });
