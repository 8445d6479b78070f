import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridgeHandlers } from '../../../scenarios/serve/bridge-handlers.ts';
import { Documents } from '../../../scenarios/serve/documents.ts';
import type { Handlers } from '../../../scenarios/serve/handlers.ts';
import { HeldFiles } from '../../../scenarios/serve/held-files.ts';
import { startServer, type AppServer } from '../../../scenarios/serve/http-server.ts';
import { openPath, requestHandlers, type OpenDeps } from '../../../scenarios/serve/open-paths.ts';
import { RecentRecords } from '../../../scenarios/serve/recent-records.ts';
import { recordingFilesIn } from '../../../scenarios/serve/recording-files.ts';
import { Recordings } from '../../../scenarios/serve/recordings.ts';
import { SettingsFile } from '../../../scenarios/serve/settings-file.ts';

export interface Serving {
  readonly server: AppServer;
  readonly folder: string;
  /** In which the program was started, as it were. */
  readonly workingFolder: string;
  readonly log: string[];
  /** `fetch` of a browser that has visited the address with the token: it sends the cookie, and the origin with POST. */
  readonly fetch: typeof fetch;
  stop(): Promise<void>;
}

/**
 * A real server over a page of two files.
 * @param opened files that the command line would name
 */
export async function serve(opened: readonly string[] = []): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'twotempo-serve-'));
  const appRoot = join(folder, 'app');
  mkdirSync(appRoot);
  writeFileSync(join(appRoot, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(appRoot, 'app.js'), 'export const x = 1;');
  const log: string[] = [];
  const say = (line: string): void => void log.push(line);
  const recordingsFolder = join(folder, 'recordings');
  const recordings = new Recordings(recordingFilesIn(recordingsFolder), Date.now);
  const workingFolder = join(folder, 'work');
  mkdirSync(workingFolder);
  const files: OpenDeps = {
    held: new HeldFiles(),
    documents: new Documents(),
    recent: new RecentRecords(join(folder, 'recent.json'), Date.now, say),
  };
  const common = bridgeHandlers({
    version: '1.2.3',
    platform: 'test',
    recordingsFolder,
    recordings,
    settings: new SettingsFile(join(folder, 'settings', 'settings.json'), Date.now, say),
    files,
    workingFolder,
  });
  const handlers: Handlers = {
    ...common,
    ...requestHandlers(await Promise.all(opened.map((path) => openPath(path, files)))),
  };
  const server = await startServer({ appRoot, handlers, port: 0, log: say });
  const welcome = await fetch(server.url, { redirect: 'manual' });
  const cookie = (welcome.headers.get('set-cookie') ?? '').split(';')[0];
  return {
    server,
    folder,
    workingFolder,
    log,
    fetch: (input, init = {}) =>
      fetch(input, {
        ...init,
        headers: { cookie, origin: server.origin, ...(init.headers as Record<string, string>) },
      }),
    stop: async () => {
      await server.close();
      await recordings.release(null);
      rmSync(folder, { recursive: true });
    },
  };
}
