import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { ManipulationSpec } from '../../sim/robotics/spec.ts';

/** The kinds of world. What a domain offers to those who run it is in `Domain`. */
export const DOMAIN_NAMES = ['driving', 'manipulation'] as const;

export type DomainName = (typeof DOMAIN_NAMES)[number];

interface Drawn<Name extends DomainName, Spec> {
  readonly domain: Name;
  readonly spec: Spec;
  /** Seed of all streams of the episode: split, scenario and number hashed. */
  readonly episodeSeed: string;
}

/** A scenario with every number drawn: with a job, all that a worker needs to run it. */
export type Concrete = Drawn<'driving', DrivingSpec> | Drawn<'manipulation', ManipulationSpec>;
