import { ArmScene, type ArmSceneView } from '../../../renderer/scene/arm/arm-scene.ts';
import { ARM_OVERLAYS } from '../../../renderer/scene/arm/arm-marks.ts';
import { THEMES } from '../../../renderer/theme/tokens.ts';
import { parseUrdf } from '../../../scenarios/urdf/parse-urdf.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { expertFrames, librarySpec } from './made-frames.ts';

/** A page with nothing but the arm's scene, for people to look at. */

const canvas = document.createElement('canvas');
canvas.style.cssText = 'display:block;width:1280px;height:720px';
document.body.style.margin = '0';
document.body.append(canvas);
let scene: ArmScene | null = null;

const tools = {
  async open(id: string, seed: number, ticks: number, theme: 'dark' | 'light', urdf: string | null, ghostTicks = 0) {
    const spec = urdf === null ? librarySpec(id, seed) : withArm(librarySpec(id, seed), urdf);
    const frames = await expertFrames(spec, `${id}/${seed}`, ticks);
    const ghost = ghostTicks === 0 ? null : await expertFrames(librarySpec(id, seed), `other`, ghostTicks);
    scene ??= new ArmScene({ canvas, frames, tokens: THEMES[theme] });
    scene.open(frames, ghost);
    scene.setTokens(THEMES[theme]);
    scene.resize(1280, 720, 1);
    return { frames: frames.count, resources: scene.resources() };
  },
  draw(timeS: number, view: Partial<ArmSceneView>) {
    const overlays = new Set(ARM_OVERLAYS.map(({ overlay }) => overlay));
    scene?.setView({ camera: 'orbit', zoom: 1, azimuth: -0.7, elevation: 0.5, overlays, ...view });
    const before = performance.now();
    scene?.drawAt(timeS);
    return performance.now() - before;
  },
  resources: () => scene?.resources(),
};
Object.assign(window, { arm: tools });

function withArm(spec: ManipulationSpec, text: string): ManipulationSpec {
  const model = parseUrdf(text, 'arm.urdf');
  return { ...spec, arm: { ...spec.arm, model, start: model.home } };
}
