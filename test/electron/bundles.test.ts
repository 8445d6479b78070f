import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../renderer/host/contract.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles as the build does, in memory. */
async function bundle(entry: string, options: object): Promise<{ code: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    metafile: true,
    write: false,
    outdir: join(root, 'dist'),
    logLevel: 'silent',
    external: ['electron'],
    ...options,
  });
  return { code: outputFiles[0].text, metafile };
}

const externals = ({ outputs }: Metafile): string[] => [
  ...new Set(
    Object.values(outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external }) => external === true)
      .map(({ path }) => path),
  ),
];
const isBuiltin = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(name);
const ours = ({ inputs }: Metafile): string[] => Object.keys(inputs).filter((path) => !path.includes('node_modules/'));

describe('the preload script', () => {
  const bundled = bundle('electron/preload/index.ts', { platform: 'node', format: 'cjs' });

  it('needs Electron and nothing else, and is small', async () => {
    const { metafile, code } = await bundled;
    expect(externals(metafile)).toEqual(['electron']);
    expect(ours(metafile).sort()).toEqual(['electron/preload/host-api.ts', 'electron/preload/index.ts']);
    expect(code.length).toBeLessThan(8000);
  });

  it('exposes one function per channel of the contract, and nothing of Electron', async () => {
    const { code } = await bundled;
    const exposed: Record<string, unknown> = {};
    const invoked: unknown[][] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (key: string, api: unknown) => {
          exposed[key] = api;
        },
      },
      ipcRenderer: {
        invoke: (...args: unknown[]) => {
          invoked.push(args);
          return Promise.resolve('answer');
        },
        on: () => undefined,
        send: () => undefined,
      },
    };
    // As in a sandboxed preload script: of modules there is only electron.
    const require = (name: string): unknown => {
      if (name === 'electron') return electron;
      throw new Error(`module not found: ${name}`);
    };
    vm.runInNewContext(code, { require, module: { exports: {} }, exports: {} });
    expect(Object.keys(exposed)).toEqual(['twotempoHost']);
    const api = exposed['twotempoHost'] as {
      call: Record<string, (...args: unknown[]) => unknown>;
      onRequest: unknown;
    };
    expect(Object.keys(api).sort()).toEqual(['call', 'onRequest']);
    expect(Object.keys(api.call).sort()).toEqual(Object.keys(CHANNELS).sort());
    expect(typeof api.onRequest).toBe('function');
    for (const [channel, call] of Object.entries(api.call)) {
      expect(await call('input', 'more')).toBe('answer');
      expect(invoked.pop()).toEqual([channel, 'input']);
    }
  });
});

describe('the processes', () => {
  it('main imports Electron and built-ins only, and takes of the page its contract alone', async () => {
    const { metafile } = await bundle('electron/main/index.ts', { platform: 'node', format: 'esm' });
    expect(externals(metafile).filter((name) => !isBuiltin(name))).toEqual(['electron']);
    expect(
      ours(metafile)
        .filter((path) => path.startsWith('renderer/'))
        .sort(),
    ).toEqual(['renderer/host/contract.ts', 'renderer/host/file-contract.ts', 'renderer/host/suite-contract.ts']);
    expect(ours(metafile).filter((path) => /^(sim|policies)\//.test(path))).toEqual([]);
  });

  it('the run host imports built-ins only', async () => {
    const { metafile } = await bundle('electron/run-host/index.ts', { platform: 'node', format: 'esm' });
    expect(externals(metafile).filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it("the page's hosts need neither Node nor Electron", async () => {
    const { metafile } = await bundle('renderer/host/detect-host.ts', { platform: 'browser', format: 'esm' });
    expect(externals(metafile)).toEqual([]);
    expect(ours(metafile).filter((path) => path.startsWith('electron/'))).toEqual([]);
    expect(ours(metafile)).toContain('scenarios/serve/call-frame.ts');
  });
});
