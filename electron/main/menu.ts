import type { MenuItemConstructorOptions } from 'electron';

export interface MenuDeps {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  /** Asks the page to run a command of its table. */
  runCommand(id: string): void;
}

/** The roles that a system expects, and the page's own list of commands: its table is the only one. */
export function menuTemplate({ platform, packaged, runCommand }: MenuDeps): MenuItemConstructorOptions[] {
  const commands: MenuItemConstructorOptions = {
    label: 'Commands…',
    accelerator: 'CmdOrCtrl+K',
    // The page listens to the keys itself; here they are only shown.
    registerAccelerator: false,
    click: () => {
      runCommand('help.palette');
    },
  };
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(packaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [commands, { type: 'separator' }, { role: platform === 'darwin' ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
  ];
}
