import { StateMismatch, StateReader } from '../../sim/kernel/state-codec.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ArmMessage } from './arm-messages.ts';
import { armSceneOf, emptyArmFrame, type ArmFrame, type ArmScene } from './arm-scene.ts';
import { readArmWorld, readPlannedWay, type PlannedWay } from './read-arm-frame.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { adviceFor, armSpecOf } from './recorded-setup.ts';

/** A plan comes into force in a tick; null: from there on none is, since a fork begins without. In the order of ticks. */
interface PlanChange {
  readonly tick: number;
  readonly plan: PlannedWay | null;
}

/**
 * What the record of an episode of the arm shows, state by state: its world is put into the recorded states, and its
 * messages tell what the two systems did. Nothing is simulated or inferred, and no model is needed.
 */
export class RecordedArm {
  readonly scene: ArmScene;
  /** States: the one at the start and one after every tick. */
  readonly count: number;
  readonly events: readonly ArmMessage<'/events'>[];
  /** In the state that was shown last. */
  readonly world: ManipulationWorld;
  private readonly reader = new StateReader(new Float64Array(0));
  private readonly levels: Float64Array;
  private readonly sources: string[];
  private readonly plans: readonly PlanChange[];

  /** @throws RecordProblem when it is not of the arm, or holds what cannot be */
  constructor(private readonly record: EpisodeRecord) {
    const spec = armSpecOf(record);
    this.world = armWorldOf(record);
    this.scene = armSceneOf(spec);
    this.count = record.end.ticks + 1;
    this.events = [...record.own('/events')];
    this.levels = new Float64Array(this.count).fill(NaN);
    this.sources = Array.from({ length: this.count }, () => '');
    for (const { tick, level } of record.ownOfArm('/policy')) if (tick < this.count) this.levels[tick] = level;
    for (const { tick, source, reflex } of record.ownOfArm('/action'))
      if (tick < this.count) this.sources[tick] = reflex ?? source;
    this.plans = acceptedPlans(record);
  }

  frame(): ArmFrame {
    return emptyArmFrame(this.scene);
  }

  /** All frames in order; always the same object, filled anew. @throws RecordProblem */
  *frames(out: ArmFrame = this.frame()): Generator<ArmFrame> {
    for (const { tick, values } of this.record.states()) {
      this.show(tick, values, out);
      yield out;
    }
  }

  /** The frame after `tick` ticks, found from the key frame before it. @throws RecordProblem, RangeError */
  frameAt(tick: number, out: ArmFrame): void {
    this.show(tick, this.record.stateAt(tick), out);
  }

  /** Puts the world into a state that the record holds. @throws RecordProblem */
  restore(values: Float64Array): void {
    const { reader, record } = this;
    try {
      reader.reset(values);
      // Every state begins with the world's: see `DualSystem.exchange`.
      reader.entity('world');
      this.world.exchange(reader);
    } catch (error) {
      if (!(error instanceof StateMismatch)) throw error;
      const wrong = `holds states that another version or build of Twotempo laid out (${error.message})`;
      throw new RecordProblem(record.file, wrong, adviceFor(record));
    }
  }

  private show(tick: number, values: Float64Array, out: ArmFrame): void {
    this.restore(values);
    readArmWorld(this.world, out);
    out.level = tick === 0 ? NaN : this.levels[tick - 1];
    out.source = tick === 0 ? '' : this.sources[tick - 1];
    readPlannedWay(this.planBefore(tick), out);
  }

  /** The last plan that came into force in a tick before this state. */
  private planBefore(tick: number): PlannedWay | null {
    let low = 0;
    let high = this.plans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.plans[middle].tick < tick) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : this.plans[low - 1].plan;
  }
}

/** The world of a record at its start. @throws RecordProblem when it cannot be built */
export function armWorldOf(record: EpisodeRecord): ManipulationWorld {
  try {
    return new ManipulationWorld(armSpecOf(record), record.header.episodeSeed);
  } catch (error) {
    if (error instanceof RecordProblem) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(record.file, `holds an episode that cannot be built: ${why}`, adviceFor(record));
  }
}

function acceptedPlans(record: EpisodeRecord): PlanChange[] {
  const arrived = new Map<number, PlannedWay>();
  const changes: PlanChange[] = [];
  let forkTick = record.fork?.tick ?? Infinity;
  for (const { tick, id, state, plan } of record.ownOfArm('/ledger')) {
    if (tick >= forkTick) {
      changes.push({ tick: forkTick, plan: null });
      forkTick = Infinity;
    }
    if (plan !== undefined) arrived.set(id, plan);
    const accepted = state === 'accepted' ? arrived.get(id) : undefined;
    if (accepted !== undefined) changes.push({ tick, plan: accepted });
  }
  if (forkTick < Infinity) changes.push({ tick: forkTick, plan: null });
  return changes;
}
