import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { BeltBody } from '../bodies/belt-body.ts';
import type { ObjectBodies } from '../bodies/object-bodies.ts';
import type { Grasp } from '../gripper/grasp.ts';
import { Triggers, type TriggerCue } from '../movers/triggers.ts';
import type { ObjectTable } from '../object-table.ts';
import type { EventSpec } from '../spec.ts';

/** What happens in an episode by itself: slips, shoves, changes of the belt. Each happens once. */
export class Events implements Stateful {
  /** Whether what was held was made to slip at the last check. */
  tookFromHand = false;
  private readonly triggers: Triggers;
  /** Row that an event shoves, or -1. */
  private readonly rows: Int32Array;

  /** @throws if an event names an object that there is not, or a belt where there is none */
  constructor(
    private readonly specs: readonly EventSpec[],
    table: ObjectTable,
    private readonly objects: ObjectBodies,
    private readonly grasp: Grasp,
    private readonly belt: BeltBody | null,
  ) {
    this.triggers = new Triggers(specs.map(({ trigger }) => trigger));
    this.rows = Int32Array.from(specs, ({ action }) => (action.kind === 'shove' ? table.rowOf(action.object) : -1));
    specs.forEach(({ action }, i) => {
      if (action.kind === 'belt-speed' && belt === null)
        throw new Error(
          `events[${i}]: expected a belt for the action belt-speed, found none. Add belt to the scenario.`,
        );
    });
  }

  /** Once per control tick. */
  check(cue: TriggerCue): void {
    this.triggers.update(cue);
    this.tookFromHand = false;
    for (let i = 0; i < this.triggers.count; i++) if (this.triggers.justFired(i)) this.act(i);
  }

  /** Whether the event of this number in the specification has happened. */
  fired(i: number): boolean {
    return this.triggers.fired(i);
  }

  exchange(io: StateIo): void {
    io.entity('events');
    this.triggers.exchange(io);
  }

  private act(i: number): void {
    const { action } = this.specs[i];
    switch (action.kind) {
      case 'slip':
        this.tookFromHand ||= this.grasp.holding;
        this.grasp.slip();
        break;
      case 'shove':
        // The hand holds on to what it has.
        if (this.grasp.held !== this.rows[i]) this.objects.shove(this.rows[i], action.velocity[0], action.velocity[1]);
        break;
      case 'belt-speed':
        this.belt?.setSpeed(action.speedMps);
        break;
    }
  }
}
