import { createContext, useContext } from 'react';
import type { Clip } from '../../scenarios/clips/clip.ts';
import { Cell } from '../panels/external-store.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import type { Picture } from '../replay/replay-stage.ts';
import { ALL_ARM_OVERLAYS, type ArmOverlay } from '../scene/arm/arm-marks.ts';
import type { Quality } from '../scene/quality.ts';
import { STANDARD_VIEW, type ReplaySceneView } from './replay-scene.ts';

/** What a person chooses of the 3-D pictures; zoom comes from the replay's buttons, motion from the system. */
export interface SceneChoice extends Omit<ReplaySceneView, 'zoom' | 'reducedMotion'> {
  /** What is drawn over the arm's table; `overlays` is of the road. */
  readonly tableOverlays: ReadonlySet<ArmOverlay>;
}

/** What `sceneReplayStage` needs around its `ReplayView`. */
export interface SceneReplay {
  /** The record that a clip is of; null: there is none, so that only the map can show it. */
  readonly recordOf: (clip: Clip) => OpenedRecord | null;
  /** One for all pictures, so that they turn together. It lives as long as the choice is to be kept. */
  readonly choice: Cell<SceneChoice>;
  /** `suitableQuality()`, asked once: it makes a WebGL context. */
  readonly quality: Quality;
}

export const SceneReplayContext = createContext<SceneReplay | null>(null);

/** @throws Error outside of a `SceneReplayContext` */
export function useSceneReplay(): SceneReplay {
  const parts = useContext(SceneReplayContext);
  if (parts === null) throw new Error('A replay in 3-D needs a SceneReplayContext around its view.');
  return parts;
}

/** @param changes such as the daytime and the overlays that the live scene has */
export function newSceneChoice(changes: Partial<SceneChoice> = {}): Cell<SceneChoice> {
  const { camera, follow, azimuth, elevation, overlays, daytime } = STANDARD_VIEW;
  return new Cell<SceneChoice>({
    ...{ camera, follow, azimuth, elevation, overlays, daytime, tableOverlays: ALL_ARM_OVERLAYS },
    ...changes,
  });
}

/** What a replay shows before anybody has chosen: where the processor draws, 3-D is slow. */
export function suitablePicture(quality: Quality): Picture {
  return quality === 'full' ? 'scene' : 'map';
}
