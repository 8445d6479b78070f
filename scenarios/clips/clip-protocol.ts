import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { EpisodeJob } from '../runner/job.ts';

/** One episode to make a clip of: from its record where there is one, else simulated again. */
export interface ClipTask {
  /** Of the episode that is wanted. */
  readonly digest: string;
  /** Path of the record, or null. */
  readonly record: string | null;
  readonly simulation: ClipSimulation | null;
}

export interface ClipSimulation {
  readonly job: EpisodeJob;
  readonly spec: DrivingSpec;
  readonly episodeSeed: string;
  /** Whether the fast policy is the shipped network; else it is the rule policy. */
  readonly learned: boolean;
}

/** What a worker process is told. */
export type ClipRequestMessage =
  | {
      readonly type: 'start';
      readonly engineVersion: string;
      readonly modelFolder: string;
      /** Wall-clock limit of one asynchronous planner call, ms. */
      readonly plannerLimitMs: number;
    }
  | { readonly type: 'clip'; readonly task: ClipTask };

/** What it answers. */
export type ClipResponse =
  | { readonly type: 'clip'; readonly bytes: Uint8Array; readonly hashes: Uint32Array }
  /** A sentence for people. */
  | { readonly type: 'missing'; readonly why: string };
