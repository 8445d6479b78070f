import { defineScenario } from '../../language/builder.ts';
import { beside, choice, distantTraffic, EGO_S, follower, LANE_M, uniform } from './parts.ts';

/** Something lies on the motorway. Tail: seen only when the lead has swerved around it, passed over it or lost it. */

/** Middle of the ego's lane. */
const LANE_D = 1.5 * LANE_M;

const map = {
  kind: 'highway',
  lanes: 3,
  shoulderM: uniform(1, 3),
  speedLimitMps: 33,
  segments: [{ lengthM: 1100 }],
} as const;

export const debrisCommon = defineScenario({
  version: 1,
  name: 'An object lies in the lane, seen from afar; the next lane is free.',
  family: 'debris',
  map,
  timeLimitS: 16,
  parameters: {
    speed: uniform(18, 28),
    followS: uniform(1.5, 2.2),
    sizeM: uniform(0.6, 1.5),
    placeS: uniform(4.5, 5.5),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 9 * $speed` },
  actors: [
    {
      id: 'debris',
      kind: 'debris',
      lengthM: '$sizeM',
      widthM: uniform(0.6, 1.5),
      heightM: '0.6 * $sizeM',
      start: { lane: 1, offsetM: uniform(-0.5, 0.5), s: `${EGO_S} + max(100, $placeS * $speed)` },
    },
    follower(1, uniform(1.2, 1.5)),
  ],
  traffic: [distantTraffic([0, 2], { headwayS: 3.5 })],
});

export const debrisTail = defineScenario({
  version: 1,
  name: 'An object that the lead hid until it swerved around it, passed over it or lost it.',
  family: 'debris',
  map,
  timeLimitS: 14,
  friction: uniform(0.75, 0.95),
  parameters: {
    speed: uniform(20, 31),
    /** 0: the lead swerves, 1: it passes over, 2: the truck ahead loses it. */
    variant: choice(0, 1, 2),
    side: choice(-1, 1),
    several: choice(0, 0, 1),
    taken: choice(0, 0, 1),
    followS: uniform(1, 1.5),
    headS: uniform(0.8, 1.2),
    straddleHeadS: uniform(1, 1.8),
    truckHeadS: uniform(1.3, 2),
    calmS: uniform(1, 1.7),
    swerveTimeS: uniform(0.9, 1.2),
    leaveS: '0.62 * $swerveTimeS + $marginS',
    marginS: uniform(0.1, 0.3),
    sizeM: uniform(0.5, 1.5),
    scatterM: uniform(5, 12),
    strayM: uniform(-1.5, 1.5),
    leadS: `${EGO_S} + 5.3 + ($headS * ($variant == 0) + $straddleHeadS * ($variant == 1)) * $speed`,
    swerveS: '$leadS + $calmS * $speed',
    debrisS: '$swerveS + 3.8 + $leaveS * $speed',
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 7 * $speed` },
  actors: [
    {
      id: 'lead',
      kind: 'van',
      when: '$variant <= 1',
      lengthM: 6,
      start: { lane: 1, s: '$leadS', speedMps: '$speed' },
      behaviour: {
        kind: 'walk',
        speedMps: '$speed',
        points: [
          { s: '$swerveS', d: LANE_D },
          { s: '$swerveS + $swerveTimeS * $speed', d: `${LANE_D} + ${LANE_M} * $side * ($variant == 0)` },
          { s: 1080, d: `${LANE_D} + ${LANE_M} * $side * ($variant == 0)` },
        ],
      },
    },
    {
      id: 'debris',
      kind: 'debris',
      when: '$variant <= 1',
      lengthM: '$sizeM',
      // What passes between a van's wheels is narrow and flat.
      widthM: '0.8 * $sizeM + 0.2 * ($variant == 0)',
      heightM: '0.2 + 0.4 * ($variant == 0)',
      start: { lane: 1, offsetM: uniform(-0.2, 0.2), s: '$debrisS' },
    },
    {
      id: 'debris-2',
      kind: 'debris',
      when: '($variant == 0) * $several',
      lengthM: 0.6,
      widthM: 0.6,
      start: { lane: 1, offsetM: uniform(-1.2, 1.2), s: '$debrisS + $scatterM' },
    },
    {
      id: 'truck',
      kind: 'truck',
      when: '$variant == 2',
      lengthM: 10,
      start: { lane: 1, gapAheadM: '$truckHeadS * $speed', speedMps: '$speed' },
      behaviour: { kind: 'drive', follow: { model: 'idm' } },
    },
    {
      id: 'load',
      kind: 'debris',
      when: '$variant == 2',
      lengthM: '$sizeM',
      widthM: uniform(0.5, 1.2),
      heightM: 0.5,
      start: {
        lane: 1,
        gapAheadM: '$truckHeadS * $speed - $sizeM - 0.3',
        speedMps: '$speed',
      },
      behaviour: {
        kind: 'walk',
        speedMps: '$speed',
        points: [{ s: 1080, d: `${LANE_D} + $strayM` }],
      },
      events: [
        {
          trigger: { kind: 'time', s: uniform(2, 3) },
          action: { kind: 'speed', speedMps: 0, accelMps2: uniform(5, 8) },
        },
      ],
    },
    beside('neighbour', '1 + $side', '$taken', -8, 4),
    follower(1, uniform(1, 1.3)),
  ],
  traffic: [distantTraffic([0, 2])],
});
