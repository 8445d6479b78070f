import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's binary, or why there is none. Never by importing the package: without a binary that starts a download.
 * @param {string} root folder of package.json
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ path: string } | { reason: string }}
 */
export function electronBinary(root, env) {
  const folder = join(root, 'node_modules', 'electron');
  const pointer = join(folder, 'path.txt');
  if (!existsSync(pointer)) return { reason: "Electron's binary is not installed (npx install-electron --no gets it)" };
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(pointer, 'utf8').trim());
  return existsSync(path) ? { path } : { reason: `Electron's binary is not at ${path}` };
}

/**
 * Why no window can open, or null. Electron has no mode without a display.
 * @param {NodeJS.Platform} platform
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | null}
 */
export function noDisplay(platform, env) {
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return null;
  return 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)';
}
