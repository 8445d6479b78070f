import { catchError, defer, EMPTY, mergeAll, share } from 'rxjs';
import { CALL_TYPE, decodeCall, encodeCall } from '../../scenarios/serve/call-frame.ts';
import { bridgeOver, type Transport } from './bridge-client.ts';
import { HostProblem, type HostBridge } from './host-bridge.ts';
import { browserFiles, webDocuments, type BrowserFiles } from './web-documents.ts';

/** Of a call that outlives the page; browsers allow 64 KiB for all such calls together. */
const MAX_KEPT_ALIVE_BYTES = 60 << 10;

export interface WebHostOptions {
  /** Absolute URL of the server's root; default: the page's. */
  readonly base?: string;
  readonly fetch?: typeof fetch;
  /** Default: those of the browser that runs the page. */
  readonly files?: BrowserFiles;
}

/** The host of a page that `twotempo serve` serves. */
export function createWebHost(options: WebHostOptions = {}): HostBridge {
  const base = options.base ?? location.href;
  const files = options.files ?? browserFiles();
  const send = options.fetch ?? ((url, init) => fetch(url, init));
  // Recordings belong to the page that began them; another tab has its own.
  const page = crypto.randomUUID();
  const transport: Transport = async (channel, input) => {
    const body = encodeCall(input);
    const response = await reach(send, new URL(`/bridge/${channel}`, base), {
      method: 'POST',
      headers: { 'content-type': CALL_TYPE, 'x-twotempo-page': page },
      body,
      // The page may be on its way out, as when a window is closed just after a change.
      keepalive: channel === 'settings.write' && body.byteLength < MAX_KEPT_ALIVE_BYTES,
    });
    const type = response.headers.get('content-type');
    if (type === 'application/json') return response.json();
    if (type === CALL_TYPE && response.ok)
      return { ok: true, value: decodeCall(new Uint8Array(await response.arrayBuffer())) };
    throw new HostProblem(
      'not-allowed',
      `The program that serves this page refused a call (HTTP ${response.status}).`,
      "Open the address that 'twotempo serve' printed when it started.",
    );
  };
  return bridgeOver(transport, {
    name: 'browser',
    // The server cannot call the page: what the command line asked for is asked for once. That a server is gone, other calls say.
    requests: (call) =>
      defer(() => call('app.requests', null)).pipe(
        mergeAll(),
        catchError(() => EMPTY),
        share({ resetOnComplete: false, resetOnRefCountZero: false }),
      ),
    saveFile: files.download,
    documents: (host) => webDocuments(host, files),
  });
}

async function reach(send: typeof fetch, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch {
    throw new HostProblem(
      'host-gone',
      'The program that serves this page does not answer.',
      "Start it again with 'npx twotempo serve' and open the address that it prints.",
    );
  }
}
