import { z } from 'zod';
import type { ExposedHost } from './contract.ts';
import { createElectronHost } from './electron-host.ts';
import type { HostBridge } from './host-bridge.ts';
import { createMemoryHost } from './memory-host.ts';
import { createStaticHost } from './static-host.ts';
import { createWebHost } from './web-host.ts';

/** The page's host. Called once, before anything else of the page uses a schema. */
export function detectHost(): HostBridge {
  // The page's content security policy forbids code from strings, which zod would try for speed.
  z.config({ jitless: true });
  const { twotempoHost } = globalThis as { readonly twotempoHost?: ExposedHost };
  if (twotempoHost !== undefined) return createElectronHost(twotempoHost);
  if (document.querySelector('meta[name="twotempo-host"][content="static"]') !== null) return createStaticHost();
  return location.protocol.startsWith('http') ? createWebHost() : createMemoryHost();
}
