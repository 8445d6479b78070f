import { LIBRARY } from '../../../scenarios/library/registry.ts';
import { exactJson } from '../../../scenarios/records/exact-json.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import type { RecordedMotion } from '../../../scenarios/records/recorded-motion.ts';
import { episodeResultSchema, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { ACTOR_KINDS } from '../../../sim/driving/actor-table.ts';
import type { ActorKind, DrivingSpec } from '../../../sim/driving/spec.ts';
import type { OpenedActor, OpenedEpisode } from '../../live/protocol.ts';
import type { RecordFacts } from '../opened-record.ts';

export function factsOf({ header, end, fork }: EpisodeRecord): RecordFacts {
  const { suite, scenario, seed, split, arm, latency, latencyName, planner, engineVersion, clock } = header;
  const { digest, ticks, outcome } = end;
  return {
    ...{ suite, scenario, seed, split, arm, latency, latencyName, planner, engineVersion, clock },
    ...{ digest, ticks, outcome },
    fork: fork === null ? null : { tick: fork.tick, arm: fork.arm, digest: fork.digest },
  };
}

/** What the scene is built from. */
export function episodeOf(
  { header }: EpisodeRecord,
  spec: DrivingSpec,
  actors: RecordedMotion['actors'],
): OpenedEpisode {
  const { scenario, scenarioValue, seed, controlDt } = header;
  const isLibrary = scenarioValue === null || LIBRARY.some(({ id }) => id === scenario);
  return {
    episode: 1,
    choice: {
      scenario: isLibrary
        ? { kind: 'library', id: scenario }
        : { kind: 'text', name: scenario, text: `${exactJson(scenarioValue)}\n` },
      seed,
    },
    ...{ scenario, controlDt },
    family: spec.family,
    map: spec.map,
    timeLimitS: spec.timeLimitS,
    goalS: spec.ego.goalS,
    sensorRangeM: spec.sensors.rangeM,
    fieldOfViewRad: spec.sensors.fieldOfViewRad,
    actors: actors.map(({ id, kind, lengthM, widthM, heightM }, row): OpenedActor => ({
      ...{ id, lengthM, widthM, heightM },
      kind: row === 0 ? 'ego' : knownKind(kind),
    })),
  };
}

/** A newer engine may know kinds that this one has no model of. */
function knownKind(kind: string): ActorKind {
  return (ACTOR_KINDS as readonly string[]).includes(kind) ? (kind as ActorKind) : 'car';
}

/** Timings of a record in virtual time, which has none. */
const UNTIMED = { wallMs: 0, fastMs: null, plannerMs: null, tickUs: null };

/** The line of results that the record ends with; null: it has none, or one of another version. */
export function resultOf({ end }: EpisodeRecord): EpisodeResult | null {
  const { result } = end;
  if (typeof result !== 'object' || result === null) return null;
  const parsed = episodeResultSchema.safeParse({ timing: UNTIMED, ...result });
  return parsed.success ? parsed.data : null;
}

/** Sentences about what is missing or differs. */
export function notesOf(record: EpisodeRecord, engineVersion: string, hasBeliefs: boolean): string[] {
  const { header, cut, end } = record;
  const notes: string[] = [];
  if (cut !== null) {
    const held = `${end.ticks} ticks (${(end.ticks * header.controlDt).toFixed(2)} s)`;
    const lost = cut.lostEnd
      ? `what follows, its digest and its result are lost`
      : 'only its index is lost, and nothing that is shown';
    notes.push(`The file was cut off after ${cut.bytes.toLocaleString('en-US')} bytes and holds ${held}; ${lost}.`);
  }
  if (header.engineVersion !== engineVersion)
    notes.push(`It was recorded with Twotempo ${header.engineVersion}; this is ${engineVersion}.`);
  if (!hasBeliefs)
    notes.push('It shows where everybody was, but not what the ego believed: its states are of another version.');
  if (record.live !== null)
    notes.push(
      'It is of a live run: its planner had the latency that was set, or a longer one where the machine took longer.',
    );
  return notes;
}
