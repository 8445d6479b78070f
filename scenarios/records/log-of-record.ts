import { ACTOR_KINDS } from '../../sim/driving/actor-table.ts';
import type { CollisionKind } from '../../sim/driving/collision.ts';
import { COLLISION_KINDS, EPISODE_ENDS, type EpisodeEnd } from '../../sim/driving/driving-world.ts';
import type { EpisodeLog, HandOver } from '../../sim/driving/metrics/episode-log.ts';
import { EpisodeLogRecorder, type LogSource } from '../../sim/driving/metrics/log-recorder.ts';
import { decodeHandOver, HandOverError } from './hand-over-messages.ts';
import { HAND_OVERS_TOPIC } from './messages.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordedMotion } from './recorded-motion.ts';

/**
 * What scores read of a recorded episode: the same bits as the log that was taken while it ran, up to the cut where the
 * record was cut off.
 * @throws RecordProblem when a state does not decode, or says something that this version has no word for
 */
export function logOfRecord(record: EpisodeRecord): EpisodeLog {
  const motion = new RecordedMotion(record);
  const source = new RecordedSource(motion, record.header.controlDt);
  const log = new EpisodeLogRecorder(source);
  for (const { values } of record.states()) {
    motion.show(values);
    log.add(source);
  }
  for (const { data } of record.of(HAND_OVERS_TOPIC)) log.addHandOver(handOverOf(data, motion));
  return log;
}

function handOverOf(data: Uint8Array, motion: RecordedMotion): HandOver {
  try {
    return decodeHandOver(data);
  } catch (error) {
    if (!(error instanceof HandOverError)) throw error;
    throw motion.problem(`is damaged: a message on ${HAND_OVERS_TOPIC} ${error.message}`);
  }
}

/** The state that was shown last, in this version's words. */
class RecordedSource implements LogSource {
  readonly actors: LogSource['actors'];

  constructor(
    private readonly motion: RecordedMotion,
    readonly controlDt: number,
  ) {
    const { actors, columns } = motion;
    this.actors = {
      ...columns,
      ids: actors.map(({ id }) => id),
      kind: Uint8Array.from(actors, ({ kind }) => ACTOR_KINDS.indexOf(this.known(ACTOR_KINDS, kind, 'an actor'))),
      lengthM: Float64Array.from(actors, ({ lengthM }) => lengthM),
      widthM: Float64Array.from(actors, ({ widthM }) => widthM),
    };
  }

  get vehicle(): LogSource['vehicle'] {
    return this.motion;
  }

  get tick(): number {
    return this.motion.tick;
  }

  get end(): EpisodeEnd {
    return this.known(EPISODE_ENDS, this.motion.end, 'an end');
  }

  get collisionRow(): number {
    return this.motion.collisionRow;
  }

  get collisionKind(): CollisionKind | null {
    const { collisionKind } = this.motion;
    return collisionKind === null ? null : this.known(COLLISION_KINDS, collisionKind, 'a collision');
  }

  get atFault(): boolean {
    return this.motion.atFault;
  }

  private known<T extends string>(names: readonly T[], name: string, what: string): T {
    if (names.includes(name as T)) return name as T;
    throw this.motion.problem(`holds ${what} of the kind '${name}', which this version does not know`);
  }
}
