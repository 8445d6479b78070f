import { defineScenario } from '../../language/builder.ts';
import type { ScenarioActorInput } from '../../language/schema.ts';
import { choice, EGO_S, heedless, idm, uniform } from './parts.ts';

/** A street with parked vans (Euro NCAP CPNCO, CPFA; CARLA ParkingCrossingPedestrian). Tail: a runner from behind a van. */

const LANE_M = 3.25;
/** Parking strip on either side. */
const STRIP_M = 2.5;
/** Middle of the parked vans, 0.15 m off the lane. */
const PARKED_D = -(LANE_M + 0.15 + 1.01);
/** Where people in plain sight wait. */
const KERB_D = -(LANE_M + STRIP_M - 0.6);
/** Where people stand just inside the line of the vans, out of sight. */
const HIDDEN_D = -(LANE_M + 1);

const map = {
  kind: 'two-way',
  lanes: 1,
  laneWidthM: LANE_M,
  shoulderM: STRIP_M,
  speedLimitMps: 14,
  segments: [{ lengthM: 400 }],
} as const;

function parkedVan(id: string, s: string): ScenarioActorInput {
  return { id, kind: 'van', start: { d: PARKED_D, s, headingRad: uniform(-0.02, 0.02) } };
}

const egoFields = { lane: 0, s: EGO_S, speedMps: '$speed', desiredSpeedMps: '$speed', goalS: `${EGO_S} + 8 * $speed` };

export const pedestrianCommon = defineScenario({
  version: 1,
  name: 'Somebody crosses the street in plain sight, or waits at the kerb.',
  family: 'pedestrian',
  map,
  timeLimitS: 16,
  parameters: {
    speed: uniform(10, 15),
    crosses: choice(0, 1, 1),
    walkMps: uniform(1.2, 1.6),
    placeS: `${EGO_S} + $aheadS * $speed`,
    aheadS: uniform(5, 6),
    followS: uniform(1.5, 2.2),
  },
  ego: egoFields,
  actors: [
    {
      id: 'walker',
      kind: 'pedestrian',
      when: '$crosses',
      start: { d: KERB_D, s: '$placeS', headingRad: 'pi / 2' },
      behaviour: {
        kind: 'walk',
        speedMps: '$walkMps',
        accelerationMps2: 1.5,
        waits: true,
        points: [{ s: '$placeS', d: -KERB_D + 1 }],
      },
      events: [{ trigger: { kind: 'ego-arrival', s: uniform(4.2, 4.9) }, action: { kind: 'go' } }],
    },
    {
      id: 'bystander',
      kind: 'pedestrian',
      when: '$crosses == 0',
      start: { d: KERB_D - 0.3, s: '$placeS', headingRad: 'pi / 2' },
    },
    parkedVan('van-1', '$placeS - 26'),
    parkedVan('van-2', '$placeS + 14'),
    parkedVan('van-3', '$placeS + 22'),
    {
      id: 'oncoming',
      kind: 'car',
      start: { lane: 1, s: '$placeS + 60', speedMps: '0.9 * $speed' },
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

export const pedestrianTail = defineScenario({
  version: 1,
  name: 'Somebody runs into the street from behind a parked van.',
  family: 'pedestrian',
  map,
  timeLimitS: 14,
  friction: uniform(0.85, 1),
  parameters: {
    speed: uniform(10, 15),
    placeS: `${EGO_S} + $aheadS * $speed`,
    aheadS: uniform(4, 5),
    followS: uniform(1.2, 2),
    arrivalS: uniform(1.5, 2.6),
    runMps: uniform(2.2, 3.5),
    second: choice(0, 0, 1),
    oncoming: choice(0, 1),
    oncomingMps: uniform(9, 13),
    meetS: '$aheadS + $shiftS',
    shiftS: uniform(-1, 0.8),
    vanGapM: uniform(1.6, 2.6),
    nearM: uniform(0.5, 0.8),
    slantM: uniform(-1, 1),
  },
  ego: egoFields,
  actors: [
    {
      id: 'runner',
      kind: 'pedestrian',
      start: { d: HIDDEN_D, s: '$placeS', headingRad: 'pi / 2' },
      behaviour: {
        kind: 'walk',
        speedMps: '$runMps',
        accelerationMps2: 4,
        waits: true,
        points: [{ s: '$placeS + $slantM', d: -KERB_D + 1 }],
      },
      events: [{ trigger: { kind: 'ego-arrival', s: '$arrivalS' }, action: { kind: 'go' } }],
    },
    {
      id: 'runner-2',
      kind: 'pedestrian',
      when: '$second',
      start: { d: HIDDEN_D - 0.9, s: '$placeS + 0.3', headingRad: 'pi / 2' },
      behaviour: {
        kind: 'walk',
        speedMps: '0.9 * $runMps',
        accelerationMps2: 4,
        waits: true,
        points: [{ s: '$placeS + 0.3 + $slantM', d: -KERB_D + 1 }],
      },
      events: [{ trigger: { kind: 'after', of: 'runner', event: 0, s: uniform(0.4, 0.9) }, action: { kind: 'go' } }],
    },
    // The van before the gap hides it: its front is $nearM before the runner.
    parkedVan('van-1', '$placeS - $nearM - 2.95'),
    parkedVan('van-2', '$placeS - $nearM - 9.6'),
    parkedVan('van-3', '$placeS - $nearM + $vanGapM + 2.95'),
    {
      id: 'oncoming',
      kind: { choice: ['car', 'van'] },
      when: '$oncoming',
      start: { lane: 1, s: '$placeS + $meetS * $oncomingMps', speedMps: '$oncomingMps' },
      behaviour: heedless(1.5),
    },
    {
      id: 'follower',
      kind: 'car',
      start: { lane: 0, gapBehindM: '$followS * $speed', speedMps: '$speed' },
      behaviour: idm(uniform(1, 1.3)),
    },
  ],
});
