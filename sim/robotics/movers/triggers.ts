import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { TriggerSpec } from '../spec.ts';

/** What triggers look at, at a tick. */
export interface TriggerCue {
  /** Since the start of the episode. */
  readonly timeS: number;
  /** The tool centre point, m. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** How long the task's object has been held; 0 while it is not. */
  readonly heldS: number;
}

/** Times are products of ticks, so that they miss round numbers by rounding. */
const ROUNDING_S = 1e-9;

/** Conditions that are looked at once per tick; what has fired stays fired. */
export class Triggers implements Stateful {
  readonly count: number;
  /**
   * When each fired, s: the time of the tick, or that in the specification for a trigger by time, which is known
   * beforehand; Infinity as long as it is not known.
   */
  readonly firedS: Float64Array;
  /** 0: not yet; 1: fired in an earlier tick; 2: in the last one. */
  private readonly stages: Float64Array;

  constructor(private readonly specs: readonly TriggerSpec[]) {
    this.count = specs.length;
    this.firedS = Float64Array.from(specs, (spec) => (spec.kind === 'time' ? spec.s : Infinity));
    this.stages = new Float64Array(specs.length);
  }

  update(cue: TriggerCue): void {
    for (let i = 0; i < this.count; i++) {
      if (this.stages[i] > 0) this.stages[i] = 1;
      else if (holds(this.specs[i], cue)) {
        this.stages[i] = 2;
        if (this.specs[i].kind !== 'time') this.firedS[i] = cue.timeS;
      }
    }
  }

  fired(i: number): boolean {
    return this.stages[i] > 0;
  }

  /** Whether the last update fired it. */
  justFired(i: number): boolean {
    return this.stages[i] === 2;
  }

  exchange(io: StateIo): void {
    io.numbers('firedS', this.firedS);
    io.numbers('stages', this.stages);
  }
}

function holds(spec: TriggerSpec, cue: TriggerCue): boolean {
  switch (spec.kind) {
    case 'time':
      return cue.timeS >= spec.s - ROUNDING_S;
    case 'held':
      return cue.heldS > 0 && cue.heldS >= spec.s - ROUNDING_S;
    case 'near': {
      const dx = cue.x - spec.point[0];
      const dy = cue.y - spec.point[1];
      const dz = cue.z - spec.point[2];
      return dx * dx + dy * dy + dz * dz <= spec.distanceM * spec.distanceM;
    }
  }
}
