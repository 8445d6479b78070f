import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/**
 * No inline scripts, no other origin, no frames; WebAssembly may be compiled. Styles may be inline because the docking
 * library sets them.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every response: cross-origin isolation, which shared memory and precise clocks need, and no guessing of types. */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export type AppHandler = (request: Request) => Promise<Response>;

/**
 * Serves the files of `root` and nothing else; never throws.
 * @param host the host with its port that requests must name, as in `127.0.0.1:8123`, or several
 */
export function createAppHandler(root: string, host: string | readonly string[]): AppHandler {
  const hosts = typeof host === 'string' ? [host] : host;
  return async (request) => {
    try {
      const url = new URL(request.url);
      if (!hosts.includes(url.host)) return plain(403, 'This address belongs to another host.');
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
      const relative = fileOf(url.pathname);
      if (relative === null) return plain(400, 'This path is not allowed.');
      return await fileResponse(root, relative, request);
    } catch {
      return plain(500, 'The file cannot be read.');
    }
  };
}

/** Path below the root with slashes, or null where the URL's path is not one that we hand out. */
export function fileOf(pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  // A percent sign that is left would be decoded again by whoever decodes twice; a colon names a drive or a stream.
  if (/[\\\0%:]/.test(path) || !path.startsWith('/')) return null;
  if (path === '/') return 'index.html';
  const parts = path.slice(1).split('/');
  return parts.some((part) => part === '' || part.startsWith('.')) ? null : parts.join('/');
}

async function fileResponse(root: string, relative: string, request: Request): Promise<Response> {
  const path = await realFile(root, relative);
  if (path === null) {
    const text = relative === 'index.html' ? "The page is not built: run 'npm run build'." : 'There is no such file.';
    return plain(404, text);
  }
  const { mtimeMs, size } = await stat(path);
  const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    etag,
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  if (request.method === 'HEAD') return new Response(null, { headers: { ...headers, 'content-length': String(size) } });
  const contents = await readFile(path);
  return new Response(contents, { headers: { ...headers, 'content-length': String(contents.byteLength) } });
}

/** The file's real path, or null where it is no file, or a link leads out of the root. */
async function realFile(root: string, relative: string): Promise<string | null> {
  try {
    const home = await realpath(root);
    const path = await realpath(join(home, relative));
    if (!path.startsWith(home + sep)) return null;
    return (await stat(path)).isFile() ? path : null;
  } catch {
    return null;
  }
}

export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}
