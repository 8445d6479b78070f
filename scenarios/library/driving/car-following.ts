import { defineScenario } from '../../language/builder.ts';
import { beside, choice, EGO_S, follower, idm, LANE_M, uniform } from './parts.ts';

/** Dense columns. Tail: the lead stops hard, or a motorcycle squeezes in. */

/** Middle of the ego's lane. */
const LANE_D = 1.5 * LANE_M;

const map = {
  kind: 'highway',
  lanes: 3,
  shoulderM: uniform(1, 3),
  speedLimitMps: 33,
  segments: [{ lengthM: 1100 }],
} as const;

export const carFollowingCommon = defineScenario({
  version: 1,
  name: 'The ego follows a dense column with waves of speed.',
  family: 'car-following',
  map,
  timeLimitS: 16,
  parameters: {
    speed: uniform(18, 30),
    headS: uniform(1.4, 2.1),
    gap2S: uniform(1.2, 1.6),
    gap3S: uniform(1.2, 1.6),
    followS: uniform(1.2, 1.8),
    slow: uniform(0.6, 0.9),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed + 2', goalS: `${EGO_S} + 9 * $speed` },
  actors: [
    {
      id: 'lead-1',
      kind: { choice: ['car', 'car', 'van', 'truck'] },
      lengthM: 5,
      start: { lane: 1, gapAheadM: '$headS * $speed', speedMps: '$speed' },
      behaviour: idm(1.1, { desiredSpeedMps: '1.05 * $speed' }),
    },
    {
      id: 'lead-2',
      kind: 'car',
      start: { lane: 1, gapAheadM: '($headS + $gap2S) * $speed + 5', speedMps: '$speed' },
      behaviour: idm(1.1, { desiredSpeedMps: '1.05 * $speed' }),
    },
    {
      id: 'lead-3',
      kind: 'car',
      start: { lane: 1, gapAheadM: '($headS + $gap2S + $gap3S) * $speed + 10', speedMps: '$speed' },
      behaviour: idm(1.3),
      events: [
        {
          trigger: { kind: 'time', s: uniform(1, 4) },
          action: { kind: 'speed', speedMps: '$slow * $speed', accelMps2: uniform(1, 2) },
        },
        {
          trigger: { kind: 'after', of: 'lead-3', event: 0, s: uniform(4, 6) },
          action: { kind: 'speed', speedMps: '$speed', accelMps2: uniform(1, 1.5) },
        },
      ],
    },
    follower(1, uniform(1.1, 1.4)),
  ],
  traffic: [
    {
      id: 'flow',
      lanes: [0, 2],
      fromS: 5,
      toS: `${EGO_S} + 7 * $speed`,
      speedMps: '0.97 * $speed',
      headwayS: 2.8,
      mobilShare: 0.3,
    },
  ],
});

export const carFollowingTail = defineScenario({
  version: 1,
  name: 'In a dense column the lead stops hard, or a motorcycle squeezes in just ahead.',
  family: 'car-following',
  map,
  timeLimitS: 16,
  friction: uniform(0.6, 0.9),
  parameters: {
    speed: uniform(18, 30),
    side: choice(-1, 1),
    /** 0: the lead brakes hard, 1: it crashes into something, 2: a motorcycle squeezes in. */
    variant: choice(0, 0, 1, 1, 2),
    partly: choice(0, 0, 1),
    headS: uniform(0.8, 1.2),
    leadGapM: '$headS * $speed + 0.4 * ($variant == 2) * $speed',
    nextS: uniform(1, 1.5),
    followS: uniform(1, 1.5),
    changeS: uniform(1.2, 2),
    brakeAtS: uniform(0.8, 2),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed + 1', goalS: `${EGO_S} + 6 * $speed` },
  actors: [
    {
      id: 'braking-lead',
      kind: { choice: ['car', 'van'] },
      when: '$variant != 1',
      lengthM: 5,
      start: { lane: 1, gapAheadM: '$leadGapM', speedMps: '$speed' },
      behaviour: idm(1, { maxAccelMps2: 2 }),
      events: [
        {
          trigger: { kind: 'time', s: '12 * ($variant == 2) + $brakeAtS' },
          action: { kind: 'brake', decelMps2: uniform(7, 9), toSpeedMps: 0, holdS: uniform(0.5, 1) },
        },
      ],
    },
    {
      id: 'crashing-lead',
      kind: { choice: ['car', 'van'] },
      when: '$variant == 1',
      lengthM: 5,
      start: { lane: 1, gapAheadM: '$leadGapM', speedMps: '$speed' },
      behaviour: { kind: 'walk', speedMps: '$speed', points: [{ s: 1080, d: LANE_D }] },
      events: [
        {
          trigger: { kind: 'time', s: '$brakeAtS' },
          action: { kind: 'speed', speedMps: 0, accelMps2: uniform(14, 20) },
        },
      ],
    },
    {
      id: 'lead-2',
      kind: 'car',
      start: { lane: 1, gapAheadM: '$leadGapM + $nextS * $speed + 5', speedMps: '$speed' },
      behaviour: idm(1.1),
    },
    {
      id: 'lead-3',
      kind: 'car',
      start: { lane: 1, gapAheadM: '$leadGapM + 2 * $nextS * $speed + 10', speedMps: '$speed' },
      behaviour: idm(1.1),
    },
    {
      id: 'motorcycle',
      kind: 'motorcycle',
      when: '$variant == 2',
      start: { lane: '1 + $side', gapAheadM: uniform(4, 8), speedMps: '$speed' },
      behaviour: { ...idm(0.8), ignoresEgo: true },
      events: [
        {
          trigger: { kind: 'time', s: '$brakeAtS' },
          action: { kind: 'change-lane', lanes: '-$side', durationS: '$changeS' },
        },
        {
          trigger: { kind: 'after', of: 'motorcycle', event: 0, s: '$changeS' },
          action: { kind: 'brake', decelMps2: uniform(3, 6), toSpeedMps: '0.5 * $speed', holdS: 1 },
        },
      ],
    },
    beside('neighbour', '1 + $side', '$partly * ($variant != 2)', -12, 12),
    follower(1, uniform(1, 1.3)),
  ],
  traffic: [
    {
      id: 'wall-right',
      when: '$side > 0',
      lanes: [0],
      fromS: 5,
      toS: `${EGO_S} + 6 * $speed`,
      speedMps: '0.98 * $speed',
      headwayS: 2.2,
      mobilShare: 0,
    },
    {
      id: 'wall-left',
      when: '$side < 0',
      lanes: [2],
      fromS: 5,
      toS: `${EGO_S} + 6 * $speed`,
      speedMps: '0.98 * $speed',
      headwayS: 2.2,
      mobilShare: 0,
    },
  ],
});
