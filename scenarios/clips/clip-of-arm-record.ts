import type { ManipulationSpec, Shape, TaskSpec } from '../../sim/robotics/spec.ts';
import { ARM_HEAD, armLayout, POSE, type ArmFrames, type ArmLayout } from '../arm-frames/arm-frames.ts';
import { framesOfArmRecord } from '../arm-frames/frames-of-record.ts';
import { goalOf, updateGoal } from '../arm-frames/goal-place.ts';
import type { EpisodeRecord } from '../records/record-reader.ts';
import { RecordedArm } from '../records/recorded-arm.ts';
import { idOfOther } from '../runner/manipulation-summary.ts';
import { ClipBuilder, type ClipWithHashes, type MotionColumns } from './clip-builder.ts';
import type { ClipActor, ClipOutcome, ClipRequest } from './clip.ts';
import type { ClipTable } from './clip-table.ts';

/** Id of the first row of a clip of the arm. */
export const HAND = 'hand';

const SHARED_TOPICS = ['/gate', '/events'] as const;

/**
 * The clip of a recorded episode of the arm. Nothing is simulated.
 * @param frames of the record, where they are there already
 * @throws RecordProblem when the record does not decode
 */
export function clipOfArmRecord(record: EpisodeRecord, frames: ArmFrames = framesOfArmRecord(record)): ClipWithHashes {
  const { header, end } = record;
  const { scenario, seed, arm, latencyName: latency, controlDt } = header;
  const { spec } = frames;
  const layout = armLayout(spec);
  const actors = actorsOf(spec);
  const builder = new ClipBuilder({ scenario, seed, arm, latency, controlDt, family: spec.family, actors, map: null });
  const columns = newColumns(actors.length);
  for (let tick = 0; tick < frames.count; tick++) {
    fillColumns(frames, layout, tick, columns);
    builder.state(tick, columns);
  }
  for (const { tick, level } of record.ownOfArm('/policy')) builder.decided(tick, level);
  for (const { tick, source, reflex } of record.ownOfArm('/action')) builder.acted(tick, source, reflex);
  for (const topic of SHARED_TOPICS) for (const message of record.own(topic)) builder.message(topic, message);
  const heights = new Map<number, readonly number[]>();
  for (const message of record.ownOfArm('/ledger')) {
    const { plan } = message;
    builder.requested(message, plan ?? null);
    if (message.state === 'delivered' && plan !== undefined) heights.set(message.id, plan.z);
  }
  const { ticks } = builder;
  const { clip, hashes } = builder.finish(end.digest, outcomeOf(record));
  return { clip: { ...clip, table: tableOf(frames, layout, ticks, clip.requests, heights) }, hashes };
}

function actorsOf({ task, objects, obstacles }: ManipulationSpec): ClipActor[] {
  return [
    { id: HAND, kind: HAND, lengthM: 0.06, widthM: 0.1, heightM: 0.08, shape: 'box' },
    ...objects.map(({ id, shape }) => ({ id, kind: roleOf(id, task), ...sizeOf(shape) })),
    ...obstacles.map(({ id, shape }) => ({ id, kind: 'obstacle', ...sizeOf(shape) })),
  ];
}

function roleOf(id: string, task: TaskSpec): string {
  if ('object' in task && id === task.object) return 'object';
  return 'base' in task && id === task.base ? 'base' : 'clutter';
}

function sizeOf(shape: Shape): Pick<ClipActor, 'lengthM' | 'widthM' | 'heightM' | 'shape'> {
  if (shape.kind === 'box') {
    return { lengthM: shape.size[0], widthM: shape.size[1], heightM: shape.size[2], shape: 'box' };
  }
  const across = 2 * shape.radiusM;
  const heightM = shape.kind === 'sphere' ? across : shape.heightM;
  return { lengthM: across, widthM: across, heightM, shape: shape.kind };
}

function newColumns(rows: number): MotionColumns {
  const column = (): Float64Array => new Float64Array(rows);
  return { x: column(), y: column(), heading: column(), speed: column(), vx: column(), vy: column() };
}

