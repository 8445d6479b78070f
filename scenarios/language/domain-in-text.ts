import type { DomainName } from '../domains/concrete.ts';

/** The domain that a scenario's text names, by the looks of it: `loadAnyScenario` says the rest. Without one it is driving. */
export function domainIn(text: string): DomainName {
  return /(?:^|[{,])\s*["']?domain["']?\s*:\s*["']?manipulation\b/m.test(text) ? 'manipulation' : 'driving';
}
