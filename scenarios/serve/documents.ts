import { createHash, randomUUID } from 'node:crypto';
import { access, constants, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MAX_SCENARIO_BYTES, type HeldDocument, type ListedDocument } from '../../renderer/host/file-contract.ts';
import type { DomainName } from '../domains/concrete.ts';
import { domainIn } from '../language/domain-in-text.ts';
import { BridgeProblem, fileProblem } from './bridge-problem.ts';
import { replaceFile } from './safe-file.ts';
import { isScenarioName, readScenarioBytes, scenarioText } from './scenario-file.ts';

/** Folders below the program's that are looked through. */
const MOST_LEVELS = 3;
const MOST_LISTED = 200;
/** So much is looked at, at most: the program may have been started in a home folder. */
const MOST_ENTRIES = 5000;
const MOST_READ = 500;
const SKIPPED = new Set(['node_modules', 'runs', 'dist']);

interface Contents {
  readonly text: string;
  readonly version: string;
}

/** Scenario files that the page may read and write, by handles that say nothing of where they lie. */
export class Documents {
  private readonly paths = new Map<string, string>();
  private readonly handles = new Map<string, string>();
  /** Two pages may save at once: nothing is written between the look at a version and the write. */
  private last: Promise<unknown> = Promise.resolve();

  /** The file as it is now; a link is followed once, here. @throws BridgeProblem */
  async hold(path: string): Promise<HeldDocument> {
    const file = await realpath(path).catch((error: unknown) => {
      throw fileProblem(error, basename(path));
    });
    return { handle: this.handleOf(file), name: basename(file), ...(await contentsOf(file)) };
  }

  /** Where a document lies; null: the page was never given this handle. */
  readonly pathOf = (handle: string): string | null => this.paths.get(handle) ?? null;

  /** Scenario files of a folder, by path. What cannot be read is left out. */
  async list(folder: string): Promise<ListedDocument[]> {
    const home = await realpath(folder).catch(() => null);
    if (home === null) return [];
    const found = await scenariosBelow(home);
    return found.map(({ name, domain }) => ({ handle: this.handleOf(join(home, ...name.split('/'))), name, domain }));
  }

  /** @throws BridgeProblem */
  async read(handle: string): Promise<HeldDocument> {
    const path = this.mustKnow(handle);
    return { handle, name: basename(path), ...(await contentsOf(path)) };
  }

  /** Null: still at that version. @throws BridgeProblem */
  async changes(handle: string, version: string): Promise<Contents | null> {
    const now = await contentsOf(this.mustKnow(handle));
    return now.version === version ? null : now;
  }

  /**
   * @param version what the file must be at; null: anything, or gone
   * @returns the new version
   * @throws BridgeProblem
   */
  write(handle: string, text: string, version: string | null): Promise<string> {
    const mine = this.last.then(() => this.writeNow(handle, text, version));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async writeNow(handle: string, text: string, version: string | null): Promise<string> {
    const path = this.mustKnow(handle);
    const name = basename(path);
    if (version !== null && versionOf(await readScenarioBytes(path)) !== version)
      throw new BridgeProblem(
        'changed-on-disk',
        `${name} was changed by somebody else since it was opened.`,
        'Take over the changed text, or save over it.',
      );
    return this.replace(path, text);
  }

  /** A new file where the person chose; what was there is replaced. @throws BridgeProblem */
  async createAt(path: string, text: string): Promise<HeldDocument> {
    if (!isScenarioName(path))
      throw new BridgeProblem(
        'bad-file',
        `${basename(path)} is not the name of a scenario file.`,
        'End it in .yaml, .yml or .json.',
      );
    await this.replace(await realpath(path).catch(() => path), text);
    return this.hold(path);
  }

  /** A new file in a folder; one that is there already stays as it is. @throws BridgeProblem */
  async createIn(folder: string, name: string, text: string): Promise<HeldDocument> {
    const bytes = encoded(name, text);
    const path = join(folder, name);
    await writeNew(path, bytes).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw new BridgeProblem('exists', `${name} is there already.`, 'Choose another name.');
      throw fileProblem(error, name);
    });
    return this.hold(path);
  }

  private async replace(path: string, text: string): Promise<string> {
    const name = basename(path);
    const bytes = encoded(name, text);
    try {
      await replaceFile(path, bytes, await modeOf(path, name));
    } catch (error) {
      throw fileProblem(error, name);
    }
    return versionOf(bytes);
  }

  private mustKnow(handle: string): string {
    const path = this.paths.get(handle);
    if (path !== undefined) return path;
    throw new BridgeProblem('not-found', 'The program does not know this file.', 'Open it again.');
  }

  private handleOf(path: string): string {
    const handle = this.handles.get(path) ?? randomUUID();
    this.handles.set(path, handle);
    this.paths.set(handle, path);
    return handle;
  }
}

async function contentsOf(path: string): Promise<Contents> {
  const bytes = await readScenarioBytes(path);
  return { text: scenarioText(bytes, basename(path)), version: versionOf(bytes) };
}

const versionOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

function encoded(name: string, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= MAX_SCENARIO_BYTES) return bytes;
  throw new BridgeProblem('too-large', `${name} would have more than ${MAX_SCENARIO_BYTES} bytes.`, null);
}

/** Permissions to keep; undefined: there is no such file. A rename would replace what must not be written, too. */
async function modeOf(path: string, name: string): Promise<number | undefined> {
  const about = await stat(path).catch(() => null);
  if (about === null) return undefined;
  if (!about.isFile()) throw new BridgeProblem('bad-file', `${name} is no file.`, null);
  if ((about.mode & 0o222) === 0)
    throw new BridgeProblem(
      'not-permitted',
      `${name} is write-protected.`,
      'Allow writing, or save under another name.',
    );
  await access(path, constants.W_OK);
  return about.mode & 0o7777;
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

interface FoundScenario {
  /** Path with slashes. */
  readonly name: string;
  readonly domain: DomainName;
}

/** By name; links, and what cannot be read, are left out. */
async function scenariosBelow(home: string): Promise<FoundScenario[]> {
  const found: FoundScenario[] = [];
  let entriesLeft = MOST_ENTRIES;
  let readsLeft = MOST_READ;
  const folders = [{ name: '', level: 0 }];
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    const { name: folder, level } = next;
    const entries = await readdir(join(home, folder), { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entriesLeft-- <= 0 || readsLeft <= 0 || found.length >= MOST_LISTED) return byName(found);
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      if (entry.isDirectory() && level < MOST_LEVELS) folders.push({ name, level: level + 1 });
      if (!entry.isFile() || !isScenarioName(name)) continue;
      readsLeft--;
      const domain = await domainOfFile(join(home, name));
      if (domain !== null) found.push({ name, domain });
    }
  }
  return byName(found);
}

const byName = (found: readonly FoundScenario[]): FoundScenario[] =>
  [...found].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const VERSION = /(?:^|[{,\s])["']?version["']?\s*:/;
/** Keys that every scenario of a domain has. */
const SIGNS: Readonly<Record<DomainName, readonly RegExp[]>> = {
  driving: [/(?:^|[{,\s])["']?ego["']?\s*:/, VERSION],
  manipulation: [/(?:^|[{,\s])["']?task["']?\s*:/, VERSION],
};

/** By the looks of it; the language says the rest when it is opened. Null: no scenario. */
async function domainOfFile(path: string): Promise<DomainName | null> {
  try {
    const text = scenarioText(await readScenarioBytes(path), path);
    const domain = domainIn(text);
    return SIGNS[domain].every((sign) => sign.test(text)) ? domain : null;
  } catch {
    return null;
  }
}
