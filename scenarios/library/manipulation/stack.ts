import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { boom, cube, SENSORS } from './parts.ts';

/**
 * A cube is put on another block. Tail: the block is narrow and is shoved, and a boom comes in
 * over it, while the cube is on its way.
 */

const parameters = {
  side: choice(-1, 1),
  cubeM: uniform(0.04, 0.05),
  fromX: uniform(0.42, 0.54),
  fromY: uniform(-0.3, -0.17),
  baseX: uniform(0.42, 0.54),
  baseY: uniform(0.15, 0.26),
};

const from = { x: '$fromX', y: '$side * $fromY' };
const at = { x: '$baseX', y: '$side * $baseY' };
const start = { x: uniform(0.38, 0.46), y: uniform(-0.06, 0.06), z: uniform(0.25, 0.32) };

export const stackCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A cube has to stand on a block with two centimetres to spare, and to stay there when the fingers open.',
  family: 'stack',
  timeLimitS: 13,
  parameters,
  arm: { start },
  task: { kind: 'stack', object: 'cube', base: 'block', toleranceM: 0.02 },
  objects: [cube('cube', from), cube('block', at, { sizeM: uniform(0.06, 0.07), massKg: uniform(0.3, 0.5) })],
  sensors: SENSORS,
});

export const stackTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'While the cube is on its way, the narrow block below is shoved some centimetres away and a boom slides in above it.',
  family: 'stack',
  timeLimitS: 15,
  parameters: {
    ...parameters,
    shoveX: uniform(-0.35, 0.35),
    shoveY: uniform(0.4, 0.7),
    shoveWay: choice(-1, 1),
    late: choice(0, 1),
    tipX: '$baseX + $shortM',
    shortM: uniform(-0.1, 0.12),
    boomZ: uniform(0.18, 0.24),
  },
  arm: { start },
  task: { kind: 'stack', object: 'cube', base: 'block', toleranceM: 0.013 },
  objects: [
    cube('cube', from),
    cube('block', at, { sizeM: uniform(0.04, 0.046), massKg: uniform(0.15, 0.3), friction: uniform(0.25, 0.4) }),
  ],
  obstacles: [
    boom('$side * ($baseY - 0.04)', '$boomZ', {
      widthM: 0.2,
      peakSpeedMps: uniform(1.1, 1.6),
      dwellS: uniform(0.4, 2.5),
      start: { kind: 'held', s: uniform(0.4, 1) },
    }),
  ],
  events: [
    {
      when: '$late',
      trigger: { kind: 'near', point: { ...at, z: 0.06 }, distanceM: uniform(0.12, 0.18) },
      action: { kind: 'shove', object: 'block', velocity: { x: '$shoveX', y: '$shoveWay * $shoveY' } },
    },
    {
      when: '$late == 0',
      trigger: { kind: 'held', s: uniform(0.5, 1.2) },
      action: { kind: 'shove', object: 'block', velocity: { x: '$shoveX', y: '$shoveWay * $shoveY' } },
    },
  ],
  sensors: SENSORS,
});
