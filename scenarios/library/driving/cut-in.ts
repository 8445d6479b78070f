import { defineScenario } from '../../language/builder.ts';
import { beside, choice, distantTraffic, EGO_S, follower, heedless, idm, uniform } from './parts.ts';

/** Somebody changes into the ego's lane (UN R157, 4.4). Tail: much slower, or braking as soon as it is in. */

const map = {
  kind: 'highway',
  lanes: 3,
  shoulderM: uniform(1, 3),
  speedLimitMps: 33,
  segments: [{ lengthM: 1000 }],
} as const;

export const cutInCommon = defineScenario({
  version: 1,
  name: 'A car changes into the lane ahead of the ego with room to spare.',
  family: 'cut-in',
  map,
  timeLimitS: 15,
  parameters: {
    speed: uniform(18, 30),
    side: choice(-1, 1),
    gapM: uniform(15, 35),
    cutterShare: uniform(0.97, 1.05),
    followS: uniform(1.3, 2),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 11 * $speed` },
  actors: [
    {
      id: 'cutter',
      kind: { choice: ['car', 'car', 'van'] },
      start: { lane: '1 + $side', gapAheadM: 'max($gapM, 0.95 * $speed)', speedMps: '$cutterShare * $speed' },
      behaviour: idm(1.2),
      events: [
        {
          trigger: { kind: 'time', s: uniform(1.5, 4) },
          action: { kind: 'change-lane', lanes: '-$side', durationS: uniform(3, 4.5) },
        },
      ],
    },
    {
      id: 'lead',
      kind: { choice: ['car', 'truck'] },
      start: { lane: 1, gapAheadM: '3.2 * $speed + 10', speedMps: '$speed' },
      behaviour: idm(1.2),
    },
    follower(1, uniform(1.1, 1.4)),
  ],
  traffic: [distantTraffic([0, 2], { mobilShare: 0.5 })],
});

export const cutInTail = defineScenario({
  version: 1,
  name: 'A car cuts in close ahead of the ego, much slower or braking at once.',
  family: 'cut-in',
  map,
  timeLimitS: 15,
  friction: uniform(0.65, 0.95),
  parameters: {
    speed: uniform(20, 31),
    side: choice(-1, 1),
    brakes: choice(0, 1),
    occupied: choice(0, 1),
    followS: uniform(1, 1.6),
    slowerMps: uniform(4, 7),
    nearM: uniform(4, 7),
    closingS: uniform(1.2, 2.2),
    changeS: uniform(1, 1.5),
    pauseS: uniform(0.05, 0.6),
    restShare: uniform(0, 0.4),
  },
  ego: { lane: 1, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 7 * $speed` },
  actors: [
    {
      id: 'slow-cutter',
      kind: { choice: ['car', 'van'] },
      when: '$brakes == 0',
      start: {
        lane: '1 + $side',
        gapAheadM: '$nearM + $slowerMps * $closingS',
        speedMps: '$speed - $slowerMps',
      },
      behaviour: heedless(1),
      events: [
        {
          trigger: { kind: 'ego-gap', m: '$nearM' },
          action: { kind: 'change-lane', lanes: '-$side', durationS: '$changeS' },
        },
      ],
    },
    {
      id: 'braking-cutter',
      kind: { choice: ['car', 'van'] },
      when: '$brakes',
      start: { lane: '1 + $side', gapAheadM: '$nearM', speedMps: '$speed' },
      behaviour: heedless(1),
      events: [
        {
          trigger: { kind: 'time', s: '$closingS' },
          action: { kind: 'change-lane', lanes: '-$side', durationS: '$changeS' },
        },
        {
          trigger: { kind: 'after', of: 'braking-cutter', event: 0, s: '$changeS + $pauseS' },
          action: { kind: 'brake', decelMps2: uniform(6, 8), toSpeedMps: '$restShare * $speed', holdS: 1 },
        },
      ],
    },
    beside('neighbour', '1 - $side', '$occupied', -10, 8),
    follower(1, uniform(1, 1.3)),
  ],
  traffic: [distantTraffic([0, 1, 2], { headwayS: 6 })],
});
