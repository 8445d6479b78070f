import { describe, expect, it, vi } from 'vitest';
import type { EpisodeResult } from '../../../../scenarios/results/episode-result.ts';
import { measuresOf } from '../../../../scenarios/tune/arm/measure.ts';
import { tuneArm } from '../../../../scenarios/tune/arm/tune-arm.ts';
import { episode } from '../../results/episodes.ts';

const QUIET = episode();

function ofArm(
  seed: number,
  changes: { end?: 'goal' | 'collision' | 'timeout'; drops?: number } & Partial<EpisodeResult>,
) {
  const { end = 'goal', drops = 0, ...rest } = changes;
  return episode({
    ...{ domain: 'manipulation', suite: 'manipulation-tail', arm: 'dual', seed },
    outcome: { ...QUIET.outcome, end, collision: end === 'collision' },
    planner: { ...QUIET.planner, calls: 10, inFlightTicks: 150 },
    scores: { 'arm-drops': { value: drops, n: 1, valid: true } },
    ...rest,
  });
}

describe('what variants come to', () => {
  it('counts an episode that collided and dropped once, and those with errors in no rate', () => {
    const results = [
      ofArm(0, {}),
      ofArm(1, { drops: 2 }),
      ofArm(2, { end: 'collision', drops: 1 }),
      ofArm(3, { end: 'collision' }),
      ofArm(4, { end: 'timeout' }),
      ofArm(5, { error: { what: 'watchdog', message: 'it hangs' } }),
      ofArm(0, { end: 'collision', latency: 'fixed:100' }),
    ];
    const measures = measuresOf(results, 'dual', 'fixed:200');
    expect(measures).toMatchObject({
      latency: 'fixed:200',
      success: { count: 2, n: 5 },
      harm: { count: 3, n: 5 },
      collision: { count: 2, n: 5 },
      drop: { count: 2, n: 5 },
      dutyCycle: 0.25,
      callsPerMinute: 60,
      errors: 1,
    });
    expect(measuresOf(results, 'dual', 'fixed:100')).toMatchObject({ success: { count: 0, n: 1 }, errors: 0 });
  });
});

describe('npm run tune -- arm', () => {
  it.each([
    [['--seeds', '1020..1040'], '--seeds: expected none of 1000..1029, which the training stops by, found 1020..1040'],
    [['--seeds', '0..3000'], '--seeds: expected none of 1000..1029'],
    [['--seeds', '2007'], '--seeds: expected none of 2000..2007, which models are calibrated on, found 2007'],
    [['--only', 'aeb'], "option '--only <part>' argument 'aeb' is invalid. Allowed choices are noise, reflex"],
    [['--models', 'nowhere'], 'hume.json is missing; train the arm'],
  ])('refuses %j in a line', async (args, says) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(await tuneArm(args)).toBe(2);
      expect(write.mock.calls.map(([text]) => String(text)).join('')).toContain(says);
    } finally {
      write.mockRestore();
    }
  });
});
