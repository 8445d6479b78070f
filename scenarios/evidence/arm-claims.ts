import { differenceCell, percent, points } from '../compare/cell-text.ts';
import { ENOUGH_RUNS } from '../compare/verdict.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { type ArmEvent, type PairedEvent, pairedEvent } from './paired-event.ts';

/** Episodes of one latency by arm. */
export type EpisodesByArm = ReadonlyMap<string, readonly EpisodeResult[]>;

/** `not enough runs`: too few pairs, or an arm that did not run. */
export type ClaimVerdict = 'holds' | 'missed' | 'not enough runs';

/** One thing that the arm must show on the tail, and whether it does. */
export interface Claim {
  readonly claim: string;
  /** What was measured, with its interval. */
  readonly found: string;
  readonly verdict: ClaimVerdict;
  /** How far the intervals bear it out, or by what it is missed. */
  readonly remark: string;
}

/** Hume's own mode, which all ablations are held against. */
export const FULL = 'periodic';

/** Without one part each, in the order of Hume's table; picking a candidate at random has to be the worst. */
export const ABLATIONS = ['no-cascade', 'n1', 'no-system-1', 'random-of-n'] as const;

const WORST = 'random-of-n';
const FEWEST_PAIRS = 1000;
const LEAST_GAIN = 0.1;
const LEAST_REDUCTION = 0.5;
const MOST_DUTY = 0.3;
const ALPHA = 0.05;

/** @param duty share of the ticks in which `dual` has a request in flight; null where it did not run */
export function armClaims(arms: EpisodesByArm, duty: number | null): Claim[] {
  const paired = (a: string, b: string, event: ArmEvent): PairedEvent | null =>
    pairedEvent(arms.get(a) ?? [], arms.get(b) ?? [], event);
  return [
    enoughPairs([
      ...ABLATIONS.map((arm) => paired(FULL, arm, 'success')),
      ...[paired('dual', 'fast', 'harm'), paired('dual-follow', 'fast', 'harm'), paired('dual', 'reflex', 'harm')],
    ]),
    ...ABLATIONS.filter((arm) => arm !== WORST).map((arm) =>
      moreSuccess(`success of \`${FULL}\` above \`${arm}\``, paired(FULL, arm, 'success')),
    ),
    worst([FULL, ...ABLATIONS].filter((arm) => arm !== WORST).map((arm) => [arm, paired(arm, WORST, 'success')])),
    atLeastGain(paired(FULL, 'n1', 'success')),
    atLeastReduction('`dual`', paired('dual', 'fast', 'harm')),
    // `dual` has the reflex of its rival: what the planner alone takes off is told beside it.
    atLeastReduction('`dual-follow`, without the reflex,', paired('dual-follow', 'fast', 'harm')),
    significantlyFewer(paired('dual', 'reflex', 'harm')),
    atMostDuty(duty, (arms.get('dual') ?? []).length),
    ...['fast', 'reflex'].map((arm) => noLower(arm, paired('dual', arm, 'success'))),
  ];
}

/** By how many per cent fewer, with the interval. */
export function reductionText({ reduction }: PairedEvent): string {
  if (reduction === null) return '-';
  const [low, high] = reduction.interval;
  return `${points(reduction.value)} % [${Number.isFinite(low) ? points(low) : 'unbounded'}, ${points(high)}]`;
}

export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** Of every pair of arms that a claim is about. */
function enoughPairs(rows: readonly (PairedEvent | null)[]): Claim {
  const claim = `at least ${FEWEST_PAIRS} paired episodes`;
  const n = Math.min(...rows.map((row) => row?.n ?? 0));
  if (n < ENOUGH_RUNS) return { claim, found: String(n), verdict: 'not enough runs', remark: '' };
  return { claim, found: String(n), verdict: n >= FEWEST_PAIRS ? 'holds' : 'missed', remark: '' };
}

function moreSuccess(claim: string, row: PairedEvent | null): Claim {
  return judge(claim, row, differenceText, (found) => ({
    holds: isAbove(found),
    remark: sideOfZero(found),
  }));
}

