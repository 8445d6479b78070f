import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolder, thirdPartyNotices } from '../../../notices.mjs';
import { packageRoot } from '../../../scenarios/cli/package-root.ts';
import { buildSite, precacheOf, SiteProblem } from '../../../scenarios/site/build-site.ts';
import { staticPage } from '../../../scenarios/site/static-page.ts';

const PAGE = readFileSync(join(packageRoot(), 'renderer', 'index.html'), 'utf8');
const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

let folder: string;
const put = (name: string, contents: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  return path;
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Stands for the command line: writes what a run with these outcomes writes. */
const program = (collisions: readonly [fast: boolean, quick: boolean, slow: boolean]): string =>
  put(
    'program.mjs',
    `import { mkdirSync, writeFileSync } from 'node:fs';
     mkdirSync('run/records', { recursive: true });
     writeFileSync('words.txt', process.argv.slice(2).join(' '));
     const lines = ${JSON.stringify([
       ['fast', 200],
       ['dual', 200],
       ['dual', 800],
     ])}.map(([arm, ms], i) => {
       writeFileSync('run/records/pedestrian-tail-seed62-' + arm + '-fixed-' + ms + '.mcap', arm + ms);
       return JSON.stringify({ arm, latency: 'fixed:' + ms, outcome: { collision: ${JSON.stringify(collisions)}[i] } });
     });
     writeFileSync('run/results.jsonl', lines.join('\\n') + '\\n');`,
  );
const build = ({ out = join(folder, 'site'), program: script = program([true, false, true]) } = {}) =>
  buildSite({ root: folder, program: script, out }, 1_800_000_000_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-site-test-'));
  put('LICENSE', 'the licence');
  put('dist/app/index.html', PAGE);
  put('dist/app/app.js', 'run();\n//# sourceMappingURL=app.js.map\n');
  put('dist/app/app.js.map', '{}');
  put('dist/app/app.css', 'a{}\n/*# sourceMappingURL=app.css.map */\n');
  put('dist/app/webgpu.js', 'the large one');
  put('dist/app/assets/ort.asyncify.wasm', 'the large one');
  put('dist/app/assets/ort.wasm', 'the small one');
  put('dist/app/.app.js.123', 'a draft');
  put('dist/site-parts/webgpu.js', 'the small one');
  put('dist/site-parts/service-worker.js', 'work(PRECACHE);\n//# sourceMappingURL=service-worker.js.map');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the folder that is published', () => {
  it('has what the page needs and no more', async () => {
    const { files, bytes } = await build();
    const names = readdirSync(join(folder, 'site'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, 'site').length + 1))
      .sort();
    expect(names).toEqual([
      'LICENSE',
      'app.css',
      'app.js',
      'assets/ort.wasm',
      'index.html',
      'records/index.json',
      'records/pedestrian-62-dual-200ms.mcap',
      'records/pedestrian-62-dual-800ms.mcap',
      'records/pedestrian-62-fast.mcap',
      'service-worker.js',
      'webgpu.js',
    ]);
    expect(files).toBe(names.length);
    expect(bytes).toBe(names.reduce((sum, name) => sum + readFileSync(join(folder, 'site', name)).byteLength, 0));
    expect([read('site/app.js'), read('site/app.css'), read('site/webgpu.js')]).toEqual([
      'run();\n',
      'a{}\n',
      'the small one',
    ]);
    expect(JSON.parse(read('site/records/index.json'))).toMatchObject([
      { file: 'pedestrian-62-fast.mcap', bytes: 7, modifiedMs: 1_800_000_000_000 },
      { file: 'pedestrian-62-dual-200ms.mcap', bytes: 7 },
      { file: 'pedestrian-62-dual-800ms.mcap', bytes: 7 },
    ]);
  });

  it('lists all of it for the service worker, but that itself', async () => {
    await build();
    const given: { files: Record<string, string> }[] = [];
    // What a browser would run.
    runInNewContext(read('site/service-worker.js'), { work: (list: (typeof given)[number]) => given.push(list) });
    const [{ files: listed }] = given;
    expect(Object.keys(listed).sort()).toEqual(
      ['', 'LICENSE', 'app.css', 'app.js', 'assets/ort.wasm', 'records/index.json', 'webgpu.js']
        .concat(['fast', 'dual-200ms', 'dual-800ms'].map((name) => `records/pedestrian-62-${name}.mcap`))
        .sort(),
    );
    expect([listed['app.js'], listed['']]).toEqual([hashOf('run();\n'), hashOf(read('site/index.html'))]);
  });

  it('has another version for other contents, and the same for the same', () => {
    const of = (text: string, path = 'a.js'): string => precacheOf(new Map([[path, Buffer.from(text)]])).version;
    expect(of('x')).toBe(of('x'));
    expect(new Set([of('x'), of('y'), of('x', 'b.js')]).size).toBe(3);
  });

  it('replaces one that was made before, and nothing else', async () => {
    put('site/service-worker.js', 'old');
    put('site/old.js', 'old');
    await build();
    expect(() => read('site/old.js')).toThrow('ENOENT');
    put('thesis/chapter.txt', 'years of work');
    await expect(build({ out: join(folder, 'thesis') })).rejects.toThrow(SiteProblem);
    await expect(build({ out: join(folder, 'LICENSE') })).rejects.toThrow('no folder that can be read');
    expect(read('thesis/chapter.txt')).toBe('years of work');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stays as it was when something fails: records that no longer show what they are for, or a run that fails', async () => {
    put('site/service-worker.js', 'old');
    await expect(build({ program: program([true, true, true]) })).rejects.toThrow(
      "pedestrian/tail, seed 62, no longer shows 'With a planner that takes 200 ms: it gets through'",
    );
    const broken = put('broken.mjs', 'console.error("no such suite"); process.exit(2);');
    await expect(build({ program: broken })).rejects.toThrow(
      /^twotempo run pedestrian\/tail .* failed: no such suite$/,
    );
    rmSync(join(folder, 'dist', 'site-parts', 'service-worker.js'));
    await expect(build()).rejects.toThrow("dist/ lacks the page: run 'npm run build'");
    expect([readdirSync(join(folder, 'site')), read('site/service-worker.js')]).toEqual([['service-worker.js'], 'old']);
  });
});

