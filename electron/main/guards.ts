import type { Session, WebContents } from 'electron';
import { APP_ORIGIN, isStartPage } from './scheme.ts';

type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;
type GuardedSession = Pick<
  Session,
  | 'on'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>;

/** Copying a seed or a command; Chromium grants it on a click only. */
const GRANTED = 'clipboard-sanitized-write';

/** Keeps the window at its page: no other address, window or guest. A reload of the page is let through. */
export function guardContents(contents: GuardedContents): void {
  contents.on('will-navigate', (event) => {
    if (!(event.isMainFrame && isStartPage(event.url))) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!(event.isMainFrame && isStartPage(event.url))) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Grants nothing but `GRANTED`, and that to our page alone; Electron would grant everything. */
export function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    callback(permission === GRANTED && isStartPage(requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === GRANTED && origin.replace(/\/$/, '') === APP_ORIGIN,
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    callback(null);
  });
  // Files are saved through a dialog of the main process.
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}
