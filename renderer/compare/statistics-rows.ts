import { msText, NBSP, secondsText } from '../panels/words.ts';
import { isArmRecord, type OpenedRecord } from '../records/opened-record.ts';
import { actorId, collisionWords, endWords, signedText } from '../replay/words.ts';
import { armMeasures } from './arm-rows.ts';
import { latencyText, neverThinks } from './pairing.ts';
import { statisticsOf, type RunStatistics, type Spread } from './run-statistics.ts';

/** One line of the table: a text for each run, and B less A where both have a number. */
export interface StatisticsRow {
  readonly name: string;
  /** What the name means, for those who want to know. */
  readonly explains: string | null;
  readonly values: readonly string[];
  /** Empty: there is none. */
  readonly difference: string;
}

export interface StatisticsGroup {
  readonly title: string;
  readonly rows: readonly StatisticsRow[];
}

/** What is shown where something is not known or not defined. */
export const NONE = '–';

/** A number of a run, and how such numbers are written. */
interface Measure {
  readonly name: string;
  readonly explains?: string;
  readonly value: (statistics: RunStatistics) => number | null;
  readonly text: (value: number) => string;
  /** Of B less A; null: it says nothing. */
  readonly difference: ((value: number) => string) | null;
}

const fixed = (digits: number, unit: string) => ({
  text: (value: number): string => `${value.toFixed(digits)}${unit}`,
  difference: (value: number): string => `${signedText(value, digits)}${unit}`,
});
const metresPerSecond = fixed(1, `${NBSP}m/s`);
const seconds = fixed(2, `${NBSP}s`);
const count = fixed(0, '');
const share = {
  text: (value: number): string => `${(100 * value).toFixed(1)}${NBSP}%`,
  difference: (value: number): string => `${signedText(100 * value, 1)}${NBSP}points`,
};
const ms = {
  text: msText,
  difference: (value: number): string => {
    const text = msText(Math.abs(value));
    return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
  },
};

const DRIVING: readonly Measure[] = [
  {
    ...{ name: 'Impact speed', value: (s) => s.impactSpeedMps, ...metresPerSecond },
    explains: 'Relative speed of the two at the first touch.',
  },
  {
    ...{ name: 'Least time to collision', value: (s) => s.minTtcS, ...seconds },
    explains: 'The shortest that there was; none where nothing was ever on a collision course.',
  },
  {
    ...{ name: 'Progress', value: (s) => s.progress, ...share },
    explains: 'Share of the way to the goal.',
  },
  { name: 'Mean speed', value: (s) => s.meanSpeedMps, ...metresPerSecond },
  { name: 'Duration', value: (s) => s.durationS, ...seconds },
];

/** Of the arm; its scores follow. */
const ARM: readonly Measure[] = [
  {
    ...{ name: 'Impact speed', value: (s) => s.impactSpeedMps, ...fixed(2, `${NBSP}m/s`) },
    explains: 'Relative speed of the two at the first touch.',
  },
  {
    ...{ name: 'Progress', value: (s) => s.progress, ...share },
    explains: 'Share of the way to success.',
  },
  { name: 'Mean speed of the hand', value: (s) => s.meanSpeedMps, ...fixed(2, `${NBSP}m/s`) },
  { name: 'Duration', value: (s) => s.durationS, ...seconds },
];

const CALLS: readonly Measure[] = [
  { name: 'Planner calls', value: (s) => s.calls, ...count },
  {
    ...{ name: 'accepted', value: (s) => s.accepted, ...count },
    explains: 'The plan came in time and into force.',
  },
  {
    ...{ name: 'accepted, never used', value: (s) => s.unused, ...count },
    explains: 'In force, but every tick something else was better.',
  },
  {
    ...{ name: 'superseded', value: (s) => s.superseded, ...count },
    explains: 'The plan of a newer request came into force first.',
  },
  {
    ...{ name: 'too stale (expired)', value: (s) => s.expired, ...count },
    explains: 'The plan came when its time was over.',
  },
  { name: 'timed out', value: (s) => s.timedOut, ...count },
  { name: 'failed', value: (s) => s.failed, ...count },
  { name: 'cancelled', value: (s) => s.cancelled, ...count },
  {
    ...{ name: 'Duty', value: (s) => s.duty, ...share },
    explains: 'Share of the time with a request in flight.',
  },
  { name: 'Emergency brake, ticks', value: (s) => s.brakeTicks, ...count },
  {
    ...{ name: 'Deadline misses', value: (s) => s.deadlineMisses, ...count },
    explains: 'Ticks whose inference was late; only live runs can miss one.',
  },
];

/** Left out where no run has any. */
const SELDOM: readonly string[] = [
  ...['accepted, never used', 'superseded', 'too stale (expired)', 'timed out', 'failed', 'cancelled'],
  ...['Emergency brake, ticks', 'Deadline misses'],
];

const SPREADS: readonly {
  readonly name: string;
  readonly explains: string;
  readonly value: (statistics: RunStatistics) => Spread | null;
}[] = [
  {
    ...{ name: 'Latency of the planner', value: (s) => s.latencyMs },
    explains: 'From a request to its plan.',
  },
  {
    ...{ name: 'Age of a plan at arrival', value: (s) => s.ageAtArrivalMs },
    explains: 'Age of the state that a plan was made of, when it came into force.',
  },
  {
    ...{ name: 'Age of a plan at every use', value: (s) => s.ageAtUseMs },
    explains: 'The same, at each tick whose action came from the plan.',
  },
  {
    ...{ name: 'Trigger to effect', value: (s) => s.triggerToEffectMs },
    explains: 'From the opening of the gate to the first action from a plan.',
  },
];

