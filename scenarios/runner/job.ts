import type { ArmName } from '../../policies/driving/arm-titles.ts';

/** One episode to run. Small and serialisable: the worker resolves the scenario itself. */
export interface EpisodeJob {
  readonly suite: string;
  readonly split: string;
  /** Id of the scenario, as in the library or the file's name. */
  readonly scenario: string;
  readonly seed: number;
  readonly arm: ArmName;
  readonly latency: LatencyChoice;
  /** Name of the planner that replaces the arms' own, or null. */
  readonly planner: string | null;
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