describe('the page that is published', () => {
  it('says what it is, and brings its policy before any script', () => {
    const page = staticPage(PAGE);
    expect(page).toContain('<meta name="twotempo-host" content="static" />');
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)" \/>/.exec(page);
    expect(policy?.[1]).toMatch(/^default-src 'none'; .*connect-src 'self'/);
    // Browsers complain about it in a page.
    expect(policy?.[1]).not.toContain('frame-ancestors');
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<link'));
  });

  it('names its parts relative to itself', () => {
    const named = [...staticPage(PAGE).matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(named).toContain('offline.js');
    for (const address of named) expect(address).toMatch(/^(data:|[a-z.]+$)/);
  });

  it('is not made from a page of another form', () => {
    expect(() => staticPage('<html></html>')).toThrow('not exactly one');
  });
});

describe('the licences of what is bundled', () => {
  const pack = (path: string, about: object, files: Readonly<Record<string, string>> = {}): string => {
    put(`${path}/package.json`, JSON.stringify({ version: '1.0.0', license: 'MIT', ...about }));
    for (const [name, text] of Object.entries(files)) put(`${path}/${name}`, text);
    return path;
  };

  it('are those of the folder of each file', () => {
    expect(packageFolder('node_modules/a/x.js')).toBe('node_modules/a');
    expect(packageFolder('../w/node_modules/a/node_modules/@b/c/d/x.js')).toBe('../w/node_modules/a/node_modules/@b/c');
    expect(packageFolder('(disabled):node_modules/a/x.js')).toBeNull();
    expect(packageFolder('renderer/main.tsx')).toBeNull();
  });

  it('name every package, its licence and its source; equal texts stand once', () => {
    const notices = thirdPartyNotices(folder, [
      pack(
        'node_modules/b',
        { name: 'b', repository: { url: 'git+https://example.org/b.git' } },
        { LICENSE: 'text 1' },
      ),
      pack('node_modules/a', { name: 'a', repository: 'somebody/a' }, { 'LICENCE.md': 'text 1' }),
      pack('node_modules/m', { name: 'm', license: 'MPL-2.0' }, { COPYING: 'text 2', NOTICE: 'and this' }),
      pack('node_modules/n', { name: 'n', author: { name: 'N. N.' } }),
    ]);
    expect(notices).toContain(
      'a 1.0.0 (MIT) https://github.com/somebody/a\nb 1.0.0 (MIT) https://example.org/b\n\ntext 1\n',
    );
    expect(notices.split('text 1').length).toBe(2);
    expect(notices).toContain('m 1.0.0 (MPL-2.0)\n\ntext 2\n\nand this\n');
    expect(notices).toContain('Copyright (c) N. N.\n\nPermission is hereby granted');
    expect(thirdPartyNotices(folder, [])).toBe('');
  });

  it('must be there', () => {
    const path = pack('node_modules/x', { name: 'x', license: 'Apache-2.0' });
    expect(() => thirdPartyNotices(folder, [path])).toThrow('x 1.0.0 (Apache-2.0) has no licence file');
  });

  it('of the app name the packages that ask for it', { timeout: 60_000 }, () => {
    execFileSync(process.execPath, [join(packageRoot(), 'build.mjs')]);
    const notices = readFileSync(join(packageRoot(), 'dist', 'app', 'third-party-notices.txt'), 'utf8');
    for (const name of ['three', 'react-dom', 'onnxruntime-web', 'zod', '@mcap/core'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(notices).toContain('Microsoft Corporation');
  });
});