/** The table of one record, or of two. */
export function statisticsGroups(records: readonly OpenedRecord[]): readonly StatisticsGroup[] {
  const all = records.map(statisticsOf);
  const line = (name: string, text: (record: OpenedRecord, statistics: RunStatistics) => string): StatisticsRow => ({
    ...{ name, explains: null, difference: '' },
    values: records.map((record, i) => text(record, all[i])),
  });
  const hasCollision = all.some(({ collided }) => collided);
  const collision = [
    line('With whom', (_, { collisionWith }) => (collisionWith === null ? NONE : actorId(collisionWith))),
    line('At fault', (_, { collided, atFault }) => faultText(collided, atFault)),
    line('How it hit', (_, { collisionKind }) => (collisionKind === null ? NONE : collisionWords(collisionKind))),
  ];
  const isArm = records.every(isArmRecord);
  const told = isArm ? collision.slice(0, 1) : collision;
  return [
    {
      title: isArm ? 'Collision and task' : 'Collision and drive',
      rows: [
        line('Outcome', ({ clip }) => endWords(clip.outcome.end)),
        ...(hasCollision ? told : []),
        ...(isArm ? ARM : DRIVING)
          .filter(({ name }) => hasCollision || name !== 'Impact speed')
          .map((m) => measured(m, all)),
        ...(isArm ? armMeasures(records) : []).map(({ name, explains, values, text }) =>
          rowOf(name, explains, values, text, (value) => `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`),
        ),
      ],
    },
    {
      title: 'Planner',
      rows: [
        line('Latency', ({ facts }) => clockText(facts)),
        ...CALLS.map((m) => ({ m, row: measured(m, all) }))
          .filter(({ m }) => !SELDOM.includes(m.name) || all.some((s) => (m.value(s) ?? 0) > 0))
          .map(({ row }) => row),
      ],
    },
    ...SPREADS.flatMap(({ name, explains, value }) => spreadGroup(name, explains, all.map(value))),
  ];
}

function spreadGroup(title: string, explains: string, spreads: readonly (Spread | null)[]): StatisticsGroup[] {
  if (spreads.every((spread) => spread === null || spread.n === 0)) return [];
  const quantile = (key: 'p50' | 'p95' | 'max'): StatisticsRow =>
    rowOf(
      key === 'p50' ? 'p50 (median)' : key,
      null,
      spreads.map((spread) => spread?.[key] ?? null),
      ms.text,
      ms.difference,
    );
  const n: StatisticsRow = {
    ...{ name: 'n', explains, difference: '' },
    values: spreads.map((spread) => (spread === null ? NONE : String(spread.n))),
  };
  return [{ title, rows: [quantile('p50'), quantile('p95'), quantile('max'), n] }];
}

function measured({ name, explains, value, text, difference }: Measure, all: readonly RunStatistics[]): StatisticsRow {
  return rowOf(name, explains ?? null, all.map(value), text, difference);
}

function rowOf(
  name: string,
  explains: string | null,
  values: readonly (number | null)[],
  text: (value: number) => string,
  difference: Measure['difference'],
): StatisticsRow {
  const [a, b] = values;
  const differs = difference !== null && values.length === 2 && a !== null && b !== null;
  return {
    ...{ name, explains },
    values: values.map((value) => (value === null ? NONE : text(value))),
    difference: differs ? difference(b - a) : '',
  };
}

function faultText(collided: boolean, atFault: boolean | null): string {
  if (!collided) return NONE;
  return atFault === null ? 'not judged' : atFault ? 'yes' : 'no';
}

function clockText({ arm, clock, latencyName }: OpenedRecord['facts']): string {
  if (neverThinks(arm)) return 'no planner';
  return clock === 'live' ? 'live: as set, or longer' : `modelled, ${latencyText(latencyName)}`;
}

/** What is to be known before the numbers are read, in sentences. */
export function statisticsNotes(records: readonly OpenedRecord[]): readonly string[] {
  const notes = [
    records.length === 2
      ? 'One pair of episodes: what happened here, not a rate. Rates and their intervals come from many seeds.'
      : 'One episode: what happened here, not a rate.',
  ];
  for (const [i, record] of records.entries()) {
    const letter = records.length === 2 ? ['A', 'B'][i] : 'It';
    const { facts, clip, result } = record;
    if (facts.fork !== null) {
      const fromS = secondsText(facts.fork.tick * clip.controlDt, 2);
      const forked = `${letter} is a fork: up to ${fromS} it is ${facts.fork.arm} as recorded, from there on its own`;
      notes.push(
        `${forked}. Collision and drive are of the whole, all about the planner of what follows the fork. It was begun by hand at a chosen moment: no sample.`,
      );
    }
    if (result === null) {
      notes.push(
        `${letter} was cut short: its numbers are of what there is, without ${record.table === undefined ? 'fault and time to collision' : 'scores'}.`,
      );
    }
  }
  return notes;
}
