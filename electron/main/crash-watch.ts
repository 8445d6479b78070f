import type { App, BrowserWindow, Dialog, WebContents } from 'electron';

type WatchedWindow = Pick<BrowserWindow, 'on' | 'isDestroyed'> & {
  readonly webContents: Pick<WebContents, 'on' | 'reload' | 'forcefullyCrashRenderer'>;
};

export interface CrashDeps {
  readonly ask: (options: Parameters<Dialog['showMessageBox']>[0]) => Promise<{ readonly response: number }>;
  readonly quit: () => void;
  /** The page is gone: what it was doing ends here. */
  readonly pageGone: () => void;
  readonly log: (line: string) => void;
}

const KEPT = 'What was recorded is kept.';

/** Says when the page dies or hangs, and offers to load it again. */
export function watchWindow(window: WatchedWindow, { ask, quit, pageGone, log }: CrashDeps): void {
  const { webContents } = window;
  let asking = false;
  const offer = async (message: string, buttons: readonly [string, () => void][]): Promise<void> => {
    if (asking || window.isDestroyed()) return;
    asking = true;
    try {
      const labels = buttons.map(([label]) => label);
      const { response } = await ask({
        type: 'error',
        title: 'Twotempo',
        message,
        detail: KEPT,
        buttons: labels,
        defaultId: 0,
        cancelId: 0,
      });
      if (!window.isDestroyed()) buttons[response]?.[1]();
    } finally {
      asking = false;
    }
  };
  const reload = (): void => {
    webContents.reload();
  };

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log(`The page's process is gone: ${reason}, code ${exitCode}.`);
    pageGone();
    const message = `The page ended unexpectedly (${reason}).`;
    offer(message, [
      ['Load it again', reload],
      ['Quit', quit],
    ]).catch(failed);
  });
  window.on('unresponsive', () => {
    log('The page does not respond.');
    offer('The page does not respond.', [
      ['Wait', () => undefined],
      [
        'Load it again',
        () => {
          webContents.forcefullyCrashRenderer();
          reload();
        },
      ],
    ]).catch(failed);
  });
  window.on('responsive', () => {
    log('The page responds again.');
  });
  const failed = (error: unknown): void => {
    log(`The question about the page failed: ${String(error)}`);
  };
}

/** GPU, network and utility processes start again by themselves. */
export function watchChildren(app: Pick<App, 'on'>, log: (line: string) => void): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log(`A process is gone: ${type} ${name ?? ''}, ${reason}, code ${exitCode}.`);
  });
}
