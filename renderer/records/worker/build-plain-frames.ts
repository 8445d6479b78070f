import { isSpare, waitsBesideTheRoad } from '../../../sim/driving/spare-obstacles.ts';
import { EPISODE_ENDS, type EpisodeEnd } from '../../../sim/driving/driving-world.ts';
import type { DrivingSpec } from '../../../sim/driving/spec.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordedMotion } from '../../../scenarios/records/recorded-motion.ts';
import { ACTOR, ACTOR_STRIDE, HEAD, VISIBILITY, type FrameView } from '../../live/frame.ts';
import type { RecordFrames } from '../opened-record.ts';
import { sourceOf } from './build-frames.ts';
import { FrameStore } from './frame-store.ts';
import { TicksTold } from './ticks-told.ts';

/**
 * The frames of a record of any version, read by its own layout: where everybody was, who acted, and how sure the fast
 * policy was.
 * @param progress share that is done, [0, 1]
 * @throws RecordProblem
 */
export function framesWithoutBeliefs(
  record: EpisodeRecord,
  spec: DrivingSpec,
  progress: (share: number) => void,
): RecordFrames {
  const told = new TicksTold(record);
  const motion = new RecordedMotion(record);
  const count = record.end.ticks + 1;
  const store = new FrameStore(motion.actors.length, count);
  for (const { tick, values } of record.states()) {
    motion.show(values);
    writeHead(store.view, motion, told, tick, record.header.controlDt);
    writeActors(store.view, motion, spec);
    store.add('none');
    if (tick % 60 === 0) progress(tick / count);
  }
  return store.finish(false);
}

function writeHead(
  { head }: FrameView,
  motion: RecordedMotion,
  told: TicksTold,
  tick: number,
  controlDt: number,
): void {
  const action = told.action(tick - 1);
  head[HEAD.tick] = tick;
  head[HEAD.timeS] = tick * controlDt;
  head[HEAD.end] = Math.max(0, EPISODE_ENDS.indexOf(motion.end as EpisodeEnd));
  head[HEAD.collisionRow] = motion.collisionRow;
  head[HEAD.level] = told.level(tick - 1);
  head[HEAD.threshold] = NaN;
  head[HEAD.planAgeMs] = NaN;
  head[HEAD.chosenCandidate] = -1;
  head[HEAD.candidatesAgeMs] = NaN;
  if (action === null) return;
  head[HEAD.source] = sourceOf(action.source, action.reflex);
  head[HEAD.requestMps2] = action.accelerationMps2;
}

function writeActors({ actors }: FrameView, { columns }: RecordedMotion, spec: DrivingSpec): void {
  for (let row = 0; row < columns.x.length; row++) {
    const at = row * ACTOR_STRIDE;
    actors[at + ACTOR.x] = columns.x[row];
    actors[at + ACTOR.y] = columns.y[row];
    actors[at + ACTOR.heading] = columns.heading[row];
    actors[at + ACTOR.speedMps] = columns.speed[row];
    actors[at + ACTOR.accelerationMps2] = columns.acceleration[row];
    actors[at + ACTOR.yawRate] = columns.yawRate[row];
    actors[at + ACTOR.visibility] = VISIBILITY.seen;
    const actor = row === 0 ? undefined : spec.actors[row - 1];
    actors[at + ACTOR.absent] = actor !== undefined && isSpare(actor) && waitsBesideTheRoad(columns.d[row]) ? 1 : 0;
  }
}
