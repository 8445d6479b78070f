import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bridgeHandlers } from '../serve/bridge-handlers.ts';
import { BridgeProblem } from '../serve/bridge-problem.ts';
import { Documents } from '../serve/documents.ts';
import { HeldFiles } from '../serve/held-files.ts';
import { startServer, type AppServer, type ServerOptions } from '../serve/http-server.ts';
import { openBrowser } from '../serve/open-browser.ts';
import { isOpenable, openPath, requestHandlers, type OpenDeps } from '../serve/open-paths.ts';
import { RecentRecords } from '../serve/recent-records.ts';
import { recordingFilesIn } from '../serve/recording-files.ts';
import { Recordings } from '../serve/recordings.ts';
import { SettingsFile } from '../serve/settings-file.ts';
import { settingsPath } from '../serve/settings-path.ts';
import { SuiteRuns } from '../serve/suite-runs.ts';
import { engineVersion, packageRoot, suiteTaskScript } from './package-root.ts';
import { EXIT, UsageProblem } from './usage.ts';

export interface ServeOptions {
  readonly port?: string;
  readonly recordings: string;
  readonly runs: string;
  readonly settings?: string;
  readonly open?: boolean;
}

/** The same from day to day, so that the browser finds what it has cached. */
const USUAL_PORT = 7313;

/**
 * `twotempo serve`: serves the desktop app to a browser until it is interrupted; returns the exit code.
 * @param opened records and scenario files that the page is to show
 * @throws UsageProblem
 */
export async function commandServe(opened: readonly string[], options: ServeOptions): Promise<number> {
  const appRoot = join(packageRoot(), 'dist', 'app');
  if (!existsSync(join(appRoot, 'index.html')))
    throw new UsageProblem("serve: the page is not built; run 'npm run build'");
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const settingsFile =
    options.settings === undefined ? settingsPath(process.platform, process.env, homedir()) : resolve(options.settings);
  const files: OpenDeps = {
    held: new HeldFiles(),
    documents: new Documents(),
    recent: new RecentRecords(join(dirname(settingsFile), 'recent.json'), Date.now, log),
  };
  const requests = await openAll(opened, files);
  const recordingsFolder = resolve(options.recordings);
  const recordings = new Recordings(recordingFilesIn(recordingsFolder), Date.now);
  const suites = new SuiteRuns({
    folder: options.runs,
    script: suiteTaskScript(),
    as: 'processes',
    nowMs: Date.now,
    log,
  });
  const handlers = {
    ...bridgeHandlers({
      version: engineVersion(),
      platform: `${process.platform} ${process.arch}, Node ${process.version}`,
      recordingsFolder,
      recordings,
      suites,
      settings: new SettingsFile(settingsFile, Date.now, log),
      files,
      workingFolder: process.cwd(),
    }),
    ...requestHandlers(requests),
  };
  const server = await listen({ appRoot, handlers, log }, options.port);
  // Who reads the address from a pipe may interrupt at once.
  const over = interrupted();
  process.stdout.write(`Twotempo is at ${server.url} (Ctrl+C ends it)\n`);
  if (options.open === true) openBrowser(server.url);
  await over;
  await server.close();
  await Promise.all([recordings.release(null), suites.close()]);
  return EXIT.done;
}

/** What the page is asked to show. */
type Opened = Awaited<ReturnType<typeof openPath>>;

/** @throws UsageProblem about the first file that cannot be opened */
async function openAll(opened: readonly string[], files: OpenDeps): Promise<Opened[]> {
  const requests: Opened[] = [];
  for (const path of opened) {
    if (!isOpenable(path))
      throw new UsageProblem(
        `serve: expected a record (.mcap) or a scenario file (.yaml, .yml, .json), found '${path}'`,
      );
    try {
      requests.push(await openPath(resolve(path), files));
    } catch (error) {
      if (error instanceof BridgeProblem) throw new UsageProblem(`serve: ${path}: ${error.message}`);
      throw error;
    }
  }
  return requests;
}

/** A port that was asked for must be free; the usual one may be another's. */
async function listen(options: Omit<ServerOptions, 'port'>, wanted: string | undefined): Promise<AppServer> {
  const port = wanted === undefined ? USUAL_PORT : parsePort(wanted);
  try {
    return await startServer({ ...options, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    if (wanted === undefined && code === 'EADDRINUSE') return startServer({ ...options, port: 0 });
    if (code === 'EADDRINUSE') throw new UsageProblem(`--port: ${port} is in use; choose another, or 0 for a free one`);
    throw new UsageProblem(`--port: ${port} cannot be used (${code})`);
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UsageProblem(`--port: expected a whole number from 0 to 65535, found '${text}'`);
  return port;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
}
