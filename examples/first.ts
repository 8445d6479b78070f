import { defineScenario } from '../scenarios/language/builder.ts';

/** The same scenario as first.yaml; the compiler knows its fields, and loops and functions may fill them. */
export const first = defineScenario({
  version: 1,
  name: 'The car ahead brakes hard.',
  family: 'first',
  map: { kind: 'highway', lanes: 2, speedLimitMps: 30, segments: [{ lengthM: 900 }] },
  timeLimitS: 12,
  ego: { lane: 0, s: 100, speedMps: 25, desiredSpeedMps: 25, goalS: 350 },
  actors: [
    {
      id: 'lead',
      kind: 'car',
      start: { lane: 0, gapAheadM: { uniform: [20, 40] }, speedMps: 25 },
      behaviour: { kind: 'drive', follow: { model: 'idm', timeHeadwayS: 1.5 } },
      events: [{ trigger: { kind: 'time', s: 3 }, action: { kind: 'brake', decelMps2: 8, toSpeedMps: 0, holdS: 5 } }],
    },
  ],
});
