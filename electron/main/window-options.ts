import type { BrowserWindowConstructorOptions } from 'electron';

export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Twotempo',
    width: 1440,
    height: 900,
    minWidth: 640,
    minHeight: 480,
    // Shown when there is something to see.
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A hidden page need not draw. The simulation runs in a worker, whose timers are not throttled.
      backgroundThrottling: true,
    },
  };
}
