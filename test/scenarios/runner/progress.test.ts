import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../../scenarios/runner/progress.ts';

/** What people read, on a terminal or in a log. */
function shown(isTTY: boolean, skipped: number, collided: readonly boolean[], total = collided.length): string {
  let text = '';
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const progress = new Progress(total, skipped, Object.assign(out, { isTTY }) as unknown as NodeJS.WriteStream);
  for (const hit of collided) progress.add(hit);
  return text;
}

describe('progress', () => {
  it('ends with a line that says what was done', () => {
    expect(shown(false, 0, [true, false, true])).toMatch(
      /(^|\n)3\/3 episodes \(100 %\), 2 collisions, \d+\.\d\/s, done in \d+ s\n$/,
    );
  });

  it('says what is there already', () => {
    expect(shown(false, 5, [false])).toMatch(/^5 episodes are there already, 1 to go\n/);
    expect(shown(false, 0, [false])).not.toContain('already');
  });

  it('rewrites one line on a terminal, and leaves it when it is done', () => {
    const text = shown(true, 0, [false, false]);
    expect(text.split('\r').length).toBeGreaterThan(1);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.split('\n')).toHaveLength(2);
    expect(shown(true, 0, [false], 2)).not.toContain('\n');
  });

  it('does not fill a log with a line for every episode', () => {
    const lines = shown(false, 0, new Array<boolean>(500).fill(false)).trimEnd().split('\n');
    expect(lines.length).toBeLessThan(5);
  });
});
