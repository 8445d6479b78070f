import type { ArmSettings } from '../../policies/driving/arms.ts';
import type { ManipulationArmSettings } from '../../policies/manipulation/arms.ts';
import type { Concrete, DomainName } from '../domains/concrete.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { SuiteJob } from './job.ts';

/** An episode with what a worker needs to run it. */
export interface EpisodeTask {
  readonly job: SuiteJob;
  readonly concrete: Concrete;
}

/** What a worker process is told. */
export type WorkerRequest =
  | {
      readonly type: 'start';
      /** Of all episodes that will come. */
      readonly domain: DomainName;
      readonly engineVersion: string;
      /** Folder of the shipped models; null: the episodes need none, and driving has the rule policy. */
      readonly modelFolder: string | null;
      /** Of driving. */
      readonly settings: ArmSettings | null;
      /** Of the arm. */
      readonly manipulationSettings?: ManipulationArmSettings;
      /** Folder for records, or null for none. */
      readonly recordFolder: string | null;
      readonly record: RecordChoice;
      /** Wall-clock limit of one asynchronous planner call, ms. */
      readonly plannerLimitMs: number;
    }
  | ({ readonly type: 'episode' } & EpisodeTask)
  | { readonly type: 'stop' };

/** What it answers. */
export type WorkerResponse =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly result: EpisodeResult }
  /** The worker itself is broken (model missing, build wrong); nothing more will come. */
  | { readonly type: 'broken'; readonly message: string }
  /** A record cannot be written: the disk is full, or the folder is not ours. */
  | { readonly type: 'unwritable'; readonly message: string };

export type RecordChoice = 'none' | 'failures' | 'all';
