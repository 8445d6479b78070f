/** The runs behind the arm's evidence. */
export type ArmPartName = 'tail' | 'common' | 'sweep';

export interface ArmPart {
  readonly name: ArmPartName;
  /** What it is called in results and headings. */
  readonly suite: string;
  /** Kind of the scenarios: `family/tail` or `family/common`. */
  readonly kind: 'tail' | 'common';
  /** Null: all arms of the suites. */
  readonly arms: readonly string[] | null;
  /** First and last, both included. */
  readonly seeds: readonly [number, number];
  /** Of the planner, ms. */
  readonly latenciesMs: readonly number[];
}

/** What is compared is compared at this latency, ms. */
export const REFERENCE_LATENCY_MS = 200;

/**
 * With seven families: 1,050 paired episodes per arm of the tail, 504 of the everyday cases, 350 per arm and latency of the
 * sweep. Its first six latencies are 1 to 6 control ticks of 1/60 s: an answer is due at the next tick at the soonest
 * (`ticksForMs`), so that 0 ms and 16 ms are the same.
 */
export const ARM_PARTS: readonly ArmPart[] = [
  {
    name: 'tail',
    suite: 'manipulation-tail',
    kind: 'tail',
    arms: null,
    seeds: [0, 149],
    latenciesMs: [REFERENCE_LATENCY_MS],
  },
  {
    name: 'common',
    suite: 'manipulation-common',
    kind: 'common',
    arms: null,
    seeds: [0, 71],
    latenciesMs: [REFERENCE_LATENCY_MS],
  },
  {
    name: 'sweep',
    suite: 'manipulation-tail',
    kind: 'tail',
    arms: ['fast', 'reflex', 'dual', 'dual-follow', 'always', 'periodic', 'best-of-n'],
    seeds: [0, 49],
    latenciesMs: [0, 33, 50, 66, 83, 100, REFERENCE_LATENCY_MS, 350, 500, 1000],
  },
];
