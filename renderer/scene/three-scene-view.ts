import type { Layer } from './layer.ts';
import type { Quality } from './quality.ts';
import type { SceneView } from './scene-view.ts';
import { ThreeSceneView } from './scene-renderer.ts';

/**
 * The 3-D view of `canvas`, drawn with WebGL 2.
 * @param overlayLayers drawn over the scene in this order; the view disposes of them
 * @throws Error where the browser gives no WebGL 2 context
 */
export function createSceneView(
  canvas: HTMLCanvasElement,
  overlayLayers: readonly Layer[],
  quality: Quality = 'full',
): SceneView {
  return new ThreeSceneView(canvas, overlayLayers, quality);
}
