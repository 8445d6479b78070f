import type { Handlers } from './handlers.ts';
import type { Documents } from './documents.ts';

export interface DocumentDeps {
  readonly documents: Documents;
  /** In which the program was started; made files go there where there are no dialogs. */
  readonly folder: string;
  /** Paths that the person chose, or null when cancelled; undefined where the host has no dialogs. */
  readonly dialogs?: DocumentDialogs | undefined;
}

export interface DocumentDialogs {
  openScenario(): Promise<string | null>;
  createScenario(name: string): Promise<string | null>;
}

/** Scenario files that can be edited. */
export function documentHandlers({ documents, folder, dialogs }: DocumentDeps): Handlers {
  return {
    'document.list': () => documents.list(folder),
    'document.read': ({ handle }) => documents.read(handle),
    'document.changes': ({ handle, version }) => documents.changes(handle, version),
    'document.write': async ({ handle, text, version }) => ({ version: await documents.write(handle, text, version) }),
    'document.create': async ({ name, text }) => {
      if (dialogs === undefined) return documents.createIn(folder, name, text);
      const path = await dialogs.createScenario(name);
      return path === null ? null : documents.createAt(path, text);
    },
    ...(dialogs && {
      'document.choose': async () => {
        const path = await dialogs.openScenario();
        return path === null ? null : documents.hold(path);
      },
    }),
  };
}
