import { spawn } from 'node:child_process';

export interface OpenCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** How this system opens an address in a person's browser, or null where there is no display to open it on. */
export function openCommand(
  url: string,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): OpenCommand | null {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  const display = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return display ? { command: 'xdg-open', args: [url] } : null;
}

/** Opens the address where that is possible; who cannot be reached has the address in print. */
export function openBrowser(url: string): void {
  const found = openCommand(url, process.platform, process.env);
  if (found === null) return;
  const child = spawn(found.command, [...found.args], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
