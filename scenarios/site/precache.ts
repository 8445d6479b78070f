/** What a published page keeps for times without a network; the build writes it into the service worker. */
export interface Precache {
  /** Another one for other contents. */
  readonly version: string;
  /** Paths below the page's folder, with their hashes as the integrity attribute has them; `''` is the page itself. */
  readonly files: Readonly<Record<string, string>>;
}

/** Caches belong to the whole origin, which may hold several published pages. */
export const cachePrefix = (scope: string): string => `twotempo ${new URL(scope).pathname} `;

/** Of a request, what is looked at. */
export type AskedFor = Pick<Request, 'method' | 'url' | 'mode'>;

/**
 * Which of the kept files answers a request; null: it is none of ours. What follows a question mark is for the page's
 * script.
 * @param scope URL of the page's folder, ending in a slash
 */
export function keptFile({ method, url, mode }: AskedFor, scope: string, { files }: Precache): string | null {
  if (method !== 'GET') return null;
  const { origin, pathname } = new URL(url);
  const home = new URL(scope);
  if (origin !== home.origin || !pathname.startsWith(home.pathname)) return null;
  const path = pathname.slice(home.pathname.length);
  if (path === '' || (mode === 'navigate' && path === 'index.html')) return '';
  return path !== 'index.html' && Object.hasOwn(files, path) ? path : null;
}
