import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { post, SENSORS } from './parts.ts';

/** A disc too wide for the gripper is pushed to its place. Tail: it slides on, and something crosses the way. */

const parameters = {
  side: choice(-1, 1),
  fromX: uniform(0.42, 0.5),
  fromY: uniform(-0.26, -0.2),
  toX: uniform(0.46, 0.54),
  toY: uniform(0.14, 0.2),
};

const start = { x: '$fromX - 0.04', y: '$side * ($fromY - 0.12)', z: uniform(0.2, 0.26) };
const goal = { x: '$toX', y: '$side * $toY' };

function disc(massKg: { uniform: [number, number] }, friction: { uniform: [number, number] }) {
  return {
    id: 'disc',
    shape: { kind: 'cylinder', radiusM: uniform(0.048, 0.06), heightM: uniform(0.05, 0.065) },
    massKg,
    friction,
    position: { x: '$fromX', y: '$side * $fromY' },
  } as const;
}

export const pushCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A disc that cannot be grasped is pushed a third of a metre, and turns away when it is not met in its middle.',
  family: 'push',
  timeLimitS: 14,
  friction: 0.6,
  parameters,
  arm: { start },
  task: { kind: 'push', object: 'disc', goal },
  objects: [disc(uniform(0.25, 0.5), uniform(0.4, 0.7))],
  obstacles: [post('post', uniform(0.65, 0.7), uniform(-0.1, 0.1), 0.16)],
  sensors: SENSORS,
});

export const pushTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'The disc slides on after each push, and something darts into its way when the hand comes near.',
  family: 'push',
  timeLimitS: 15,
  friction: 0.35,
  parameters: {
    ...parameters,
    crossingY: uniform(-0.03, 0.03),
    middleX: '0.5 * ($fromX + $toX)',
    shortM: uniform(0, 0.2),
    pauseS: uniform(0.4, 3),
  },
  arm: { start },
  task: { kind: 'push', object: 'disc', goal },
  objects: [disc(uniform(0.2, 0.4), uniform(0.08, 0.2))],
  obstacles: [
    {
      id: 'darting-ball',
      shape: { kind: 'sphere', radiusM: uniform(0.04, 0.05) },
      path: {
        points: [
          { x: uniform(0.92, 1), y: '$crossingY', z: 0.06 },
          { x: '$middleX + $shortM', y: '$crossingY', z: 0.06 },
          { x: uniform(0.92, 1), y: '$crossingY', z: 0.06 },
        ],
        peakSpeedMps: uniform(1.2, 1.6),
        dwellS: '$pauseS',
        start: {
          kind: 'near',
          point: { x: '$middleX', y: '$crossingY', z: 0.04 },
          distanceM: uniform(0.25, 0.29),
        },
      },
    },
  ],
  sensors: SENSORS,
});
