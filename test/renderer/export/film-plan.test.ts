import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenSize, FILM_LIMITS, momentOf, planFilm } from '../../../renderer/export/film-plan.ts';

const timing = { fromS: 0, toS: 4, fps: 30, speed: 1, holdS: 0 };

describe('the plan of a film', () => {
  it('shows every moment that its rate asks for, and the end', () => {
    const plan = planFilm(timing);
    expect(plan.frames).toBe(121);
    expect(momentOf(plan, 0)).toBe(0);
    expect(momentOf(plan, 15)).toBe(0.5);
    expect(momentOf(plan, 120)).toBe(4);
    expect(plan.lengthS).toBeCloseTo(121 / 30, 12);
  });

  it('takes more frames for a slower film, and holds the last moment', () => {
    const plan = planFilm({ ...timing, fromS: 1, toS: 2, speed: 0.25, holdS: 0.5 });
    expect(plan.moving).toBe(121);
    expect(plan.frames).toBe(136);
    expect(momentOf(plan, 120)).toBe(2);
    expect(momentOf(plan, 135)).toBe(2);
  });

  it('ends at the first frame that is not before the end, whatever the numbers', () => {
    const timings = fc.record({
      fromS: fc.double({ min: 0, max: 100, noNaN: true }),
      length: fc.double({ min: 0, max: 30, noNaN: true }),
      fps: fc.integer({ min: 1, max: 60 }),
      speed: fc.constantFrom(0.1, 0.25, 0.5, 1, 1.5, 2, 8),
      holdS: fc.constantFrom(0, 0.5, 2),
    });
    fc.assert(
      fc.property(timings, ({ length, ...rest }) => {
        const toS = rest.fromS + length;
        const plan = planFilm({ ...rest, toS });
        const step = rest.speed / rest.fps;
        expect(momentOf(plan, 0)).toBe(rest.fromS);
        expect(momentOf(plan, plan.moving - 1)).toBeGreaterThanOrEqual(toS - 1e-5 * step);
        if (plan.moving > 1) expect(momentOf(plan, plan.moving - 2)).toBeLessThan(toS);
        for (let i = 1; i < Math.min(plan.moving, 50); i++) {
          expect(momentOf(plan, i) - momentOf(plan, i - 1)).toBeCloseTo(step, 9);
        }
        expect(plan.frames - plan.moving).toBe(Math.round(rest.holdS * rest.fps));
      }),
    );
  });

  it('says what is wrong', () => {
    expect(() => planFilm({ ...timing, fps: 61 })).toThrow(
      'Frames per second must be a number from 1 to 60; it is 61.',
    );
    expect(() => planFilm({ ...timing, speed: NaN })).toThrow('The speed must be a number from 0.1 to 8');
    expect(() => planFilm({ ...timing, fromS: 5 })).toThrow('from 5 to 4');
    expect(() => planFilm({ ...timing, toS: 4000, fps: 60 })).toThrow(`at most ${FILM_LIMITS.frames}`);
  });

  it('has even sizes', () => {
    expect(evenSize({ width: 641, height: 359 })).toEqual({ width: 642, height: 360 });
    expect(() => evenSize({ width: 63, height: 360 })).toThrow('The width must be from 64 to 3840 px; it is 63.');
  });
});
