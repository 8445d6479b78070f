import { METRICS } from '../../sim/driving/metrics/metric-table.ts';
import { ARM_METRICS } from '../../sim/robotics/metrics/metric-table.ts';
import type { DomainName } from '../domains/concrete.ts';
import type { RateMetric } from './summary-types.ts';

/** What is known of a score, by its metric. */
export interface ScoreFacts {
  readonly title: string;
  /** Empty: dimensionless. */
  readonly unit: string;
  readonly range: string;
  readonly better: 'higher' | 'lower';
}

/** What the episodes of a domain are measured in. Tables have columns for these and no others. */
export interface DomainMeasures {
  /** Rates that arms are compared in, the one that matters most first. */
  readonly rates: readonly RateMetric[];
  /** Those of them of which all pairs of arms are shown. */
  readonly pairRates: readonly RateMetric[];
  /** Those of them that a line has room for. */
  readonly briefRates: readonly RateMetric[];
  /** By id, see docs/metrics.md. */
  readonly scores: Readonly<Record<string, ScoreFacts>>;
  /** Ids of the scores of a terminal's width; the JSON and the report have all. */
  readonly mainScores: readonly string[];
  /** What is said of them there, in lines. */
  readonly scoreNotes: readonly string[];
  /** Columns of the table of episodes that only other domains fill. */
  readonly emptyColumns: readonly string[];
}

const VALIDITY = 'Mean over the episodes in which the score is valid (valid/scored); definitions in docs/metrics.md.';

const MEASURES: Readonly<Record<DomainName, DomainMeasures>> = {
  driving: {
    rates: ['collision', 'atFaultCollision', 'success', 'offRoad'],
    pairRates: ['collision'],
    briefRates: ['collision', 'atFaultCollision', 'success'],
    scores: METRICS,
    mainScores: [
      'nuplanClosedLoop',
      'pdms',
      'carla21',
      'ttcWithinBound',
      'drivableArea',
      'routeCompletion',
      'comfort',
      'planConsistency',
    ],
    scoreNotes: [
      `${VALIDITY} Composite scores are`,
      'not comparable with scores from their own worlds, parts of which do not exist here.',
    ],
    emptyColumns: [],
  },
  manipulation: {
    rates: ['success', 'collision', 'drop', 'lost'],
    pairRates: ['success', 'collision', 'drop'],
    briefRates: ['success', 'collision', 'drop', 'lost'],
    scores: ARM_METRICS,
    mainScores: [
      'arm-success-time',
      'arm-drops',
      'arm-grasp-attempts',
      'arm-obstacle-clearance',
      'arm-person-clearance',
      'arm-near-person-share',
      'arm-peak-force',
      'arm-hand-path',
      'arm-hand-jerk',
    ],
    scoreNotes: [VALIDITY],
    emptyColumns: ['atFault', 'minTtcS', 'hardBrakingShare', 'comfort'],
  },
};

export function measuresOf(domain: DomainName): DomainMeasures {
  return MEASURES[domain];
}

/** Of a score of any domain: their ids do not clash. Null: this version does not know it. */
export function scoreFacts(id: string): ScoreFacts | null {
  for (const { scores } of Object.values(MEASURES)) if (Object.hasOwn(scores, id)) return scores[id];
  return null;
}

/** Ids of the scores of all domains. */
export const SCORE_IDS: readonly string[] = Object.values(MEASURES).flatMap(({ scores }) => Object.keys(scores));

/** Rates that arms of any domain are compared in. */
export const COMPARED_RATES: readonly RateMetric[] = [
  ...new Set(Object.values(MEASURES).flatMap(({ rates }) => rates)),
];
