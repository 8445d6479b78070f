import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { packageRoot } from '../../../scenarios/cli/package-root.ts';
import { findChromium } from '../browser.ts';
import { AppPage } from './app-page.ts';

export type { AppPage };

/** The command that people run. */
export const program = join(packageRoot(), 'scenarios', 'cli', 'twotempo.mjs');

/** WebGPU and WebGL without a GPU. */
export const SOFTWARE_GPU: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
];

/** The desktop app in its browser host: the real command, the real page, a real Chromium. */
export class DesktopApp {
  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
    readonly browser: Browser,
    /** Where the host keeps recordings and settings. */
    readonly folder: string,
  ) {}

  /**
   * @param command the script that is started; another one of another checkout
   * @param cwd the folder it is started in, whose scenario files it hands out
   */
  static async start(flags: readonly string[] = SOFTWARE_GPU, command = program, cwd?: string): Promise<DesktopApp> {
    const folder = await mkdtemp(join(tmpdir(), 'twotempo-desktop-'));
    const server = spawn(process.execPath, [command, 'serve', '--port', '0', '--recordings', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_CONFIG_HOME: folder },
      ...(cwd === undefined ? {} : { cwd }),
    });
    const url = await firstUrl(server);
    const browser = await chromium.launch({
      executablePath: findChromium(),
      headless: true,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags, '--js-flags=--expose-gc'],
    });
    return new DesktopApp(server, url, browser, folder);
  }

  /**
   * Opens the page in a context of its own.
   * @param query of the deep link, such as `scenario=cut-in/tail&seed=3`
   */
  async open(query: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<AppPage> {
    return this.openIn(
      await this.browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options }),
      query,
    );
  }

  /** Opens the page in a context of any browser. */
  async openIn(context: BrowserContext, query: string): Promise<AppPage> {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(`${this.url}&test=1&${query}`);
    const app = new AppPage(context, page, errors);
    await app.listen();
    return app;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.kill('SIGTERM');
    await new Promise((done) => (this.server.exitCode === null ? this.server.once('exit', done) : done(null)));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a command printed, and its exit code. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `twotempo ARGS`, headless. */
export function twotempo(...args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { maxBuffer: 1 << 26 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

function firstUrl(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/\S+/.exec(text);
      if (found !== null) resolve(found[0]);
    });
    server.once('exit', (code) => reject(new Error(`serve ended with ${code} before it said where: ${text}`)));
  });
}
