import { firstDifferentIndex, restoreState, saveState } from '../sim/kernel/state-codec.ts';
import type {
  Decision,
  FastPolicy,
  Gate,
  GateContext,
  GateVerdict,
  Plan,
  Planner,
  PlannerBudget,
  PlanRequest,
  Stateful,
} from './contracts.ts';

/**
 * Checks of what users implement: same inputs, same bytes; outputs finite and in range; cancellation works. Each gives
 * what it found wrong, in sentences; an empty list is a pass.
 */

export interface PolicyCase<O, D extends Decision> {
  /** A new policy of the same weights at each call. */
  create(): FastPolicy<O, D> | Promise<FastPolicy<O, D>>;
  createDecision(): D;
  /** At least one. */
  readonly observations: readonly O[];
  /** Messages of the slow system to try beside the empty one. */
  readonly guidance?: readonly Float64Array[];
}

/**
 * A policy must depend on nothing but observation and guidance, and decide in finite numbers. One that holds its uncertainty
 * is asked with fresh decisions.
 */
export async function checkPolicy<O, D extends Decision>(subject: PolicyCase<O, D>): Promise<string[]> {
  if (subject.observations.length === 0) return ['There is no observation to check the policy with.'];
  const faults: string[] = [];
  const one = await subject.create();
  const other = await subject.create();
  if (one.model.sha256 !== other.model.sha256) faults.push('Two policies of one kind name different weights.');
  for (const guidance of [new Float64Array(0), ...(subject.guidance ?? [])]) {
    const first: Float64Array[] = [];
    for (const observation of subject.observations) {
      const decision = subject.createDecision();
      await ask(one, observation, guidance, decision);
      noteUncertainty(faults, first.length, decision);
      first.push(saveState(decision));
    }
    let reused = subject.createDecision();
    for (let i = subject.observations.length - 1; i >= 0; i--) {
      const observation = subject.observations[i];
      if (one.holdsUncertainty === true) reused = subject.createDecision();
      await ask(one, observation, guidance, reused);
      noteDifference(
        faults,
        `Decision ${i} differs when the policy is asked again, in another order`,
        first[i],
        reused,
      );
      await ask(other, observation, guidance, reused);
      noteDifference(faults, `Decision ${i} of a second policy differs`, first[i], reused);
    }
  }
  return faults;
}

async function ask<O, D extends Decision>(policy: FastPolicy<O, D>, observation: O, guidance: Float64Array, out: D) {
  policy.prepare(observation, guidance);
  await policy.infer();
  policy.decide(observation, out);
}

function noteUncertainty(faults: string[], index: number, decision: Decision): void {
  const { level, aleatoric, epistemic } = decision.uncertainty;
  if (!(level >= 0 && level <= 1))
    faults.push(`Decision ${index}: uncertainty.level must be in [0, 1], but is ${level}.`);
  if (!(aleatoric >= 0))
    faults.push(`Decision ${index}: uncertainty.aleatoric must be at least 0, but is ${aleatoric}.`);
  if (!(epistemic >= 0))
    faults.push(`Decision ${index}: uncertainty.epistemic must be at least 0, but is ${epistemic}.`);
  const values = saveState(decision);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    faults.push(`Decision ${index}: every number must be finite, but number ${bad} of its state is ${values[bad]}.`);
}

export interface GateCase<O, D extends Decision> {
  /** A new gate in its initial state at each call. */
  create(): Gate<O, D>;
  /** What it sees tick by tick. */
  readonly steps: readonly { readonly observation: O; readonly decision: D }[];
  readonly controlDt: number;
  /** Ticks that each of its requests takes. Default 12. */
  readonly delayTicks?: number;
}

/** A gate must depend on nothing but its arguments and its own saved state, and leave the decision as it is. */
export function checkGate<O, D extends Decision>(subject: GateCase<O, D>): string[] {
  const { steps } = subject;
  if (steps.length < 2) return ['There must be at least two steps to check the gate with.'];
  const faults: string[] = [];
  const half = steps.length >> 1;
  const gate = subject.create();
  const run = new GateRun(subject);
  const verdicts = [...run.go(gate, 0, half, faults)];
  const saved = saveState(gate);
  const atHalf = run.copy();
  verdicts.push(...run.go(gate, half, steps.length, faults));

  const again = new GateRun(subject).go(subject.create(), 0, steps.length, faults);
  noteVerdicts(faults, 'A second gate decides differently', verdicts, again, 0);
  const restored = subject.create();
  restoreState(restored, saved);
  const rest = atHalf.go(restored, half, steps.length, faults);
  noteVerdicts(faults, 'A gate that was saved and restored decides differently', verdicts.slice(half), rest, half);
  return [...new Set(faults)];
}

/** Answers a gate as the runtime does with one request in flight at most. */
class GateRun<O, D extends Decision> {
  private readonly subject: GateCase<O, D>;
  private calls = 0;
  private dueTick = -1;

  constructor(subject: GateCase<O, D>) {
    this.subject = subject;
  }

  copy(): GateRun<O, D> {
    const copy = new GateRun(this.subject);
    copy.calls = this.calls;
    copy.dueTick = this.dueTick;
    return copy;
  }

