/**
 * Bundles the command line, its workers and the browser's worker into `dist/`.
 *
 *   node build.mjs             build what is stale
 *   node build.mjs --force     build in any case
 *   node build.mjs --prepare   the same as the first, but stay quiet where esbuild is not installed
 *
 * Several processes may call it at once: each output is replaced by one rename, and a lock keeps them from doing the
 * same work twice.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageFolder, thirdPartyNotices } from './notices.mjs';

/**
 * What is built: output in `dist/`, entry, host. An entry that does not exist is left out. `page` is what people load:
 * minified; `preload` is the one script that Electron's sandbox takes, CommonJS.
 * @type {readonly { out: string, entry: string, platform: 'node' | 'browser' | 'page' | 'preload' }[]}
 */
export const BUNDLES = [
  { out: 'cli.mjs', entry: 'scenarios/cli/main.ts', platform: 'node' },
  { out: 'worker.mjs', entry: 'scenarios/runner/worker-main.ts', platform: 'node' },
  { out: 'suite-task.mjs', entry: 'scenarios/serve/suite-task-main.ts', platform: 'node' },
  { out: 'collect.mjs', entry: 'scenarios/collect/collect-main.ts', platform: 'node' },
  { out: 'calibrate.mjs', entry: 'scenarios/collect/calibrate-main.ts', platform: 'node' },
  { out: 'train.mjs', entry: 'scenarios/collect/train-main.ts', platform: 'node' },
  { out: 'collect-arm.mjs', entry: 'scenarios/collect/manipulation/collect-arm-main.ts', platform: 'node' },
  { out: 'train-arm.mjs', entry: 'scenarios/collect/manipulation/train-arm-main.ts', platform: 'node' },
  { out: 'clip-worker.mjs', entry: 'scenarios/clips/clip-worker-main.ts', platform: 'node' },
  { out: 'generate.mjs', entry: 'scenarios/reference/generate-main.ts', platform: 'node' },
  { out: 'report/report.js', entry: 'renderer/report/main.tsx', platform: 'page' },
  { out: 'card.mjs', entry: 'scenarios/collect/card-main.ts', platform: 'node' },
  { out: 'tune.mjs', entry: 'scenarios/tune/tune-main.ts', platform: 'node' },
  { out: 'evidence-arm.mjs', entry: 'scenarios/evidence/arm-evidence-main.ts', platform: 'node' },
  { out: 'bench.mjs', entry: 'test/bench/main.ts', platform: 'node' },
  { out: 'soak.mjs', entry: 'test/bench/soak.ts', platform: 'node' },
  { out: 'soak-kill.mjs', entry: 'test/soak/kill-main.ts', platform: 'node' },
  { out: 'hero.mjs', entry: 'test/hero/hero-main.ts', platform: 'node' },
  { out: 'bench-desktop.mjs', entry: 'test/bench/desktop-main.ts', platform: 'node' },
  { out: 'web/sim-worker.js', entry: 'test/e2e/sim-worker.ts', platform: 'browser' },
  { out: 'web/scene-page.js', entry: 'test/renderer/scene/scene-page.ts', platform: 'browser' },
  { out: 'web/hero-page.js', entry: 'renderer/hero/hero-page.ts', platform: 'page' },
  { out: 'web/replay-page.js', entry: 'test/renderer/replay/replay-page.tsx', platform: 'page' },
  { out: 'web/replay-scene-page.js', entry: 'test/renderer/replay-scene/replay-scene-page.tsx', platform: 'page' },
  { out: 'app/boot.js', entry: 'renderer/boot.ts', platform: 'page' },
  { out: 'app/app.js', entry: 'renderer/main.tsx', platform: 'page' },
  { out: 'app/editor.js', entry: 'renderer/editor/language/main.ts', platform: 'page' },
  { out: 'app/sim-worker.js', entry: 'renderer/live/worker/sim-worker-main.ts', platform: 'page' },
  { out: 'app/planner-worker.js', entry: 'renderer/live/worker/planner-worker-main.ts', platform: 'page' },
  { out: 'app/record-worker.js', entry: 'renderer/records/worker/record-worker-main.ts', platform: 'page' },
  { out: 'app/webgpu.js', entry: 'renderer/live/worker/webgpu-inference.ts', platform: 'page' },
  { out: 'build-site.mjs', entry: 'scenarios/site/build-site-main.ts', platform: 'node' },
  { out: 'site-parts/service-worker.js', entry: 'renderer/site/service-worker.ts', platform: 'page' },
  { out: 'site-parts/offline.js', entry: 'renderer/site/offline.ts', platform: 'page' },
  { out: 'site-parts/webgpu.js', entry: 'renderer/live/worker/no-webgpu.ts', platform: 'page' },
  { out: 'electron/main.mjs', entry: 'electron/main/index.ts', platform: 'node' },
  { out: 'electron/run-host.mjs', entry: 'electron/run-host/index.ts', platform: 'node' },
  { out: 'electron/preload.cjs', entry: 'electron/preload/index.ts', platform: 'preload' },
];

