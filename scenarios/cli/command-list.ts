import { ARM_TITLES } from '../../policies/driving/arms.ts';
import { PLANNER_DRILLS } from '../../policies/driving/planner-drills.ts';
import { LIBRARY } from '../library/registry.ts';
import { SUITES } from '../suites/suites.ts';
import { EXIT, UsageProblem } from './usage.ts';

/** What `twotempo list` knows: for each kind, names with a line of explanation. */
const KINDS: Record<string, () => readonly (readonly [string, string])[]> = {
  scenarios: () => LIBRARY.map(({ id, scenario }) => [id, scenario.name] as const),
  suites: () => SUITES.map(({ id, title }) => [id, title] as const),
  arms: () => Object.entries(ARM_TITLES),
  policies: () => [
    ['learned', 'the trained ensemble (policies/models/fast-driving.md)'],
    ['rule', 'keeps its lane and follows what is ahead; no network'],
  ],
  gates: () => [
    ['uncertainty', 'calibrated uncertainty or time to collision, with hysteresis (arms dual, dual-follow)'],
    ['always', 'back to back (arms always, slow)'],
    ['periodic', 'at a fixed period (arms periodic, oracle)'],
    ['random', 'at random with the rate of dual (arm random)'],
    ['change', 'sudden rise of the uncertainty (for own arms)'],
    ['never', 'does not think (arms fast, aeb, reflex)'],
  ],
  planners: () => [
    ['value', 'value-guided search over manoeuvres in a model of what the sensors saw'],
    ['privileged', 'search with the truth (arm oracle only)'],
    ...Object.entries(PLANNER_DRILLS),
  ],
  merges: () => [
    ['arbitrate', 'every tick the best of fast action, rest of the plan, full braking'],
    ['follow', 'the plan while one is in force, else the fast policy'],
    ['hold', 'plans only; the last action while waiting'],
    ['reference', 'a reference driver, which ignores fast policy and plans (arms human, fuzzy, rss, regulation)'],
  ],
  latencies: () => [
    ['MS', 'fixed, for example 200'],
    ['zero', 'due at the next tick'],
    ['lognormal:MEAN:SD', 'sampled, ms'],
    ['trace:FILE', 'one latency in ms per line, repeated'],
  ],
};

/** `twotempo list`: returns the exit code. */
export function commandList(kind: string, json: boolean): number {
  if (!Object.hasOwn(KINDS, kind))
    throw new UsageProblem(`list: unknown kind '${kind}'; there are ${Object.keys(KINDS).join(', ')}`);
  const rows = KINDS[kind]();
  if (json) {
    process.stdout.write(
      `${JSON.stringify(
        rows.map(([name, title]) => ({ name, title })),
        null,
        2,
      )}\n`,
    );
    return EXIT.done;
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, title] of rows) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
  return EXIT.done;
}