  go(gate: Gate<O, D>, from: number, to: number, faults: string[]): string[] {
    const verdicts: string[] = [];
    for (let tick = from; tick < to; tick++) {
      const { observation, decision } = this.subject.steps[tick];
      const before = saveState(decision);
      const context: GateContext = {
        tick,
        controlDt: this.subject.controlDt,
        inFlight: this.dueTick > tick ? 1 : 0,
        calls: this.calls,
        planInForce: this.calls > 0 && this.dueTick <= tick,
      };
      const verdict: GateVerdict = { think: false, reason: 'none' };
      gate.decide(observation, decision, context, verdict);
      noteDifference(faults, `The gate changed the decision of step ${tick}`, before, decision);
      noteVerdict(faults, tick, verdict);
      if (verdict.think && context.inFlight === 0) {
        this.calls++;
        this.dueTick = tick + (this.subject.delayTicks ?? 12);
      }
      verdicts.push(`${verdict.think}, ${verdict.reason}`);
    }
    return verdicts;
  }
}

function noteVerdict(faults: string[], tick: number, verdict: GateVerdict): void {
  if (typeof verdict.think !== 'boolean') {
    faults.push(`Step ${tick}: think must be true or false, but is ${String(verdict.think)}.`);
  } else if (verdict.think === (verdict.reason === 'none') || verdict.reason === '') {
    faults.push(`Step ${tick}: the reason must be 'none' exactly when it does not think, but is '${verdict.reason}'.`);
  }
}

function noteVerdicts(
  faults: string[],
  what: string,
  a: readonly string[],
  b: readonly string[],
  firstTick: number,
): void {
  const at = a.findIndex((verdict, i) => verdict !== b[i]);
  if (at >= 0) faults.push(`${what} at step ${firstTick + at}: ${b[at]} instead of ${a[at]}.`);
}

export interface PlannerCase<O, D extends Decision, P extends Plan> {
  /** A new planner at each call. */
  create(): Planner<O, D, P>;
  /** At least one. */
  readonly requests: readonly PlanRequest<O, D>[];
  readonly budget: PlannerBudget;
  /** Null when usable, else what is wrong; a `Domain` has it. */
  faultOf(plan: P): string | null;
}

/** Plans that a cancelled planner may still give: the one that it was about to. */
const PLANS_AFTER_CANCEL = 1;

/**
 * A planner must depend on nothing but request and budget, end with a usable plan no worse than those before it, leave
 * the request as it is, and stop when it is cancelled. A planner that hangs makes the check hang.
 */
export async function checkPlanner<O, D extends Decision, P extends Plan>(
  subject: PlannerCase<O, D, P>,
): Promise<string[]> {
  if (subject.requests.length === 0) return ['There is no request to check the planner with.'];
  const faults: string[] = [];
  const planner = subject.create();
  for (const request of subject.requests) {
    const name = `Request ${request.id}`;
    const decision = saveState(request.decision);
    const inForce = request.inForce ? saveState(request.inForce) : null;

    const first = await planAll(planner, subject, request, Infinity, faults);
    notePlans(faults, name, first);
    const last = first.at(-1);
    const again = (await planAll(planner, subject, request, Infinity, faults)).at(-1);
    const other = (await planAll(subject.create(), subject, request, Infinity, faults)).at(-1);
    noteDifference(faults, `${name}: the plan differs when asked again`, last?.state, again?.state);
    noteDifference(faults, `${name}: the plan of a second planner differs`, last?.state, other?.state);

    noteDifference(faults, `${name}: the planner changed the decision`, decision, request.decision);
    if (inForce) noteDifference(faults, `${name}: the planner changed the plan in force`, inForce, request.inForce!);

    const cancelled = await planAll(subject.create(), subject, request, 1, faults);
    if (cancelled.length > 1 + PLANS_AFTER_CANCEL) {
      faults.push(`${name}: cancelled after its first plan, the planner gave ${cancelled.length - 1} more.`);
    }
  }
  return faults;
}

interface SeenPlan {
  readonly state: Float64Array;
  readonly value: number;
  readonly fault: string | null;
}

/** Cancels after `cancelAfter` plans. */
async function planAll<O, D extends Decision, P extends Plan>(
  planner: Planner<O, D, P>,
  subject: PlannerCase<O, D, P>,
  request: PlanRequest<O, D>,
  cancelAfter: number,
  faults: string[],
): Promise<SeenPlan[]> {
  const abort = new AbortController();
  const seen: SeenPlan[] = [];
  try {
    for await (const plan of planner.plan(request, subject.budget, abort.signal)) {
      seen.push({ state: saveState(plan), value: plan.value, fault: subject.faultOf(plan) });
      if (seen.length >= cancelAfter) abort.abort();
    }
  } catch (error) {
    // To give up by throwing is one way to obey a cancellation.
    if (!abort.signal.aborted) faults.push(`Request ${request.id}: the planner threw: ${String(error)}.`);
  }
  return seen;
}

function notePlans(faults: string[], name: string, plans: readonly SeenPlan[]): void {
  const last = plans.at(-1);
  if (!last) {
    faults.push(`${name}: the planner ended without a plan.`);
    return;
  }
  if (last.fault !== null) faults.push(`${name}: the plan cannot be used: ${last.fault}.`);
  if (!Number.isFinite(last.value)) faults.push(`${name}: the plan's value must be finite, but is ${last.value}.`);
  for (let i = 1; i < plans.length; i++) {
    if (plans[i].value < plans[i - 1].value) {
      faults.push(`${name}: plan ${i} is worth ${plans[i].value}, less than ${plans[i - 1].value} before it.`);
    }
  }
}

function noteDifference(
  faults: string[],
  what: string,
  a: Float64Array | undefined,
  b: Float64Array | Stateful | undefined,
): void {
  if (!a || !b) return;
  const values = b instanceof Float64Array ? b : saveState(b);
  const at = firstDifferentIndex(a, values);
  if (at >= 0) faults.push(`${what}: number ${at} of its state is ${values[at]} instead of ${a[at]}.`);
}
