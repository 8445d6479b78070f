import { defineScenario } from '../../language/builder.ts';
import type { ScenarioActorInput } from '../../language/schema.ts';
import { beside, choice, distantTraffic, EGO_S, follower, LANE_M, uniform } from './parts.ts';

/** The lead swerves away from a stalled car that it hid (UN R157, 4.5). Tail: at the last moment. */

/** Middle of the ego's lane. */
const LANE_D = 1.5 * LANE_M;

const map = {
  kind: 'highway',
  lanes: 3,
  shoulderM: uniform(1, 3),
  speedLimitMps: 33,
  segments: [{ lengthM: 1100 }],
} as const;

/**
 * Drives blindly along a line drawn in advance: every car-following model would brake for the stalled car and give it
 * away. Its front is `$leaveS` seconds before the stalled car's rear when it begins to swerve.
 */
const swervingLead: ScenarioActorInput = {
  id: 'lead',
  kind: 'van',
  lengthM: 6,
  start: { lane: 1, s: '$leadS', speedMps: '$speed' },
  behaviour: {
    kind: 'walk',
    speedMps: '$speed',
    points: [
      { s: '$swerveS', d: LANE_D },
      { s: '$swerveS + $swerveTimeS * $speed', d: `${LANE_D} + ${LANE_M} * $side` },
      { s: 1080, d: `${LANE_D} + ${LANE_M} * $side` },
    ],
  },
};

const stalledCar: ScenarioActorInput = {
  id: 'stalled',
  kind: { choice: ['car', 'car', 'van'] },
  lengthM: 4.8,
  start: { lane: 1, offsetM: uniform(-0.4, 0.4), s: '$swerveS + 3 + $leaveS * $speed + 2.4' },
};

const geometry = {
  side: choice(-1, 1),
  leadS: `${EGO_S} + 2.3 + $headS * $speed + 3`,
  swerveS: '$leadS + $calmS * $speed',
  calmS: uniform(2, 3),
};

export const cutOutCommon = defineScenario({
  version: 1,
  name: 'The lead leaves the lane early and shows a stalled car far ahead.',
  family: 'cut-out',
  map,
  timeLimitS: 16,
  parameters: {
    ...geometry,
    speed: uniform(18, 27),
    headS: uniform(1.2, 1.7),
    followS: uniform(1.4, 2),
    swerveTimeS: uniform(2, 2.6),
    revealM: uniform(80, 120),
    leaveS: '($revealM - $headS * $speed - 6) / $speed',
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 9 * $speed` },
  actors: [swervingLead, stalledCar, follower(1, uniform(1.2, 1.5))],
  traffic: [distantTraffic([0, 2], { headwayS: 4.5 })],
});

export const cutOutTail = defineScenario({
  version: 1,
  name: 'The lead swerves at the last moment around a stalled car that it hid.',
  family: 'cut-out',
  map,
  timeLimitS: 14,
  friction: uniform(0.75, 0.95),
  parameters: {
    ...geometry,
    calmS: uniform(1, 1.6),
    speed: uniform(22, 32),
    headS: uniform(0.7, 1.1),
    followS: uniform(1, 1.5),
    swerveTimeS: uniform(0.95, 1.25),
    leaveS: '0.62 * $swerveTimeS + $marginS',
    marginS: uniform(0.03, 0.2),
    /** 0, 1: both neighbour lanes are free, 2: the lead's is taken, 3: the other one is. */
    taken: choice(0, 1, 2, 3),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 7 * $speed` },
  actors: [
    swervingLead,
    stalledCar,
    beside('neighbour-lead-side', '1 + $side', '$taken == 2', -8, 6),
    beside('neighbour-other-side', '1 - $side', '$taken == 3', -8, 6),
    follower(1, uniform(1, 1.3)),
  ],
  traffic: [distantTraffic([0, 2])],
});
