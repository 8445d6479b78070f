import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadAnyScenario, validateAny } from '../../../../scenarios/language/any-scenario.ts';
import { checkAnyText } from '../../../../scenarios/language/check.ts';
import { resolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import type { ManipulationScenario } from '../../../../scenarios/language/manipulation/schema.ts';
import { formatProblem, ScenarioError } from '../../../../scenarios/language/problem.ts';
import { besideFile } from '../../../../scenarios/language/read-beside.ts';
import { parseUrdf } from '../../../../scenarios/urdf/parse-urdf.ts';
import { SIX_AXIS } from '../../urdf/six-axis.ts';

const FILE = fileURLToPath(new URL('../../../../examples/own-arm.yaml', import.meta.url));
const TEXT = readFileSync(FILE, 'utf8');

function load(text = TEXT): ManipulationScenario {
  const { scenario } = loadAnyScenario(text, FILE, besideFile(FILE));
  if (scenario?.domain !== 'manipulation') throw new Error('not loaded');
  return scenario;
}

const said = (text: string, read = besideFile(FILE)): string[] =>
  checkAnyText(text, 'own.yaml', read).map(formatProblem);

describe("a scenario with an arm of one's own", () => {
  it('has it from the URDF file beside it, the same for every draw', () => {
    const scenario = load();
    const { arm } = resolveManipulation(scenario, 'one');
    expect(arm.model).toEqual(parseUrdf(SIX_AXIS, 'six-axis.urdf'));
    expect(arm.start).toEqual(arm.model.home);
    expect(resolveManipulation(scenario, 'two').arm.model).toBe(arm.model);
  });

  it('needs no file any more once it was read: as JSON it is the same episode', () => {
    const { scenario, faults } = validateAny(JSON.parse(JSON.stringify(load())));
    expect(faults).toBeNull();
    expect(resolveManipulation(scenario as ManipulationScenario, 'one')).toEqual(resolveManipulation(load(), 'one'));
    expect((scenario as ManipulationScenario).arm.urdf).toEqual({ file: 'arms/six-axis.urdf', text: SIX_AXIS });
  });

  it('is held to the joints of that arm', () => {
    const start = (angles: string): string => TEXT.replace('arm:\n', `arm:\n  start: ${angles}\n`);
    expect(said(start('[0, 0.8, -0.2, 0, 1, 0]'))).toEqual([]);
    expect(said(start('[0, 0, 0, -1.5, 0, 1.5, 0]'))[0]).toContain('arm.start: expected 6 joint angles, found 7');
  });

  it('cannot be drawn from its path alone', () => {
    const { scenario } = loadAnyScenario(TEXT, FILE);
    expect(() => resolveManipulation(scenario as ManipulationScenario, 'one')).toThrow(ScenarioError);
    expect(checkAnyText(TEXT, 'own.yaml').map(formatProblem)[0]).toMatch(
      /^own\.yaml:\d+:\d+ {2}arm\.urdf: expected a URDF file that was read, found the path arms\/six-axis\.urdf alone/,
    );
  });

  it('names line and element of a wrong arm', () => {
    const wrong = SIX_AXIS.replace('effort="120"', 'effort="-1"');
    const line = wrong.split('\n').findIndex((one) => one.includes('effort="-1"')) + 1;
    const [problem, ...others] = said(TEXT, () => ({ name: 'mine/arm.urdf', text: wrong }));
    expect(problem).toContain(`mine/arm.urdf:${line}:`);
    expect(problem).toContain('<joint name="waist"> <limit>: expected effort');
    expect(others).toEqual([]);
    const inline = load() as { arm: { urdf: { text: string } } } & ManipulationScenario;
    const forged = { ...inline, arm: { ...inline.arm, urdf: { file: 'arm.urdf', text: wrong } } };
    expect(() => resolveManipulation(forged, 'one')).toThrow(`(arm.urdf, line ${line}: <joint name="waist"> <limit>)`);
  });

  it.each([
    ['arms/none.urdf', 'expected a URDF file that can be read, found none at arms/none.urdf. Tip: Paths are relative'],
    ['/etc/arm.urdf', 'expected a path that ends in .urdf or .xml, relative to the folder of this file'],
    ['arms/six-axis.stl', 'expected a path that ends in .urdf or .xml, relative to the folder of this file'],
    ['C:/arm.urdf', 'expected a path that ends in .urdf or .xml, relative to the folder of this file'],
  ])('is refused with the path %s', (path, problem) => {
    expect(said(TEXT.replace('arms/six-axis.urdf', path))[0]).toContain(`arm.urdf: ${problem}`);
  });
});
