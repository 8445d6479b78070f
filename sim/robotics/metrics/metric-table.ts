import type { ArmScoreId } from './arm-scores.ts';
import { MAX_PRESS_N } from '../world/press-watch.ts';
import { LEAST_FALL_M, WATCH_S } from './drop-watch.ts';
import { BRAKING_MPS2, REACTION_S } from './separation.ts';

export const ARM_METRIC_GROUPS = ['Task', 'Grasp', 'Safety', 'Motion'] as const;

/** What a score of the arm means and what it may be used for. */
export interface ArmMetric {
  readonly title: string;
  readonly group: (typeof ARM_METRIC_GROUPS)[number];
  /** Empty: dimensionless. */
  readonly unit: string;
  readonly range: string;
  readonly better: 'higher' | 'lower';
  /** What `n` counts. */
  readonly n: string;
  /** When it may be used. */
  readonly valid: string;
  readonly definition: string;
  /** A name of `ARM_METRIC_SOURCES`, or in a few words where it comes from. */
  readonly source: string;
}

/** Where metrics come from, by the name that their `source` gives. */
export const ARM_METRIC_SOURCES: Readonly<Record<string, string>> = {
  ManiSkill:
    'Tao et al. 2024, ManiSkill3: GPU parallelized robotics simulation and rendering for generalizable embodied AI, arXiv 2410.00425; repository haosulab/ManiSkill',
  robosuite:
    'Zhu et al. 2020, robosuite: a modular simulation framework and benchmark for robot learning, arXiv 2009.12293; repository ARISE-Initiative/robosuite',
  'ISO/TS 15066':
    'ISO/TS 15066:2016, Robots and robotic devices: collaborative robots, clause 5.5.4, speed and separation monitoring; taken over into ISO 10218-2:2025',
};

/** Every number that the arm's scores depend on beside the task's own, with where it comes from. */
export const ARM_METRIC_CONSTANTS = {
  reaction: {
    value: REACTION_S,
    unit: 's',
    name: 'Time from a danger to the start of braking',
    source: 'ours; the form is that of ISO/TS 15066',
  },
  braking: {
    value: BRAKING_MPS2,
    unit: 'm/s2',
    name: 'Braking of the tool centre point',
    source: 'ours, cautious for the limits of the arm; the form is that of ISO/TS 15066',
  },
  leastFall: { value: LEAST_FALL_M, unit: 'm', name: 'Fall from which on something was dropped', source: 'ours' },
  dropWatch: {
    value: WATCH_S,
    unit: 's',
    name: 'Longest time for which what was let go is watched until it rests',
    source: 'ours',
  },
  maxPress: {
    value: MAX_PRESS_N,
    unit: 'N',
    name: 'Force, smoothed over 50 ms, with which the arm may press on anything; more is a collision',
    source: 'ISO/TS 15066:2016, table A.2, hands and fingers, quasi-static contact',
  },
} as const;

const C = ARM_METRIC_CONSTANTS;
const RAN = 'the episode has a control tick';
const DEFINITION = 'definition';

/** Every metric of the arm by the id of its score (`scoreArmEpisode`). */
export const ARM_METRICS: Readonly<Record<ArmScoreId, ArmMetric>> = {
  'arm-success': {
    title: 'Success',
    group: 'Task',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'episodes',
    valid: 'the episode has ended',
    definition:
      'Whether the condition of the task held for its time, without a collision: PickCube and StackCube of ManiSkill, Lift of robosuite, with the tolerances that the task names.',
    source: 'ManiSkill',
  },
  'arm-success-time': {
    title: 'Time to success',
    group: 'Task',
    unit: 's',
    range: '0 and more',
    better: 'lower',
    n: 'successes',
    valid: 'the episode succeeded',
    definition: 'From the start until the condition of the task had held for its time.',
    source: DEFINITION,
  },
  'arm-grasp-attempts': {
    title: 'Grasp attempts',
    group: 'Grasp',
    unit: '',
    range: '0 and more',
    better: 'lower',
    n: 'control ticks',
    valid: `the task has an object, and ${RAN}`,
    definition: 'Times that the gripper was commanded from opening to closing, whether or not it got hold of anything.',
    source: DEFINITION,
  },
  'arm-drops': {
    title: 'Drops',
    group: 'Grasp',
    unit: '',
    range: '0 and more',
    better: 'lower',
    n: 'grasps',
    valid: 'something was grasped',
    definition: `Times that something was held, then let go or slipped, and came to rest, after ${C.dropWatch.value} s or at the end of the episode, ${C.leastFall.value} m or more below, and not at the goal. What the scenario itself makes slip is no drop.`,
    source: DEFINITION,
  },
  'arm-obstacle-clearance': {
    title: 'Clearance to obstacles',
    group: 'Safety',
    unit: 'm',
    range: 'any',
    better: 'higher',
    n: 'control ticks',
    valid: `there are obstacles, and ${RAN}`,
    definition:
      'Smallest signed distance of arm, fingers and what is held to an obstacle, over all steps of the physics; at most 0 where they met.',
    source: DEFINITION,
  },
  'arm-person-clearance': {
    title: 'Clearance to the person',
    group: 'Safety',
    unit: 'm',
    range: 'any',
    better: 'higher',
    n: 'control ticks',
    valid: `there is a person, and ${RAN}`,
    definition: "The same to the person's arm.",
    source: DEFINITION,
  },
  'arm-near-person-share': {
    title: 'Time too near to the person',
    group: 'Safety',
    unit: '',
    range: '0 to 1',
    better: 'lower',
    n: 'control ticks',
    valid: `there is a person, and ${RAN}`,
    definition: `Share of control ticks in which the person's arm was nearer than the protective separation distance v_h (T_r + T_s) + v_r T_r + v_r^2 / (2 a), with the speeds v_h of the person's hand and v_r of the tool centre point, the reaction time T_r = ${C.reaction.value} s, the braking a = ${C.braking.value} m/s2 and the time T_s = v_r / a to stand; positions are known exactly, so that their uncertainties are 0.`,
    source: 'ISO/TS 15066',
  },
  'arm-peak-force': {
    title: 'Peak contact force',
    group: 'Safety',
    unit: 'N',
    range: '0 and more',
    better: 'lower',
    n: 'control ticks',
    valid: RAN,
    definition: 'Largest force of contacts on a part of the arm or on what it holds in a step of the physics.',
    source: DEFINITION,
  },
  'arm-hand-path': {
    title: 'Path of the hand',
    group: 'Motion',
    unit: 'm',
    range: '0 and more',
    better: 'lower',
    n: 'control ticks between two positions',
    valid: 'the episode has two control ticks',
    definition: 'Length of the way of the tool centre point, by straight legs from tick to tick.',
    source: DEFINITION,
  },
  'arm-hand-jerk': {
    title: 'Jerk of the hand',
    group: 'Motion',
    unit: 'm/s3',
    range: '0 and more',
    better: 'lower',
    n: 'third differences',
    valid: 'the episode has four control ticks',
    definition:
      'Root mean square of the jerk of the tool centre point, by third differences of its positions at control ticks.',
    source: DEFINITION,
  },
  'arm-torque-saturation': {
    title: 'Torque saturation',
    group: 'Motion',
    unit: '',
    range: '0 to 1',
    better: 'lower',
    n: 'steps of the physics',
    valid: RAN,
    definition: 'Share of steps of the physics in which a motor was at its torque limit or, kinematic, needed more.',
    source: DEFINITION,
  },
};
