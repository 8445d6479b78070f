import { cachePrefix, keptFile, type Precache } from '../../scenarios/site/precache.ts';

/**
 * Keeps a published page for times without a network: all of it or nothing, one version at a time. A new version is fetched
 * while the old one is in use and takes its place when no page of it is open any more, so that a page never gets parts of two.
 */

/** Written before this script by the build. */
declare const PRECACHE: Precache;

/** The parts of a service worker's global scope that are used here; the DOM's types describe a page. */
declare const self: {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Asked) => void): void;
};
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const { scope } = self.registration;
const prefix = cachePrefix(scope);
const cacheName = prefix + PRECACHE.version;

self.addEventListener('install', (event) => event.waitUntil(fill()));

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('fetch', (event) => {
  const path = keptFile(event.request, scope, PRECACHE);
  if (path !== null) event.respondWith(answer(path, event.request));
});

async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(Object.entries(PRECACHE.files).map(([path, hash]) => keep(cache, new URL(path, scope).href, hash)));
}

async function keep(cache: Cache, url: string, integrity: string): Promise<void> {
  // An attempt that was cut short goes on where it was; the page itself comes anew.
  if (url !== scope && (await cache.match(url)) !== undefined) return;
  const fresh = await fetched(url, integrity);
  // A browser takes no redirected answer from here for a page.
  await cache.put(url, new Response(await fresh.blob(), { headers: fresh.headers }));
}

async function fetched(url: string, integrity: string): Promise<Response> {
  // Many hosts write into pages, so that only what the page loads is held to its hash.
  const check: RequestInit = url === scope ? { cache: 'no-cache' } : { integrity };
  // What the browser has cached of an older version fails the check.
  const response = await fetch(url, check).catch(() => fetch(url, { ...check, cache: 'reload' }));
  if (!response.ok) throw new Error(`${url}: the server answers ${response.status}`);
  return response;
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(path: string, request: Request): Promise<Response> {
  // A browser whose storage is damaged must not keep people from a page that the network still has.
  return (await kept(path).catch(() => undefined)) ?? fetch(request);
}

async function kept(path: string): Promise<Response | undefined> {
  const cache = await caches.open(cacheName);
  return cache.match(new URL(path, scope).href);
}
