import { expect, it } from 'vitest';
import type { HostRequest } from '../../../renderer/host/contract.ts';
import { createMemoryHost } from '../../../renderer/host/memory-host.ts';
import { describeHost } from './host-behaviour.ts';

describeHost('memory', () => {
  const host = createMemoryHost();
  return Promise.resolve({
    host,
    workingFolder: null,
    contentsOf: (file) => Promise.resolve(host.saved.get(file) ?? host.recorded.get(file) ?? new Uint8Array(0)),
    chooseScenario: (scenario) => {
      host.offerScenario(scenario);
    },
    dispose: () => Promise.resolve(),
  });
});

it('passes requests on', () => {
  const host = createMemoryHost();
  const heard: HostRequest[] = [];
  host.requests.subscribe((request) => heard.push(request));
  host.request({ kind: 'command', id: 'palette.open' });
  expect(heard).toEqual([{ kind: 'command', id: 'palette.open' }]);
});
