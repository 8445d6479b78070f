import { describe, expect, it } from 'vitest';
import { alone } from '../../../policies/runtime/wasm-runtime.ts';

describe('jobs of the runtime', () => {
  it('run one at a time, in the order in which they were asked for, and go on after one that fails', async () => {
    const said: string[] = [];
    let inFlight = 0;
    const job = (name: string): Promise<string> =>
      alone(async () => {
        said.push(`${name} begins, ${inFlight++} others`);
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        inFlight--;
        if (name === 'b') throw new Error('b fails');
        return name;
      });
    const ends = await Promise.allSettled(['a', 'b', 'c', 'd'].map(job));
    expect(said).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name} begins, 0 others`));
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      'a',
      'Error: b fails',
      'c',
      'd',
    ]);
    expect(await job('e')).toBe('e');
  });

  it('begin at once where nothing runs', async () => {
    let begun = false;
    const result = alone(() => {
      begun = true;
      return Promise.resolve();
    });
    expect(begun).toBe(true);
    await result;
  });
});
