import { describe, expect, it } from 'vitest';
import { unlessAborted } from '../../../renderer/export/unless-aborted.ts';

const never = new Promise<never>(() => undefined);

describe('work that can be called off', () => {
  it('gives what it gives, or fails as it fails', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(3), signal)).toBe(3);
    expect(await unlessAborted(Promise.resolve(4), undefined)).toBe(4);
    await expect(unlessAborted(Promise.reject(new Error('full')), signal)).rejects.toThrow('full');
  });

  it('is over when it is called off, even if it never answers', async () => {
    const abort = new AbortController();
    const work = unlessAborted(never, abort.signal);
    abort.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
    await expect(unlessAborted(never, abort.signal)).rejects.toThrow('enough');
    await expect(unlessAborted(Promise.resolve(3), abort.signal)).rejects.toThrow('enough');
    // What it does later concerns nobody.
    await expect(unlessAborted(Promise.reject(new Error('late')), abort.signal)).rejects.toThrow();
  });
});
