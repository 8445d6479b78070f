import type { ArmName } from '../../policies/driving/arm-titles.ts';
import type { LatencyChoice } from '../runner/job.ts';

/** What a fork does from its tick on. */
export interface ForkWish {
  /** Ticks that are as recorded; from 0 to one below the record's. */
  readonly tick: number;
  readonly arm: ArmName;
  readonly latency: LatencyChoice;
}
