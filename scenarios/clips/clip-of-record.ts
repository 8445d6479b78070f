import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { OwnTopic } from '../records/messages.ts';
import type { EpisodeRecord } from '../records/record-reader.ts';
import { RecordedMotion } from '../records/recorded-motion.ts';
import { specOf } from '../records/recorded-setup.ts';
import { clipOfArmRecord } from './clip-of-arm-record.ts';
import { ClipBuilder, type ClipWithHashes } from './clip-builder.ts';

const TOLD: readonly OwnTopic[] = ['/policy', '/gate', '/ledger', '/action', '/events'];

/**
 * The clip of a recorded episode, the same as that of the episode itself. Nothing is simulated: what is shown is what
 * happened, also with an engine of another version.
 * @throws RecordProblem when the record does not decode
 */
export function clipOfRecord(record: EpisodeRecord): ClipWithHashes {
  if (record.header.domain === 'manipulation') return clipOfArmRecord(record);
  const { header, end } = record;
  const spec = specOf(record);
  const motion = new RecordedMotion(record);
  const { scenario, seed, arm, latencyName: latency, controlDt } = header;
  const builder = new ClipBuilder({
    ...{ scenario, seed, arm, latency, controlDt, family: spec.family },
    actors: motion.actors.map(({ id, kind, lengthM, widthM }) => ({ id, kind, lengthM, widthM })),
    map: buildMap(spec.map),
  });
  for (const { tick, values } of record.states()) {
    motion.show(values);
    builder.state(tick, motion.columns);
  }
  for (const topic of TOLD) for (const message of record.own(topic)) builder.message(topic, message);
  const collided = motion.collisionRow >= 0;
  return builder.finish(end.digest, {
    end: motion.end,
    collisionWith: collided ? motion.actors[motion.collisionRow].id : null,
    impactSpeedMps: collided ? motion.impactSpeedMps : null,
  });
}
