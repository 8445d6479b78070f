import { CALL_STATES, type EpisodeResult } from '../results/episode-result.ts';

/** What a cell holds; null is an empty cell. */
export type Cell = string | number | boolean | null;

/** A column of a tidy table: one value per row. */
export interface Column<Row> {
  readonly name: string;
  /** '' for text, counts and shares. */
  readonly unit: string;
  readonly meaning: string;
  readonly of: (row: Row) => Cell;
}

/** A planner call with its episode. */
export interface CallRow {
  readonly episode: EpisodeResult;
  readonly call: NonNullable<EpisodeResult['calls']>[number];
}

/** A value that occurred, or a bin of values, with how often it did, in one episode. */
export interface DistributionRow {
  readonly episode: EpisodeResult;
  readonly quantity: string;
  readonly value: number;
  readonly count: number;
}

const key = <Row>(episodeOf: (row: Row) => EpisodeResult): Column<Row>[] => [
  { name: 'suite', unit: '', meaning: 'suite that was run', of: (row) => episodeOf(row).suite },
  { name: 'split', unit: '', meaning: '`train`, `val`, `test` or `sealed`', of: (row) => episodeOf(row).split },
  { name: 'scenario', unit: '', meaning: 'id of the scenario', of: (row) => episodeOf(row).scenario },
  { name: 'family', unit: '', meaning: 'family of the scenario', of: (row) => episodeOf(row).family },
  { name: 'seed', unit: '', meaning: 'number of the seed', of: (row) => episodeOf(row).seed },
  { name: 'arm', unit: '', meaning: 'name of the arm', of: (row) => episodeOf(row).arm },
  { name: 'latency', unit: '', meaning: 'name of the latency source', of: (row) => episodeOf(row).latency },
];

const outcome = (name: string, meaning: string, of: (o: EpisodeResult['outcome']) => Cell): Column<EpisodeResult> => ({
  name,
  unit: '',
  meaning,
  of: (episode) => of(episode.outcome),
});

const planner = (field: keyof EpisodeResult['planner'], name: string, meaning: string): Column<EpisodeResult> => ({
  name,
  unit: '',
  meaning,
  of: (episode) => episode.planner[field],
});

const quantiles = (
  field: 'stalenessMs' | 'triggerToEffectMs' | 'plannerLatencyMs' | 'stalenessAtArrivalMs',
  name: string,
  what: string,
): Column<EpisodeResult>[] =>
  (['n', 'p50', 'p95', 'max'] as const).map((part) => ({
    name: `${name}${part === 'n' ? 'Count' : `Ms_${part}`}`,
    unit: part === 'n' ? '' : 'ms',
    meaning: part === 'n' ? `${what}: how many` : `${what}: ${part === 'max' ? 'largest' : `quantile ${part}`}`,
    of: (episode) => episode[field]?.[part] ?? null,
  }));

