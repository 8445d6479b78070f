import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { boom, clutter, cube, SENSORS } from './parts.ts';

/**
 * A cube is carried over a low wall. Tail: slippery, heavy or shoved away as the hand comes, among clutter,
 * and a boom slides in above the wall.
 */

const parameters = {
  side: choice(-1, 1),
  cubeM: uniform(0.04, 0.052),
  fromX: uniform(0.42, 0.54),
  fromY: uniform(-0.3, -0.17),
  toX: uniform(0.42, 0.54),
  toY: uniform(0.17, 0.3),
};

const from = { x: '$fromX', y: '$side * $fromY' };
const goal = { x: '$toX', y: '$side * $toY' };
const start = { x: uniform(0.38, 0.46), y: uniform(-0.06, 0.06), z: uniform(0.25, 0.32) };

const wall = {
  id: 'wall',
  shape: { kind: 'box', lengthM: 0.3, widthM: 0.02, heightM: 0.08 },
  path: { points: [{ x: 0.5, y: uniform(-0.03, 0.03), z: 0.04 }] },
} as const;

export const pickPlaceCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A cube has to be lifted over a low wall and put down within three centimetres.',
  family: 'pick-place',
  timeLimitS: 13,
  parameters,
  arm: { start },
  task: { kind: 'place', object: 'cube', goal },
  objects: [cube('cube', from), clutter('tin', uniform(0.64, 0.67), uniform(0.1, 0.2))],
  obstacles: [wall],
  sensors: SENSORS,
});

export const pickPlaceTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'The cube is slippery, heavy, or shoved away just before the hand is there, and a boom bars the way that it is carried.',
  family: 'pick-place',
  timeLimitS: 12,
  parameters: {
    ...parameters,
    /** 0: slippery, 1: heavy, 2: shoved. */
    trick: choice(0, 1, 2),
    tipX: uniform(0.36, 0.6),
    boomY: uniform(-0.04, 0.04),
    boomZ: uniform(0.17, 0.24),
    slipperyFriction: uniform(0.06, 0.12),
    heavyKg: uniform(1.1, 1.8),
    shoveX: uniform(-0.6, 0.6),
    shoveY: uniform(0.4, 0.8),
    shoveWay: choice(-1, 1),
  },
  arm: { start },
  task: { kind: 'place', object: 'cube', goal },
  objects: [
    cube('cube', from, {
      massKg: '0.25 + ($trick == 1) * ($heavyKg - 0.25) + ($trick == 0) * 0.25',
      friction: '0.6 - ($trick == 0) * (0.6 - $slipperyFriction) - ($trick == 2) * 0.25',
    }),
    clutter('tin-a', `$fromX + 0.11`, '$side * $fromY'),
    clutter('tin-b', '$toX + 0.1', '$side * $toY'),
    clutter('tin-c', '$toX - 0.03', '$side * ($toY + 0.1)'),
  ],
  obstacles: [
    wall,
    boom('$boomY', '$boomZ', {
      widthM: 0.3,
      peakSpeedMps: uniform(1.1, 1.6),
      dwellS: uniform(0.5, 4),
      start: { kind: 'held', s: uniform(0.3, 0.8) },
    }),
  ],
  events: [
    {
      when: '$trick == 2',
      trigger: { kind: 'near', point: { ...from, z: '0.5 * $cubeM' }, distanceM: uniform(0.1, 0.16) },
      action: { kind: 'shove', object: 'cube', velocity: { x: '$shoveX', y: '$shoveWay * $shoveY' } },
    },
  ],
  sensors: SENSORS,
});
