import { defineManipulationScenario } from '../../language/manipulation/builder.ts';
import { choice, uniform } from '../driving/parts.ts';
import { boom, cube, post, SENSORS } from './parts.ts';

/**
 * What is carried slips out of the hand once. Tail: in full motion, so that it slides away, and a boom slides in
 * above it.
 */

const parameters = {
  side: choice(-1, 1),
  cubeM: uniform(0.04, 0.052),
  fromX: uniform(0.44, 0.54),
  fromY: uniform(-0.3, -0.2),
  toX: uniform(0.44, 0.54),
  toY: uniform(0.2, 0.3),
};

const start = { x: uniform(0.38, 0.46), y: uniform(-0.06, 0.06), z: uniform(0.25, 0.32) };
const task = { kind: 'place', object: 'cube', goal: { x: '$toX', y: '$side * $toY' } } as const;
const from = { x: '$fromX', y: '$side * $fromY' };

export const recoverCommon = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'The cube slips out of the hand once and must be found and taken again.',
  family: 'recover',
  timeLimitS: 15,
  parameters,
  arm: { start },
  task,
  objects: [cube('cube', from)],
  events: [{ trigger: { kind: 'held', s: uniform(0.4, 0.9) }, action: { kind: 'slip' } }],
  sensors: SENSORS,
});

export const recoverTail = defineManipulationScenario({
  version: 1,
  domain: 'manipulation',
  name: 'The cube slips out in full motion and slides away, and a boom comes in above the place where the hand goes after it.',
  family: 'recover',
  timeLimitS: 15,
  parameters: {
    ...parameters,
    tipX: uniform(0.34, 0.6),
    boomZ: uniform(0.18, 0.22),
    slipS: uniform(0.7, 1.3),
    slideX: uniform(-0.3, 0.3),
    slideY: uniform(0.35, 0.7),
    slideWay: choice(-1, 1, 1),
  },
  arm: { start },
  task,
  objects: [cube('cube', from, { friction: uniform(0.3, 0.45) })],
  obstacles: [
    post('post-a', uniform(0.58, 0.62), uniform(-0.06, 0.06), 0.14),
    post('post-b', '$toX + 0.13', '$side * $toY', 0.12),
    boom('$side * 0.05', '$boomZ', {
      widthM: 0.4,
      peakSpeedMps: uniform(0.9, 1.4),
      dwellS: uniform(0.3, 2),
      start: { kind: 'held', s: '$slipS' },
    }),
  ],
  events: [
    { trigger: { kind: 'held', s: '$slipS' }, action: { kind: 'slip' } },
    {
      trigger: { kind: 'held', s: '$slipS' },
      action: { kind: 'shove', object: 'cube', velocity: { x: '$slideX', y: '$side * $slideWay * $slideY' } },
    },
  ],
  sensors: SENSORS,
});
