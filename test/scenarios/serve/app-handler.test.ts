import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppHandler, fileOf, SECURITY_HEADERS, type AppHandler } from '../../../scenarios/serve/app-handler.ts';

const SECRET = 'secret outside the root';
const FILES: readonly [path: string, type: string][] = [
  ['index.html', 'text/html; charset=utf-8'],
  ['app.js', 'text/javascript; charset=utf-8'],
  ['app.js.map', 'application/json'],
  ['app.css', 'text/css; charset=utf-8'],
  ['assets/ort.mjs', 'text/javascript; charset=utf-8'],
  ['assets/ort.wasm', 'application/wasm'],
  ['assets/model.onnx', 'application/octet-stream'],
  ['assets/model.json', 'application/json'],
];

let base: string;
let handler: AppHandler;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'twotempo-app-'));
  const root = join(base, 'app');
  mkdirSync(join(root, 'assets'), { recursive: true });
  for (const [path] of FILES) writeFileSync(join(root, path), `contents of ${path}`);
  writeFileSync(join(base, 'secret.txt'), SECRET);
  mkdirSync(join(base, 'app-sibling'));
  writeFileSync(join(base, 'app-sibling', 'secret.txt'), SECRET);
  writeFileSync(join(root, '.hidden'), SECRET);
  symlinkSync(join(base, 'secret.txt'), join(root, 'link.txt'));
  symlinkSync(join(base, 'app-sibling'), join(root, 'linked'));
  handler = createAppHandler(root, 'twotempo');
});

afterAll(() => rmSync(base, { recursive: true }));

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  handler(new Request(`app://twotempo${path}`, init));

function expectSecured(response: Response): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(response.headers.get(name)).toBe(value);
  expect(response.headers.get('cache-control')).toMatch(/^no-(store|cache)$/);
}

describe('the protocol handler', () => {
  it.each(FILES)('serves %s as %s', async (path, type) => {
    const response = await get(`/${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(`contents of ${path}`);
    expectSecured(response);
  });

  it('isolates the page from other origins and forbids code from strings and from elsewhere', () => {
    expect(SECURITY_HEADERS).toEqual({
      'content-security-policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; " +
        "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('serves the page at / and decodes once', async () => {
    expect(await (await get('/')).text()).toBe('contents of index.html');
    expect(await (await get('/?run=1#t')).text()).toBe('contents of index.html');
    expect(await (await get('/app%2Ejs')).text()).toBe('contents of app.js');
    expect((await get('/app%252Ejs')).status).toBe(400);
  });

  it('answers HEAD without contents, and a known tag with 304', async () => {
    const head = await get('/app.js', { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('content-length')]).toEqual([200, '', '18']);
    const etag = head.headers.get('etag') ?? '';
    const known = await get('/app.js', { headers: { 'if-none-match': etag } });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expectSecured(known);
    expect((await get('/app.js', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const response = await get('/app.js', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expectSecured(response);
  });

  it('refuses another host', async () => {
    expect((await handler(new Request('app://elsewhere/app.js'))).status).toBe(403);
    expect((await handler(new Request('app://twotempo.evil/app.js'))).status).toBe(403);
  });

  it.each([
    ['/..%2Fsecret.txt', 400],
    ['/%2e%2e/secret.txt', 404],
    ['/assets/..%2f..%2fsecret.txt', 400],
    ['/..%5Csecret.txt', 400],
    ['/app.js%00.html', 400],
    ['/%zz', 400],
    ['/%c0%ae%c0%ae/secret.txt', 400],
    ['/.hidden', 400],
    ['//app.js', 400],
    ['/c:%2fsecret', 400],
    ['/link.txt', 404],
    ['/linked/secret.txt', 404],
    ['/assets', 404],
    ['/assets/', 400],
    ['/nothing.js', 404],
  ])('answers %s with %i', async (path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(SECRET);
    expectSecured(response);
  });

  it('says how to build a page that is not there', async () => {
    const empty = createAppHandler(join(base, 'nowhere'), 'twotempo');
    const response = await empty(new Request('app://twotempo/'));
    expect([response.status, await response.text()]).toEqual([404, "The page is not built: run 'npm run build'.\n"]);
  });

  it('never throws and never leaves its root, whatever the path', async () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '%2e', '%2e%2e', '%252e', '%2f', '%5c', '\\', '%00', '%', '%c0%ae', '~', ':', ' '),
      fc.constantFrom('app', 'app-sibling', 'secret.txt', 'link.txt', 'linked', 'assets', 'index.html', '.hidden', ''),
      fc.string({ maxLength: 6, unit: 'binary' }),
    );
    const path = fc
      .array(piece, { maxLength: 7 })
      .chain((pieces) => fc.constantFrom('/', '//', '\\', '%2f').map((separator) => `/${pieces.join(separator)}`));
    await fc.assert(
      fc.asyncProperty(path, async (text) => {
        let request: Request;
        try {
          request = new Request(`app://twotempo${text}`);
        } catch {
          return;
        }
        const response = await handler(request);
        expect([200, 400, 403, 404]).toContain(response.status);
        expect(await response.text()).not.toContain(SECRET);
        expectSecured(response);
      }),
      { numRuns: 600 },
    );
    fc.assert(
      fc.property(path, (text) => {
        // Without the normalisation that URLs bring: what comes out names a file below the root by plain names.
        const file = fileOf(text);
        if (file !== null) expect(file.split('/').some((part) => part === '' || /^\.|[\\\0:%]/.test(part))).toBe(false);
      }),
      { numRuns: 600 },
    );
  });
});