/** One row per episode and arm; `score.*` columns follow, one for each metric of docs/metrics.md that was scored. */
export const EPISODE_COLUMNS: readonly Column<EpisodeResult>[] = [
  ...key<EpisodeResult>((episode) => episode),
  { name: 'engine', unit: '', meaning: 'version of the engine', of: ({ engine }) => engine.version },
  outcome('end', '`goal`, `timeout`, `collision`, `off-road` or, of the arm, `lost`, `error`', (o) => o.end),
  outcome('collision', 'whether the ego touched anything, or the arm what it must not', (o) => o.collision),
  outcome('atFault', 'whether the collision was its fault', (o) => o.atFault),
  outcome('collisionKind', "nuPlan's type of the collision; of the arm, what it met", (o) => o.collisionKind),
  outcome('collisionWith', 'id of what was hit', (o) => o.collisionWith),
  { ...outcome('impactSpeedMps', 'relative speed at the collision', (o) => o.impactSpeedMps), unit: 'm/s' },
  { name: 'simSeconds', unit: 's', meaning: 'simulated time', of: (e) => e.simSeconds },
  { name: 'ticks', unit: '', meaning: 'control ticks', of: (e) => e.ticks },
  { name: 'controlDt', unit: 's', meaning: 'control tick', of: (e) => e.controlDt },
  { name: 'minTtcS', unit: 's', meaning: 'smallest time to collision; empty: none within 3 s', of: (e) => e.minTtcS },
  { name: 'progress', unit: '', meaning: 'share of the way to the goal', of: (e) => e.progress },
  { name: 'meanSpeedMps', unit: 'm/s', meaning: 'mean speed; of the arm, of its hand', of: (e) => e.meanSpeedMps },
  { name: 'hardBrakingShare', unit: '', meaning: 'share of time with hard braking', of: (e) => e.hardBrakingShare },
  { name: 'comfort', unit: '', meaning: 'share of time within the comfort bounds', of: (e) => e.comfort },
  planner('calls', 'plannerCalls', 'planner calls'),
  planner('accepted', 'plannerAccepted', 'calls whose plan came into force'),
  planner('superseded', 'plannerSuperseded', 'calls overtaken by a newer one'),
  planner('cancelled', 'plannerCancelled', 'calls that the end of the episode cut off'),
  planner('timedOut', 'plannerTimedOut', 'calls that took too long'),
  planner('failed', 'plannerFailed', 'calls that threw or gave no usable plan'),
  planner('expired', 'plannerExpired', 'calls whose plan was over when it came'),
  planner('late', 'plannerLate', 'calls that took longer than the planner had been told'),
  planner('inFlightTicks', 'inFlightTicks', 'ticks with a request in flight'),
  { name: 'reflexInterventions', unit: '', meaning: 'ticks that a reflex overwrote', of: (e) => e.reflexInterventions },
  { name: 'clock', unit: '', meaning: '`virtual`: latencies are simulated; `live`: measured', of: (e) => e.clock },
  { name: 'triggers', unit: '', meaning: 'openings of the gate', of: (e) => e.runtime?.triggers ?? null },
  {
    name: 'deadlineMisses',
    unit: '',
    meaning: 'ticks with a late inference',
    of: (e) => e.runtime?.deadlineMisses ?? null,
  },
  ...(['fast', 'plan', 'brake', 'hold'] as const).map((source): Column<EpisodeResult> => ({
    name: `${source}Ticks`,
    unit: '',
    meaning: `ticks that \`${source}\` commanded`,
    of: (e) => e.runtime?.sourceTicks[source] ?? null,
  })),
  ...quantiles('plannerLatencyMs', 'plannerLatency', 'latency of the planner'),
  ...quantiles('triggerToEffectMs', 'triggerToEffect', "from the gate's opening to the first action from a plan"),
  ...quantiles('stalenessAtArrivalMs', 'stalenessAtArrival', 'age of a plan when it comes into force'),
  ...quantiles('stalenessMs', 'stalenessAtUse', 'age of the plan at each tick that acts on it'),
  { name: 'fastMs', unit: 'ms', meaning: 'measured: mean of a fast inference', of: (e) => e.timing.fastMs },
  { name: 'plannerMs', unit: 'ms', meaning: 'measured: mean of a planner call', of: (e) => e.timing.plannerMs },
  { name: 'tickUs', unit: 'us', meaning: 'measured: mean of a control tick', of: (e) => e.timing.tickUs },
  {
    name: 'overruns',
    unit: '',
    meaning: 'measured: ticks computed slower than real time',
    of: (e) => e.timing.overruns,
  },
  { name: 'digest', unit: '', meaning: 'of all states of the episode', of: (e) => e.digest },
  { name: 'error', unit: '', meaning: 'what went wrong; empty: nothing', of: (e) => e.error?.what ?? null },
];

const ms = (ticks: number | null, { controlDt }: EpisodeResult): number | null =>
  ticks === null ? null : Math.round(ticks * controlDt * 1e9) / 1e6;

/** One row per planner call. */
export const CALL_COLUMNS: readonly Column<CallRow>[] = [
  ...key<CallRow>(({ episode }) => episode),
  { name: 'call', unit: '', meaning: 'number of the call in its episode', of: ({ call }) => call[0] },
  { name: 'dispatchMs', unit: 'ms', meaning: 'when it was sent', of: ({ call, episode }) => ms(call[1], episode) },
  {
    name: 'endMs',
    unit: 'ms',
    meaning: 'when its plan came, or it ended otherwise',
    of: ({ call, episode }) => ms(call[2], episode),
  },
  { name: 'latencyMs', unit: 'ms', meaning: 'latency of the planner; empty: no answer', of: ({ call }) => call[3] },
  {
    name: 'state',
    unit: '',
    meaning: CALL_STATES.map((state) => `\`${state}\``).join(', '),
    of: ({ call }) => CALL_STATES[call[4]],
  },
  {
    name: 'firstUseMs',
    unit: 'ms',
    meaning: 'first action from its plan; empty: none',
    of: ({ call, episode }) => ms(call[5], episode),
  },
  {
    name: 'lastUseMs',
    unit: 'ms',
    meaning: 'last action from its plan',
    of: ({ call, episode }) => ms(call[6], episode),
  },
  { name: 'uses', unit: '', meaning: 'ticks whose action came from its plan', of: ({ call }) => call[7] },
];

/** One row per episode, quantity and value that occurred. */
export const DISTRIBUTION_COLUMNS: readonly Column<DistributionRow>[] = [
  ...key<DistributionRow>(({ episode }) => episode),
  { name: 'quantity', unit: '', meaning: 'what was measured, next table', of: ({ quantity }) => quantity },
  {
    name: 'value',
    unit: '',
    meaning: "the value, in the quantity's unit; of a bin, its middle",
    of: ({ value }) => value,
  },
  { name: 'count', unit: '', meaning: 'how often it occurred', of: ({ count }) => count },
];
