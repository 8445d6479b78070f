import { rmSync, writeFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_CALL_BYTES } from '../../../renderer/host/contract.ts';
import { SECURITY_HEADERS } from '../../../scenarios/serve/app-handler.ts';
import { CALL_TYPE, encodeCall } from '../../../scenarios/serve/call-frame.ts';
import { serve, type Serving } from './serving.ts';

let serving: Serving;
let origin: string;
let cookie: string;

beforeAll(async () => {
  serving = await serve();
  origin = serving.server.origin;
  const welcome = await fetch(serving.server.url, { redirect: 'manual' });
  cookie = (welcome.headers.get('set-cookie') ?? '').split(';')[0];
});
afterAll(() => serving.stop());

interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** As no browser would send it. */
function raw(
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  body?: Uint8Array,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = rawRequest({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          headers: response.headers,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const call = (channel: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<Answered> =>
  raw(`/bridge/${channel}`, { cookie, origin, 'content-type': CALL_TYPE, ...headers }, 'POST', body);

describe('who gets in', () => {
  it('swaps the token for a cookie that scripts and other sites do not see, and keeps the rest of the address', async () => {
    const { url } = serving.server;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/);
    const { status, headers } = await raw(`${new URL(url).pathname}${new URL(url).search}&scenario=a%2Fb&seed=3`, {});
    expect(status).toBe(303);
    expect(headers['location']).toBe('/?scenario=a%2Fb&seed=3');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^twotempo-\d+=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('serves the page to who has the cookie', async () => {
    const page = await raw('/', { cookie: `other=1; ${cookie}` });
    expect([page.status, page.body]).toEqual([200, '<!doctype html><title>page</title>']);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(page.headers[name]).toBe(value);
    const etag = String(page.headers['etag']);
    expect((await raw('/', { cookie, 'if-none-match': etag })).status).toBe(304);
    expect((await raw('/', { cookie }, 'POST')).status).toBe(405);
  });

  it.each([
    ['without anything', '/', {}],
    ['with a wrong token', `/?token=${'0'.repeat(32)}`, {}],
    ['with a short token', '/?token=0', {}],
    ['with a wrong cookie', '/app.js', { cookie: 'twotempo=0' }],
  ])('refuses who comes %s, in a sentence', async (_how, path, headers) => {
    const refused = await raw(path, headers);
    expect(refused.status).toBe(403);
    expect(refused.body).toContain("Open the address that 'twotempo serve' printed");
    expect(refused.headers['set-cookie']).toBeUndefined();
    expect(refused.headers['content-security-policy']).toBe(SECURITY_HEADERS['content-security-policy']);
  });

  it('gives every server a token of its own', async () => {
    const other = await serve();
    expect(new URL(other.server.url).search).not.toBe(new URL(serving.server.url).search);
    await other.stop();
  });

  it('refuses names of other hosts, which may resolve to this machine', async () => {
    const { port } = new URL(origin);
    expect((await raw('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
    for (const host of [`evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`])
      expect((await raw('/', { cookie, host })).status).toBe(403);
  });

  it('refuses other names also where token, cookie and origin are right', async () => {
    const { port, search } = { port: new URL(origin).port, search: new URL(serving.server.url).search };
    const host = `evil.example:${port}`;
    expect((await raw(`/${search}`, { host })).status).toBe(403);
    const answered = await call('app.info', { host, origin: `http://${host}` }, encodeCall(null));
    expect([answered.status, answered.body]).toEqual([403, 'This address belongs to another host.\n']);
  });

  it('listens on the loopback interface alone', () => {
    expect(new URL(origin).hostname).toBe('127.0.0.1');
  });

  it.each(['//evil.example/', 'http://evil.example/', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd'])(
    'hands out nothing for %s',
    async (path) => {
      const { status, body } = await raw(path, { cookie });
      expect([400, 403, 404]).toContain(status);
      expect(body).not.toContain('root:');
    },
  );
});

describe('calls', () => {
  it('answers one', async () => {
    const { status, body, headers } = await call('app.info', {}, encodeCall(null));
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { ok: true, value: { version: '1.2.3', platform: 'test', recordings: `${serving.folder}/recordings` } },
    ]);
    expect(headers['content-security-policy']).toBe(SECURITY_HEADERS['content-security-policy']);
  });

  it('refuses those of other pages', async () => {
    const frame = encodeCall(null);
    expect((await call('app.info', { origin: 'http://evil.example' }, frame)).status).toBe(403);
    expect((await call('app.info', { origin: 'null' }, frame)).status).toBe(403);
    expect((await raw('/bridge/app.info', { cookie, 'content-type': CALL_TYPE }, 'POST', frame)).status).toBe(403);
    // What a form can send, without a question beforehand.
    for (const type of ['text/plain', 'application/json', 'multipart/form-data'])
      expect((await call('app.info', { 'content-type': type }, frame)).status).toBe(415);
    expect((await raw('/bridge/app.info', { cookie, origin })).status).toBe(405);
    expect((await call('app.info', { cookie: '' }, frame)).status).toBe(403);
  });

  it.each(['nothing', 'file.save', 'document.choose', '__proto__', 'constructor', '', '../settings.read'])(
    'knows no channel %s',
    async (channel) => {
      const { status, body } = await call(
        encodeURIComponent(channel),
        {},
        encodeCall({ name: 'a', bytes: new Uint8Array(1) }),
      );
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ ok: false, refusal: { code: 'unknown-channel' } });
    },
  );

  it('refuses what is no frame', async () => {
    for (const frame of [
      new Uint8Array(0),
      new Uint8Array(3),
      new Uint8Array(400).fill(0xff),
      new Uint8Array([9, 0, 0, 0, 1]),
    ]) {
      const { status, body } = await call('app.info', {}, frame);
      expect([status, (JSON.parse(body) as { refusal: { code: string } }).refusal.code]).toEqual([400, 'bad-frame']);
    }
  });

  it('refuses a call that announces too much before it is sent', async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(origin);
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /bridge/app.info HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\n` +
            `Content-Type: ${CALL_TYPE}\r\nContent-Length: ${2 * MAX_CALL_BYTES}\r\n\r\n`,
        );
      });
      socket.on('data', (data) => {
        resolve(data.toString().split('\r\n')[0]);
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(status).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('stops reading one that turns out too large', async () => {
    const ended = await new Promise<string>((resolve) => {
      const { hostname, port } = new URL(origin);
      const headers = { cookie, origin, 'content-type': CALL_TYPE };
      const sent = rawRequest({ hostname, port, path: '/bridge/app.info', method: 'POST', headers }, (response) => {
        resolve(String(response.statusCode));
        sent.destroy();
      });
      sent.on('error', (error: Error & { code?: string }) => {
        resolve(error.code ?? error.message);
      });
      const chunk = new Uint8Array(8 << 20);
      // Chunked: no length is announced.
      for (let n = 0; n * chunk.length <= MAX_CALL_BYTES + (9 << 20); n++) sent.write(chunk);
      sent.end();
    });
    expect(['413', 'ECONNRESET', 'EPIPE']).toContain(ended);
  });

  it('keeps errors of its own to itself', async () => {
    // A file is where the folder of the settings should be.
    const broken = await serve();
    rmSync(`${broken.folder}/settings`, { recursive: true, force: true });
    writeFileSync(`${broken.folder}/settings`, '');
    const response = await broken.fetch(`${broken.server.origin}/bridge/settings.read`, {
      method: 'POST',
      headers: { 'content-type': CALL_TYPE },
      body: encodeCall(null),
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ ok: false, refusal: { code: 'file-error' } });
    expect(text).not.toMatch(/\bat .*\.ts/);
    await broken.stop();
  });
});
