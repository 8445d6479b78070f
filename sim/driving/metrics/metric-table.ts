import { METRIC_CONSTANTS as C, type MetricConstant } from './constants.ts';
import type { ScoreId } from './score-episode.ts';

/** Order of sections in docs/metrics.md. */
export const METRIC_GROUPS = [
  'Composite scores',
  'Collisions',
  'Impact',
  'Time to collision',
  'Road',
  'Progress',
  'Comfort',
  'Hand-overs',
] as const;

/** What a score means and what it may be used for. */
export interface Metric {
  readonly title: string;
  readonly group: (typeof METRIC_GROUPS)[number];
  /** Empty: dimensionless. */
  readonly unit: string;
  readonly range: string;
  readonly better: 'higher' | 'lower';
  /** What `n` counts. */
  readonly n: string;
  /** When it may be used. */
  readonly valid: string;
  readonly definition: string;
  readonly source: string;
  /** Parts of the original that do not exist here. */
  readonly missing?: readonly string[];
  /** Where it differs from the original on purpose. */
  readonly differs?: readonly string[];
}

/** Where metrics come from, by the name that their `source` gives. */
export const METRIC_SOURCES: Readonly<Record<string, string>> = {
  nuPlan:
    'Karnchanachari et al. 2024, Towards learning-based planning: the nuPlan benchmark for real-world autonomous driving, arXiv 2403.04133; repository motional/nuplan-devkit',
  NAVSIM:
    'Dauner et al. 2024, NAVSIM: data-driven non-reactive autonomous vehicle simulation and benchmarking, arXiv 2406.15349; repository autonomousvision/navsim, version 1',
  'NAVSIM v2':
    'Cao et al. 2025, Pseudo-simulation for autonomous driving, arXiv 2506.04218; repository autonomousvision/navsim, version 2',
  CARLA:
    'CARLA Autonomous Driving Leaderboard 2.0 and 2.1; repositories carla-simulator/leaderboard and carla-simulator/scenario_runner',
  Bench2Drive:
    'Jia et al. 2024, Bench2Drive: towards multi-ability benchmarking of closed-loop end-to-end autonomous driving, arXiv 2406.03877; repository Thinklab-SJTU/Bench2Drive',
  Waymax:
    'Gulino et al. 2023, Waymax: an accelerated, data-driven simulator for large-scale autonomous driving research, arXiv 2310.08710; repository waymo-research/waymax',
};

const NUPLAN = 'nuPlan';
const NAVSIM = 'NAVSIM';
const NAVSIM_2 = 'NAVSIM v2';
const CARLA = 'CARLA';
const WAYMAX = 'Waymax';
const BENCH2DRIVE = 'Bench2Drive';

/** Of both versions of the leaderboard's driving score. */
const CARLA_MISSING: readonly string[] = [
  'red lights',
  'stop signs',
  'scenario timeouts',
  'emergency vehicles',
  'minimum speed',
  'several collisions',
];

const SAMPLED = 'the log has a sample';
const ENDED = 'the episode has ended';
const COLLIDED = 'there was a collision';

const collision = (title: string, definition: string): Metric => ({
  title,
  group: 'Collisions',
  unit: '',
  range: '0 or 1',
  better: 'lower',
  n: 'other actors',
  valid: SAMPLED,
  definition,
  source: NUPLAN,
});

const impact = (title: string, unit: string, definition: string, source: string): Metric => ({
  title,
  group: 'Impact',
  unit,
  range: '0 and more',
  better: 'lower',
  n: 'collisions',
  valid: COLLIDED,
  definition,
  source,
});

const comfortPart = (
  title: string,
  unit: string,
  range: string,
  better: Metric['better'],
  window: MetricConstant,
  definition: string,
): Metric => ({
  title,
  group: 'Comfort',
  unit,
  range,
  better,
  n: 'evenly spaced samples',
  valid: `at least ${window.value} samples, the window of its filter`,
  definition,
  source: NUPLAN,
});

const handOver = (title: string, unit: string, definition: string): Metric => ({
  title,
  group: 'Hand-overs',
  unit,
  range: '0 and more',
  better: 'lower',
  n: 'hand-overs',
  valid: `hand-overs were logged, and one of them compares at least ${C.jerkWindow.value} samples, the window of the filter of jerk`,
  definition,
  source: NAVSIM_2,
});

