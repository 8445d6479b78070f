import { NEVER } from 'rxjs';
import { z } from 'zod';
import { DEFAULT_SETTINGS, keptSettings, settings as settingsSchema, type Settings } from './contract.ts';
import { HostProblem, type HostBridge, type RecordFiles, type ShippedRecord } from './host-bridge.ts';
import { browserFiles, webDocuments, type BrowserFiles } from './web-documents.ts';

/** Records that were published with the page, as `records/index.json` lists them. */
const shippedRecords = z.array(
  z.strictObject({
    /** Beside the list. */
    file: z.string().regex(/^[A-Za-z0-9._-]+\.mcap$/),
    bytes: z.int().nonnegative(),
    modifiedMs: z.number(),
    title: z.string(),
    text: z.string(),
  }),
);

const SETTINGS_KEY = 'twotempo:settings';
/** The network on WebGPU would double the page's size. */
const STATIC_DEFAULTS: Settings = { ...DEFAULT_SETTINGS, backend: 'wasm' };

export interface StaticHostOptions {
  /** Absolute URL of the page; default: where it is. */
  readonly base?: string;
  readonly fetch?: typeof fetch;
  /** Default: the browser's, which may forbid it. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Default: those of the browser that runs the page. */
  readonly files?: BrowserFiles;
}

/** The host of a page that lies as files on any server: there is no program behind it, what is kept stays in the browser. */
export function createStaticHost(options: StaticHostOptions = {}): HostBridge {
  const base = options.base ?? location.href;
  const send = options.fetch ?? ((url, init) => fetch(url, init));
  const storage = options.storage === undefined ? browserStorage() : options.storage;
  const files = options.files ?? browserFiles();
  let settings = read(storage);
  return {
    name: 'static',
    requests: NEVER,
    info: () =>
      Promise.resolve({
        version: process.env.TWOTEMPO_VERSION ?? '0.0.0',
        platform: 'published as static files',
        recordings: 'none: a web page writes no files; save a record by hand',
      }),
    readSettings: () => Promise.resolve(settings),
    writeSettings: (next) => {
      const parsed = settingsSchema.safeParse(next);
      if (!parsed.success)
        return Promise.reject(new HostProblem('bad-input', 'The settings have another form than expected.', null));
      settings = parsed.data;
      return write(storage, settings);
    },
    // Nothing is lost that could be kept: the running episode is saved by hand.
    beginRecording: (name) =>
      Promise.resolve({ append: () => Promise.resolve(), close: () => Promise.resolve(`${name} (not kept)`) }),
    unfinishedRecordings: () => Promise.resolve([]),
    saveFile: files.download,
    records: recordsAt(new URL('records/', base), send),
    documents: webDocuments(null, files),
    suites: null,
    captureWindow: null,
  };
}

function recordsAt(folder: URL, send: typeof fetch): RecordFiles {
  const list = async (): Promise<ShippedRecord[]> => {
    const response = await get(send, new URL('index.json', folder), 'the list of records');
    const found = shippedRecords.safeParse(await response.json().catch(() => null));
    if (!found.success) throw incomplete('The list of records cannot be read.');
    return found.data.map(({ file: name, bytes, modifiedMs, title, text }, index) => ({
      file: { handle: `shipped-${index}`, name, bytes, modifiedMs, place: 'run' },
      title,
      text,
    }));
  };
  return {
    choose: null,
    recent: async () => (await list()).map(({ file }) => file),
    shipped: list,
    read: async ({ name, bytes }, progress) => {
      const response = await get(send, new URL(name, folder), name);
      const blob = await gathered(response, bytes, progress);
      if (blob.size !== bytes) throw incomplete(`${name} has ${blob.size} bytes instead of ${bytes}.`);
      return blob;
    },
  };
}

async function get(send: typeof fetch, url: URL, what: string): Promise<Response> {
  const response = await send(url).catch(() => null);
  if (response?.ok === true) return response;
  if (response !== null) throw incomplete(`The server of this page answers ${response.status} for ${what}.`);
  throw new HostProblem('host-gone', `The server of this page cannot be reached for ${what}.`, 'Check the network.');
}

async function gathered(response: Response, bytes: number, progress?: (share: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    parts.push(part.value);
    length += part.value.byteLength;
    progress?.(Math.min(1, length / bytes));
  }
  return new Blob(parts);
}

const incomplete = (message: string): HostProblem =>
  new HostProblem(
    'bad-answer',
    message,
    'The published folder is incomplete or was changed while you read it: reload.',
  );

/** Null: the browser forbids it, as in some private windows. */
function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function read(storage: StaticHostOptions['storage']): Settings {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(SETTINGS_KEY) ?? 'null');
    return (
      keptSettings(typeof kept === 'object' && kept !== null ? { ...STATIC_DEFAULTS, ...kept } : null) ??
      STATIC_DEFAULTS
    );
  } catch {
    return STATIC_DEFAULTS;
  }
}

function write(storage: StaticHostOptions['storage'], settings: Settings): Promise<void> {
  try {
    storage?.setItem(SETTINGS_KEY, JSON.stringify(settings));
    return Promise.resolve();
  } catch {
    const tip = 'They hold until the page is closed.';
    return Promise.reject(new HostProblem('not-kept', 'This browser does not let the page keep its settings.', tip));
  }
}
