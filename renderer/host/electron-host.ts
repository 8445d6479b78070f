import { Observable, share } from 'rxjs';
import { bridgeOver } from './bridge-client.ts';
import type { ExposedHost, HostRequest } from './contract.ts';
import type { HostBridge } from './host-bridge.ts';

/** The host of a page in the desktop window. */
export function createElectronHost(exposed: ExposedHost): HostBridge {
  const requests = new Observable<HostRequest>((observer) =>
    exposed.onRequest((request) => {
      observer.next(request);
    }),
  );
  return bridgeOver((channel, input) => exposed.call[channel](input), {
    name: 'electron',
    requests: () => requests.pipe(share()),
  });
}
