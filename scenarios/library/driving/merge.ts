import { defineScenario } from '../../language/builder.ts';
import type { ScenarioActorInput } from '../../language/schema.ts';
import { choice, heedless, idm, LANE_M, uniform } from './parts.ts';

/** From the acceleration lane onto the motorway. Tail: a platoon, a truck that closes the gap, or a blocked lane. */

const RAMP_START_S = 90;

/** The ego starts on the acceleration lane. */
const EGO_S = 100;

const map = {
  kind: 'merge',
  lanes: 2,
  shoulderM: uniform(2, 3),
  speedLimitMps: 31,
  segments: [{ lengthM: 900 }],
  rampStartM: RAMP_START_S,
  rampEndM: '$rampEndS',
} as const;

/** Past the end of the paved strip behind the acceleration lane: only the main lanes lead there. */
const GOAL_S = '$rampEndS + 70';

export const mergeCommon = defineScenario({
  version: 1,
  name: 'The ego merges into light traffic.',
  family: 'merge',
  map,
  timeLimitS: 16,
  parameters: { speed: uniform(22, 26), rampEndS: uniform(290, 320) },
  ego: { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed + 1', goalS: GOAL_S },
  traffic: [
    {
      id: 'flow',
      lanes: [1, 2],
      fromS: 5,
      toS: `${EGO_S} + 20 * $speed`,
      speedMps: uniform(23, 27),
      headwayS: 6,
      clearAheadM: 15,
      clearBehindM: 30,
      mobilShare: 0,
    },
  ],
});

const PLATOON_SIZE = 5;

/** Car `k` of a platoon on the rightmost main lane; the third is about beside the ego. */
function platoonCar(k: number): ScenarioActorInput {
  return {
    id: `platoon-${k}`,
    kind: 'car',
    when: '$variant == 0',
    start: { lane: 1, gapAheadM: `(${k - 2} + $phase) * $pitchS * $speed`, speedMps: '$speed' },
    behaviour: idm(uniform(0.7, 0.9)),
  };
}

export const mergeTail = defineScenario({
  version: 1,
  name: 'The ego must merge beside a platoon, past a truck that closes the gap, or before a blocked ramp.',
  family: 'merge',
  map,
  timeLimitS: 16,
  parameters: {
    speed: uniform(21, 26),
    rampEndS: uniform(270, 310),
    /** 0: platoon, 1: closing truck, 2: blocked acceleration lane. */
    variant: choice(0, 1, 2),
    phase: uniform(-0.5, 0.5),
    pitchS: uniform(1.1, 1.35),
    blockM: uniform(15, 60),
  },
  ego: { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed + 1', goalS: GOAL_S },
  actors: [
    ...Array.from({ length: PLATOON_SIZE }, (_, k) => platoonCar(k)),
    {
      id: 'gap-front',
      kind: 'car',
      when: '$variant == 1',
      start: { lane: 1, gapAheadM: uniform(14, 24), speedMps: '$speed - 1' },
      behaviour: heedless(1.2),
    },
    {
      id: 'gap-truck',
      kind: 'truck',
      when: '$variant == 1',
      start: { lane: 1, gapBehindM: uniform(6, 18), speedMps: '$speed - 1' },
      behaviour: heedless(0.8, { maxAccelMps2: 2 }),
      events: [
        {
          trigger: { kind: 'time', s: uniform(1, 3) },
          action: { kind: 'speed', speedMps: '$speed + 3', accelMps2: uniform(1.2, 2) },
        },
      ],
    },
    {
      id: 'blocker',
      kind: { choice: ['car', 'van', 'truck'] },
      when: '$variant == 2',
      lengthM: 6,
      start: { d: -LANE_M / 2, s: '$rampEndS - $blockM' },
    },
  ],
  traffic: [
    {
      id: 'near-lane',
      when: '$variant == 2',
      lanes: [1],
      fromS: 5,
      toS: `${EGO_S} + 8 * $speed`,
      speedMps: '$speed',
      headwayS: 2.4,
      mobilShare: 0,
      truckShare: 0,
    },
    {
      id: 'far-lane',
      lanes: [2],
      fromS: 5,
      toS: `${EGO_S} + 8 * $speed`,
      speedMps: '$speed + 2',
      headwayS: 3,
      mobilShare: 0,
      truckShare: 0,
    },
  ],
});
