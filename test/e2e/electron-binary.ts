import { fileURLToPath } from 'node:url';
import { electronBinary, noDisplay } from '../../electron/electron-binary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Electron's binary where it can open a window, or why it cannot.
 * @throws Error where `REQUIRE_ELECTRON=1` says that it must
 */
export function usableElectron(
  env: Readonly<Record<string, string | undefined>>,
): { path: string } | { reason: string } {
  const binary = electronBinary(root, env);
  const hidden = noDisplay(process.platform, env);
  const found = 'path' in binary && hidden !== null ? { reason: hidden } : binary;
  if ('reason' in found && env['REQUIRE_ELECTRON'] === '1')
    throw new Error(`REQUIRE_ELECTRON=1, but there is no window to test: ${found.reason}`);
  return found;
}
