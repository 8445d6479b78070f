import type { ArmName } from '../../policies/driving/arm-titles.ts';
import type { ArmFrames } from '../../scenarios/arm-frames/arm-frames.ts';
import type { Clip } from '../../scenarios/clips/clip.ts';
import type { EpisodeResult } from '../../scenarios/results/episode-result.ts';
import type { LatencyChoice } from '../../scenarios/runner/job.ts';
import type { OpenedEpisode } from '../live/protocol.ts';

/** What records of both domains have. */
interface RecordBase {
  /** Counts the records that this page has opened, from 1. */
  readonly id: number;
  /** Name of the file; of a fork, a name in words. */
  readonly name: string;
  /** The record itself, for forks and for saving. */
  readonly file: Blob;
  readonly facts: RecordFacts;
  /** At 10 Hz, with events, requests and lanes. */
  readonly clip: Clip;
  /** Of the world after each tick, the first of the start; as `ClipWithHashes.hashes`: where two records part. */
  readonly worldHashes: Uint32Array<ArrayBuffer>;
  /** The episode's line of results; null: it was cut short. */
  readonly result: EpisodeResult | null;
  /** Sentences about what is missing or differs: cut off, of another version. */
  readonly notes: readonly string[];
  /** Why it cannot be forked, in a sentence; null: it can. */
  readonly forkProblem: string | null;
}

export interface DrivingRecord extends RecordBase {
  /** What the 3-D scene is built from. */
  readonly episode: OpenedEpisode;
  /** Every tick, for the 3-D scene. */
  readonly frames: RecordFrames;
  readonly table?: undefined;
}

export interface ArmRecord extends RecordBase {
  /** What the 3-D scene is built from, and every tick. */
  readonly table: ArmFrames;
}

/** A record as the page holds it: read once in a worker, then shown without simulating. Plain data. */
export type OpenedRecord = DrivingRecord | ArmRecord;

export function isArmRecord(record: OpenedRecord): record is ArmRecord {
  return record.table !== undefined;
}

export interface RecordFacts {
  readonly suite: string;
  readonly scenario: string;
  readonly seed: number;
  readonly split: string;
  readonly arm: string;
  readonly latency: LatencyChoice;
  readonly latencyName: string;
  readonly planner: string | null;
  readonly engineVersion: string;
  readonly clock: 'virtual' | 'live';
  readonly digest: string;
  readonly ticks: number;
  /** How the episode ended; `running` or `cut`: it had not. */
  readonly outcome: string;
  /** Of a fork: where it left the other record, and that record's arm and digest. */
  readonly fork: { readonly tick: number; readonly arm: string; readonly digest: string } | null;
}

/**
 * Frames (`renderer/live/frame.ts`) of all ticks, the one at the start first, as float32: frame `t` is
 * `numbers.subarray(t * stride, (t + 1) * stride)`, its parts in the order of `viewFrame` but for the candidates, which stay
 * the same from one plan to the next: frame `t` shows block `candidateBlock[t]` (-1: none) of `candidates`.
 */
export interface RecordFrames {
  readonly count: number;
  /** Actors, the ego included. */
  readonly rows: number;
  readonly stride: number;
  readonly numbers: Float32Array<ArrayBuffer>;
  readonly candidateBlock: Int32Array<ArrayBuffer>;
  /** Values, then paths, of each block. */
  readonly candidates: Float32Array<ArrayBuffer>;
  /** Whether there is more than where everybody was: of records of another version there is not. */
  readonly hasBeliefs: boolean;
}

/** What a fork does from its tick on. */
export interface ForkChoice {
  /** Ticks that are as recorded; from 0 to one below the record's. */
  readonly tick: number;
  readonly arm: ArmName;
  readonly latency: LatencyChoice;
}

/** Opens and forks records, each in a worker of its own, so that a broken file costs nothing but itself. */
export interface RecordOpener {
  /**
   * @param progress share that is done, [0, 1]
   * @throws RecordRefusal when it is no record that can be shown; DOMException `AbortError` when it was aborted
   */
  open(file: Blob, name: string, progress?: (share: number) => void, signal?: AbortSignal): Promise<OpenedRecord>;
  /**
   * @param progress as of `open`
   * @throws RecordRefusal; DOMException `AbortError` when it was aborted
   */
  fork(
    record: OpenedRecord,
    choice: ForkChoice,
    signal?: AbortSignal,
    progress?: (share: number) => void,
  ): Promise<OpenedRecord>;
}

/** Why a file cannot be shown: a sentence that names it, and what to do. */
export class RecordRefusal extends Error {
  constructor(
    message: string,
    readonly tip: string | null,
  ) {
    super(message);
  }
}
