import { describe, expect, it } from 'vitest';
import { TUNED, type ManipulationArmSettings } from '../../../../policies/manipulation/arms.ts';
import { ARM_PARTS, rateOfRandom, type ArmVariant } from '../../../../scenarios/tune/arm/arm-steps.ts';
import type { Measures } from '../../../../scenarios/tune/arm/choose.ts';
import { tunePart } from '../../../../scenarios/tune/arm/tune-parts.ts';
import { chosenOf, tuningDocument, tuningPage } from '../../../../scenarios/tune/arm/tuning-page.ts';
import { row } from './rows.ts';

const LATENCIES = [
  { kind: 'fixed', ms: 200 },
  { kind: 'fixed', ms: 100 },
] as const;
const CONDITIONS = {
  suite: 'manipulation-tail',
  seeds: [3000, 3019],
  latencies: LATENCIES,
  model: { name: 'hume', sha256: 'ab'.repeat(32) },
  engineVersion: '1.2.3',
} as const;

/** Values in force, whatever the committed ones are. */
const BASE: ManipulationArmSettings = {
  ...TUNED,
  systemTwo: { ...TUNED.systemTwo, depth: 0.9, noise: 0.5, noiseForcing: 0.1 },
  reflex: { ...TUNED.reflex, stopM: 0.03 },
  gate: { ...TUNED.gate, level: 0.95, refractoryMs: 250 },
};

/** A world whose best constants are known; at the second latency all is the other way round. */
function measured(ran: ArmVariant[] = []) {
  return ({ name, arm, settings }: ArmVariant, isWhole: boolean): Promise<Measures[]> => {
    ran.push({ name, arm, settings });
    const { actedNoise, systemTwo, reflex, gate } = settings;
    const missed =
      Math.abs(actedNoise - 0.75) + Math.abs(systemTwo.depth - 0.8) + Math.abs(systemTwo.noiseForcing - 0.2);
    const harm = Math.abs(reflex.stopM - 0.05) + Math.abs(reflex.contactS - 0.5) + Math.abs(gate.level - 0.9);
    const success = Math.round(90 - 10 * missed);
    const duty = arm === 'dual' ? 0.25 : 0;
    const calls = arm === 'random' ? settings.randomCallsPerMinute * 0.8 : 60;
    const at = (harms: number, latency: string): Measures =>
      row(success, Math.round(harms), { latency, dutyCycle: duty, callsPerMinute: calls });
    const other = isWhole ? [at(90 - 40 * harm, 'fixed:100')] : [];
    return Promise.resolve([at(40 * harm, 'fixed:200'), ...other]);
  };
}

describe('tuning the arm', () => {
  it('finds what is best, each step from what the one before chose', async () => {
    const ran: ArmVariant[] = [];
    const noise = await tunePart('noise', BASE, measured(ran));
    expect(noise.settings).toEqual({
      ...BASE,
      actedNoise: 0.75,
      systemTwo: {
        ...BASE.systemTwo,
        noise: noise.settings.systemTwo.noise,
        depth: 0.8,
        step: 0.05,
        noiseForcing: 0.2,
      },
    });
    expect(
      ran.slice(-4).every(({ settings }) => settings.actedNoise === 0.75 && settings.systemTwo.depth === 0.8),
    ).toBe(true);
    expect(new Set(ran.map(({ arm }) => arm))).toEqual(new Set(['fast', 'periodic']));
    const reflex = await tunePart('reflex', BASE, measured());
    expect(reflex.settings.reflex).toMatchObject({ stopM: 0.05, contactS: 0.5 });
    const gate = await tunePart('gate', BASE, measured());
    expect(gate.settings.gate.level).toBe(0.9);
  });

  it('varies the values in force with the others, and runs each variant once a step', async () => {
    const base = { ...BASE, actedNoise: 0.33, gate: { ...BASE.gate, rise: 5 } };
    for (const part of ARM_PARTS) {
      const { steps } = await tunePart(part, base, measured());
      for (const { rows } of steps) {
        expect(rows.length).toBeGreaterThan(1);
        expect(new Set(rows.map(({ variant }) => JSON.stringify(variant.settings))).size).toBe(rows.length);
        expect(new Set(rows.map(({ variant }) => variant.name)).size).toBe(rows.length);
      }
    }
    const { steps } = await tunePart('noise', base, measured());
    expect(steps[0].rows.map(({ variant }) => variant.settings.actedNoise)).toEqual([0, 0.25, 0.33, 0.5, 0.75, 1]);
  });

  it('has random call as often as dual, whose draws in flight have no effect', async () => {
    expect(rateOfRandom(60, 0.25)).toBe(80);
    // A fifth of the draws is lost: 75 would be right, 80 is nearer than 60.
    const { settings, steps } = await tunePart('random', BASE, measured());
    expect(settings).toEqual({ ...BASE, randomCallsPerMinute: 80 });
    expect(steps[0].rows.map(({ variant }) => variant.settings.randomCallsPerMinute)).toEqual([60, 80]);
  });

  it('tells all of it in a page and a document', async () => {
    const part = await tunePart('reflex', BASE, measured());
    const page = tuningPage(part, CONDITIONS);
    expect(page).toContain('seeds 3000..3019, latencies fixed:200, fixed:100 of which the first decides');
    // Wilson's intervals of 86 and 13 of 100: scipy.stats.binomtest(...).proportion_ci(method='wilson').
    expect(page).toContain('| `fast` | any | 100 | 86.0 [77.9, 91.5] | 13.0 [7.8, 21.0] |');
    expect(page).toContain('**stop 0.05 m, contact 0.5 s**');
    expect(page).toContain('"stopM": 0.05');
    expect(tuningPage(await tunePart('gate', BASE, measured()), CONDITIONS)).toContain(
      '**level 0.9, refractory 250 ms** | fixed:100 |',
    );
    const document = JSON.parse(JSON.stringify(tuningDocument(part, CONDITIONS))) as typeof part & { chosen: unknown };
    expect(document).toMatchObject({ split: 'val', chosen: { REFLEX: part.settings.reflex } });
    expect(document.steps).toEqual(part.steps);
    expect(ARM_PARTS.flatMap((name) => Object.keys(chosenOf(name, BASE)))).toEqual([
      ...['ACTED_NOISE', 'SYSTEM_TWO', 'REFLEX', 'GATE', 'RANDOM_CALLS_PER_MINUTE'],
    ]);
  });
});
