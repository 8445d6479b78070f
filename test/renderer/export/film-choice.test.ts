import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../renderer/host/contract.ts';
import { bytesText, estimateBytes, filmName, FIRST_CHOICE, planChoice } from '../../../renderer/export/film-choice.ts';

const filmed = { endS: 8, loop: { fromS: 2, toS: 3 } };

describe('what a person wants of a film', () => {
  it('is the whole, the loop, or a part', () => {
    const range = (changed: Partial<typeof FIRST_CHOICE>): unknown => {
      const { plan, problem } = planChoice({ ...FIRST_CHOICE, ...changed }, filmed);
      return plan === null ? problem : [plan.fromS, plan.toS];
    };
    expect(range({})).toEqual([0, 8]);
    expect(range({ range: 'loop' })).toEqual([2, 3]);
    expect(range({ range: 'part', from: '1,5', to: '' })).toEqual([1.5, 8]);
    expect(range({ range: 'part', from: '7', to: '9' })).toBe(
      'The part must lie between 0 and 8.00 s and end after it begins; it goes from 7 to 9 s.',
    );
    expect(range({ range: 'part', from: 'soon' })).toBe("The beginning must be a number; it is 'soon'.");
    expect(range({ fps: '60', format: 'gif' })).toContain('at most 50 frames per second');
    expect(range({ size: 'own', width: '10' })).toBe('The width must be from 64 to 3840 px; it is 10.');
  });

  it('has a name that every host takes', () => {
    const name = filmName({ scenario: 'cut-in/tail', seed: 3 }, ['dual', 'dual from 2.00\u00a0s'], 'mp4');
    expect(name).toBe('cut-in-tail-seed3-dual-dual-from-2.00-s.mp4');
    for (const scenario of ['../../etc', "o'clock ü", '.hidden', 'x'.repeat(400)]) {
      const input = { name: filmName({ scenario, seed: 0 }, ['a'], 'gif'), bytes: new Uint8Array(1) };
      expect(CHANNELS['file.save'].in.safeParse(input).success).toBe(true);
    }
  });

  it('tells about how large it will be', () => {
    const { plan, size } = planChoice(FIRST_CHOICE, filmed);
    const small = estimateBytes({ ...FIRST_CHOICE, quality: 'small' }, plan!, size!);
    const fine = estimateBytes({ ...FIRST_CHOICE, quality: 'fine' }, plan!, size!);
    expect(fine / small).toBeCloseTo(4, 1);
    expect([bytesText(12), bytesText(12_345), bytesText(1_234_567), bytesText(123e6)]).toEqual([
      '12 bytes',
      '12 kB',
      '1.2 MB',
      '123 MB',
    ]);
  });
});
