import { Subject } from 'rxjs';
import { DEFAULT_SETTINGS, settings as settingsSchema, type HostRequest, type Settings } from './contract.ts';
import { HostProblem, type HostBridge, type Recording } from './host-bridge.ts';
import { webDocuments } from './web-documents.ts';

/** A host that keeps everything in memory: for tests, and for a page that no program of ours serves. */
export interface MemoryHost extends HostBridge {
  /** What was saved and recorded, by name. */
  readonly saved: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly recorded: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** What the person chooses next as a scenario file; null: cancels. */
  offerScenario(scenario: { readonly name: string; readonly text: string } | null): void;
  /** As if the host's menu or the system had asked for it. */
  request(request: HostRequest): void;
}

export function createMemoryHost(initial: Settings = DEFAULT_SETTINGS): MemoryHost {
  let settings = initial;
  let scenario: { readonly name: string; readonly text: string } | null = null;
  const saved = new Map<string, Uint8Array<ArrayBuffer>>();
  const recorded = new Map<string, Uint8Array<ArrayBuffer>>();
  const open = new Set<string>();
  const requests = new Subject<HostRequest>();
  const saveFile = (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
    saved.set(name, bytes.slice());
    return Promise.resolve(name);
  };
  return {
    name: 'memory',
    saved,
    recorded,
    requests,
    info: () => Promise.resolve({ version: '0.0.0', platform: 'memory', recordings: 'memory' }),
    readSettings: () => Promise.resolve(settings),
    writeSettings: async (next) => {
      const parsed = await settingsSchema.safeParseAsync(next);
      if (!parsed.success) throw new HostProblem('bad-input', 'The settings have another form than expected.', null);
      settings = parsed.data;
    },
    beginRecording: (name) => {
      const taken = (candidate: string): boolean => open.has(candidate) || recorded.has(candidate);
      const stem = name.replace(/\.mcap$/, '');
      let file = `${stem}.mcap`;
      for (let n = 2; taken(file); n++) file = `${stem}-${n}.mcap`;
      open.add(file);
      return Promise.resolve(memoryRecording(file, open, recorded));
    },
    unfinishedRecordings: () => Promise.resolve([]),
    saveFile,
    records: null,
    documents: webDocuments(null, {
      ...{ openPicker: null, savePicker: null, download: saveFile },
      pick: () => Promise.resolve(scenario === null ? null : new File([scenario.text], scenario.name)),
    }),
    suites: null,
    captureWindow: null,
    offerScenario: (next) => {
      scenario = next;
    },
    request: (request) => {
      requests.next(request);
    },
  };
}

function memoryRecording(file: string, open: Set<string>, recorded: Map<string, Uint8Array<ArrayBuffer>>): Recording {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const mustBeOpen = (): void => {
    if (!open.has(file)) throw new HostProblem('unknown-recording', 'This recording is not open.', null);
  };
  return {
    append: async (bytes) => {
      mustBeOpen();
      chunks.push(bytes.slice());
      await Promise.resolve();
    },
    close: async () => {
      mustBeOpen();
      open.delete(file);
      recorded.set(file, new Uint8Array(await new Blob(chunks).arrayBuffer()));
      return file;
    },
  };
}
