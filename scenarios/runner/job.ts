import type { ArmName } from '../../policies/driving/arm-titles.ts';

/** One episode of any domain to run. Small and serialisable. */
export interface SuiteJob {
  readonly suite: string;
  readonly split: string;
  /** Id of the scenario, as in the library or the file's name. */
  readonly scenario: string;
  readonly seed: number;
  /** One of the domain's arms. */
  readonly arm: string;
  readonly latency: LatencyChoice;
  /** Name of the planner that replaces the arms' own, or null. */
  readonly planner: string | null;
}

/** One of driving. */
export interface EpisodeJob extends SuiteJob {
  readonly arm: ArmName;
}

/** A latency source as plain data. */
export type LatencyChoice =
  | { readonly kind: 'zero' }
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'lognormal'; readonly meanMs: number; readonly sdMs: number }
  | { readonly kind: 'trace'; readonly name: string; readonly ms: readonly number[] };

/** The name under which results carry it, as `LatencySource.name`. */
export function latencyName(choice: LatencyChoice): string {
  switch (choice.kind) {
    case 'zero':
      return 'zero';
    case 'fixed':
      return `fixed:${choice.ms}`;
    case 'lognormal':
      return `lognormal:${choice.meanMs},${choice.sdMs}`;
    case 'trace':
      return `trace:${choice.name}`;
  }
}
