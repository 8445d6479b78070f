import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Precache } from './precache.ts';
import { siteRecords, type SiteFile } from './site-records.ts';
import { staticPage } from './static-page.ts';

/** Of the app, what a published page does without: maps for developers, and the network on WebGPU, larger than the rest. */
const LEFT_OUT = /\.map$|asyncify/;
/** Tells a published folder from any other. */
const MARK = 'service-worker.js';

export interface SitePaths {
  /** Of package.json; `dist/` is built. */
  readonly root: string;
  /** Script of `twotempo`. */
  readonly program: string;
  /** The folder to be published; one that was made before is replaced. */
  readonly out: string;
}

export interface BuiltSite {
  readonly files: number;
  readonly bytes: number;
}

export class SiteProblem extends Error {}

/**
 * Makes the folder of static files that any web server can publish: page, workers, models, three records.
 * @param nowMs wall-clock time, ms since 1970
 * @throws SiteProblem when the folder is another one's
 */
export async function buildSite({ root, program, out }: SitePaths, nowMs: number): Promise<BuiltSite> {
  await refuseForeign(out);
  const app = await filesBelow(join(root, 'dist', 'app'));
  const parts = await filesBelow(join(root, 'dist', 'site-parts'));
  const licence = { path: 'LICENSE', bytes: await readFile(join(root, 'LICENSE')) };
  const byPath = new Map<string, Uint8Array>();
  // Parts of the site stand in for those of the app.
  for (const { path, bytes } of [...app, ...parts, licence, ...(await siteRecords(program, nowMs))])
    if (!LEFT_OUT.test(path)) byPath.set(path, published(path, bytes));
  const worker = byPath.get(MARK);
  if (worker === undefined || !byPath.has('index.html'))
    throw new SiteProblem("dist/ lacks the page: run 'npm run build'");
  byPath.delete(MARK);
  const lines = [`const PRECACHE = ${JSON.stringify(precacheOf(byPath), null, 1)};`, textOf(worker)];
  byPath.set(MARK, new TextEncoder().encode(lines.join('\n')));
  await replaceFolder(out, byPath);
  const sizes = [...byPath.values()].map(({ byteLength }) => byteLength);
  return { files: byPath.size, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** What the service worker keeps. The page stands for its folder, however it is asked for. */
export function precacheOf(files: ReadonlyMap<string, Uint8Array>): Precache {
  const paths = [...files.keys()].sort();
  const hashes = paths.map((path) => [path === 'index.html' ? '' : path, integrityOf(files.get(path))] as const);
  const version = createHash('sha256').update(JSON.stringify(hashes)).digest('hex').slice(0, 16);
  return { version, files: Object.fromEntries(hashes) };
}

const integrityOf = (bytes: Uint8Array | undefined): string =>
  `sha256-${createHash('sha256')
    .update(bytes ?? '')
    .digest('base64')}`;

/** A file as it is published: without the pointer to a map that is not there. */
function published(path: string, bytes: Uint8Array): Uint8Array {
  if (path === 'index.html') return new TextEncoder().encode(staticPage(textOf(bytes)));
  if (!/\.(js|css)$/.test(path)) return bytes;
  const text = textOf(bytes).replace(/\n(\/\/# sourceMappingURL=\S+|\/\*# sourceMappingURL=\S+ \*\/)\s*$/, '\n');
  return new TextEncoder().encode(text);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

async function filesBelow(folder: string): Promise<SiteFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Names with a dot are drafts of a build that was cut short.
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return Promise.all(
    names.map(async ({ parentPath, name }) => ({
      path: join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
      bytes: await readFile(join(parentPath, name)),
    })),
  );
}

async function refuseForeign(out: string): Promise<void> {
  const found = await readdir(out).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new SiteProblem(`${out} cannot be the folder of the site: it is no folder that can be read`);
  });
  if (found.length > 0 && !existsSync(join(out, MARK)))
    throw new SiteProblem(`${out} holds other files; choose a new or an empty folder`);
}

/** All at once: a web server never sees half a site. */
async function replaceFolder(out: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  const draft = await mkdtemp(join(dirname(out), `.${basename(out)}-`));
  try {
    const fresh = join(draft, 'fresh');
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(fresh, path)), { recursive: true });
      await writeFile(join(fresh, path), bytes);
    }
    const before = join(draft, 'before');
    if (existsSync(out)) await rename(out, before);
    await rename(fresh, out).catch(async (error: unknown) => {
      if (existsSync(before)) await rename(before, out);
      throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
