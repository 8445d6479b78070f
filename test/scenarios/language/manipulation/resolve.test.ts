import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadAnyScenario, validateAny } from '../../../../scenarios/language/any-scenario.ts';
import { checkText } from '../../../../scenarios/language/check.ts';
import { defineManipulationScenario } from '../../../../scenarios/language/manipulation/builder.ts';
import { resolveManipulation, tryResolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import { manipulationJsonSchema } from '../../../../scenarios/language/manipulation/schema.ts';
import type { ManipulationInput, ManipulationScenario } from '../../../../scenarios/language/manipulation/schema.ts';
import { loadManipulation } from '../../../../scenarios/language/manipulation/text.ts';
import { fieldName, formatProblem, ScenarioError } from '../../../../scenarios/language/problem.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { SCENE } from './scene.ts';

const DATA = parse(SCENE) as ManipulationInput;

function scenarioOf(text: string): ManipulationScenario {
  const { scenario, problems } = loadManipulation(text, 'f.yaml');
  if (problems !== null) throw new ScenarioError(problems);
  return scenario;
}

const resolved = (text: string, seed = 's') => resolveManipulation(scenarioOf(text), seed);

describe('a scenario of the arm', () => {
  it('is the same from YAML, from JSON and from the builder, and resolves to the same bytes', () => {
    const built = defineManipulationScenario(DATA);
    expect(scenarioOf(SCENE)).toEqual(built);
    expect(scenarioOf(JSON.stringify(DATA))).toEqual(built);
    const bytes = JSON.stringify(resolveManipulation(built, 's'));
    expect(JSON.stringify(resolved(SCENE))).toBe(bytes);
    expect(JSON.stringify(resolveManipulation(built, 't'))).not.toBe(bytes);
  });

  it('throws what is wrong from builder and resolution, a line each', () => {
    expect(() => defineManipulationScenario({ ...DATA, timeLimitS: -1 })).toThrow(
      'Something of everything.  timeLimitS: expected a number from 0.1 to 600 s, found -1.',
    );
    expect(() => resolved(SCENE.replace('goal: { x: 0.5', 'goal: { x: 1.5'))).toThrow(
      /^Something of everything\. {2}task\.goal: expected a place within reach/,
    );
  });

  it('puts things where they lie, by their size and what is below', () => {
    const { objects, task, arm } = resolved(SCENE);
    expect(objects[0].position[2]).toBeCloseTo(0.03, 12);
    expect(task.kind === 'place' && task.goal[2]).toBe(0.03);
    const onBelt = resolved(SCENE.replace('x: 0.65, y: -0.6', 'x: 0.5, y: -0.25 * $side')).objects[0];
    expect(onBelt.position[2]).toBeCloseTo(0.06, 12);
    const raised = resolved(SCENE.replace('x: 0.5, y: -0.25 * $side }', 'x: 0.5, y: -0.25 * $side, bottomM: 0.2 }'));
    expect(raised.objects[0].position[2]).toBeCloseTo(0.23, 12);

    const kinematics = new Kinematics(PANDA);
    kinematics.update(arm.start);
    const [x, y, z] = [kinematics.x, kinematics.y, kinematics.z];
    expect(Math.max(Math.abs(x - 0.4), Math.abs(y), Math.abs(z - 0.35))).toBeLessThan(1e-5);
    expect(Math.max(kinematics.tilt, Math.abs(kinematics.yaw))).toBeLessThan(1e-3);
    expect(resolved(SCENE.replace(/arm:\n.*\n/, '')).arm.start).toEqual(PANDA.home);
  });

  it('orders things by their ids, and leaves out what is not there', () => {
    const text = SCENE.replace('id: cube', 'id: zebra').replaceAll('object: cube', 'object: zebra');
    expect(resolved(text.replace('$far > 0.31', '1')).objects.map(({ id }) => id)).toEqual(['tin', 'zebra']);
    expect(resolved(text.replace('$far > 0.31', '0')).objects.map(({ id }) => id)).toEqual(['zebra']);
    expect(resolved(SCENE.replace('id: ball', 'id: ball\n    when: 0')).obstacles).toEqual([]);
    expect(resolved(SCENE.replace('person:', 'person:\n  when: 0')).person).toBeNull();
    const without = SCENE.replace('belt: {', 'belt: { when: 0,').replace(
      '  - trigger: { kind: time, s: 3 }',
      '  - when: 0\n    trigger: { kind: time, s: 3 }',
    );
    expect(resolved(without).belt).toBeNull();
    expect(resolved(without).events).toHaveLength(2);
  });

  it('draws each field from a stream of its own', () => {
    const tin = (text: string) => resolved(text).objects.find(({ id }) => id === 'tin')?.position;
    const cube = (text: string) => resolved(text).objects.find(({ id }) => id === 'cube');
    const wide = SCENE.replace('$far > 0.31', '1');
    const fewer = wide
      .replace('yawRad: { uniform: [-1, 1] }', 'yawRad: 0')
      .replace('{ normal: [0.2, 0.05, 0.1, 0.3] }', '0.2');
    expect(tin(fewer)).toEqual(tin(wide));
    const more = wide.replace(
      'objects:\n',
      'objects:\n  - { id: a, shape: { kind: sphere, radiusM: { uniform: [0.01, 0.02] } }, position: { x: 0.7, y: 0.3 } }\n',
    );
    expect(cube(more)).toEqual(cube(wide));
    expect(cube(wide)).not.toEqual(resolved(wide, 'other').objects.find(({ id }) => id === 'cube'));
  });

  it('tells of every number that is drawn', () => {
    const heard = new Map<string, number>();
    const { spec } = tryResolveManipulation(scenarioOf(SCENE), 's', (path, value) => heard.set(fieldName(path), value));
    expect([...heard.keys()]).toEqual(expect.arrayContaining(['parameters.side', 'objects[0].massKg', 'task.goal.y']));
    expect(heard.get('objects[0].massKg')).toBe(spec?.objects.find(({ id }) => id === 'cube')?.massKg);
  });

  it('has no effect on another one, in whatever order they are resolved', () => {
    const bytes = (k: number) => JSON.stringify(tryResolveManipulation(scenarioOf(SCENE), `s${k}`));
    const upwards = [0, 1, 2, 3].map(bytes);
    resolved(SCENE.replace('x: 0.4, y: 0, z: 0.35', 'x: 0.35, y: 0.2, z: 0.3, yawRad: 1'));
    expect([3, 2, 1, 0].map(bytes).reverse()).toEqual(upwards);
  });
});

describe('the domain of a text', () => {
  it('chooses its schema', () => {
    expect(loadAnyScenario(SCENE, 'f.yaml').scenario?.domain).toBe('manipulation');
    const driving =
      'version: 1\nname: A.\nfamily: a\nmap: { kind: highway, lanes: 1, speedLimitMps: 9, segments: [{ lengthM: 200 }] }\ntimeLimitS: 5\nego: { lane: 0, s: 9, speedMps: 5, desiredSpeedMps: 5, goalS: 50 }';
    expect(loadAnyScenario(driving, 'f.yaml').scenario?.domain).toBe('driving');
    expect(validateAny(DATA).faults).toBeNull();
    expect(loadAnyScenario(SCENE.replace('manipulation', 'flying'), 'f.yaml').problems?.map(formatProblem)).toEqual([
      'f.yaml:4:1  domain: expected driving or manipulation, found "flying".',
    ]);
    for (const text of ['', '- 1', 'hello', '3']) expect(loadAnyScenario(text, 'f.yaml').problems).toHaveLength(1);
  });

  it('that the driving commands do not know yet is named', () => {
    expect(checkText(SCENE, 'f.yaml').map(formatProblem)).toContain(
      'f.yaml:4:1  domain: expected driving, found "manipulation".',
    );
  });
});

it('has a JSON Schema that knows every field with a description', () => {
  const schema = manipulationJsonSchema() as {
    properties: Record<string, { description?: string }>;
    required: string[];
    additionalProperties: boolean;
  };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(defineManipulationScenario(DATA)));
  expect(schema.required).toEqual(['version', 'name', 'family', 'domain', 'timeLimitS', 'task']);
  expect(schema.additionalProperties).toBe(false);
  expect(Object.entries(schema.properties).filter(([, { description }]) => !description)).toEqual([]);
});
