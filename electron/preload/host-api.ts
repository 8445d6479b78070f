import type { IpcRenderer } from 'electron';
import type { Channel, ExposedHost, HostRequest } from '../../renderer/host/contract.ts';

/** Where the main process sends what a person asked of it. */
export const REQUEST_CHANNEL = 'host-request';

/** The contract's channels by name: its schemas would be half a megabyte in every page's preload. */
const CHANNEL_NAMES: Readonly<Record<Channel, true>> = {
  'app.info': true,
  'settings.read': true,
  'settings.write': true,
  'recording.begin': true,
  'recording.append': true,
  'recording.close': true,
  'recording.unfinished': true,
  'file.save': true,
  'app.requests': true,
  'record.choose': true,
  'record.recent': true,
  'record.read': true,
  'document.choose': true,
  'document.list': true,
  'document.read': true,
  'document.changes': true,
  'document.write': true,
  'document.create': true,
  'window.capture': true,
  'suite.list': true,
  'suite.start': true,
  'suite.resume': true,
  'suite.cancel': true,
  'suite.progress': true,
  'suite.summary': true,
  'suite.report': true,
  'suite.record': true,
};

/** What the page gets: one function per channel, and a way to hear requests; never Electron's own object. */
export function hostApi(ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on'>): ExposedHost {
  const waiting: HostRequest[] = [];
  const listeners = new Set<(request: HostRequest) => void>();
  ipcRenderer.on(REQUEST_CHANNEL, (_event, request: HostRequest) => {
    if (listeners.size === 0) waiting.push(request);
    for (const listener of listeners) listener(request);
  });
  const call = Object.fromEntries(
    Object.keys(CHANNEL_NAMES).map((channel) => [
      channel,
      (input: unknown): Promise<unknown> => ipcRenderer.invoke(channel, input),
    ]),
  );
  return {
    call: call as ExposedHost['call'],
    onRequest: (listener) => {
      // Every subscription counts by itself, also of the same function.
      const mine = (request: HostRequest): void => {
        listener(request);
      };
      listeners.add(mine);
      for (const request of waiting.splice(0)) mine(request);
      return () => void listeners.delete(mine);
    },
  };
}
