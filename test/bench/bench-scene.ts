import type { ActorSpec, DrivingSpec } from '../../sim/driving/spec.ts';

const LANES = 3;
const LANE_WIDTH_M = 3.5;
const EGO_S = 1000;
const SPEED_MPS = 11;
const SLOT_M = 14;

/**
 * Congested motorway: `count` vehicles stand in slots around the ego, nearest first, so close that up to 80 of them are
 * in the sensors' range. All of them follow and change lanes (IDM and MOBIL): each costs its full share of a tick.
 */
export function benchScene(count: number): DrivingSpec {
  const actors: ActorSpec[] = [];
  for (let ring = 1; actors.length < count; ring++) {
    for (const s of [EGO_S + ring * SLOT_M, EGO_S - ring * SLOT_M]) {
      for (let lane = 0; lane < LANES && actors.length < count; lane++) actors.push(car(actors.length, s, lane));
    }
  }
  return {
    family: 'bench',
    map: {
      kind: 'highway',
      lanes: LANES,
      laneWidthM: LANE_WIDTH_M,
      shoulderM: 2.5,
      speedLimitMps: 33,
      segments: [{ lengthM: 4000, curvature: 0 }],
      rampStartM: 0,
      rampEndM: 0,
      crossingM: 0,
      crossingAngleRad: 0,
    },
    physicsDt: 1 / 120,
    controlDt: 1 / 60,
    timeLimitS: 3600,
    friction: 0.9,
    ego: { lane: 1, s: EGO_S, speedMps: SPEED_MPS, desiredSpeedMps: SPEED_MPS, goalS: 3900 },
    actors: actors.sort((a, b) => (a.id < b.id ? -1 : 1)),
    sensors: {
      rangeM: 200,
      fieldOfViewRad: 2 * Math.PI,
      positionNoiseM: 0.3,
      velocityNoiseMps: 0.3,
      memoryS: 1,
    },
  };
}

function car(index: number, s: number, lane: number): ActorSpec {
  return {
    id: `car-${String(index).padStart(3, '0')}`,
    kind: 'car',
    lengthM: 4.5,
    widthM: 1.8,
    heightM: 1.5,
    start: { road: 0, s, d: (lane + 0.5) * LANE_WIDTH_M, headingRad: 0, speedMps: SPEED_MPS },
    behaviour: {
      kind: 'drive',
      follow: {
        model: 'idm',
        desiredSpeedMps: SPEED_MPS + (index % 5) - 2,
        timeHeadwayS: 0.8,
        minGapM: 2,
        maxAccelMps2: 1.2,
        comfortDecelMps2: 2,
        exponent: 4,
      },
      mobil: { politeness: 0.2, safeDecelMps2: 3, thresholdMps2: 0.3, biasRightMps2: 0, durationS: 4 },
      route: [],
      ignoresEgo: false,
    },
    events: [],
  };
}