/** Where the pose of each actor begins in a frame: the hand's, then those of objects and obstacles. */
function poseOf(layout: ArmLayout, row: number): number {
  if (row === 0) return layout.links + POSE * (layout.linkCount - 1);
  // Obstacles follow the objects.
  return layout.objects + POSE * (row - 1);
}

/** `vx` and `vy` hold a height and a number of the pose instead: they only tell two worlds apart. */
function fillColumns({ numbers, spec }: ArmFrames, layout: ArmLayout, tick: number, columns: MotionColumns): void {
  const { x, y, heading, speed, vx, vy } = columns;
  const from = tick * layout.stride;
  for (let row = 0; row < x.length; row++) {
    const at = from + poseOf(layout, row);
    x[row] = numbers[at + 9];
    y[row] = numbers[at + 10];
    heading[row] = Math.atan2(numbers[at + 3], numbers[at]);
    vx[row] = numbers[at + 11];
    vy[row] = numbers[at + 8] + (row === 0 ? numbers[from + ARM_HEAD.widthM] : 0);
  }
  const hand = poseOf(layout, 0) + 9;
  const before = Math.max(0, tick - 1) * layout.stride + hand;
  const way = Math.hypot(
    numbers[from + hand] - numbers[before],
    numbers[from + hand + 1] - numbers[before + 1],
    numbers[from + hand + 2] - numbers[before + 2],
  );
  speed[0] = way / spec.controlDt;
}

function tableOf(
  frames: ArmFrames,
  layout: ArmLayout,
  ticks: readonly number[],
  requests: readonly ClipRequest[],
  heights: ReadonlyMap<number, readonly number[]>,
): ClipTable {
  const { spec, numbers } = frames;
  const { task, belt, person } = spec;
  const goal = goalOf(spec);
  const rows = 1 + spec.objects.length + spec.obstacles.length;
  const joints: number[] = [];
  const z: number[] = [];
  const persons: number[] = [];
  const goals: number[] = [];
  const told: number[] = [];
  for (const tick of ticks) {
    const frame = numbers.subarray(tick * layout.stride, (tick + 1) * layout.stride);
    for (let i = 0; i < layout.linkCount; i++) {
      const at = layout.links + POSE * i + 9;
      joints.push(frame[at], frame[at + 1], frame[at + 2]);
    }
    for (let row = 0; row < rows; row++) z.push(frame[poseOf(layout, row) + 11]);
    if (person !== null) persons.push(...frame.subarray(layout.person, layout.person + 9));
    updateGoal(goal, frame, layout);
    goals.push(goal.x, goal.y, goal.z);
    const held = frame[ARM_HEAD.held];
    const clearanceM = frame[ARM_HEAD.clearanceM];
    told.push(frame[ARM_HEAD.widthM], held < 0 ? -1 : 1 + held, frame[ARM_HEAD.progress], frame[ARM_HEAD.goalM]);
    told.push(Number.isFinite(clearanceM) ? clearanceM : NaN);
  }
  return {
    task: task.kind,
    toleranceM: goal.toleranceM,
    wanted: 'object' in task ? 1 + spec.objects.findIndex(({ id }) => id === task.object) : 0,
    belt,
    personRadiusM: person?.radiusM ?? 0,
    jointPoints: layout.linkCount,
    joints: Float32Array.from(joints),
    z: Float32Array.from(z),
    person: Float32Array.from(persons),
    goal: Float32Array.from(goals),
    told: Float32Array.from(told),
    pathZ: requests.map(({ id, path }) =>
      Float32Array.from({ length: path.length / 2 }, (_, k) => heights.get(id)?.[k] ?? 0),
    ),
  };
}

function outcomeOf(record: EpisodeRecord): ClipOutcome {
  const recorded = new RecordedArm(record);
  const frame = recorded.frame();
  recorded.frameAt(recorded.count - 1, frame);
  const { world } = recorded;
  const isHit = frame.end === 'collision';
  return {
    end: frame.end,
    collisionWith: isHit ? idOfOther(world) : null,
    impactSpeedMps: isHit ? world.collision.impactSpeedMps : null,
  };
}