function worst(rivals: readonly (readonly [arm: string, row: PairedEvent | null])[]): Claim {
  const claim = `success of \`${WORST}\` the lowest of Hume and its ablations`;
  const missing = rivals.find(([, row]) => row === null);
  const [nearest, row] =
    missing ?? rivals.reduce((a, b) => ((a[1]?.difference ?? 0) <= (b[1]?.difference ?? 0) ? a : b));
  return judge(`${claim}; nearest: \`${nearest}\``, row, differenceText, () => {
    const open = rivals.filter(([, other]) => other !== null && !isAbove(other)).map(([arm]) => `\`${arm}\``);
    const remark = open.length === 0 ? 'every interval is above 0' : `not shown against ${open.join(', ')}`;
    return { holds: open.length === 0, remark };
  });
}

function atLeastGain(row: PairedEvent | null): Claim {
  return judge(
    `success of \`${FULL}\` at least ${100 * LEAST_GAIN} points above \`n1\``,
    row,
    differenceText,
    (found) => ({
      holds: found.difference >= LEAST_GAIN && found.ci95[0] > 0,
      remark: placeOf(found.ci95, LEAST_GAIN, `${100 * LEAST_GAIN} points`),
    }),
  );
}

function atLeastReduction(arm: string, row: PairedEvent | null): Claim {
  const claim = `${arm} at least ${100 * LEAST_REDUCTION} % fewer episodes with a collision or a drop than \`fast\``;
  return judge(claim, row, fewerText, ({ reduction, pValue }) =>
    reduction === null
      ? { holds: false, remark: '`fast` had none' }
      : {
          holds: reduction.value >= LEAST_REDUCTION && reduction.interval[0] > 0 && pValue < ALPHA,
          remark: placeOf(reduction.interval, LEAST_REDUCTION, `${100 * LEAST_REDUCTION} %`),
        },
  );
}

function significantlyFewer(row: PairedEvent | null): Claim {
  const claim = '`dual` significantly fewer episodes with a collision or a drop than `reflex`';
  return judge(claim, row, fewerText, (found) => ({
    holds: found.ci95[1] < 0 && found.pValue < ALPHA,
    remark: sideOfZero(found),
  }));
}

function atMostDuty(duty: number | null, n: number): Claim {
  const claim = `\`dual\` has a request in flight at most ${100 * MOST_DUTY} % of the time`;
  if (duty === null || n < ENOUGH_RUNS) return { claim, found: percent(duty), verdict: 'not enough runs', remark: '' };
  return { claim, found: percent(duty), verdict: duty <= MOST_DUTY ? 'holds' : 'missed', remark: '' };
}

function noLower(arm: string, row: PairedEvent | null): Claim {
  return judge(`success of \`dual\` no lower than \`${arm}\``, row, differenceText, (found) => ({
    holds: found.difference >= 0,
    remark: sideOfZero(found),
  }));
}

/** A claim about a pair of arms: undecided below the fewest runs, whatever they show. */
function judge(
  claim: string,
  row: PairedEvent | null,
  text: (row: PairedEvent) => string,
  test: (row: PairedEvent) => { readonly holds: boolean; readonly remark: string },
): Claim {
  if (row === null) return { claim, found: '-', verdict: 'not enough runs', remark: 'no pairs' };
  const found = text(row);
  if (row.n < ENOUGH_RUNS)
    return { claim, found, verdict: 'not enough runs', remark: `${row.n} pairs, ${ENOUGH_RUNS} needed` };
  const { holds, remark } = test(row);
  return { claim, found, verdict: holds ? 'holds' : 'missed', remark };
}

function differenceText({ rateA, rateB, difference, ci95, pValue }: PairedEvent): string {
  return `${percent(rateA)} against ${percent(rateB)}: ${differenceCell(difference, ci95, true)} points, ${pText(pValue)}`;
}

function fewerText(row: PairedEvent): string {
  return `${percent(row.rateA)} against ${percent(row.rateB)}: ${reductionText(row)} fewer, ${pText(row.pValue)}`;
}

/** Significantly, by the interval and by the test. */
function isAbove({ ci95, pValue }: PairedEvent): boolean {
  return ci95[0] > 0 && pValue < ALPHA;
}

function sideOfZero({ ci95: [low, high] }: PairedEvent): string {
  if (low > 0) return 'the interval is above 0';
  return high < 0 ? 'the interval is below 0' : 'the interval includes 0';
}

function placeOf([low, high]: readonly [number, number], bound: number, name: string): string {
  if (low >= bound) return `the interval is above ${name}`;
  return high < bound ? `the interval is below ${name}` : `the interval includes ${name}`;
}
