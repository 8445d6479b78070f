import type { CommandLine } from 'electron';

/** Chromium's switches, before the application is ready. Those that were given on the command line are kept. */
export function setSwitches(
  commandLine: Pick<CommandLine, 'appendSwitch' | 'getSwitchValue'>,
  platform: NodeJS.Platform,
): void {
  // A hidden window's process keeps its priority: the simulation goes on in its worker.
  commandLine.appendSwitch('disable-renderer-backgrounding');
  if (platform !== 'linux') return;
  // WebGPU on Linux has no adapter without Vulkan (electron/electron#41763).
  const given = commandLine.getSwitchValue('enable-features');
  commandLine.appendSwitch('enable-features', given === '' ? 'Vulkan' : `${given},Vulkan`);
}
