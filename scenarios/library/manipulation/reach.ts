import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { post, SENSORS } from './parts.ts';

/** The hand goes from one side to the other. Tail: a door slides into its way when it comes near. */

const parameters = {
  side: choice(-1, 1),
  startX: uniform(0.42, 0.5),
  startY: uniform(-0.4, -0.33),
  goalX: uniform(0.44, 0.54),
  goalY: uniform(0.3, 0.38),
  heightM: uniform(0.16, 0.28),
  riseM: uniform(-0.04, 0.06),
  crossingY: uniform(-0.05, 0.05),
};

const start = { x: '$startX', y: '$side * $startY', z: '$heightM', yawRad: uniform(-0.2, 0.2) };
const goal = { x: '$goalX', y: '$side * $goalY', z: '$heightM + $riseM' };

export const reachCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'The way is crossed again and again by something slow, so that the hand must wait or go around it.',
  family: 'reach',
  timeLimitS: 10,
  parameters: { ...parameters, postY: uniform(0.15, 0.22), ballX: uniform(0.5, 0.66), ballWay: choice(-1, 1) },
  arm: { start },
  task: { kind: 'reach', goal },
  obstacles: [
    {
      id: 'slow-ball',
      shape: { kind: 'sphere', radiusM: uniform(0.04, 0.06) },
      path: {
        points: [
          { x: '$ballX + $ballWay * 0.17', y: '$crossingY', z: '$heightM' },
          { x: '$ballX - $ballWay * 0.17', y: '$crossingY', z: '$heightM' },
        ],
        peakSpeedMps: uniform(0.12, 0.25),
        dwellS: uniform(0.2, 0.8),
        backAndForth: true,
      },
    },
    post('post', uniform(0.62, 0.68), '$side * $postY', 0.2),
  ],
  sensors: SENSORS,
});

export const reachTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A door slides into the way when the hand comes near, which has half a second to give way, and may stay there.',
  family: 'reach',
  timeLimitS: 8,
  parameters: {
    ...parameters,
    /** So that the door's edge is at the hand's way. */
    middleX: '0.5 * ($startX + $goalX)',
    middleZ: '$heightM + 0.5 * $riseM',
    slantM: uniform(-0.15, 0.15),
    shortM: uniform(-0.06, 0.13),
    /** How far it goes on towards where the hand comes from. */
    sweepM: uniform(0.02, 0.2),
    pauseS: uniform(0.1, 0.8),
    /** It bars the way for good. */
    stays: choice(0, 0, 1),
  },
  arm: { start },
  task: { kind: 'reach', goal },
  obstacles: [
    {
      id: 'sliding-door',
      shape: { kind: 'box', lengthM: 0.2, widthM: 0.03, heightM: uniform(0.14, 0.2) },
      path: {
        points: [
          { x: uniform(1, 1.1), y: '$crossingY + $slantM', z: '$middleZ' },
          { x: '$middleX + 0.1 + $shortM', y: '$crossingY', z: '$middleZ' },
          { x: '$middleX + 0.1 + $shortM', y: '$crossingY - $side * $sweepM', z: '$middleZ' },
          { x: uniform(1, 1.1), y: '$crossingY - $slantM', z: '$middleZ' },
        ],
        peakSpeedMps: uniform(1.1, 1.5),
        dwellS: '$pauseS + 10 * $stays',
        start: {
          kind: 'near',
          point: { x: '$middleX', y: '$crossingY', z: '$middleZ' },
          distanceM: uniform(0.24, 0.275),
        },
      },
    },
    post('post', uniform(0.62, 0.68), uniform(0.13, 0.2), 0.2),
  ],
  sensors: SENSORS,
});
