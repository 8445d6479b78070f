import type { ComponentType } from 'react';
import type { Run } from './subject.ts';

/** How runs are drawn: from above on a plane, or by the stage that the caller of a view gives. */
export type Picture = 'map' | 'scene';

export interface StageProps {
  /** One, or two of which the second is the ghost. */
  readonly runs: readonly Run[];
  /** False: the whole drive is shown. */
  readonly follows: boolean;
  readonly zoom: number;
  readonly onZoom: (direction: 1 | -1) => void;
  /** Says in a sentence why nothing can be drawn; the view shows it and goes back to the map. */
  readonly onFail: (sentence: string) => void;
}

/**
 * Another stage for a view, such as that of `renderer/replay-scene/`. Its parts find what the view plays in `useReplay`
 * and draw by `useDrawing`.
 */
export interface ReplayStage {
  /** One picture; there are two of them side by side. */
  readonly Stage: ComponentType<StageProps>;
  /** What is chosen for all pictures at once, shown below them. */
  readonly Controls: ComponentType;
}
