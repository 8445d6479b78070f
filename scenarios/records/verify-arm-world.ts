import { ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import { firstDifferentIndex, StateMismatch, StateReader, StateWriter } from '../../sim/kernel/state-codec.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { armWorldOf } from './recorded-arm.ts';
import { adviceFor } from './recorded-setup.ts';
import { differenceAt, type Verification } from './verify.ts';

/**
 * Simulates the world of a recorded episode of the arm again, giving it the recorded commands, and compares its part of
 * every state, bit by bit. It needs no models, and so tells nothing of the two systems that gave the commands.
 * @returns how many ticks are identical, or the first difference
 * @throws RecordProblem when it cannot be simulated here
 */
export function verifyArmWorld(
  record: EpisodeRecord,
): { readonly kind: 'identical'; readonly ticks: number } | Difference {
  const world = armWorldOf(record);
  const state = stateOf(world);
  const commands = new RecordedCommands(record);
  const writer = new StateWriter();
  let ticks = 0;
  for (const { tick, values } of record.states()) {
    if (world.ended) return { kind: 'length', recordedTicks: record.end.ticks, simulatedTicks: world.tick };
    const action = commands.of(values);
    if (tick > 0) step(world, action, record);
    writer.reset();
    state.exchange(writer);
    const simulated = writer.view();
    const recorded = values.subarray(0, simulated.length);
    if (firstDifferentIndex(recorded, simulated) >= 0) return differenceAt(tick, recorded, simulated, state);
    ticks = tick;
  }
  return { kind: 'identical', ticks };
}

function step(world: ManipulationWorld, action: ArmAction, record: EpisodeRecord): void {
  try {
    world.step(action);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new RecordProblem(record.file, `holds a command that cannot be simulated: ${why}`, adviceFor(record));
  }
}

type Difference = Extract<Verification, { kind: 'value' | 'length' }>;

/** As every state begins: see `DualSystem.exchange`. */
function stateOf(world: ManipulationWorld): Stateful {
  return {
    exchange(io: StateIo): void {
      io.entity('world');
      world.exchange(io);
    },
  };
}

/** Reads from each state the command that led to it: all bits of it, which the messages in JSON have not. */
class RecordedCommands {
  private readonly reader = new StateReader(new Float64Array(0));
  private readonly before: Stateful;
  private readonly plan = new ArmPlan();
  private readonly decision = new ArmDecision();
  private readonly action = new ArmAction();

  constructor(private readonly record: EpisodeRecord) {
    this.before = stateOf(armWorldOf(record));
  }

  /** The object is reused. @throws RecordProblem when another version laid the state out */
  of(values: Float64Array): ArmAction {
    const { reader, before, plan, decision, action, record } = this;
    try {
      reader.reset(values);
      before.exchange(reader);
      reader.entity('runtime');
      reader.number('planId', 0);
      reader.boolean('closed', false);
      reader.entity('plan');
      plan.exchange(reader);
      reader.entity('decision');
      decision.exchange(reader);
      reader.entity('action');
      action.exchange(reader);
      return action;
    } catch (error) {
      if (!(error instanceof StateMismatch)) throw error;
      const wrong = `holds states that another version or build of Twotempo laid out (${error.message})`;
      throw new RecordProblem(record.file, wrong, adviceFor(record));
    }
  }
}
