import type { DomainName } from './concrete.ts';
import type { Domain, LibraryEntry } from './domain.ts';
import { DRIVING } from './driving.ts';
import { MANIPULATION } from './manipulation.ts';

/** All of them, in the order of lists. */
export const DOMAINS: readonly Domain[] = [DRIVING, MANIPULATION];

export function domainNamed(name: DomainName): Domain {
  return name === 'driving' ? DRIVING : MANIPULATION;
}

/** The shipped scenario of this id, of whichever domain; null: there is none. */
export function libraryEntry(id: string): LibraryEntry | null {
  for (const { library } of DOMAINS) {
    const found = library.find((entry) => entry.id === id);
    if (found !== undefined) return found;
  }
  return null;
}
