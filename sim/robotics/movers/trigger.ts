import type { TriggerSpec } from '../spec.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/** What triggers look at. */
export interface TriggerView {
  /** Time of the episode, s. */
  readonly timeS: number;
  /** The tool centre point, m. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** For how long the task's object has been held, s; 0 while it is not. */
  readonly heldS: number;
}

/** Fires once, and then has fired for good. */
export class Trigger implements Stateful {
  fired = false;
  private readonly field: string;

  /** @param name unique among the triggers of the entity that keeps it */
  constructor(
    private readonly spec: TriggerSpec,
    name = 'fired',
  ) {
    this.field = name;
  }

  /** @returns whether it fires now */
  check(view: TriggerView): boolean {
    if (this.fired) return false;
    this.fired = holds(this.spec, view);
    return this.fired;
  }

  exchange(io: StateIo): void {
    this.fired = io.boolean(this.field, this.fired);
  }
}

function holds(spec: TriggerSpec, view: TriggerView): boolean {
  switch (spec.kind) {
    case 'time':
      return view.timeS >= spec.s;
    case 'held':
      return view.heldS > 0 && view.heldS >= spec.s;
    case 'near': {
      const dx = view.x - spec.point[0];
      const dy = view.y - spec.point[1];
      const dz = view.z - spec.point[2];
      return dx * dx + dy * dy + dz * dz <= spec.distanceM * spec.distanceM;
    }
  }
}
