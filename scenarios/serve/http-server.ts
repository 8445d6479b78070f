import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_CALL_BYTES, type Answer } from '../../renderer/host/contract.ts';
import { createAppHandler, plain, SECURITY_HEADERS, type AppHandler } from './app-handler.ts';
import type { Handlers } from './handlers.ts';
import { callBridge, refuse } from './call-bridge.ts';
import { CALL_TYPE, decodeCall, encodeCall, FrameProblem, holdsBytes, MAX_HEADER_BYTES } from './call-frame.ts';

const LOOPBACK = '127.0.0.1';
const MAX_BODY_BYTES = MAX_CALL_BYTES + MAX_HEADER_BYTES + 4;
const NO_ENTRY = "Open the address that 'twotempo serve' printed when it started: it holds the key to this program.";

export interface ServerOptions {
  /** Folder of the built page. */
  readonly appRoot: string;
  readonly handlers: Handlers;
  /** 0: any that is free. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface AppServer {
  /** Opens the page once: holds the token. */
  readonly url: string;
  /** Without token or slash at the end, as in `http://127.0.0.1:8123`. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves page and bridge on the loopback interface to who knows the token: other users of the machine and other web pages
 * do not. Rejects with the system's error when the port is taken.
 */
export async function startServer({ appRoot, handlers, port, log }: ServerOptions): Promise<AppServer> {
  const token = randomBytes(16).toString('hex');
  const server = createServer();
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  // A name of another site that resolves to this machine is not among them.
  const hosts = [`${LOOPBACK}:${bound}`, `localhost:${bound}`];
  const app = createAppHandler(appRoot, hosts);
  const gate: Gate = { hosts, token, cookie: `twotempo-${bound}` };
  server.on('request', (request, response) => {
    answer(request, gate, app, handlers, log)
      .catch((error: unknown) => {
        log(`${request.method} ${pathOf(request)}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
        return plain(500, 'The program failed at this request.');
      })
      .then((answered) => send(response, answered))
      .catch(() => {
        response.destroy();
      });
  });
  const origin = `http://${LOOPBACK}:${bound}`;
  return { origin, url: `${origin}/?token=${token}`, close: () => stop(server) };
}

interface Gate {
  readonly hosts: readonly string[];
  readonly token: string;
  readonly cookie: string;
}

async function answer(
  request: IncomingMessage,
  gate: Gate,
  app: AppHandler,
  handlers: Handlers,
  log: (line: string) => void,
): Promise<Response> {
  const host = request.headers.host ?? '';
  if (!gate.hosts.includes(host)) return plain(403, 'This address belongs to another host.');
  const url = urlOf(request, host);
  if (url === null) return plain(400, 'This path is not allowed.');
  if (url.searchParams.has('token')) return admit(url, gate);
  if (!matches(cookieOf(request, gate.cookie), gate.token)) return plain(403, NO_ENTRY);
  if (url.pathname.startsWith('/bridge/')) return bridgeCall(request, url, host, handlers, log);
  const headers = new Headers();
  const known = request.headers['if-none-match'];
  if (known !== undefined) headers.set('if-none-match', known);
  // A Request takes no method that fetch forbids; the page's files are asked for by GET and HEAD alone.
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
  return app(new Request(url, { method: request.method, headers }));
}

/** Swaps the token for a cookie, so that it stays out of the address bar, the history and what is copied from there. */
function admit(url: URL, { token, cookie }: Gate): Response {
  if (!matches(url.searchParams.get('token') ?? '', token)) return plain(403, NO_ENTRY);
  url.searchParams.delete('token');
  return plain(303, 'Welcome.', {
    location: `${url.pathname}${url.search}`,
    'set-cookie': `${cookie}=${token}; Path=/; HttpOnly; SameSite=Lax`,
  });
}

async function bridgeCall(
  request: IncomingMessage,
  url: URL,
  host: string,
  handlers: Handlers,
  log: (line: string) => void,
): Promise<Response> {
  if (request.method !== 'POST') return plain(405, 'Calls are made by POST.', { allow: 'POST' });
  // Browsers send it with every POST: a page of another origin is refused even where it had the cookie.
  if (request.headers.origin !== `http://${host}`) return plain(403, 'Calls come from the page of this host alone.');
  if (request.headers['content-type'] !== CALL_TYPE) return plain(415, `A call has the content type ${CALL_TYPE}.`);
  const body = await bodyOf(request);
  if (body === null) return json(413, refuse('too-large', 'The call is too large.', 'Send less at a time.'));
  let input: unknown;
  try {
    input = decodeCall(body);
  } catch (error) {
    if (error instanceof FrameProblem) return json(400, refuse('bad-frame', `Bad call: ${error.message}.`, null));
    throw error;
  }
  const page = String(request.headers['x-twotempo-page'] ?? '').slice(0, 64);
  const answered = await callBridge(handlers, url.pathname.slice('/bridge/'.length), input, page, log);
  return answered.ok && holdsBytes(answered.value) ? framed(answered.value) : json(200, answered);
}

/** Null: larger than allowed; what is left of it is not read. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const json = (status: number, value: Answer): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' },
  });

/** The value of a call that went well. */
const framed = (value: unknown): Response =>
  new Response(encodeCall(value), {
    status: 200,
    headers: { ...SECURITY_HEADERS, 'content-type': CALL_TYPE, 'cache-control': 'no-store' },
  });

async function send(response: ServerResponse, answered: Response): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(answered.body === null ? undefined : new Uint8Array(await answered.arrayBuffer()));
}

function urlOf(request: IncomingMessage, host: string): URL | null {
  const target = request.url ?? '';
  // An absolute target would name a host of its own.
  if (!target.startsWith('/') || target.startsWith('//')) return null;
  try {
    return new URL(`http://${host}${target}`);
  } catch {
    return null;
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0];

function cookieOf(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** In a time that does not tell how much of it is right. */
function matches(found: string, token: string): boolean {
  const [a, b] = [Buffer.from(found), Buffer.from(token)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
