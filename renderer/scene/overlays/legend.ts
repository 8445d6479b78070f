import type { Overlay } from '../scene-view.ts';

export interface LegendEntry {
  readonly overlay: Overlay;
  readonly title: string;
  /** How it looks and what it means, without naming a colour alone. */
  readonly how: string;
}

/** What is drawn over the scene, in words. */
export const OVERLAY_LEGEND: readonly LegendEntry[] = [
  {
    overlay: 'trajectory',
    title: 'Fast trajectory',
    how: 'The narrow solid band: where the fast policy drives in the next 4 s.',
  },
  {
    overlay: 'halo',
    title: 'Uncertainty',
    how: 'The wide band around the trajectory swells with the uncertainty. Above the threshold it is striped with a dashed edge. The words at the car give the number; the ring beside them fills once a second while the planner thinks.',
  },
  {
    overlay: 'candidates',
    title: 'Candidates',
    how: 'Thin lines: what the planner considered. The better one is, the brighter and broader its line; the chosen one is thick and ends in an arrow. They fade 2 s after the plan arrived.',
  },
  {
    overlay: 'plan',
    title: 'Plan in force',
    how: 'Two rails with chevrons that point forward. What is past already is a row of grey dots.',
  },
  {
    overlay: 'sensors',
    title: 'Sensor reach',
    how: 'The lit area is what the sensors reach, the dark stripes are hidden behind somebody, the dashed line is the end of the range.',
  },
  {
    overlay: 'hidden',
    title: 'Hidden and remembered',
    how: 'A striped box with a crossed-out eye: the sensors do not see this one. A dashed box with a clock: not seen now, but remembered.',
  },
  {
    overlay: 'tracks',
    title: 'Beliefs',
    how: 'Thin boxes: where the car believes the others, with an arrow of the way in 1 s. Dashed: not measured just now. A thick line joins a belief and the truth where they differ by more than 0.3 m.',
  },
  {
    overlay: 'boxes',
    title: 'Bounding boxes',
    how: 'A thin outline around everybody: what collisions are checked with.',
  },
  { overlay: 'labels', title: 'Names', how: 'The name of everybody in the scenario.' },
];
