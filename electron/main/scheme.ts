import type { CustomScheme, Protocol } from 'electron';
import type { AppHandler } from '../../scenarios/serve/app-handler.ts';

const SCHEME = 'app';
export const APP_HOST = 'twotempo';
/** As Chromium writes the origin of a standard scheme. */
export const APP_ORIGIN = `${SCHEME}://${APP_HOST}`;
export const START_URL = `${APP_ORIGIN}/`;

/** A real origin with fetch, workers and compiled-code cache; unlike file: it can carry headers. */
const PRIVILEGES: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Before the application is ready. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([PRIVILEGES]);
}

/** When the application is ready. */
export function serveScheme(protocol: Pick<Protocol, 'handle'>, handler: AppHandler): void {
  protocol.handle(SCHEME, handler);
}

/** The page itself, whatever follows the question mark: what a reload asks for. */
export function isStartPage(url: string): boolean {
  try {
    // Schemes that the URL standard does not know have the origin 'null'.
    const { protocol, host, pathname } = new URL(url);
    return protocol === `${SCHEME}:` && host === APP_HOST && pathname === '/';
  } catch {
    return false;
  }
}
