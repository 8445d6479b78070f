import type { ArmSettings } from '../../policies/driving/arms.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { EpisodeJob } from './job.ts';

/** What a worker process is told. */
export type WorkerRequest =
  | {
      readonly type: 'start';
      readonly engineVersion: string;
      /** Folder of the shipped models, or null for the rule policy. */
      readonly modelFolder: string | null;
      readonly settings: ArmSettings | null;
      /** Folder for records, or null for none. */
      readonly recordFolder: string | null;
      readonly record: RecordChoice;
      /** Wall-clock limit of one asynchronous planner call, ms. */
      readonly plannerLimitMs: number;
    }
  | { readonly type: 'episode'; readonly job: EpisodeJob; readonly spec: DrivingSpec; readonly episodeSeed: string }
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
