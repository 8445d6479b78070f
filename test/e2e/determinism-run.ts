import * as math from '../../sim/kernel/math.ts';
import { installDeterministicMath } from '../../sim/kernel/math.ts';
import type { ArmName } from '../../policies/driving/arms.ts';
import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { resolveScenario } from '../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../scenarios/language/splits.ts';
import { LIBRARY } from '../../scenarios/library/registry.ts';
import { Episode, type LoadedModel } from '../../scenarios/runner/episode.ts';
import { runArm, type ArmRun } from './arm-run.ts';
import { runHume } from './hume-run.ts';
import { runThreeWays, type ThreeWays } from './three-ways.ts';

/** What one host computed, for comparison with another; plain data. */
export interface HostRun {
  readonly episodes: readonly DrivingRun[];
  readonly arm: ArmRun;
  readonly hume: ThreeWays;
  /** Hexadecimal bits of every function of the kernel at `MATH_ARGUMENTS`. */
  readonly math: Readonly<Record<string, readonly string[]>>;
}

export interface DrivingRun extends ThreeWays {
  readonly scenario: string;
  readonly arm: ArmName;
}

const ARMS = ['dual', 'always'] as const;
/** Simulated time of each episode, s: plans of 200 ms come into force more than once. */
const DURATION_S = 3.5;
/** The snapshot is taken at this tick: `always` has a request in flight. */
const MIDDLE_TICK = 100;

/** A rare scenario of every family, with planner and policy running. The same in every host, or something is broken. */
export async function runHost(model: LoadedModel, hume: HumeModel): Promise<HostRun> {
  const episodes: DrivingRun[] = [];
  for (const { id, scenario } of LIBRARY) {
    if (!id.endsWith('/tail')) continue;
    const seed = episodeSeed('train', id, 0);
    const spec = { ...resolveScenario(scenario, seed), timeLimitS: DURATION_S };
    for (const arm of ARMS) {
      const create = (): Episode =>
        new Episode({
          job: {
            suite: 'determinism',
            split: 'train',
            scenario: id,
            seed: 0,
            arm,
            latency: { kind: 'lognormal', meanMs: 200, sdMs: 50 },
            planner: null,
          },
          spec,
          episodeSeed: seed,
          model,
          engineVersion: 'determinism',
        });
      episodes.push({ scenario: id, arm, ...(await runThreeWays(create, MIDDLE_TICK)) });
    }
  }
  return { episodes, arm: runArm(), hume: await runHume(hume), math: mathBits() };
}

const FUNCTIONS = ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp', 'ln', 'tanh', 'wrapAngle'] as const;
const PAIR_FUNCTIONS = ['atan2', 'pow', 'hypot'] as const;

/** Arguments of all magnitudes: small, ordinary, huge, special. */
export const MATH_ARGUMENTS: readonly number[] = [
  ...Array.from({ length: 200 }, (_, i) => (i - 100) * 0.0173 + i * i * 1e-5),
  ...Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 1.7 * 2 ** (i - 30)),
  0,
  -0,
  1,
  -1,
  1e22,
  -1e300,
  5e-324,
  Infinity,
  -Infinity,
  NaN,
];

/** The kernel's functions, and what `installDeterministicMath` makes of `Math`, which cannon-es calls. */
function mathBits(): Record<string, string[]> {
  installDeterministicMath();
  const bits: Record<string, string[]> = {};
  for (const name of FUNCTIONS) {
    const { [name]: call } = math;
    bits[name] = MATH_ARGUMENTS.map((x) => bitsOf(call(x)));
  }
  for (const name of PAIR_FUNCTIONS) {
    const { [name]: call } = math;
    bits[name] = MATH_ARGUMENTS.map((x, i) => bitsOf(call(x, MATH_ARGUMENTS[(7 * i + 3) % MATH_ARGUMENTS.length])));
  }
  bits['Math.sin'] = MATH_ARGUMENTS.map((x) => bitsOf(Math.sin(x)));
  bits['Math.exp'] = MATH_ARGUMENTS.map((x) => bitsOf(Math.exp(x)));
  return bits;
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getUint32(0).toString(16).padStart(8, '0') + view.getUint32(4).toString(16).padStart(8, '0');
}
