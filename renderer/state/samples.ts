import type { ArmPreset } from './arm-presets.ts';

/** An episode to begin with. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  /** What happens, and what to look at. */
  readonly text: string;
  readonly scenario: string;
  readonly seed: number;
  readonly arm: ArmPreset;
  readonly latencyMs: number;
}

/** Of the test split; what their texts claim, a test runs. In each the fast policy alone collides. */
export const SAMPLES: readonly Sample[] = [
  {
    id: 'cut-in',
    title: 'A car cuts in and brakes',
    text: 'The uncertainty rises above its threshold, the planner is asked, and the orange plan takes over from the blue trajectory. Neither braking alone nor the fast policy alone gets through.',
    scenario: 'cut-in/tail',
    seed: 3,
    arm: 'dual',
    latencyMs: 200,
  },
  {
    id: 'pedestrian',
    title: 'A pedestrian from behind a parked car',
    text: 'Watch the sensor rays: the pedestrian is hidden at first, then seen late. The candidates fan out, and one is chosen.',
    scenario: 'pedestrian/tail',
    seed: 4,
    arm: 'dual',
    latencyMs: 200,
  },
  {
    id: 'debris',
    title: 'Debris on the road, a slow planner',
    text: 'The plan arrives 400 ms after it was asked for, which is too late. Set the planner latency to 200 ms and press R: the same seed, and it gets through.',
    scenario: 'debris/tail',
    seed: 17,
    arm: 'dual',
    latencyMs: 400,
  },
];

/** What opens first, and plays behind the welcome. */
export const FIRST_SAMPLE: Sample = SAMPLES[0];
