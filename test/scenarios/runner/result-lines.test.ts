import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResultLines } from '../../../scenarios/runner/result-lines.ts';
import { RunProblem } from '../../../scenarios/runner/run-problem.ts';

describe('result lines', () => {
  it('come one after the other, however they were asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twotempo-lines-'));
    const file = join(folder, 'results.jsonl');
    const lines = await ResultLines.open(file);
    await Promise.all(['a\n', 'b\n', 'c\n'].map((line) => lines.append(line)));
    await lines.close();
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\n');
    rmSync(folder, { recursive: true });
  });

  it('are refused where no file can be', async () => {
    await expect(ResultLines.open(join(tmpdir(), 'twotempo-nowhere/results.jsonl'))).rejects.toThrow(RunProblem);
  });

  it('end with the first that the disk does not take', async () => {
    const lines = await ResultLines.open('/dev/full');
    const both = await Promise.allSettled([lines.append('a\n'), lines.append('b\n')]);
    for (const one of both)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { message: '/dev/full: cannot be written (ENOSPC); mend that and go on with --resume' },
      });
    await lines.close();
  });
});
