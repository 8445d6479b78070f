import { defineScenario } from '../../language/builder.ts';
import { choice, EGO_S, heedless, idm, uniform } from './parts.ts';

/** A slow lead on a two-way road. Tail: what makes overtaking deadly. */

const map = {
  kind: 'two-way',
  lanes: 1,
  shoulderM: uniform(1.5, 2.5),
  speedLimitMps: 25,
  segments: [{ lengthM: 1000 }],
} as const;

/** One sees farther along a straight rural road than in traffic. */
const sensors = { rangeM: 200 } as const;

export const overtakingCommon = defineScenario({
  version: 1,
  name: 'The ego comes up to a slow vehicle; the oncoming lane is free for long, if not at once.',
  family: 'overtaking',
  map,
  sensors,
  timeLimitS: 16,
  parameters: {
    speed: uniform(15, 18),
    wishMps: uniform(20, 25),
    leadMps: uniform(8, 12),
    followS: uniform(1.5, 2.5),
    oncoming: choice(0, 0, 1),
    oncomingMps: uniform(14, 19),
    earlyM: uniform(60, 130),
    lateM: uniform(600, 700),
  },
  ego: { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$wishMps', goalS: `${EGO_S} + 170` },
  actors: [
    {
      id: 'lead',
      kind: { choice: ['car', 'van', 'truck'] },
      start: { lane: 0, gapAheadM: uniform(35, 55), speedMps: '$leadMps' },
      behaviour: idm(1.5),
    },
    {
      id: 'oncoming-early',
      kind: { choice: ['car', 'van'] },
      when: '$oncoming',
      start: { lane: 1, s: `${EGO_S} + $earlyM`, speedMps: '$oncomingMps' },
      behaviour: idm(1.5),
    },
    {
      id: 'oncoming-late',
      kind: 'car',
      start: { lane: 1, s: `${EGO_S} + $lateM`, speedMps: '$oncomingMps' },
      behaviour: idm(1.5),
    },
    {
      id: 'follower',
      kind: 'car',
      start: { lane: 0, gapBehindM: '$followS * $speed', speedMps: '$speed' },
      behaviour: idm(uniform(1.2, 1.5)),
    },
  ],
});

export const overtakingTail = defineScenario({
  version: 1,
  name: 'While the ego would overtake, somebody comes head-on, or the overtaken accelerates.',
  family: 'overtaking',
  map,
  sensors,
  timeLimitS: 14,
  parameters: {
    speed: uniform(17, 22),
    /** 0: an oncoming overtaker in the ego's lane, 1: the lead accelerates, 2: oncoming traffic behind a truck. */
    variant: choice(0, 0, 1, 2),
    followS: uniform(1.2, 2),
    leadMps: uniform(8, 13),
    leadGapM: uniform(22, 40),
    slowMps: uniform(11, 14),
    meetS: uniform(5.5, 7),
    slowS: `${EGO_S} + ($speed + $slowMps) * $meetS`,
    pullOutS: uniform(2.3, 3.2),
    backS: uniform(2.5, 4),
    hiddenMps: uniform(15, 20),
    hiddenMeetS: uniform(4.5, 7),
    tailgateM: uniform(12, 20),
    secondM: uniform(60, 120),
  },
  ego: { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed + 3', goalS: `${EGO_S} + 130` },
  actors: [
    {
      id: 'oncoming-slow',
      kind: 'truck',
      when: '$variant == 0',
      start: { lane: 1, s: '$slowS', speedMps: '$slowMps' },
      behaviour: idm(1.5),
    },
    {
      id: 'overtaker',
      kind: 'car',
      when: '$variant == 0',
      start: { lane: 1, s: '$slowS + 8 + $tailgateM', speedMps: '$slowMps' },
      behaviour: heedless(0.6, { desiredSpeedMps: '$slowMps' }),
      events: [
        {
          trigger: { kind: 'ego-gap', m: '$pullOutS * ($speed + $slowMps)' },
          action: { kind: 'change-lane', lanes: 1, durationS: uniform(1.3, 2) },
        },
        {
          trigger: { kind: 'after', of: 'overtaker', event: 0, s: 0.3 },
          action: { kind: 'speed', speedMps: '$slowMps + 8', accelMps2: uniform(2, 3) },
        },
        {
          trigger: { kind: 'after', of: 'overtaker', event: 0, s: '$backS' },
          action: { kind: 'change-lane', lanes: -1, durationS: 1.5 },
        },
      ],
    },
    {
      id: 'lead',
      kind: { choice: ['car', 'van'] },
      when: '$variant == 1',
      start: { lane: 0, gapAheadM: '$leadGapM', speedMps: '$leadMps' },
      behaviour: idm(1.5, { maxAccelMps2: 2.5 }),
      events: [
        {
          trigger: { kind: 'ego-gap', m: uniform(1.5, 4) },
          action: { kind: 'speed', speedMps: uniform(19, 24), accelMps2: uniform(1.8, 2.8) },
        },
      ],
    },
    {
      id: 'lead-truck',
      kind: 'truck',
      when: '$variant == 2',
      start: { lane: 0, gapAheadM: '$leadGapM', speedMps: '$leadMps' },
      behaviour: idm(1.5),
    },
    {
      id: 'oncoming-hidden',
      kind: { choice: ['car', 'van', 'motorcycle'] },
      when: '$variant >= 1',
      start: { lane: 1, s: `${EGO_S} + ($speed + $hiddenMps) * $hiddenMeetS`, speedMps: '$hiddenMps' },
      behaviour: heedless(1.5),
    },
    {
      id: 'oncoming-second',
      kind: 'car',
      start: {
        lane: 1,
        s: `max(($variant == 0) * ($slowS + 40), ${EGO_S} + ($speed + $hiddenMps) * $hiddenMeetS) + $secondM`,
        speedMps: '$hiddenMps - 2',
      },
      behaviour: idm(1.5),
    },
    {
      id: 'follower',
      kind: 'car',
      start: { lane: 0, gapBehindM: '$followS * $speed', speedMps: '$speed' },
      behaviour: idm(uniform(1, 1.3)),
    },
  ],
});
