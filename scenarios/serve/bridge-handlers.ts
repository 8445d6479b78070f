import { fileProblem } from './bridge-problem.ts';
import { documentHandlers, type DocumentDialogs } from './document-channels.ts';
import type { Handlers } from './handlers.ts';
import type { OpenDeps } from './open-paths.ts';
import { recordHandlers } from './record-channels.ts';
import type { Recordings } from './recordings.ts';
import { replaceFile } from './safe-file.ts';
import type { SettingsFile } from './settings-file.ts';
import { suiteHandlers } from './suite-channels.ts';
import type { SuiteEngine } from './suite-engine.ts';

export interface HandlerDeps {
  readonly version: string;
  readonly platform: string;
  readonly recordingsFolder: string;
  readonly recordings: Recordings;
  readonly settings: SettingsFile;
  /** Undefined: this host runs none. */
  readonly suites?: SuiteEngine;
  /** Records and documents that the page was told of. */
  readonly files: OpenDeps;
  /** In which the program was started. */
  readonly workingFolder: string;
  /** Paths that the person chose, or null when cancelled; undefined where the page itself saves and opens. */
  readonly dialogs?: DocumentDialogs & {
    save(name: string): Promise<string | null>;
    /** Several; none: cancelled. */
    chooseRecords(): Promise<readonly string[]>;
  };
}

/** What every host answers; with dialogs, the channels of files too. */
export function bridgeHandlers(deps: HandlerDeps): Handlers {
  const { recordings, settings, files, dialogs } = deps;
  return {
    ...recordHandlers({
      ...files,
      recordingsFolder: deps.recordingsFolder,
      chooseRecords: dialogs && (() => dialogs.chooseRecords()),
    }),
    ...documentHandlers({ documents: files.documents, folder: deps.workingFolder, dialogs }),
    ...(deps.suites && suiteHandlers({ suites: deps.suites, held: files.held, documentPath: files.documents.pathOf })),
    'app.info': () =>
      Promise.resolve({ version: deps.version, platform: deps.platform, recordings: deps.recordingsFolder }),
    'settings.read': () => settings.read(),
    'settings.write': async (input) => {
      await settings.write(input);
      return null;
    },
    'recording.begin': async ({ name }, page) => ({ id: await recordings.begin(page, name) }),
    'recording.append': async ({ id, bytes }, page) => {
      await recordings.append(page, id, bytes);
      return null;
    },
    'recording.close': async ({ id }, page) => ({ file: await recordings.close(page, id) }),
    'recording.unfinished': (_input, page) => recordings.unfinished(page),
    ...(dialogs && {
      'file.save': async ({ name, bytes }) => {
        const path = await dialogs.save(name);
        if (path === null) return { file: null };
        await replaceFile(path, bytes).catch((error: unknown) => {
          throw fileProblem(error, path);
        });
        return { file: path };
      },
    }),
  };
}
