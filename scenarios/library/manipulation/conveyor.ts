import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { boom, cube, SENSORS } from './parts.ts';

/**
 * A cube is taken from a belt that runs past. Tail: the belt changes its speed, the cube is not alone on it, and
 * a boom slides over it.
 */

const parameters = {
  side: choice(-1, 1),
  cubeM: uniform(0.04, 0.05),
  beltX: uniform(0.46, 0.54),
  cubeY: uniform(-0.36, -0.26),
};

const belt = {
  x: '$beltX',
  y: 0,
  lengthM: 1.1,
  widthM: 0.16,
  heightM: 0.04,
  headingRad: '$side * pi / 2',
} as const;

const start = { x: uniform(0.38, 0.44), y: uniform(-0.05, 0.05), z: uniform(0.25, 0.32) };
const task = { kind: 'lift', object: 'cube', liftM: 0.08, holdS: 0.5 } as const;
const onBelt = { x: '$beltX + $offM', y: '$side * $cubeY' };

export const conveyorCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A cube rides past on a belt, so that it must be met where it will be.',
  family: 'conveyor',
  timeLimitS: 12,
  parameters: { ...parameters, offM: uniform(-0.02, 0.02) },
  arm: { start },
  task,
  objects: [cube('cube', onBelt)],
  belt: { ...belt, speedMps: uniform(0.04, 0.09) },
  sensors: SENSORS,
});

export const conveyorTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'A boom slides over the belt as the hand comes down, the belt speeds up or nearly stops, and another cube rides near.',
  family: 'conveyor',
  timeLimitS: 12,
  parameters: {
    ...parameters,
    offM: uniform(-0.02, 0.02),
    faster: choice(0, 1),
    apartM: uniform(0.1, 0.13),
    tipX: '$beltX + $shortM',
    shortM: uniform(-0.12, 0.12),
    boomZ: uniform(0.15, 0.18),
  },
  arm: { start: { ...start, z: uniform(0.32, 0.36) } },
  task,
  objects: [
    cube('cube', onBelt),
    cube('other-cube', { x: '$beltX', y: '$side * ($cubeY - $apartM)' }, { sizeM: uniform(0.035, 0.045) }),
  ],
  belt: { ...belt, speedMps: uniform(0.07, 0.11) },
  obstacles: [
    boom(0, '$boomZ', {
      widthM: 0.5,
      peakSpeedMps: uniform(1, 1.5),
      dwellS: uniform(0.2, 0.8),
      start: { kind: 'time', s: uniform(0.8, 1.6) },
    }),
  ],
  events: [
    {
      when: '$faster',
      trigger: { kind: 'time', s: uniform(1.2, 2.2) },
      action: { kind: 'belt-speed', speedMps: uniform(0.15, 0.21) },
    },
    {
      when: '$faster == 0',
      trigger: { kind: 'time', s: uniform(1.2, 2.2) },
      action: { kind: 'belt-speed', speedMps: uniform(0, 0.025) },
    },
  ],
  sensors: SENSORS,
});
