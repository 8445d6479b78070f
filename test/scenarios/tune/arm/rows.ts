import type { Measures } from '../../../../scenarios/tune/arm/choose.ts';
import { rateFrom } from '../../../../scenarios/results/rates.ts';

/** What a variant came to in 100 episodes. */
export function row(success: number, harm: number, changes: Partial<Measures> = {}): Measures {
  return {
    latency: 'fixed:200',
    success: rateFrom(success, 100),
    harm: rateFrom(harm, 100),
    collision: rateFrom(harm, 100),
    drop: rateFrom(0, 100),
    dutyCycle: 0,
    callsPerMinute: 0,
    errors: 0,
    ...changes,
  };
}