/** Every metric by the id of its score. Numbers in words come from `METRIC_CONSTANTS`. */
export const METRICS: Readonly<Record<ScoreId, Metric>> = {
  nuplanClosedLoop: {
    title: 'nuPlan closed-loop score',
    group: 'Composite scores',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: 'all its parts are defined, or one of its multipliers is 0',
    definition: `noAtFaultCollision x drivableArea x makingProgress x drivingDirection, times the mean of progressRatio (weight ${C.nuplanProgressWeight.value}), ttcWithinBound (${C.nuplanTtcWeight.value}), speedLimit (${C.nuplanSpeedLimitWeight.value}) and comfort (${C.nuplanComfortWeight.value}).`,
    source: NUPLAN,
    missing: ['a recorded expert: progress has another reference', 'drives that go on after a collision'],
  },
  pdms: {
    title: 'Predictive Driver Model score (PDMS)',
    group: 'Composite scores',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: 'all its parts are defined, or one of its multipliers is 0',
    definition: `noAtFaultCollision x drivableAreaStrict, times the mean of pdmsProgress (weight ${C.pdmsProgressWeight.value}), pdmsTtc (${C.pdmsTtcWeight.value}) and comfort (${C.pdmsComfortWeight.value}).`,
    source: NAVSIM,
    missing: [
      'proposals of the PDM-Closed planner: progress has another reference',
      'the rollout of one plan over 4 s in recorded traffic: the whole drive is scored, in traffic that reacts',
    ],
    differs: ["comfort is smoothed with nuPlan's windows, not with one as long as the drive"],
  },
  carla21: {
    title: 'Driving score of CARLA Leaderboard 2.1',
    group: 'Composite scores',
    unit: '%',
    range: '0 to 100',
    better: 'higher',
    n: 'samples',
    valid: `${ENDED} after at least two samples`,
    definition: `100 x routeCompletion x (1 - outsideLaneShare) / (1 + c), where c is ${C.carla21Pedestrian.value} after a collision with a pedestrian, ${C.carla21Vehicle.value} with a vehicle (bicycles and motorcycles too), ${C.carla21Static.value} with something static, and 0 without; whoever is at fault, if the ego drove at ${show(C.carlaCollisionSpeed)} or faster.`,
    source: CARLA,
    missing: CARLA_MISSING,
  },
  carla20: {
    title: 'Driving score of CARLA Leaderboard 2.0',
    group: 'Composite scores',
    unit: '%',
    range: '0 to 100',
    better: 'higher',
    n: 'samples',
    valid: `${ENDED} after at least two samples`,
    definition: `100 x routeCompletion x (1 - outsideLaneShare), times ${C.carla20Pedestrian.value} after a collision with a pedestrian, ${C.carla20Vehicle.value} with a vehicle (bicycles and motorcycles too), ${C.carla20Static.value} with something static; whoever is at fault, if the ego drove at ${show(C.carlaCollisionSpeed)} or faster.`,
    source: CARLA,
    missing: CARLA_MISSING,
  },

  collision: collision('Collision', 'Whether the ego touched another actor. An episode ends with its first collision.'),
  atFaultCollision: collision(
    'Collision at fault',
    'Whether the ego touched another actor and is at fault: it hit something stopped, or hit with its front bumper, or from the side while it was not within one lane.',
  ),
  collisionStoppedEgo: collision(
    'Collision with a stopped ego',
    `Whether the ego was hit while it drove at no more than ${show(C.stoppedSpeed)}. Never its fault.`,
  ),
  collisionStoppedTrack: collision(
    'Collision with something stopped',
    `Whether a moving ego hit an object, or another actor at no more than ${show(C.stoppedSpeed)}. Its fault.`,
  ),
  collisionActiveRear: collision(
    'Collision from behind',
    `Both moved, and the centre of the other was at a bearing of more than ${show(C.behindBearing)} from the rear axle of the ego. Never its fault.`,
  ),
  collisionActiveFront: collision(
    'Collision with the front',
    'Both moved, the other was not behind, and the front edge of the ego touched its box. The fault of the ego.',
  ),
  collisionActiveLateral: collision(
    'Collision from the side',
    'Both moved, and it was neither from behind nor with the front. The fault of the ego if it was not within one lane.',
  ),
  noAtFaultCollision: {
    title: 'No collision at fault',
    group: 'Collisions',
    unit: '',
    range: '0, 0.5 or 1',
    better: 'higher',
    n: 'other actors',
    valid: SAMPLED,
    definition: `1 - 1 / (allowed + 1) after a collision at fault, where ${C.allowedVru.value} collisions with pedestrians, cyclists and motorcyclists, ${C.allowedVehicles.value} with vehicles and ${C.allowedObjects.value} with debris or a barrier are allowed; else 1.`,
    source: NUPLAN,
  },

  impactSpeedMps: impact('Impact speed', 'm/s', 'Relative speed of ego and other at contact.', 'definition'),
  impactDeltaVMps: impact(
    'Delta-v of the ego',
    'm/s',
    'Change of velocity of the ego in a plastic impact: impact speed x m / (M + m) with the masses M of the ego and m of the other, by kind; a barrier does not move.',
    'conservation of momentum',
  ),
  impactDeltaVOtherMps: impact(
    'Delta-v of the other',
    'm/s',
    'The same of the other: impact speed x M / (M + m). What a pedestrian or cyclist suffers.',
    'conservation of momentum',
  ),
  impactDeltaVNuplanMps: impact(
    'Delta-v as in nuPlan',
    'm/s',
    `The same with ${show(C.nuplanMass)} for everybody: half the impact speed.`,
    NUPLAN,
  ),
  impactEnergyJ: impact(
    'Impact energy',
    'J',
    'Kinetic energy that a plastic impact turns into deformation: half the reduced mass M m / (M + m) x impact speed squared.',
    'conservation of momentum and energy',
  ),

  ttcWithinBound: {
    title: 'Time to collision within bound',
    group: 'Time to collision',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'samples',
    valid: SAMPLED,
    definition: `Whether minTtcS is above ${show(C.ttcBound)}.`,
    source: NUPLAN,
  },
  minTtcS: {
    title: 'Smallest time to collision',
    group: 'Time to collision',
    unit: 's',
    range: `0 to ${C.ttcHorizon.value}`,
    better: 'higher',
    n: 'samples',
    valid: SAMPLED,
    definition: `Everybody keeps speed and heading; boxes are compared every ${show(C.ttcStep)} up to, not at, ${show(C.ttcHorizon)}. Counted are actors at a bearing below ${show(C.aheadBearing)} from the rear axle and, where the ego is not within one lane or is in an intersection, all that are not behind (above ${show(C.behindBearing)}). Samples with the ego at ${show(C.ttcStoppedSpeed)} or slower are passed over, and so is at the last sample whom the ego touches. 0 after a collision at fault. ${C.ttcHorizon.value} means: nothing was met.`,
    source: NUPLAN,
    differs: ['infinity is replaced by the horizon, so that means exist', 'who rolls back is expected to roll on back'],
  },
  pdmsTtc: {
    title: 'Time to collision of PDMS',
    group: 'Time to collision',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'evenly spaced samples',
    valid: SAMPLED,
    definition: `Whether an ego that kept speed and heading would at no sample, nor ${aheadTimes()} later, overlap another where that other really was then. Who counts is chosen as for minTtcS; who is touched without counting, or overlaps from the start, is not looked at again. Samples with the ego slower than ${show(C.ttcStoppedSpeed)} are passed over.`,
    source: NAVSIM,
  },

  drivableArea: {
    title: 'Drivable area compliance',
    group: 'Road',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'samples',
    valid: SAMPLED,
    definition: `Whether every corner of the ego was always nearer than ${show(C.drivableTolerance)} to a lane or shoulder.`,
    source: NUPLAN,
  },
  drivableAreaStrict: {
    title: 'Drivable area compliance of PDMS',
    group: 'Road',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'samples',
    valid: SAMPLED,
    definition: 'Whether every corner of the ego was always on a lane or shoulder.',
    source: NAVSIM,
  },
  offRoadShare: {
    title: 'Off-road share',
    group: 'Road',
    unit: '',
    range: '0 to 1',
    better: 'lower',
    n: 'samples',
    valid: SAMPLED,
    definition: 'Share of samples with a corner of the ego off all lanes and shoulders.',
    source: WAYMAX,
  },
  drivingDirection: {
    title: 'Driving direction compliance',
    group: 'Road',
    unit: '',
    range: '0, 0.5 or 1',
    better: 'higher',
    n: 'evenly spaced samples',
    valid: 'the log has two samples',
    definition: `From the greatest way against the direction of the lane under the centre of the ego within ${show(C.directionWindow)}: 1 below ${show(C.directionCompliance)}, 0.5 below ${show(C.directionViolation)}, else 0. Steps between lanes of opposite directions and off the lanes count 0.`,
    source: NUPLAN,
    differs: [
      'the window holds exactly 1 s (the original sums one sample more)',
      'a lane change does not reset the way',
    ],
  },
  laneKeeping: {
    title: 'Lane keeping',
    group: 'Road',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'evenly spaced samples',
    valid: `at least ${show(C.laneKeepingDuration)} of samples`,
    definition: `Whether the centre of the ego was never farther than ${show(C.laneKeepingDeviation)} from the middle of the nearest lane of its direction for ${show(C.laneKeepingDuration)} of samples in a row, outside intersections.`,
    source: NAVSIM_2,
    differs: [
      'the nearest lane instead of the one centre line of a route: a lane change is no failure',
      'an intersection ends a row (the original goes on counting behind it)',
    ],
  },
  outsideLaneShare: {
    title: 'Distance outside lanes',
    group: 'Road',
    unit: '',
    range: '0 to 1',
    better: 'lower',
    n: 'samples',
    valid: 'the log has two samples',
    definition: `Share of the driven distance with the centre of the ego on an oncoming lane, or farther than ${show(C.carlaOutsideTolerance)} from every lane.`,
    source: CARLA,
  },
  speedLimit: {
    title: 'Speed limit compliance',
    group: 'Road',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: 'the log has two samples',
    definition: `1 - (mean speed above the limit) / (${show(C.overspeed)}), at least 0. The limit is that of the lane under the centre of the ego, and that of the road beside lanes.`,
    source: NUPLAN,
    differs: [
      'overspeed is integrated over time by trapezia (the original counts one sample too many)',
      'a limit holds beside lanes too',
    ],
  },
  kinematicInfeasibility: {
    title: 'Kinematic infeasibility',
    group: 'Road',
    unit: '',
    range: '0 to 1',
    better: 'lower',
    n: 'steps between evenly spaced samples',
    valid: 'the log has two such samples',
    definition: `Share of steps in which the speed changed by more than ${show(C.infeasibleAcceleration)} or the path bent by more than ${show(C.infeasibleCurvature)} (from ${show(C.infeasibleMinSpeed)} on). The ego being simulated as a body on tyres, this is a check of the simulation, or of pushes that it got.`,
    source: WAYMAX,
    differs: ['curvature from true headings, not from the direction of velocity: a car slips sideways'],
  },

  routeCompletion: {
    title: 'Route completion',
    group: 'Progress',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: ENDED,
    definition: 'Way made along road 0 over the way from the start to the goal.',
    source: CARLA,
  },
  progressRatio: {
    title: 'Progress',
    group: 'Progress',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: ENDED,
    definition: `max(way made, t) / max(reference, t), at most 1, with t = ${show(C.progressThreshold)}; 0 after more than t backwards. The reference is the shorter of the way to the goal and the desired speed x the time limit.`,
    source: NUPLAN,
    missing: ['a recorded expert, whose way the original divides by'],
  },
  makingProgress: {
    title: 'Making progress',
    group: 'Progress',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'samples',
    valid: ENDED,
    definition: `Whether progressRatio is at least ${C.makingProgressShare.value}.`,
    source: NUPLAN,
    missing: ['a recorded expert, as for progressRatio'],
  },
  pdmsProgress: {
    title: 'Progress of PDMS',
    group: 'Progress',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: 'samples',
    valid: ENDED,
    definition: `Way made over the reference of progressRatio, from 0 to 1; 1 where the reference is no longer than ${show(C.pdmsProgressThreshold)}.`,
    source: NAVSIM,
    missing: ['the safe proposal of PDM-Closed that came farthest, by which the original divides'],
  },

  comfort: {
    title: 'Comfort',
    group: 'Comfort',
    unit: '',
    range: '0 or 1',
    better: 'higher',
    n: 'evenly spaced samples',
    valid: `at least ${C.jerkWindow.value} samples, the longest window of its filters`,
    definition: `Whether the whole drive was within all of: longitudinal acceleration ${C.accelerationMin.value} to ${show(C.accelerationMax)}, lateral acceleration ${show(C.lateralMax)}, yaw rate ${show(C.yawRateMax)}, yaw acceleration ${show(C.yawAccelerationMax)}, longitudinal jerk ${show(C.longitudinalJerkMax)}, jerk ${show(C.jerkMax)}; the bounds excluded.`,
    source: NUPLAN,
    differs: [
      'a drive shorter than a window is not judged (the original shortens the window)',
      'an even window is evaluated at its sample (the original is half a sample late except near the ends, where the jump adds to jerk)',
    ],
  },
  minLonAccelerationMps2: comfortPart(
    'Hardest braking',
    'm/s2',
    'any',
    'higher',
    C.accelerationWindow,
    `Smallest longitudinal acceleration, smoothed (Savitzky-Golay, window ${C.accelerationWindow.value}, order ${C.smoothingOrder.value}).`,
  ),
  maxLonAccelerationMps2: comfortPart(
    'Hardest acceleration',
    'm/s2',
    'any',
    'lower',
    C.accelerationWindow,
    'Greatest longitudinal acceleration, smoothed in the same way.',
  ),
  maxLatAccelerationMps2: comfortPart(
    'Greatest lateral acceleration',
    'm/s2',
    '0 and more',
    'lower',
    C.accelerationWindow,
    'Greatest size of the lateral acceleration, smoothed in the same way.',
  ),
  maxYawRateRadps: comfortPart(
    'Greatest yaw rate',
    'rad/s',
    '0 and more',
    'lower',
    C.yawWindow,
    `Greatest size of the first derivative of the heading (Savitzky-Golay, window ${C.yawWindow.value}, order ${C.smoothingOrder.value}).`,
  ),
  maxYawAccelerationRadps2: comfortPart(
    'Greatest yaw acceleration',
    'rad/s2',
    '0 and more',
    'lower',
    C.yawWindow,
    `Greatest size of the second derivative of the heading (Savitzky-Golay, window ${C.yawWindow.value}, order ${C.yawAccelerationOrder.value}).`,
  ),
  maxLonJerkMps3: comfortPart(
    'Greatest longitudinal jerk',
    'm/s3',
    '0 and more',
    'lower',
    C.jerkWindow,
    `Greatest size of the first derivative (Savitzky-Golay, window ${C.jerkWindow.value}, order ${C.smoothingOrder.value}) of the smoothed longitudinal acceleration.`,
  ),
  maxJerkMps3: comfortPart(
    'Greatest jerk',
    'm/s3',
    '0 and more',
    'lower',
    C.jerkWindow,
    'The same of the size of the whole acceleration.',
  ),
  smoothness: {
    title: 'Smoothness',
    group: 'Comfort',
    unit: '',
    range: '0 to 1',
    better: 'higher',
    n: `segments of ${show(C.segmentSamples)}`,
    valid: 'there is a whole segment',
    definition: `Share of segments within the bounds of comfort, each filtered on its own (Savitzky-Golay, window ${C.segmentWindow.value}, order ${C.smoothingOrder.value}).`,
    source: BENCH2DRIVE,
    differs: [
      'yaw acceleration is a derivative (the original smooths the yaw rate twice)',
      'the yaw rate is in rad/s (the original compares degrees with a bound in radians)',
    ],
  },

  planConsistency: {
    ...handOver(
      'Consistent hand-overs',
      '',
      `Share of hand-overs after which what is intended differs little from what was intended before: RMS differences over the common time of at most ${show(C.handOverAcceleration)} of acceleration, ${show(C.handOverJerk)} of jerk, ${show(C.handOverYawRate)} of yaw rate, ${show(C.handOverYawAcceleration)} of yaw acceleration.`,
    ),
    range: '0 to 1',
    better: 'higher',
    differs: [
      'at every change of command or plan, instead of every 0.5 s',
      'acceleration along the path, and yaw rate as intended, not as the derivative of a heading',
    ],
  },
  handOverAccelerationMps2: handOver(
    'Acceleration at hand-overs',
    'm/s2',
    'Mean over hand-overs of the RMS difference of smoothed acceleration.',
  ),
  handOverJerkMps3: handOver('Jerk at hand-overs', 'm/s3', 'The same of jerk.'),
  handOverYawRateRadps: handOver('Yaw rate at hand-overs', 'rad/s', 'The same of the yaw rate.'),
  handOverYawAccelerationRadps2: handOver('Yaw acceleration at hand-overs', 'rad/s2', 'The same of yaw acceleration.'),
};

function show({ value, unit }: MetricConstant): string {
  return unit === '' ? `${value}` : `${value} ${unit}`;
}

function aheadTimes(): string {
  const times: string[] = [];
  for (let k = C.pdmsTtcStride.value as number; k < C.pdmsTtcSamples.value; k += C.pdmsTtcStride.value) {
    times.push(`${k / 10}`);
  }
  return `${times.slice(0, -1).join(', ')} or ${times[times.length - 1]} s`;
}
