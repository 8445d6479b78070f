import { describe, expect, it } from 'vitest';
import { armPairs, type PooledArm } from '../../../scenarios/compare/arm-pairs.ts';

const arm = (name: string): PooledArm => {
  const [plainArm, set] = name.split('@');
  return { name, plainArm, set: set ?? null };
};
const pairs = (names: string[], sets: string[] = ['x', 'y', 'z']): string[] =>
  armPairs(names.map(arm), sets).map(({ a, b }) => `${a.name} - ${b.name}`);

describe('which arms are compared', () => {
  it('is dual against all and all against fast', () => {
    expect(pairs(['aeb', 'dual', 'dual-follow', 'fast', 'reflex'])).toEqual([
      'aeb - fast',
      'dual - aeb',
      'dual - dual-follow',
      'dual - fast',
      'dual - reflex',
      'dual-follow - aeb',
      'dual-follow - fast',
      'dual-follow - reflex',
      'reflex - fast',
    ]);
  });

  it('is an arm of two folders against itself, in the order of the command line', () => {
    expect(pairs(['dual@a', 'dual@b'], ['b', 'a'])).toEqual(['dual@b - dual@a']);
    expect(pairs(['dual@x', 'dual@y', 'dual@z'])).toEqual(['dual@x - dual@y', 'dual@x - dual@z', 'dual@y - dual@z']);
  });

  it('is never one arm of one folder against another of another', () => {
    expect(pairs(['dual@x', 'dual@y', 'fast@x', 'fast@y', 'reflex'])).toEqual([
      'dual@x - dual@y',
      'dual@x - fast@x',
      'dual@x - reflex',
      'dual@y - fast@y',
      'dual@y - reflex',
      'fast@x - fast@y',
      'reflex - fast@x',
      'reflex - fast@y',
    ]);
  });

  it('is every pair where nothing else is', () => {
    expect(pairs(['aeb', 'human', 'reflex'])).toEqual(['aeb - human', 'aeb - reflex', 'human - reflex']);
    expect(pairs(['aeb'])).toEqual([]);
  });
});
