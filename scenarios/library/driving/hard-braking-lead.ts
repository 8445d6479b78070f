import { defineScenario } from '../../language/builder.ts';
import { beside, choice, distantTraffic, EGO_S, follower, idm, uniform } from './parts.ts';

/** The lead brakes (UN R157, 4.3_2; Euro NCAP CCRb). Tail: to standstill with all that the tyres give. */

const map = {
  kind: 'highway',
  lanes: 3,
  shoulderM: uniform(1, 3),
  speedLimitMps: 36,
  segments: [{ lengthM: 1100 }],
} as const;

export const hardBrakingLeadCommon = defineScenario({
  version: 1,
  name: 'The lead brakes firmly at a proper distance.',
  family: 'hard-braking-lead',
  map,
  timeLimitS: 16,
  parameters: { speed: uniform(20, 32), headS: uniform(1.4, 2.2), followS: uniform(1.3, 2), rest: uniform(0.4, 0.7) },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 9 * $speed` },
  actors: [
    {
      id: 'lead',
      kind: { choice: ['car', 'car', 'van'] },
      start: { lane: 1, gapAheadM: '$headS * $speed', speedMps: '$speed' },
      behaviour: idm(1.2, { maxAccelMps2: 1.8 }),
      events: [
        {
          trigger: { kind: 'time', s: uniform(1.5, 4) },
          action: { kind: 'brake', decelMps2: uniform(2.5, 4), toSpeedMps: '$rest * $speed', holdS: uniform(0.5, 1.5) },
        },
      ],
    },
    {
      id: 'lead-2',
      kind: 'car',
      start: { lane: 1, gapAheadM: '($headS + 1.6) * $speed + 6', speedMps: '$speed' },
      behaviour: idm(1.2),
    },
    follower(1, uniform(1.1, 1.4)),
  ],
  traffic: [
    distantTraffic([0, 2], { headwayS: 5, mobilShare: 0.5, clearAheadM: '0.8 * $speed', clearBehindM: '0.8 * $speed' }),
  ],
});

export const hardBrakingLeadTail = defineScenario({
  version: 1,
  name: 'The lead brakes to standstill as hard as it can, close ahead.',
  family: 'hard-braking-lead',
  map,
  timeLimitS: 16,
  friction: uniform(0.5, 0.8),
  parameters: {
    speed: uniform(22, 33),
    headS: uniform(0.8, 1.2),
    followS: uniform(0.9, 1.4),
    /** 1: left, 2: right, 3: both sides are taken. */
    taken: choice(0, 0, 1, 1, 2, 2, 3),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 5.8 * $speed` },
  actors: [
    {
      id: 'lead',
      kind: { choice: ['car', 'van'] },
      start: { lane: 1, gapAheadM: '$headS * $speed', speedMps: '$speed' },
      behaviour: idm(1, { maxAccelMps2: 2 }),
      events: [
        {
          trigger: { kind: 'time', s: uniform(0.8, 2) },
          action: { kind: 'brake', decelMps2: uniform(8, 9), toSpeedMps: 0, holdS: uniform(0.5, 1) },
        },
      ],
    },
    beside('neighbour-left', 2, '($taken == 1) + ($taken == 3)', -10, 10),
    beside('neighbour-right', 0, '$taken >= 2', -10, 10),
    follower(1, uniform(0.9, 1.2)),
  ],
  traffic: [distantTraffic([0, 2], { headwayS: 4 })],
});
