import type { Clip, ClipPair } from '../../scenarios/clips/clip.ts';
import { differenceOf, type Difference } from './difference.ts';
import { stopsOf, type RunLetter, type Stop } from './events.ts';
import { laneModel, type LaneModel } from './lanes.ts';
import { ClipSampler } from './sample-clip.ts';

/** One of the clips that are shown, with what is computed of it once. */
export interface Run {
  readonly letter: RunLetter;
  readonly name: string;
  readonly clip: Clip;
  readonly sampler: ClipSampler;
  readonly lane: LaneModel;
}

/** What a view plays: one run or two. */
export interface Subject {
  readonly runs: readonly [Run] | readonly [Run, Run];
  /** End of the longer clip, s. */
  readonly endS: number;
  readonly controlDt: number;
  readonly divergence: ClipPair['divergence'];
  /** Null for a single clip. */
  readonly difference: Difference | null;
  readonly stops: readonly Stop[];
}

export function pairSubject(pair: ClipPair): Subject {
  const runs = [runOf('A', pair.nameA, pair.a), runOf('B', pair.nameB, pair.b)] as const;
  return {
    runs,
    endS: Math.max(pair.a.durationS, pair.b.durationS),
    controlDt: pair.a.controlDt,
    divergence: pair.divergence,
    difference: differenceOf(pair),
    stops: stopsOf(runs, pair.divergence),
  };
}

export function clipSubject(clip: Clip, name: string): Subject {
  const runs = [runOf('A', name, clip)] as const;
  return {
    runs,
    endS: clip.durationS,
    controlDt: clip.controlDt,
    divergence: null,
    difference: null,
    stops: stopsOf(runs, null),
  };
}

function runOf(letter: RunLetter, name: string, clip: Clip): Run {
  return { letter, name, clip, sampler: new ClipSampler(clip), lane: laneModel(clip) };
}
