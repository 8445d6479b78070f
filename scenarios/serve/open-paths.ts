import { extname } from 'node:path';
import type { HostRequest } from '../../renderer/host/contract.ts';
import type { Handlers } from './handlers.ts';
import type { Documents } from './documents.ts';
import type { HeldFiles } from './held-files.ts';
import type { RecentRecords } from './recent-records.ts';
import { isScenarioName } from './scenario-file.ts';

export interface OpenDeps {
  readonly held: HeldFiles;
  readonly documents: Documents;
  readonly recent: RecentRecords;
}

export const RECORD_EXTENSION = 'mcap';

const isRecordName = (path: string): boolean => extname(path).toLowerCase() === `.${RECORD_EXTENSION}`;

/** Whether the name is one of a record or of a scenario file. */
export const isOpenable = (path: string): boolean => isScenarioName(path) || isRecordName(path);

/** What the page is asked to show for a file that a person named. @throws BridgeProblem */
export async function openPath(path: string, { held, documents, recent }: OpenDeps): Promise<HostRequest> {
  if (!isRecordName(path)) return { kind: 'document', document: await documents.hold(path) };
  const file = await held.hold(path, 'opened');
  await recent.add([path]);
  return { kind: 'record', file };
}

/** For a host that cannot call its page: the first page that asks is told, later ones (a reload) have nothing to do. */
export function requestHandlers(requests: readonly HostRequest[]): Handlers {
  const waiting = [...requests];
  return { 'app.requests': () => Promise.resolve(waiting.splice(0)) };
}
