import { describe, expect, it } from 'vitest';
import { checkAnyText } from '../../../../scenarios/language/check.ts';
import { formatProblem } from '../../../../scenarios/language/problem.ts';
import { SCENE } from './scene.ts';

/** What is printed for the scene with some texts replaced by others. */
function printed(...edits: readonly (readonly [string, string])[]): string[] {
  let text = SCENE;
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return checkAnyText(text, 'f.yaml').map((problem) => formatProblem(problem).replace(/^f\.yaml:\d+:\d+ {2}/, ''));
}

describe('a scenario of the arm', () => {
  it('without faults has no problems', () => {
    expect(checkAnyText(SCENE, 'f.yaml')).toEqual([]);
  });

  it('has the line of its fault', () => {
    const [problem] = checkAnyText(SCENE.replace('speedMps: 0.2 }', 'speedMps: -1 }'), 'f.yaml');
    expect(formatProblem(problem)).toBe(
      'f.yaml:44:33  events[2].action.speedMps: expected a number from 0 to 3 m/s, found -1. Tip: Speeds have no sign; points or headingRad give the direction.',
    );
  });

  it('without its domain is told so in one line', () => {
    expect(printed(['domain: manipulation\n', ''])).toEqual([
      'task: expected domain: manipulation beside it, since driving has no task, found no domain, which means driving.',
    ]);
  });

  it.each([
    [
      'unknown key',
      'massKg:',
      'mass:',
      'objects[0].mass: expected one of id, when, shape, massKg, friction, position, yawRad, found the unknown key "mass". Tip: Did you mean massKg?',
    ],
    [
      'unknown kind of task',
      'kind: place',
      'kind: throw',
      'task.kind: expected one of reach, place, lift, push, stack, found "throw".',
    ],
    [
      'unknown kind of shape',
      'kind: box',
      'kind: cube',
      'objects[0].shape.kind: expected one of box, cylinder, sphere, found "cube".',
    ],
    ['unknown arm', 'arm:', 'arm:\n  model: puma', 'arm.model: expected one of panda, found "puma".'],
    [
      'id that is taken',
      'id: tin',
      'id: table',
      'objects[1].id: expected an id other than arm, belt, gripper, hand, person, table, which are taken, found "table".',
    ],
    ['id twice', 'id: tin', 'id: cube', 'objects[1].id: expected an id that no other entry has, found "cube".'],
    [
      'id of an object for an obstacle',
      'id: ball',
      'id: tin',
      'obstacles[0].id: expected an id that no object has, found "tin".',
    ],
    [
      'physics that do not divide the tick',
      'timeLimitS: 12',
      'timeLimitS: 12\nphysicsDt: 0.01',
      'controlDt: expected a whole multiple of physicsDt (0.01 s), found nothing.',
    ],
    [
      'pictures between ticks',
      'events:',
      'sensors: { cameraHz: 25 }\nevents:',
      'sensors.cameraHz: expected a rate whose pictures are a whole number of control ticks (0.016666666666666666 s) apart, found 25.',
    ],
    [
      'value out of its range',
      'y: 0.25 * $side',
      'y: 25 * $far',
      expect.stringMatching(
        /^task\.goal\.y: expected a number from -3 to 3 m, found [\d.]+ from "25 \* \$far" with \$far = [\d.]+\.$/,
      ),
    ],
    [
      'task of an unknown object',
      'object: cube\n',
      'object: cup\n',
      'task.object: expected the id of an object: one of cube, tin, found "cup".',
    ],
    [
      'task of an absent object',
      'id: cube',
      'id: cube\n    when: 0',
      'task.object: expected an object that is there in this episode, found "cube". Tip: Leave out the `when` of cube.',
    ],
    [
      'shove of an unknown object',
      'object: cube,',
      'object: ball,',
      'events[1].action.object: expected the id of an object: one of cube, tin, found "ball".',
    ],
    [
      'one point to go back and forth',
      '        - { x: 0.6, y: 0, z: 0.2 }\n',
      '',
      'obstacles[0].path.points: expected at least 2 points to go back and forth, found 1.',
    ],
    [
      'leg without length',
      'x: 0.6, y: 0, z',
      'x: 0.9, y: 0, z',
      'obstacles[0].path.points[1]: expected a place at least 0.001 m from the one before, found 0 m.',
    ],
    [
      'path through the table',
      'x: 0.6, y: 0, z: 0.2',
      'x: 0.6, y: 0, z: 0.02',
      'obstacles[0].path.points[1].z: expected at least 0.05 m, so that it stays above the table, found 0.02 m.',
    ],
    [
      'objects in each other',
      '{ x: $far, y: 0.3 }',
      '{ x: 0.5, y: -0.25 * $side }',
      'objects[1].position: expected a place of its own for tin, found one that cube takes.',
    ],
    [
      'obstacle in an object',
      'x: 0.9, y: 0, z: 0.2',
      'x: 0.5, y: -0.25 * $side, z: 0.1',
      'obstacles[0].path: expected a place of its own for ball, found one that cube takes.',
    ],
    [
      'object in the belt',
      'x: 0.65, y: -0.6, lengthM: 0.4',
      'x: 0.57, y: -0.25 * $side, lengthM: 0.4',
      'objects[0].position: expected a place of its own for cube, found one that the belt takes.',
    ],
    [
      'obstacle in the arm',
      'x: 0.9, y: 0, z: 0.2',
      'x: 0.4, y: 0, z: 0.35',
      'obstacles[0].path: expected a place of its own for ball, found one that the arm takes.',
    ],
    [
      'obstacle in the base',
      'x: 0.9, y: 0, z: 0.2',
      'x: 0.1, y: 0, z: 0.2',
      'obstacles[0].path: expected a place of its own for ball, found one that the arm takes.',
    ],
    [
      'object beyond reach',
      '{ x: 0.5, y: -0.25 * $side }',
      '{ x: 0.9, y: 0 }',
      'objects[0].position: expected a place within reach of the hand, pointing down, found x = 0.9, y = 0, z = 0.03 m.',
    ],
    [
      'goal beyond reach',
      'goal: { x: 0.5,',
      'goal: { x: 0.9,',
      expect.stringMatching(
        /^task\.goal: expected a place within reach of the hand, pointing down, found x = 0\.9, y = -?0\.25, z = 0\.03 m\.$/,
      ),
    ],
    [
      'goal that is reached at the start',
      'y: 0.25 * $side }',
      'y: -0.25 * $side + 0.01 }',
      expect.stringMatching(
        /^task\.goal: expected a place that is more than 0\.03 m away at the start, found 0\.01\d* m\.$/,
      ),
    ],
    [
      'object too wide for the gripper',
      'lengthM: 0.05, widthM: 0.04',
      'lengthM: 0.1, widthM: 0.08',
      "objects[0].shape: expected less than the gripper's 0.08 m across, one way, found 0.08 m.",
    ],
    [
      'start that the hand cannot take',
      'x: 0.4, y: 0, z: 0.35 }',
      'x: 1.4, y: 0, z: 0.35 }',
      'arm.start: expected a pose that the hand can take, pointing down, the arm clear of itself and the table, found x = 1.4, y = 0, z = 0.35 m, yaw = 0 rad.',
    ],
    ['too few joint angles', '{ x: 0.4, y: 0, z: 0.35 }', '[0, 0, 0]', 'arm.start: expected 7 joint angles, found 3.'],
    [
      'joint angle beyond its limit',
      '{ x: 0.4, y: 0, z: 0.35 }',
      '[0, 0, 0, 0.5, 0, 1.5, 0]',
      'arm.start[3]: expected an angle of joint4 from -3.0718 to -0.0698 rad, found 0.5.',
    ],
    [
      'start within the table',
      '{ x: 0.4, y: 0, z: 0.35 }',
      '[0, 1.7, 0, -0.1, 0, 1.5, 0]',
      'arm.start: expected a posture above the table, found one within it.',
    ],
    [
      "hand beyond the person's reach",
      '{ x: 0.8, y: 0.25, z: 0.2 }',
      '{ x: 0.2, y: 0.25, z: 0.2 }',
      'person.hand.points[0]: expected a place from 0.03 m to 0.67 m from the shoulder, all the way, found 0.856 m.',
    ],
    [
      "hand that the person's bones cannot fold to",
      '{ x: 0.8, y: 0.25, z: 0.2 }',
      '{ x: 1, y: 0.3, z: 0.49 }',
      'person.hand.points[0]: expected a place from 0.03 m to 0.67 m from the shoulder, all the way, found 0.01 m.',
    ],
    [
      'hand in the table',
      '{ x: 0.8, y: 0.25, z: 0.2 }',
      '{ x: 0.8, y: 0.25, z: 0.02 }',
      'person.hand.points[0].z: expected at least 0.05 m, so that it stays above the table, found 0.02 m.',
    ],
    [
      "person's hand in the arm",
      '{ x: 0.8, y: 0.25, z: 0.2 }',
      '{ x: 0.45, y: 0.05, z: 0.45 }',
      "person.hand: expected a place of its own for the person's hand, found one that the arm takes.",
    ],
    [
      "person's forearm in the arm",
      'x: 1, y: 0.3, z: 0.5 }\n  hand: { points: [{ x: 0.8, y: 0.25, z: 0.2 }',
      'x: 0.55, y: 0.35, z: 0.5 }\n  hand: { points: [{ x: 0.4, y: -0.2, z: 0.45 }',
      "person.hand.points[0]: expected a place of its own for the person's arm, found one that the arm takes.",
    ],
  ])('names the field, what was expected and what was found: %s', (_, from, to, message) => {
    expect(printed([from, to])).toContainEqual(message);
  });

  it.each([
    [
      'slip',
      'held, s: 1 }\n',
      'time, s: 1 }\n',
      'events[0].action.kind: expected shove or belt-speed: in the task reach nothing is held, found slip.',
    ],
    [
      'held',
      'action: { kind: slip }',
      'action: { kind: belt-speed, speedMps: 0 }',
      'events[0].trigger.kind: expected time or near: in the task reach nothing is held, found held.',
    ],
  ])('refuses what cannot happen without a grasp: %s', (_, from, to, message) => {
    const reach = [
      'kind: place\n  object: cube\n  goal: { x: 0.5, y: 0.25 * $side }',
      'kind: reach\n  goal: { x: 0.5, y: 0.2, z: 0.2 }',
    ] as const;
    expect(printed(reach, [from, to])).toEqual([message]);
  });

  it('refuses a belt that changes its speed where there is none', () => {
    expect(printed(['belt: {', 'belt: { when: 0,'])).toEqual([
      'events[2].action.kind: expected slip or shove: there is no belt, found belt-speed.',
    ]);
  });

  it('refuses a base that is the object itself, and one too far to put something on', () => {
    const stack = (base: string) =>
      [
        'kind: place\n  object: cube\n  goal: { x: 0.5, y: 0.25 * $side }',
        `kind: stack\n  object: cube\n  base: ${base}`,
      ] as const;
    expect(printed(stack('cube'))).toEqual([
      'task.base: expected another object than the one to be put on it, found cube.',
    ]);
    expect(printed(stack('tin'), ['when: $far > 0.31', 'yawRad: 0'], ['x: $far, y: 0.3', 'x: 0.95, y: -0.3'])).toEqual([
      'objects[1].position: expected a place within reach of the hand, pointing down, found x = 0.95, y = -0.3, z = 0.13 m.',
    ]);
  });

  it('refuses more things than a table of things holds', () => {
    const tins = Array.from(
      { length: 24 },
      (_, i) => `  - { id: t${i}, shape: { kind: sphere, radiusM: 0.01 }, position: { x: 0.8, y: ${0.05 * i} } }`,
    );
    expect(printed(['objects:\n', `objects:\n${tins.join('\n')}\n`]).join()).toMatch(
      /objects: expected a list of 0 to 24 entries, found a list of 26\./,
    );
    expect(printed(['objects:\n', `objects:\n${tins.slice(2).join('\n')}\n`])).toEqual([
      'objects: expected at most 24 objects and obstacles together, found 25.',
    ]);
  });

  it('tells what a task is to who gives none', () => {
    expect(printed(['task:\n  kind: place\n  object: cube\n  goal: { x: 0.5, y: 0.25 * $side }\n', ''])).toEqual([
      'task: expected a mapping with kind: one of reach, place, lift, push, stack, found nothing. Tip: Every scenario needs a task, for example task: { kind: lift, object: cube }.',
    ]);
  });
});
