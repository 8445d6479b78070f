import { defineScenario } from '../../language/builder.ts';
import type { ScenarioActorInput } from '../../language/schema.ts';
import { choice, EGO_S, heedless, idm, LANE_M, uniform } from './parts.ts';

/** Straight over a crossing (CARLA OppositeVehicleRunningRedLight, Euro NCAP CCCscp). Tail: somebody does not yield. */

/** Arc length of the crossing on the crossing road. */
const MIDDLE_S = 150;
/** Where the middle of the ego's lane crosses that road: half a lane before its middle. */
const CONFLICT_S = MIDDLE_S - LANE_M / 2;
const SHOULDER_M = 1.5;
/** From the middle line to the edge of the pavement. */
const HALF_ROAD_M = LANE_M + SHOULDER_M;

const map = {
  kind: 'crossing',
  lanes: 1,
  shoulderM: SHOULDER_M,
  speedLimitMps: 17,
  segments: [{ lengthM: 420 }],
  crossingM: '$crossS',
} as const;

const timing = {
  speed: uniform(10, 16),
  approachS: uniform(5.5, 6.5),
  crossS: `${EGO_S} + $approachS * $speed`,
  followS: uniform(1.3, 2),
};

const egoFields = { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: '$crossS + 45' };

const followingCar: ScenarioActorInput = {
  id: 'follower',
  kind: 'car',
  start: { lane: 0, gapBehindM: '$followS * $speed', speedMps: '$speed' },
  behaviour: idm(uniform(1.1, 1.4)),
};

/** Starts so that it is where its lane meets the ego's `early` seconds before an unhindered ego (negative: after). */
function crossingCar(
  id: string,
  from: 'right' | 'left',
  when: string,
  speed: string,
  early: string,
): ScenarioActorInput {
  const arrivalS = `($approachS - ${early})`;
  const s = from === 'right' ? `${CONFLICT_S} - ${arrivalS} * ${speed}` : `${CONFLICT_S} + ${arrivalS} * ${speed}`;
  return {
    id,
    kind: { choice: ['car', 'car', 'van'] },
    when,
    start: { road: 1, lane: from === 'right' ? 0 : 1, s, speedMps: speed },
    behaviour: heedless(1.2),
  };
}

export const crossingCommon = defineScenario({
  version: 1,
  name: 'Crossing traffic passes long before or after the ego, or stands and waits.',
  family: 'crossing',
  map,
  timeLimitS: 15,
  parameters: {
    ...timing,
    firstMps: uniform(9, 14),
    secondMps: uniform(9, 13),
    beforeS: uniform(2.8, 4),
    afterS: uniform(3.2, 4),
    waits: choice(0, 1),
    backM: uniform(3.5, 6),
    queueM: uniform(0, 3),
    oncomingM: uniform(40, 90),
  },
  ego: egoFields,
  actors: [
    crossingCar('cross-before', 'right', '1', '$firstMps', '$beforeS'),
    crossingCar('cross-after', 'left', '$waits == 0', '$secondMps', '(0 - $afterS)'),
    {
      id: 'waiting-left',
      kind: { choice: ['car', 'van'] },
      when: '$waits',
      start: { road: 1, lane: 1, s: `${MIDDLE_S + HALF_ROAD_M} + $backM` },
    },
    {
      id: 'waiting-right',
      kind: 'car',
      start: { road: 1, lane: 0, s: `${MIDDLE_S - HALF_ROAD_M - 3.5} - $queueM` },
    },
    {
      id: 'oncoming',
      kind: 'car',
      start: { lane: 1, s: '$crossS + $oncomingM', speedMps: '0.9 * $speed' },
      behaviour: idm(1.5),
    },
    followingCar,
  ],
});

export const crossingTail = defineScenario({
  version: 1,
  name: 'Somebody runs across without yielding, seen late behind the corner.',
  family: 'crossing',
  map,
  timeLimitS: 14,
  friction: uniform(0.85, 1),
  parameters: {
    ...timing,
    fromLeft: choice(0, 1),
    runnerMps: uniform(8, 17),
    earlyS: uniform(-0.9, 0.9),
    setbackM: uniform(7, 11),
    sideM: uniform(6, 8),
    oncoming: choice(0, 1),
    oncomingM: uniform(20, 90),
  },
  ego: egoFields,
  actors: [
    crossingCar('runner-right', 'right', '$fromLeft == 0', '$runnerMps', '$earlyS'),
    crossingCar('runner-left', 'left', '$fromLeft', '$runnerMps', '$earlyS'),
    {
      id: 'corner',
      kind: 'barrier',
      lengthM: 16,
      widthM: 4,
      heightM: 6,
      start: { d: '(2 * $fromLeft - 1) * ($sideM + 2)', s: '$crossS - $setbackM - 8' },
    },
    {
      id: 'corner-beyond',
      kind: 'barrier',
      lengthM: 16,
      widthM: 4,
      heightM: 6,
      start: { d: '(1 - 2 * $fromLeft) * ($sideM + 3)', s: '$crossS + 22' },
    },
    {
      id: 'oncoming',
      kind: 'car',
      when: '$oncoming',
      start: { lane: 1, s: '$crossS + $oncomingM', speedMps: '$speed' },
      behaviour: idm(1.5),
    },
    followingCar,
  ],
});
