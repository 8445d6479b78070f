import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { auprc, auroc, expectedCalibrationError } from '../compare/stats/detection.ts';
import { macroAverage } from '../compare/stats/macro-average.ts';
import { estimateMean } from '../compare/stats/mean.ts';
import { quantileOfSorted } from '../compare/stats/quantiles.ts';
import type { DomainName } from '../domains/concrete.ts';
import { splitArmName } from './arm-name.ts';
import { commonDomain } from './common-domain.ts';
import { compareSituations, type EpisodeResult, LEVEL_BINS } from './episode-result.ts';
import { groupBy } from './group.ts';
import { clockOf, summariseCompute, summariseDelivery, summariseRuntime } from './latency-summary.ts';
import { summariseRates, withoutErrors } from './rates.ts';
import { summariseScores } from './score-summary.ts';
import type {
  ArmSummary,
  MacroSummary,
  MeanSummary,
  PlannerSummary,
  Rates,
  UncertaintySummary,
} from './summary-types.ts';
import { poolTickDistributions } from './tick-distribution.ts';
import { summariseHistograms } from './value-summary.ts';

/** The arm whose uncertainty is judged. */
const FAST_ARM = 'fast';

/** Summary of the episodes of one arm at one latency, in any order; each situation at most once. */
export function summariseArm(arm: string, latency: string, episodes: readonly EpisodeResult[]): ArmSummary {
  // One order for all sums: rounding must not depend on which worker finished first.
  const ordered = [...episodes].sort(compareSituations);
  const valid = withoutErrors(ordered);
  const families: Record<string, Rates> = {};
  for (const [family, members] of groupBy(ordered, (episode) => episode.family))
    families[family] = summariseRates(members);
  const durations = (of: 'stalenessMs' | 'triggerToEffectMs' | 'plannerLatencyMs'): ArmSummary['stalenessMs'] =>
    poolTickDistributions(valid.map((episode) => ({ ticks: episode[of].ticks, controlDt: episode.controlDt })));
  return {
    latency,
    ...summariseRates(ordered),
    families,
    macro: summariseMacro(Object.values(families), commonDomain(ordered)),
    minTtcS: meanOf(valid.map((episode) => episode.minTtcS)),
    progress: meanOf(valid.map((episode) => episode.progress)),
    meanSpeedMps: meanOf(valid.map((episode) => episode.meanSpeedMps)),
    hardBrakingShare: meanOf(valid.map((episode) => episode.hardBrakingShare)),
    comfort: meanOf(valid.map((episode) => episode.comfort)),
    impactSpeedMps: meanOf(valid.map((episode) => episode.outcome.impactSpeedMps)),
    stalenessMs: durations('stalenessMs'),
    triggerToEffectMs: durations('triggerToEffectMs'),
    plannerLatencyMs: durations('plannerLatencyMs'),
    planner: summarisePlanner(valid),
    reflexInterventions: total(valid, (episode) => episode.reflexInterventions),
    uncertainty: splitArmName(arm).arm === FAST_ARM ? summariseUncertainty(valid) : null,
    clock: clockOf(valid),
    scores: summariseScores(valid),
    preventability: null,
    runtime: summariseRuntime(valid),
    stalenessAtArrivalMs: poolTickDistributions(
      valid.map(({ stalenessAtArrivalMs, controlDt }) => ({ ticks: stalenessAtArrivalMs?.ticks ?? [], controlDt })),
    ),
    deliveryMs: summariseDelivery(valid),
    driftM: summariseHistograms(valid.map(({ driftM }) => driftM)),
    timing: {
      ...summariseCompute(valid),
      fastMs: weightedMean(valid, (episode) => [episode.timing.fastMs, episode.ticks]),
      plannerMs: weightedMean(valid, (episode) => [episode.timing.plannerMs, episode.planner.calls]),
      tickUs: weightedMean(valid, (episode) => [episode.timing.tickUs, episode.ticks]),
    },
    simSeconds: total(ordered, (episode) => episode.simSeconds),
    digest: digestOf(ordered),
  };
}

function summariseMacro(families: readonly Rates[], domain: DomainName): ArmSummary['macro'] {
  const macroOf = (rate: 'collision' | 'success'): MacroSummary => {
    const average = macroAverage(families.map((family) => family[rate]));
    return average === null ? { rate: null, ci95: null } : { rate: average.rate, ci95: average.interval };
  };
  return { collision: macroOf('collision'), ...(domain === 'driving' ? {} : { success: macroOf('success') }) };
}

function summarisePlanner(episodes: readonly EpisodeResult[]): PlannerSummary {
  const sum = (of: keyof EpisodeResult['planner']): number => total(episodes, (episode) => episode.planner[of]);
  const calls = sum('calls');
  const ticks = total(episodes, (episode) => episode.ticks);
  const minutes = total(episodes, (episode) => episode.simSeconds) / 60;
  return {
    calls,
    callsPerMinute: minutes > 0 ? calls / minutes : null,
    dutyCycle: ticks > 0 ? sum('inFlightTicks') / ticks : null,
    accepted: sum('accepted'),
    superseded: sum('superseded'),
    cancelled: sum('cancelled'),
    timedOut: sum('timedOut'),
    failed: sum('failed'),
    expired: sum('expired'),
    late: sum('late'),
  };
}

function summariseUncertainty(episodes: readonly EpisodeResult[]): UncertaintySummary | null {
  const positives = new Float64Array(LEVEL_BINS);
  const negatives = new Float64Array(LEVEL_BINS);
  const leadTimes: number[] = [];
  let measured = false;
  for (const { uncertainty } of episodes) {
    if (uncertainty === null) continue;
    measured = true;
    for (let bin = 0; bin < LEVEL_BINS; bin++) {
      positives[bin] += uncertainty.collisionWithin3S[bin];
      negatives[bin] += uncertainty.noCollisionWithin3S[bin];
    }
    if (uncertainty.leadTimeS !== null) leadTimes.push(uncertainty.leadTimeS);
  }
  if (!measured) return null;
  const levels = { positives, negatives };
  leadTimes.sort((a, b) => a - b);
  return {
    auroc: auroc(levels),
    auprc: auprc(levels),
    ece: expectedCalibrationError(levels),
    leadTimeS: leadTimes.length === 0 ? null : quantileOfSorted(leadTimes, 0.5),
  };
}

function meanOf(values: readonly (number | null)[]): MeanSummary {
  const { n, mean, interval } = estimateMean(values.filter((value) => value !== null));
  return { n, mean, ci95: interval };
}

function total(episodes: readonly EpisodeResult[], of: (episode: EpisodeResult) => number): number {
  let sum = 0;
  for (const episode of episodes) sum += of(episode);
  return sum;
}

/** Mean weighted by how often a value was taken; null values are left out. */
function weightedMean(
  episodes: readonly EpisodeResult[],
  of: (episode: EpisodeResult) => readonly [value: number | null, weight: number],
): number | null {
  let sum = 0;
  let weights = 0;
  for (const episode of episodes) {
    const [value, weight] = of(episode);
    if (value === null) continue;
    sum += value * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

/** SHA-256 over the lines 'scenario TAB seed TAB digest' in the order of the situations; no timing enters. */
function digestOf(ordered: readonly EpisodeResult[]): string {
  return sha256Hex(ordered.map(({ scenario, seed, digest }) => `${scenario}\t${seed}\t${digest}\n`).join(''));
}
