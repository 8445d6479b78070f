import { describe, expect, it } from 'vitest';
import { findChromium } from './browser.ts';

describe('findChromium', () => {
  it('takes the first that is there', () => {
    expect(findChromium(['/nowhere/chromium', process.execPath, '/'])).toBe(process.execPath);
  });

  it('says how to install it where there is none', () => {
    expect(() => findChromium(['/nowhere/a', '/nowhere/b'])).toThrow(
      "No Chromium at /nowhere/a, /nowhere/b: install it, on Debian and Ubuntu with 'sudo apt-get install chromium'.",
    );
  });
});
