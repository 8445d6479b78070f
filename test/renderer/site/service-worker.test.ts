import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachePrefix, keptFile, type Precache } from '../../../scenarios/site/precache.ts';

const SCOPE = 'https://somewhere.example/a/b/';
const FILES: Precache['files'] = { '': 'sha256-page', 'app.js': 'sha256-app', 'assets/net.wasm': 'sha256-net' };
const PRECACHE: Precache = { version: 'v2', files: FILES };

const ask = (path: string, mode: RequestMode = 'no-cors', method = 'GET') =>
  ({ url: new URL(path, SCOPE).href, mode, method }) as Request;

describe('which of the kept files answers', () => {
  it.each([
    ['', 'navigate', ''],
    ['?seed=3&play=1', 'navigate', ''],
    ['index.html?x', 'navigate', ''],
    ['#part', 'navigate', ''],
    ['app.js', 'cors', 'app.js'],
    ['app.js?v=1', 'no-cors', 'app.js'],
    ['assets/net.wasm', 'cors', 'assets/net.wasm'],
    ['assets/other.wasm', 'cors', null],
    ['third-party.txt', 'navigate', null],
    ['constructor', 'cors', null],
    ['index.html', 'cors', null],
    ['/a/', 'navigate', null],
    ['/a/bc/app.js', 'cors', null],
    ['https://elsewhere.example/a/b/app.js', 'cors', null],
  ] as const)('%o (%s): %o', (path, mode, found) => {
    expect(keptFile(ask(path, mode), SCOPE, PRECACHE)).toBe(found);
  });

  it('nothing but reading is answered', () => {
    expect(keptFile(ask('app.js', 'cors', 'POST'), SCOPE, PRECACHE)).toBeNull();
  });
});

/** A browser's caches, a server, and a service worker's scope, with the worker's script run in them. */
class FakeScope {
  readonly stored = new Map<string, Map<string, Response>>();
  readonly fetched: { url: string; integrity: string | undefined; cache: string | undefined }[] = [];
  readonly served = new Map(Object.keys(FILES).map((path) => [new URL(path, SCOPE).href, `contents of ${path}`]));
  /** URLs of which the browser still has an older version. */
  readonly stale = new Set<string>();
  claimed = 0;
  private readonly listeners = new Map<string, (event: unknown) => void>();

  async run(): Promise<void> {
    vi.resetModules();
    vi.stubGlobal('PRECACHE', PRECACHE);
    vi.stubGlobal('self', {
      registration: { scope: SCOPE },
      clients: { claim: () => Promise.resolve(void this.claimed++) },
      addEventListener: (type: string, listener: (event: unknown) => void) => void this.listeners.set(type, listener),
    });
    vi.stubGlobal('caches', {
      open: (name: string) => Promise.resolve(this.cache(name)),
      keys: () => Promise.resolve([...this.stored.keys()]),
      delete: (name: string) => Promise.resolve(this.stored.delete(name)),
    });
    vi.stubGlobal('fetch', (input: string | Request, init: RequestInit = {}) => {
      const url = typeof input === 'string' ? input : input.url;
      this.fetched.push({ url, integrity: init.integrity, cache: init.cache });
      if (this.stale.has(url) && init.cache !== 'reload') return Promise.reject(new TypeError('integrity'));
      const text = this.served.get(url);
      if (text === undefined) return Promise.reject(new TypeError('no network'));
      return Promise.resolve(new Response(text, { headers: { 'content-type': 'text/x' } }));
    });
    await import('../../../renderer/site/service-worker.ts');
  }

  /** Resolves when the worker has done what it wanted the browser to wait for. */
  async wait(type: 'install' | 'activate'): Promise<void> {
    let work: Promise<unknown> = Promise.resolve();
    this.listeners.get(type)?.({ waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  }

  /** Text of the worker's answer; null: it leaves the request to the browser. */
  async answer(request: Request): Promise<string | null> {
    let answered: Promise<Response> | null = null;
    this.listeners.get('fetch')?.({ request, respondWith: (promise: Promise<Response>) => (answered = promise) });
    return answered === null ? null : (await (answered as Promise<Response>)).clone().text();
  }

  private cache(name: string) {
    const cache = this.stored.get(name) ?? new Map<string, Response>();
    this.stored.set(name, cache);
    return {
      match: (url: string) => Promise.resolve(cache.get(url)?.clone()),
      put: (url: string, response: Response) => Promise.resolve(void cache.set(url, response)),
    };
  }
}

describe('the service worker', () => {
  let scope: FakeScope;
  beforeEach(async () => {
    scope = new FakeScope();
    await scope.run();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('fetches everything once, held to its hash, and answers without a network', async () => {
    await scope.wait('install');
    await scope.wait('activate');
    expect(scope.fetched).toEqual([
      { url: SCOPE, integrity: undefined, cache: 'no-cache' },
      { url: `${SCOPE}app.js`, integrity: 'sha256-app', cache: undefined },
      { url: `${SCOPE}assets/net.wasm`, integrity: 'sha256-net', cache: undefined },
    ]);
    scope.served.clear();
    expect(await scope.answer(ask('?seed=3', 'navigate'))).toBe('contents of ');
    expect(await scope.answer(ask('assets/net.wasm'))).toBe('contents of assets/net.wasm');
    expect(await scope.answer(ask('nothing.js'))).toBeNull();
    expect(scope.claimed).toBe(1);
  });

  it('fetches again what the browser has of an older version', async () => {
    scope.stale.add(`${SCOPE}app.js`);
    await scope.wait('install');
    expect(scope.fetched.at(-1)).toEqual({ url: `${SCOPE}app.js`, integrity: 'sha256-app', cache: 'reload' });
    expect(await scope.answer(ask('app.js'))).toBe('contents of app.js');
  });

  it('is not installed without all of it, and goes on where it was', async () => {
    scope.served.delete(`${SCOPE}app.js`);
    await expect(scope.wait('install')).rejects.toThrow();
    scope.served.set(`${SCOPE}app.js`, 'it is back');
    scope.fetched.length = 0;
    await scope.wait('install');
    expect(scope.fetched.map(({ url }) => url).sort()).toEqual([SCOPE, `${SCOPE}app.js`]);
  });

  it('tidies up after older versions of this page, and leaves other pages alone', async () => {
    const mine = cachePrefix(SCOPE);
    for (const name of [`${mine}v1`, `${cachePrefix('https://somewhere.example/a/')}v1`, 'something else'])
      scope.stored.set(name, new Map());
    await scope.wait('install');
    // The old version may be in use until the new one takes over.
    expect([...scope.stored.keys()]).toContain(`${mine}v1`);
    await scope.wait('activate');
    expect([...scope.stored.keys()].sort()).toEqual(['something else', 'twotempo /a/ v1', 'twotempo /a/b/ v2']);
  });

  it('asks the network for what the browser has thrown away', async () => {
    await scope.wait('install');
    scope.stored.clear();
    expect(await scope.answer(ask('app.js'))).toBe('contents of app.js');
  });

  it('asks the network where the storage of the browser is damaged', async () => {
    await scope.wait('install');
    vi.stubGlobal('caches', { open: () => Promise.reject(new Error('UnknownError')) });
    expect(await scope.answer(ask('', 'navigate'))).toBe('contents of ');
  });
});
