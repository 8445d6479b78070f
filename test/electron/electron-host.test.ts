import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcRenderer } from 'electron';
import { expect, it } from 'vitest';
import { startDesktop } from '../../electron/main/desktop.ts';
import { hostApi, REQUEST_CHANNEL } from '../../electron/preload/host-api.ts';
import type { HostRequest } from '../../renderer/host/contract.ts';
import { createElectronHost } from '../../renderer/host/electron-host.ts';
import type { HostBridge } from '../../renderer/host/host-bridge.ts';
import { describeHost } from '../renderer/host/host-behaviour.ts';
import { FakeElectron } from './fake-electron.ts';

/** The page's side of the fake: what it invokes reaches the main process, what that sends comes back by `tell`. */
function rendererOf(electron: FakeElectron): {
  ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on'>;
  tell: (request: HostRequest) => void;
} {
  const listeners: ((event: unknown, request: HostRequest) => void)[] = [];
  return {
    ipcRenderer: {
      invoke: (channel, input) => electron.invoke(channel, input),
      on: ((channel: string, listener: (event: unknown, request: HostRequest) => void) => {
        expect(channel).toBe(REQUEST_CHANNEL);
        listeners.push(listener);
      }) as IpcRenderer['on'],
    },
    tell: (request) => {
      for (const listener of listeners) listener({}, request);
    },
  };
}

describeHost('electron', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'twotempo-electron-host-'));
  const electron = new FakeElectron({ folder });
  startDesktop(electron.deps);
  const window = await electron.ready();
  window.load();
  mkdirSync(join(folder, 'saved'));
  const host = createElectronHost(hostApi(rendererOf(electron).ipcRenderer));
  const saving: HostBridge = {
    ...host,
    saveFile: (name, bytes) => {
      // The person takes the name that the dialog proposes.
      electron.savePath = join(folder, 'saved', name);
      return host.saveFile(name, bytes);
    },
    documents: {
      ...host.documents,
      create: (name, text) => {
        electron.savePath = join(folder, name);
        return host.documents.create(name, text);
      },
    },
  };
  return {
    host: saving,
    workingFolder: folder,
    contentsOf: (file) => Promise.resolve(new Uint8Array(readFileSync(file))),
    chooseScenario: (scenario) => {
      electron.openPaths = scenario === null ? null : [join(folder, scenario.name)];
      if (scenario !== null) writeFileSync(join(folder, scenario.name), scenario.text);
    },
    dispose: () => {
      for (const runHost of electron.runHosts) runHost.process.kill();
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  };
});

it('keeps requests that come before the page listens', () => {
  const { ipcRenderer, tell } = rendererOf(new FakeElectron({ folder: '/nowhere' }));
  const host = createElectronHost(hostApi(ipcRenderer));
  const open: HostRequest = { kind: 'command', id: 'file.open-record' };
  const palette: HostRequest = { kind: 'command', id: 'palette.open' };
  tell(open);
  const heard: HostRequest[] = [];
  const subscription = host.requests.subscribe((request) => heard.push(request));
  tell(palette);
  expect(heard).toEqual([open, palette]);
  subscription.unsubscribe();
  tell(palette);
  expect(heard.length).toBe(2);
});
