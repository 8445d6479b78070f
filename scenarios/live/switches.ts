import type { ActionSource, Gate, GateContext, GateVerdict, MergeContext, Reflex } from '../../policies/contracts.ts';
import type { Merge } from '../../policies/contracts.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { UncertaintyGate } from '../../policies/driving/gate.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import { LIVE_GATES, LIVE_MERGES, type LiveGate, type LiveMerge } from './intervention.ts';

type DrivingGate = Gate<DrivingObservation, DrivingDecision>;
type DrivingMerge = Merge<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;
type DrivingReflex = Reflex<DrivingObservation, DrivingDecision, EgoAction>;

/** Gates of which one is heard. One that is chosen again has forgotten what it saw before, but for its random stream. */
export class SwitchGate implements DrivingGate {
  private chosen: LiveGate;
  private readonly beginUncertainty: () => void;

  constructor(
    private readonly gates: Record<Exclude<LiveGate, 'uncertainty'>, DrivingGate> & { uncertainty: UncertaintyGate },
    chosen: LiveGate,
  ) {
    this.chosen = chosen;
    this.beginUncertainty = beginning(gates.uncertainty);
  }

  get gate(): LiveGate {
    return this.chosen;
  }

  /** Calibrated uncertainty above which `uncertainty` thinks. */
  get level(): number {
    return this.gates.uncertainty.level;
  }

  choose(gate: LiveGate, level: number): void {
    if (gate === 'uncertainty' && this.chosen !== gate) this.beginUncertainty();
    this.gates.uncertainty.level = level;
    this.chosen = gate;
  }

  decide(observation: DrivingObservation, decision: DrivingDecision, context: GateContext, out: GateVerdict): void {
    this.gates[this.chosen].decide(observation, decision, context, out);
  }

  exchange(io: StateIo): void {
    this.chosen = LIVE_GATES[io.number('chosen', LIVE_GATES.indexOf(this.chosen))];
    this.gates.uncertainty.level = io.number('level', this.gates.uncertainty.level);
    for (const gate of LIVE_GATES) this.gates[gate].exchange(io);
  }
}

/** Merges of which one acts. */
export class SwitchMerge implements DrivingMerge {
  private chosen: LiveMerge;
  private readonly beginArbitration: () => void;

  constructor(
    private readonly merges: Record<LiveMerge, DrivingMerge>,
    chosen: LiveMerge,
  ) {
    this.chosen = chosen;
    this.beginArbitration = beginning(merges.arbitrate);
  }

  get name(): LiveMerge {
    return this.chosen;
  }

  choose(merge: LiveMerge): void {
    if (merge === 'arbitrate' && this.chosen !== merge) this.beginArbitration();
    this.chosen = merge;
  }

  merge(
    observation: DrivingObservation,
    decision: DrivingDecision,
    plan: DrivingPlan | null,
    context: MergeContext,
    out: EgoAction,
  ): ActionSource {
    return this.merges[this.chosen].merge(observation, decision, plan, context, out);
  }

  exchange(io: StateIo): void {
    this.chosen = LIVE_MERGES[io.number('chosen', LIVE_MERGES.indexOf(this.chosen))];
    for (const merge of LIVE_MERGES) this.merges[merge].exchange(io);
  }
}

/** A reflex that can be switched off; switched on again, it begins anew. */
export class SwitchReflex implements DrivingReflex {
  readonly name: string;
  private active: boolean;
  private readonly begin: () => void;

  constructor(
    private readonly reflex: DrivingReflex,
    on: boolean,
  ) {
    this.name = reflex.name;
    this.active = on;
    this.begin = beginning(reflex);
  }

  get on(): boolean {
    return this.active;
  }

  switch(on: boolean): void {
    if (on && !this.active) this.begin();
    this.active = on;
  }

  apply(observation: DrivingObservation, decision: DrivingDecision, context: MergeContext, action: EgoAction): boolean {
    return this.active && this.reflex.apply(observation, decision, context, action);
  }

  exchange(io: StateIo): void {
    this.active = io.boolean('on', this.active);
    this.reflex.exchange(io);
  }
}

/** Brings a part back to the state that it has now. */
function beginning(part: Stateful): () => void {
  const state = saveState(part);
  return () => restoreState(part, state);
}
