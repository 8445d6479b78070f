import { Vector2 } from 'three';
import type { WebGLRenderer } from 'three';

/** Size of what is drawn into, for shapes whose width or size is given in pixels of the screen. Shared by all overlays. */
export class Screen {
  readonly uniforms = {
    /** Of the drawing buffer, device pixels. */
    resolution: { value: new Vector2(1, 1) },
    /** Device pixels per CSS pixel. */
    pixelRatio: { value: 1 },
  };

  /** For `Object3D.onBeforeRender`: three calls it before it reads the uniforms. */
  readonly measure = (renderer: WebGLRenderer): void => {
    renderer.getDrawingBufferSize(this.uniforms.resolution.value);
    this.uniforms.pixelRatio.value = renderer.getPixelRatio();
  };
}
