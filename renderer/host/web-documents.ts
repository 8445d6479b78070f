import type { HeldDocument } from './file-contract.ts';
import { HostProblem, type DocumentFiles, type TextDocument } from './host-bridge.ts';
import { checkSize, downloadFile, pickScenarioFile } from './web-files.ts';

/** A handle of the File System Access API, which TypeScript's DOM types know only in part. */
export interface FileHandle {
  readonly name: string;
  getFile(): Promise<File>;
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }>;
}

/** The browser's file dialogs. */
export interface BrowserFiles {
  /** Null: the browser lacks it. Rejects with an `AbortError` when cancelled. */
  readonly openPicker: (() => Promise<FileHandle>) | null;
  readonly savePicker: ((name: string) => Promise<FileHandle>) | null;
  /** A file input; null when cancelled. */
  readonly pick: () => Promise<File | null>;
  readonly download: (name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<string | null>;
}

/**
 * Scenario files of a browser: files that the person chooses, and those of the program behind the page.
 * @param host null: there is no program behind the page
 */
export function webDocuments(host: DocumentFiles | null, files: BrowserFiles): DocumentFiles {
  return {
    choose: async () => {
      if (files.openPicker === null) {
        const file = await files.pick();
        return file === null ? null : copyOf(file.name, await textOf(file), files);
      }
      const handle = await unlessCancelled(files.openPicker);
      return handle === null ? null : handleDocument(handle, await handle.getFile());
    },
    list: () => host?.list() ?? Promise.resolve([]),
    open: (handle) => host?.open(handle) ?? Promise.reject(notFound(handle)),
    create: async (name, text) => {
      if (host !== null) return host.create(name, text);
      const { savePicker } = files;
      if (savePicker === null) {
        await download(files, name, text);
        return copyOf(name, text, files);
      }
      const handle = await unlessCancelled(() => savePicker(name));
      if (handle === null) return null;
      await write(handle, text);
      return handleDocument(handle, await handle.getFile());
    },
    held: (document: HeldDocument) => host?.held(document) ?? copyOf(document.name, document.text, files),
  };
}

/** A file that the browser lets the page write. */
async function handleDocument(handle: FileHandle, first: File): Promise<TextDocument> {
  let text = await textOf(first);
  let modifiedMs = first.lastModified;
  const changed = async (): Promise<string | null> => {
    const file = await fileOf(handle);
    if (file.lastModified === modifiedMs) return null;
    const found = await textOf(file);
    modifiedMs = file.lastModified;
    if (found === text) return null;
    text = found;
    return found;
  };
  return {
    name: handle.name,
    handle: null,
    isWritable: true,
    get text() {
      return text;
    },
    changed,
    save: async (next, force = false) => {
      if (!force) {
        const file = await fileOf(handle);
        // The file's time alone says nothing: what was written may be what was there.
        if (file.lastModified !== modifiedMs && (await textOf(file)) !== text) {
          throw new HostProblem('changed-on-disk', `${handle.name} was changed by another program.`, null);
        }
      }
      await write(handle, next);
      modifiedMs = (await fileOf(handle)).lastModified;
      text = next;
    },
  };
}

/** A text whose file the page can only hand out anew. */
function copyOf(name: string, first: string, files: BrowserFiles): TextDocument {
  let text = first;
  return {
    name,
    handle: null,
    isWritable: false,
    get text() {
      return text;
    },
    changed: () => Promise.resolve(null),
    save: async (next) => {
      await download(files, name, next);
      text = next;
    },
  };
}

async function fileOf(handle: FileHandle): Promise<File> {
  try {
    return await handle.getFile();
  } catch (error) {
    if (nameOf(error) === 'NotFoundError') throw notFound(handle.name);
    throw error;
  }
}

/** The contents are replaced when the stream is closed, at once. */
async function write(handle: FileHandle, text: string): Promise<void> {
  try {
    const stream = await handle.createWritable();
    await stream.write(text);
    await stream.close();
  } catch (error) {
    if (nameOf(error) === 'NotFoundError') throw notFound(handle.name);
    if (nameOf(error) !== 'NotAllowedError') throw error;
    throw new HostProblem(
      'not-allowed',
      `The browser does not let this page write ${handle.name}.`,
      'Save again and allow it, or save as another file.',
    );
  }
}

async function textOf(file: File): Promise<string> {
  checkSize(file);
  return file.text();
}

async function download(files: BrowserFiles, name: string, text: string): Promise<void> {
  await files.download(name, new TextEncoder().encode(text));
}

/** Null when the person closes the dialog. */
async function unlessCancelled<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (nameOf(error) === 'AbortError') return null;
    throw error;
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function notFound(name: string): HostProblem {
  return new HostProblem('not-found', `There is no file ${name} any more.`, null);
}

const TYPES = [
  { description: 'Scenario', accept: { 'application/yaml': ['.yaml', '.yml'], 'application/json': ['.json'] } },
];

interface Pickers {
  readonly showOpenFilePicker?: (options: { readonly types: typeof TYPES }) => Promise<readonly FileHandle[]>;
  readonly showSaveFilePicker?: (options: {
    readonly suggestedName: string;
    readonly types: typeof TYPES;
  }) => Promise<FileHandle>;
}

/** Those of the browser that runs the page. */
export function browserFiles(): BrowserFiles {
  const { showOpenFilePicker: open, showSaveFilePicker: save } = globalThis as Pickers;
  return {
    openPicker: open === undefined ? null : async () => (await open({ types: TYPES }))[0],
    savePicker: save === undefined ? null : (name) => save({ suggestedName: name, types: TYPES }),
    pick: pickScenarioFile,
    download: downloadFile,
  };
}
