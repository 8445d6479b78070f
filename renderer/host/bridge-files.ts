import type { Channel, Input, Output } from './contract.ts';
import { MAX_PART_BYTES, type HeldDocument, type HeldFile } from './file-contract.ts';
import type { DocumentFiles, HostBridge, RecordFiles, SuiteHost, TextDocument } from './host-bridge.ts';

/** Asks the host, and checks its answer. */
export type Call = <C extends Channel>(channel: C, input: Input<C>) => Promise<Output<C>>;

export function recordsOver(call: Call, hasDialogs: boolean): RecordFiles {
  return {
    choose: hasDialogs ? () => call('record.choose', null) : null,
    recent: () => call('record.recent', null),
    read: (file, progress) => readAll(call, file, progress),
  };
}

/** Part by part; a file that shrinks meanwhile gives what it still has. */
async function readAll(call: Call, { handle, bytes: size }: HeldFile, progress?: (share: number) => void) {
  const parts: Blob[] = [];
  let offset = 0;
  while (offset < size) {
    const length = Math.min(MAX_PART_BYTES, size - offset);
    const { bytes } = await call('record.read', { handle, offset, length });
    if (bytes.byteLength === 0) break;
    parts.push(new Blob([bytes]));
    offset += bytes.byteLength;
    progress?.(offset / size);
  }
  return new Blob(parts);
}

export function documentsOver(call: Call): DocumentFiles {
  const held = (document: HeldDocument): TextDocument => documentOver(call, document);
  const heldOrNull = (document: HeldDocument | null): TextDocument | null =>
    document === null ? null : held(document);
  return {
    choose: async () => heldOrNull(await call('document.choose', null)),
    list: () => call('document.list', null),
    open: async (handle) => held(await call('document.read', { handle })),
    create: async (name, text) => heldOrNull(await call('document.create', { name, text })),
    held,
  };
}

function documentOver(call: Call, { handle, name, text: first, version: firstVersion }: HeldDocument): TextDocument {
  let text = first;
  let version = firstVersion;
  return {
    name,
    handle,
    isWritable: true,
    get text() {
      return text;
    },
    changed: async () => {
      const found = await call('document.changes', { handle, version });
      if (found === null) return null;
      ({ text, version } = found);
      return text;
    },
    save: async (next, force = false) => {
      ({ version } = await call('document.write', { handle, text: next, version: force ? null : version }));
      text = next;
    },
  };
}

export function suitesOver(call: Call): SuiteHost {
  return {
    list: () => call('suite.list', null),
    start: (plan) => call('suite.start', plan),
    resume: (run, workers) => call('suite.resume', { run, workers }),
    cancel: async (run) => void (await call('suite.cancel', { run })),
    progress: (run, from) => call('suite.progress', { run, from }),
    // The host's own words: the same program wrote both ends.
    summary: async (run) =>
      (await call('suite.summary', { run })).summary as unknown as Awaited<ReturnType<SuiteHost['summary']>>,
    report: async (run) => {
      const { name, bytes } = await call('suite.report', { run });
      return { name, bytes: bytes };
    },
    record: (run, episode) => call('suite.record', { run, episode }),
  };
}

export function captureOver(call: Call): HostBridge['captureWindow'] {
  return async () => (await call('window.capture', null)).bytes;
}
