import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { cube, SENSORS, SHOULDER } from './parts.ts';

/** A cube is carried past somebody's working hand. Tail: the hand reaches into the way while the cube is carried. */

const parameters = {
  side: choice(-1, 1),
  turn: choice(-1, 1),
  cubeM: uniform(0.04, 0.052),
  fromX: uniform(0.42, 0.5),
  fromY: uniform(-0.34, -0.26),
  toX: uniform(0.42, 0.5),
  toY: uniform(0.26, 0.34),
};

const start = { x: uniform(0.38, 0.44), y: '$side * $fromY', z: uniform(0.25, 0.32) };
const task = { kind: 'place', object: 'cube', goal: { x: '$toX', y: '$side * $toY' } } as const;
const object = cube('cube', { x: '$fromX', y: '$side * $fromY' });

export const besidePersonCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: "A person's hand works to and fro in front, so that the cube must be carried on the near side.",
  family: 'beside-person',
  timeLimitS: 13,
  parameters: { ...parameters, workX: uniform(0.56, 0.78) },
  arm: { start },
  task,
  objects: [object],
  person: {
    shoulder: SHOULDER,
    upperArmM: 0.32,
    foreArmM: 0.38,
    hand: {
      points: [
        { x: '$workX', y: uniform(-0.14, -0.06), z: uniform(0.08, 0.14) },
        { x: '$workX - 0.04', y: uniform(0.06, 0.14), z: uniform(0.08, 0.14) },
      ],
      peakSpeedMps: uniform(0.2, 0.4),
      dwellS: uniform(0.2, 0.8),
      backAndForth: true,
    },
  },
  sensors: SENSORS,
});

export const besidePersonTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: "The person's hand reaches into the way just as the cube is carried towards it, stays for a moment, and goes.",
  family: 'beside-person',
  timeLimitS: 10,
  parameters: { ...parameters, workX: uniform(0.74, 0.8), reachY: uniform(-0.05, 0.09) },
  arm: { start },
  task,
  objects: [object],
  person: {
    shoulder: SHOULDER,
    upperArmM: 0.32,
    foreArmM: 0.38,
    hand: {
      points: [
        { x: '$workX', y: 0, z: 0.1 },
        { x: uniform(0.47, 0.6), y: '$side * $reachY', z: uniform(0.16, 0.24) },
        { x: '$workX', y: 0, z: 0.1 },
      ],
      peakSpeedMps: uniform(0.9, 1.4),
      dwellS: uniform(0.8, 5),
      start: { kind: 'held', s: uniform(0.4, 1) },
    },
  },
  sensors: SENSORS,
});
