import type { Channel, Input, Output } from '../../renderer/host/contract.ts';
import { fileProblem } from './bridge-problem.ts';
import type { Recordings } from './recordings.ts';
import { replaceFile } from './safe-file.ts';
import { readScenarioFile } from './scenario-file.ts';
import type { SettingsFile } from './settings-file.ts';

/** Answers one channel. `page`: which page asks; its recordings are its own. */
export type Handler<C extends Channel> = (input: Input<C>, page: string) => Promise<Output<C>>;
/** A channel that a host lacks is one that it does not know. */
export type Handlers = { readonly [C in Channel]?: Handler<C> };

export interface HandlerDeps {
  readonly version: string;
  readonly platform: string;
  readonly recordingsFolder: string;
  readonly recordings: Recordings;
  readonly settings: SettingsFile;
  /** Paths that the person chose, or null when cancelled; undefined where the page itself saves and opens. */
  readonly dialogs?: {
    save(name: string): Promise<string | null>;
    openScenario(): Promise<string | null>;
  };
}

/** What every host answers; with dialogs, the channels of files too. */
export function bridgeHandlers(deps: HandlerDeps): Handlers {
  const { recordings, settings, dialogs } = deps;
  return {
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
      'file.open-scenario': async () => {
        const path = await dialogs.openScenario();
        return path === null ? null : readScenarioFile(path);
      },
    }),
  };
}