const ORT = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded';

/** Files that are served as they are: from, to (in `dist/`). One that does not exist is left out. */
const ASSETS = [
  { from: 'renderer/index.html', out: 'app/index.html' },
  { from: `${ORT}.mjs`, out: 'app/assets/ort-wasm-simd-threaded.mjs' },
  { from: `${ORT}.wasm`, out: 'app/assets/ort-wasm-simd-threaded.wasm' },
  { from: `${ORT}.asyncify.mjs`, out: 'app/assets/ort-wasm-simd-threaded.asyncify.mjs' },
  { from: `${ORT}.asyncify.wasm`, out: 'app/assets/ort-wasm-simd-threaded.asyncify.wasm' },
  { from: 'policies/models/fast-driving.onnx', out: 'app/assets/fast-driving.onnx' },
  { from: 'policies/models/fast-driving.json', out: 'app/assets/fast-driving.json' },
];

/** Licences of the packages in what is shipped. */
const NOTICES = 'app/third-party-notices.txt';

/** Rooms that run in any worker and hence must reach no Node built-in module. */
const PORTABLE = /^(sim|policies|renderer)\//;

const STAMP = 'build.json';
const LOCK_POLL_MS = 50;
/** A build takes seconds; a lock this old belongs to a process that hung or to another machine's. */
const LOCK_STALE_MS = 120_000;

/**
 * Brings `dist/` up to date.
 * @param {string} folder that of package.json
 * @param {{ force?: boolean, bundles?: typeof BUNDLES }} [options]
 * @returns {Promise<'fresh' | 'built' | 'no-esbuild'>} `no-esbuild`: stale, and there is nothing to build with
 * @throws where the sources do not compile or a portable room reaches a Node built-in
 */
export async function ensureBuilt(folder, { force = false, bundles = BUNDLES } = {}) {
  // esbuild names files by their real paths.
  const root = realpathSync(folder);
  if (!force && isFresh(root, bundles)) return 'fresh';
  const esbuild = await loadEsbuild();
  if (esbuild === null) return 'no-esbuild';
  const release = await lock(join(root, 'dist'));
  try {
    if (!force && isFresh(root, bundles)) return 'fresh';
    await build(root, bundles, esbuild);
    return 'built';
  } finally {
    release();
    await esbuild.stop();
  }
}

async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

const presentAssets = (root) => ASSETS.filter(({ from }) => existsSync(join(root, from)));

async function build(root, bundles, esbuild) {
  const dist = join(root, 'dist');
  const present = bundles.filter(({ entry }) => existsSync(join(root, entry)));
  // Taken before the sources are read: an edit during the build leaves the stamp stale, never wrongly fresh.
  const tools = toolsHash(root);
  const before = new Map();
  const sources = new Set();
  const packages = new Set();
  const outputs = [];
  for (const bundle of present) {
    const result = await esbuild.build({ ...settings(root, bundle), plugins: [hashOnLoad(root, before)] });
    refuseBuiltins(bundle, result.metafile);
    for (const path of Object.keys(result.metafile.inputs)) {
      const folder = packageFolder(path);
      if (!isPackageFile(path)) sources.add(path);
      // What is left out of a bundle has a mark before its path, and no folder.
      else if (folder !== null && !bundle.entry.startsWith('test/')) packages.add(folder);
    }
    outputs.push(...result.outputFiles);
  }
  for (const { path, contents } of outputs) replaceFile(path, contents);
  for (const { from, out } of presentAssets(root)) {
    replaceFile(join(dist, out), readFileSync(join(root, from)));
    if (!isPackageFile(from)) sources.add(from);
    else packages.add(packageFolder(from));
  }
  replaceFile(join(dist, NOTICES), thirdPartyNotices(root, packages));
  const stamp = {
    tools,
    entries: present.map(({ entry }) => entry),
    outputs: [...[...present, ...presentAssets(root)].map(({ out }) => out), NOTICES],
    sources: Object.fromEntries([...sources].sort().map((path) => [path, before.get(path) ?? hashFile(root, path)])),
  };
  replaceFile(join(dist, STAMP), `${JSON.stringify(stamp, null, 2)}\n`);
}

