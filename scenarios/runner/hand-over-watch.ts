import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { IntendedMotions } from '../../policies/driving/intended-motion.ts';
import { Manoeuvre } from '../../policies/driving/value/manoeuvre.ts';
import type { Command } from '../../policies/runtime/command.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { HandOver } from '../../sim/driving/metrics/episode-log.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';

export type DrivingCommand = Command<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;

const NOBODY = '';
const NO_PLAN = -1;

/**
 * Notices when somebody else begins to command the ego, or another plan does, and rolls out what was and what is intended,
 * both from the state sensed then. A fast decision and a plan are manoeuvres; brakes, holds and reflexes ask for one
 * action and go on asking for it.
 */
export class HandOverWatch implements Stateful {
  private readonly motions: IntendedMotions;
  /** The command of the tick before: who, whose plan, what, and the tick at which that began. */
  private who = NOBODY;
  private planId = NO_PLAN;
  private readonly manoeuvre = new Manoeuvre();
  private fromTick = 0;
  private readonly next = new Manoeuvre();

  constructor(
    map: RoadMap,
    private readonly log: { addHandOver(handOver: HandOver): void },
  ) {
    this.motions = new IntendedMotions(map);
  }

  heard(command: DrivingCommand): void {
    const { tick, plan, source, reflex } = command;
    const byPlan = source === 'plan' && reflex === null && plan !== null;
    const who = reflex ?? source;
    const planId = byPlan ? command.planId : NO_PLAN;
    const isNew = who !== this.who || planId !== this.planId;
    // A plan does not change while it is in force.
    if (byPlan && !isNew) return;
    const fromTick = byPlan ? plan.fromTick : tick;
    if (isNew && this.who !== NOBODY) {
      this.write(command, this.next);
      this.log.addHandOver({
        tick,
        from: this.who,
        to: who,
        before: this.roll(command, this.manoeuvre, this.fromTick),
        after: this.roll(command, this.next, fromTick),
      });
    }
    this.write(command, this.manoeuvre);
    this.who = who;
    this.planId = planId;
    this.fromTick = fromTick;
  }

  exchange(io: StateIo): void {
    io.entity('handOvers');
    this.who = io.text('who', this.who);
    this.planId = io.number('planId', this.planId);
    this.fromTick = io.number('fromTick', this.fromTick);
    io.numbers('acceleration', this.manoeuvre.acceleration);
    io.numbers('offset', this.manoeuvre.offset);
    io.numbers('urgency', this.manoeuvre.urgency);
  }

  private roll({ tick, observation }: DrivingCommand, manoeuvre: Manoeuvre, fromTick: number): HandOver['before'] {
    return this.motions.of(observation, manoeuvre, (tick - fromTick) * observation.controlDt);
  }

  /** What is commanded, as a manoeuvre. */
  private write({ source, reflex, plan, decision, action }: DrivingCommand, out: Manoeuvre): void {
    if (reflex === null && source === 'plan' && plan !== null) out.copy(plan.manoeuvre);
    else if (reflex === null && source === 'fast') out.copy(decision.manoeuvre);
    else out.fill(action.accelerationMps2, action.targetOffsetM, action.urgency);
  }
}
