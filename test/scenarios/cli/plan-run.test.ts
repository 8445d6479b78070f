import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { planCombinations } from '../../../scenarios/cli/plan-run.ts';
import { findSelection } from '../../../scenarios/cli/select-scenarios.ts';

it('a plan of all combinations has what is to be known of the models of its arms', () => {
  const selection = findSelection([fileURLToPath(new URL('../../../examples/own-arm.yaml', import.meta.url))], 'test');
  const notesOf = (...arms: string[]): readonly string[] =>
    planCombinations({ selection, arms, seeds: [0, 0], split: 'test', latencies: [{ kind: 'zero' }], planner: null })
      .notes;
  expect(notesOf('oracle')).toEqual([]);
  expect(notesOf('oracle', 'dual', 'fast')).toEqual([expect.stringContaining("have never moved 'six-axis'")]);
});
