import { defineScenario } from '../../language/builder.ts';
import { beside, choice, distantTraffic, EGO_S, follower, heedless, uniform } from './parts.ts';

/** Curved motorways. Tail: the neighbour drifts over, or somebody comes the wrong way. */

/** Bends that ask for at most 2.5 m/s2 of lateral acceleration. */
const CURVATURE = '$bend / max($radius, 0.4 * $speed * $speed)';

const road = {
  kind: 'highway',
  shoulderM: uniform(1.5, 3),
  speedLimitMps: 33,
  segments: [
    { lengthM: 130 },
    { lengthM: 260, curvature: CURVATURE },
    { lengthM: 60 },
    { lengthM: 260, curvature: `-${CURVATURE}` },
    { lengthM: 500 },
  ],
} as const;

export const laneKeepingCommon = defineScenario({
  version: 1,
  name: 'The ego keeps its lane through bends in light traffic.',
  family: 'lane-keeping',
  map: { ...road, lanes: choice(2, 3) },
  timeLimitS: 16,
  parameters: { speed: uniform(22, 32), radius: uniform(300, 900), bend: choice(-1, 1), egoLane: choice(0, 1) },
  ego: {
    lane: '$egoLane',
    s: EGO_S,
    speedMps: '$speed',
    desiredSpeedMps: '$speed',
    goalS: `${EGO_S} + 12 * $speed`,
  },
  traffic: [
    {
      id: 'flow',
      lanes: [0, 1],
      fromS: 5,
      toS: `${EGO_S} + 18 * $speed`,
      speedMps: '$speed',
      headwayS: 3.6,
      clearAheadM: 55,
      clearBehindM: 35,
    },
  ],
});

export const laneKeepingTail = defineScenario({
  version: 1,
  name: 'A neighbour drifts into the ego, or a wrong-way driver comes round the bend.',
  family: 'lane-keeping',
  map: { ...road, lanes: 3 },
  timeLimitS: 14,
  parameters: {
    speed: uniform(22, 32),
    radius: uniform(300, 900),
    bend: choice(-1, 1),
    side: choice(-1, 1),
    wrongWay: choice(0, 0, 0, 1),
    occupied: choice(0, 0, 1),
    followS: uniform(1, 1.6),
    driftMps: uniform(0.5, 1.2),
    wrongMps: uniform(18, 27),
    wrongS: `${EGO_S} + ($speed + $wrongMps) * $meetS`,
    meetS: uniform(4.5, 6),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 9 * $speed` },
  actors: [
    {
      id: 'drifter',
      kind: { choice: ['car', 'car', 'van', 'truck'] },
      when: '$wrongWay == 0',
      start: { lane: '1 + $side', gapAheadM: uniform(-12, 10), speedMps: '$speed' },
      behaviour: heedless(1.2),
      events: [
        {
          trigger: { kind: 'time', s: uniform(1.8, 3.2) },
          action: { kind: 'change-lane', lanes: '-$side', durationS: '3.5 / $driftMps' },
        },
      ],
    },
    {
      id: 'wrong-way',
      kind: 'car',
      when: '$wrongWay',
      start: { lane: 1, s: '$wrongS', headingRad: 'pi', speedMps: '$wrongMps' },
      behaviour: {
        kind: 'walk',
        points: [0.8, 0.6, 0.4, 0.2, 0].map((share) => ({ s: `${share} * $wrongS`, d: 5.25 })),
        speedMps: '$wrongMps',
      },
    },
    beside('neighbour', '1 - $side', '$occupied', -14, 10),
    follower(1, uniform(1, 1.3)),
  ],
  traffic: [distantTraffic([0, 2], { headwayS: 4.5 })],
});
