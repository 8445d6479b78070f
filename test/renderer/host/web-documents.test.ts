import { describe, expect, it } from 'vitest';
import { HostProblem } from '../../../renderer/host/host-bridge.ts';
import { webDocuments, type BrowserFiles, type FileHandle } from '../../../renderer/host/web-documents.ts';

/** A file as the File System Access API hands it out. */
class OpenedFile implements FileHandle {
  readonly name = 'a.yaml';
  modifiedMs = 1;
  allowed = true;
  exists = true;

  constructor(public text: string) {}

  getFile(): Promise<File> {
    if (!this.exists) return Promise.reject(new DOMException('gone', 'NotFoundError'));
    return Promise.resolve(new File([this.text], this.name, { lastModified: this.modifiedMs }));
  }

  createWritable() {
    if (!this.allowed) return Promise.reject(new DOMException('no', 'NotAllowedError'));
    let next = this.text;
    return Promise.resolve({
      write: (text: string) => {
        next = text;
        return Promise.resolve();
      },
      close: () => {
        this.write(next);
        return Promise.resolve();
      },
    });
  }

  write(text: string): void {
    this.text = text;
    this.modifiedMs++;
  }
}

function files(change: Partial<BrowserFiles>): BrowserFiles {
  return {
    openPicker: null,
    savePicker: null,
    pick: () => Promise.resolve(null),
    download: () => Promise.resolve(null),
    ...change,
  };
}

const codeOf = async (running: Promise<unknown>): Promise<string> => {
  try {
    await running;
    return 'none';
  } catch (error) {
    return error instanceof HostProblem ? error.code : String(error);
  }
};

describe('a file that the browser lets the page write', () => {
  async function chosen(file: OpenedFile) {
    const document = await webDocuments(null, files({ openPicker: () => Promise.resolve(file) })).choose();
    if (document === null) throw new Error('nothing was chosen');
    return document;
  }

  it('is read, saved, and seen to change', async () => {
    const file = new OpenedFile('a: 1\n');
    const document = await chosen(file);
    expect(document).toMatchObject({ name: 'a.yaml', text: 'a: 1\n', isWritable: true, handle: null });
    expect(await document.changed()).toBeNull();
    await document.save('a: 2\n');
    expect(file.text).toBe('a: 2\n');
    expect(await document.changed()).toBeNull();
    file.write('a: 3\n');
    expect(await document.changed()).toBe('a: 3\n');
    expect(await document.changed()).toBeNull();
    expect(document.text).toBe('a: 3\n');
  });

  it('is not written over what another program wrote, unless told to', async () => {
    const file = new OpenedFile('a: 1\n');
    const document = await chosen(file);
    file.write('a: 3\n');
    expect(await codeOf(document.save('a: 2\n'))).toBe('changed-on-disk');
    expect(file.text).toBe('a: 3\n');
    await document.save('a: 2\n', true);
    expect(file.text).toBe('a: 2\n');
  });

  it('may be touched without being changed', async () => {
    const file = new OpenedFile('a: 1\n');
    const document = await chosen(file);
    file.write('a: 1\n');
    expect(await document.changed()).toBeNull();
    file.write('a: 1\n');
    await document.save('a: 2\n');
    expect(file.text).toBe('a: 2\n');
  });

  it('may be forbidden or gone', async () => {
    const file = new OpenedFile('a: 1\n');
    const document = await chosen(file);
    file.allowed = false;
    expect(await codeOf(document.save('a: 2\n'))).toBe('not-allowed');
    file.exists = false;
    expect(await codeOf(document.changed())).toBe('not-found');
    expect(await codeOf(document.save('a: 2\n'))).toBe('not-found');
  });

  it('may be too large for a scenario', async () => {
    expect(await codeOf(chosen(new OpenedFile('x'.repeat(2 << 20))))).toBe('too-large');
  });
});

describe('a browser without such files', () => {
  it('hands out copies', async () => {
    const downloads: string[] = [];
    const documents = webDocuments(
      null,
      files({
        pick: () => Promise.resolve(new File(['a: 1\n'], 'b.yaml')),
        download: (name, bytes) => {
          downloads.push(`${name} ${new TextDecoder().decode(bytes)}`);
          return Promise.resolve(name);
        },
      }),
    );
    const document = await documents.choose();
    expect(document).toMatchObject({ name: 'b.yaml', text: 'a: 1\n', isWritable: false });
    await document?.save('a: 2\n');
    await documents.create('c.yaml', 'a: 3\n');
    expect(downloads).toEqual(['b.yaml a: 2\n', 'c.yaml a: 3\n']);
    expect(await documents.list()).toEqual([]);
    expect(await codeOf(documents.open('x'))).toBe('not-found');
  });
});

describe('a dialog that is closed', () => {
  it('gives nothing', async () => {
    const abort = (): Promise<never> => Promise.reject(new DOMException('closed', 'AbortError'));
    const documents = webDocuments(null, files({ openPicker: abort, savePicker: abort }));
    expect(await documents.choose()).toBeNull();
    expect(await documents.create('a.yaml', '')).toBeNull();
    expect(await webDocuments(null, files({})).choose()).toBeNull();
  });
});
