import { writeFileSync } from 'node:fs';
import { compareFolders } from '../compare/compare.ts';
import { renderComparison } from '../compare/comparison-text.ts';
import { latencySvg } from '../compare/latency-svg.ts';
import { exitCodeOf } from '../results/summary.ts';
import type { LatencySweep } from '../results/summary-types.ts';
import { parseArms } from './parse-options.ts';
import { UsageProblem } from './usage.ts';

export interface CompareOptions {
  readonly baseline?: string;
  readonly json?: boolean;
  readonly latencySvg?: string;
  readonly svgArms?: string;
}

/** `twotempo compare`: returns the exit code. */
export async function commandCompare(dirs: readonly string[], options: CompareOptions): Promise<number> {
  const comparison = await compareFolders(dirs, options.baseline ?? null);
  if (options.latencySvg !== undefined) {
    if (comparison.summary.latencySweep === null) {
      throw new UsageProblem(
        '--latency-svg: these results hold one latency only; run with --latency 0,50,100,200,400,800',
      );
    }
    writeFileSync(
      options.latencySvg,
      latencySvg({ ...comparison.summary, latencySweep: onlyArms(comparison.summary.latencySweep, options.svgArms) }),
    );
  }
  const text = renderComparison(comparison);
  if (options.json === true) {
    process.stderr.write(text);
    const { summary, ...rest } = comparison;
    process.stdout.write(`${JSON.stringify({ ...summary, ...rest }, null, 2)}\n`);
  } else {
    process.stdout.write(text);
  }
  return exitCodeOf(comparison.summary, true);
}

/** The sweep with the named arms alone; all of them without names. */
function onlyArms(sweep: LatencySweep, names: string | undefined): LatencySweep {
  if (names === undefined) return sweep;
  const wanted = parseArms(names);
  const arms = Object.fromEntries(Object.entries(sweep.arms).filter(([arm]) => wanted.some((name) => name === arm)));
  return { ...sweep, arms };
}
