import type { ArmName } from '../../policies/driving/arm-titles.ts';
import type { ManipulationArmName } from '../../policies/manipulation/arm-names.ts';
import type { LatencyChoice } from '../runner/job.ts';

/** What a fork does from its tick on. */
export interface AnyForkWish {
  /** Ticks that are as recorded; from 0 to one below the record's. */
  readonly tick: number;
  readonly arm: string;
  readonly latency: LatencyChoice;
}

/** The same of an episode of driving. */
export interface ForkWish extends AnyForkWish {
  readonly arm: ArmName;
}

/** The same of an episode of the arm. */
export interface ArmForkWish extends AnyForkWish {
  readonly arm: ManipulationArmName;
}
