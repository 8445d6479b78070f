import { FuzzyDriver } from './fuzzy.ts';
import { HumanDriver } from './human.ts';
import type { ReferenceArm } from './names.ts';
import type { ReferenceDriver } from './reference-driver.ts';
import { RegulationDriver } from './regulation.ts';
import { RssDriver } from './rss.ts';

/** @param slots of the track table, that is, of everybody who could be seen */
export function createReferenceDriver(name: ReferenceArm, slots: number): ReferenceDriver {
  switch (name) {
    case 'human':
      return new HumanDriver(slots);
    case 'fuzzy':
      return new FuzzyDriver();
    case 'rss':
      return new RssDriver();
    case 'regulation':
      return new RegulationDriver(slots);
  }
}
