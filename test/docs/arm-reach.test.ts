import { describe, expect, it } from 'vitest';
import { reachStraight } from '../../examples/arm-reach.ts';

describe('the example of a controller for the arm', () => {
  it('reaches where nothing is in the way, runs into what is, and does so again', () => {
    const ends = Array.from({ length: 20 }, (_, seed) => reachStraight(seed));
    expect(new Set(ends)).toEqual(new Set(['goal', 'collision']));
    expect(reachStraight(0)).toBe(ends[0]);
  });
});
