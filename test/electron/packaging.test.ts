import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Association {
  readonly ext: string | readonly string[];
}

/** Parts of electron-builder's configuration. */
interface Configuration {
  readonly extraMetadata: { readonly main: string };
  readonly files: readonly string[];
  readonly asar: boolean;
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly fileAssociations: readonly Association[];
  readonly linux: { readonly target: readonly string[] };
  readonly win: { readonly target: readonly string[] };
  readonly mac: { readonly target: readonly string[] };
}

const configuration = parse(text('electron-builder.yml')) as Configuration;
const { BUNDLES } = (await import(join(root, 'build.mjs'))) as {
  BUNDLES: readonly { readonly out: string; readonly entry: string }[];
};

describe('the packages', () => {
  it('are made for Linux, Windows and macOS', () => {
    const { linux, win, mac } = configuration;
    expect([linux.target, win.target, mac.target]).toEqual([['AppImage', 'tar.gz'], ['nsis'], ['dmg']]);
  });

  it('start with a file that the build makes from sources that are there', () => {
    const { main } = configuration.extraMetadata;
    const wanted = [main, 'dist/electron/preload.cjs', 'dist/electron/run-host.mjs'];
    for (const file of wanted) {
      const bundle = BUNDLES.find(({ out }) => `dist/${out}` === file);
      expect(existsSync(join(root, bundle?.entry ?? 'no entry'))).toBe(true);
    }
  });

  it('hold the page, the shell and what runs suites, and of node_modules the WASM runtime alone', () => {
    const { files } = configuration;
    expect(files).toEqual(
      expect.arrayContaining(['dist/app/**/*', 'dist/electron/**/*', 'package.json', '!node_modules/**/*']),
    );
    const ofPackages = files.filter((name) => name.startsWith('node_modules/'));
    expect(ofPackages.every((name) => name.startsWith('node_modules/onnxruntime-web/'))).toBe(true);
    // What comes later decides.
    expect(files.indexOf('!node_modules/**/*')).toBeLessThan(files.indexOf(ofPackages[0]));
    const built = BUNDLES.map(({ out }) => `dist/${out}`);
    for (const file of ['dist/suite-task.mjs', 'dist/worker.mjs', 'dist/clip-worker.mjs'])
      expect(files).toContain(file);
    for (const file of files.filter((name) => !/[*!]/.test(name)))
      expect([file, built.includes(file) || existsSync(join(root, file))]).toEqual([file, true]);
  });

  it('cannot be turned into a plain Node, and run only what they were packed with', () => {
    expect(configuration.asar).toBe(true);
    expect(configuration.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('open the files that the program knows', () => {
    const extensions = configuration.fileAssociations.flatMap(({ ext }) => ext);
    expect([...extensions].sort()).toEqual(['mcap', 'yaml', 'yml']);
  });

  it('are made by a builder of one version, from a fresh build', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    expect(scripts['package']).toMatch(/^npm run build && npx electron-builder@\d+\.\d+\.\d+$/);
  });
});
