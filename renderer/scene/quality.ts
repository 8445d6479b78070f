/** How finely the scene is drawn. */
export const QUALITIES = {
  full: { antialias: true, maxPixelRatio: 2, paced: false, shadowMapPx: 2048 },
  /** Takes a quarter of the time where the processor draws. */
  draft: { antialias: false, maxPixelRatio: 0.5, paced: true, shadowMapPx: 1024 },
} as const;

export type Quality = keyof typeof QUALITIES;

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * The quality for this machine. Without a graphics processor, frames at full quality take so long that whatever else runs
 * on the same device, the policy's network first of all, waits for them.
 */
export function suitableQuality(): Quality {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return 'full';
  const facts = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = facts === null ? '' : gl.getParameter(facts.UNMASKED_RENDERER_WEBGL);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftware(String(name)) ? 'draft' : 'full';
}

/** @param renderer name that WebGL gives */
export function isSoftware(renderer: string): boolean {
  return SOFTWARE.test(renderer);
}