/** @returns {import('esbuild').BuildOptions & { metafile: true, write: false }} */
function settings(root, { out, entry, platform }) {
  const common = {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join('dist', out),
    bundle: true,
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'warning',
  };
  if (platform === 'browser') return { ...common, platform: 'browser', target: 'es2023' };
  if (platform === 'page') {
    return {
      ...common,
      platform: 'browser',
      target: 'es2023',
      minify: true,
      jsx: 'automatic',
      define: {
        'process.env.NODE_ENV': '"production"',
        // The page has no package.json to read.
        'process.env.TWOTEMPO_VERSION': JSON.stringify(
          JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
        ),
      },
    };
  }
  if (platform === 'preload') {
    return { ...common, platform: 'node', format: 'cjs', target: 'node20.19', external: ['electron'] };
  }
  return {
    ...common,
    platform: 'node',
    target: 'node20.19',
    // It finds its .wasm beside its own file.
    external: ['onnxruntime-web', 'onnxruntime-web/*', 'electron', 'playwright-core'],
    // Bundled CommonJS packages call require for Node's own modules, which an ES module lacks.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  };
}

/** Hashes our sources as esbuild loads them, so that the stamp describes the bytes that were bundled. */
function hashOnLoad(root, hashes) {
  return {
    name: 'hash-on-load',
    setup(build) {
      build.onLoad({ filter: /\.(ts|mts|tsx|css|json)$/ }, ({ path }) => {
        const relative = path.slice(root.length + 1).replaceAll('\\', '/');
        if (!path.startsWith(root) || isPackageFile(relative)) return undefined;
        const contents = readFileSync(path);
        // The first of several bundles counts: one that saw a later edit must not make the earlier ones look fresh.
        if (!hashes.has(relative)) hashes.set(relative, sha256(contents));
        const extension = extname(path).slice(1);
        return {
          contents,
          loader: extension === 'mts' ? 'ts' : /** @type {'ts' | 'tsx' | 'css' | 'json'} */ (extension),
        };
      });
    },
  };
}

/** @throws where a file of a portable room imports a Node built-in module */
export function refuseBuiltins({ out }, metafile) {
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    const found = PORTABLE.test(path) && imports.find(({ path: target }) => isBuiltin(target));
    if (!found) continue;
    throw new Error(`dist/${out}: ${path} imports the Node built-in module ${found.path}, which a browser lacks.`);
  }
}

const isBuiltin = (name) => name.startsWith('node:') || builtinModules.includes(name);
const isPackageFile = (path) => path.includes('node_modules/');

function isFresh(root, bundles) {
  const stamp = readStamp(root);
  if (stamp === null || stamp.tools !== toolsHash(root)) return false;
  const entries = bundles.map(({ entry }) => entry).filter((entry) => existsSync(join(root, entry)));
  if (entries.join() !== stamp.entries.join()) return false;
  if (!stamp.outputs.every((out) => existsSync(join(root, 'dist', out)))) return false;
  return Object.entries(stamp.sources).every(([path, hash]) => hashFile(root, path) === hash);
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', STAMP), 'utf8'));
  } catch {
    return null;
  }
}

/** What shapes the outputs besides our sources: this script, the compiler's settings, the installed packages. */
function toolsHash(root) {
  const own = ['build.mjs', 'notices.mjs'].map((file) => fileURLToPath(new URL(file, import.meta.url)));
  const files = [...own, 'package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];
  return sha256(files.map((file) => hashFile(root, file)).join());
}

function hashFile(root, path) {
  try {
    return sha256(readFileSync(resolve(root, path)));
  } catch (error) {
    if (error.code === 'ENOENT') return 'absent';
    throw error;
  }
}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** Readers see the old file or the new one, never a part. */
function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}

/**
 * Waits for the lock of `dist`. It only saves double work: two holders, possible when a stale lock is broken by two
 * processes in the same instant, write the same bytes.
 * @returns {Promise<() => void>} releases it
 */
async function lock(dist) {
  mkdirSync(dist, { recursive: true });
  const path = join(dist, '.lock');
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(path)) rmSync(path, { force: true });
    else await new Promise((done) => setTimeout(done, LOCK_POLL_MS));
  }
}

function isStale(path) {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const pid = Number(readFileSync(path, 'utf8'));
    return ageMs > LOCK_STALE_MS || (pid > 0 && !isRunning(pid));
  } catch (error) {
    // Released in between.
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function main() {
  const root = dirname(fileURLToPath(import.meta.url));
  const result = await ensureBuilt(root, { force: process.argv.includes('--force') });
  if (result !== 'no-esbuild') return;
  if (process.argv.includes('--prepare')) return;
  throw new Error('esbuild is not installed; run npm ci without --omit=dev.');
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  try {
    await main();
  } catch (error) {
    // esbuild has printed its own messages with the lines they concern.
    if (!Array.isArray(error.errors)) process.stderr.write(`build: ${error.message}\n`);
    process.exitCode = 1;
  }
}
