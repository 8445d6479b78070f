import { describe, expect, it } from 'vitest';
import { REFERENCE_ARMS, STANDARD_ARMS } from '../../../policies/driving/arms.ts';
import { parseArms as parseArmsOf } from '../../../scenarios/cli/parse-options.ts';
import { DRIVING } from '../../../scenarios/domains/driving.ts';

const parseArms = (text: string): string[] => parseArmsOf(text, DRIVING);

describe('--arms', () => {
  it('takes groups for their arms, each arm once', () => {
    expect(parseArms('standard')).toEqual(STANDARD_ARMS);
    expect(parseArms('standard,references')).toEqual([...STANDARD_ARMS, ...REFERENCE_ARMS]);
    expect(parseArms('rss, references,fast')).toEqual(['rss', 'human', 'fuzzy', 'regulation', 'fast']);
  });

  it('names arms and groups when it does not know one', () => {
    expect(() => parseArms('fast,constructor')).toThrow(
      /unknown arm 'constructor'; there are fast, .*regulation, and the groups standard, references/,
    );
  });
});
