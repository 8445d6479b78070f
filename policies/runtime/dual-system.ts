import { ticksForMs } from '../../sim/kernel/clock.ts';
import { digestState, restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type {
  ActionSource,
  Arm,
  Decision,
  Domain,
  FastPolicy,
  GateContext,
  GateVerdict,
  MergeContext,
  Plan,
  StateIo,
  Stateful,
  World,
} from '../contracts.ts';
import { CallLog } from './call-log.ts';
import type { Command, CommandListener } from './command.ts';
import { LEDGER_SLOTS, RequestLedger } from './ledger.ts';
import type { LedgerEvent } from './ledger.ts';
import { ObserverList } from './observer.ts';
import type { RuntimeObserver } from './observer.ts';
import { VirtualLink } from './planner-call.ts';
import type { Watchdog } from './planner-call.ts';
import { msOfTicks, NoPlannerLink } from './planner-link.ts';
import type { PlannerLink } from './planner-link.ts';
import { RunStatistics } from './statistics.ts';

export interface DualSystemOptions<O, D extends Decision, P extends Plan, A> {
  readonly world: World<O, A>;
  readonly policy: FastPolicy<O, D>;
  readonly domain: Domain<O, D, P, A>;
  readonly arm: Arm<O, D, P, A>;
  /** Requests that may be in flight at once, 1 to 8; while so many are, the gate is not heard. Default 1. */
  readonly maxInFlight?: number;
  /** Virtual time: the runtime waits so long for a plan, ms. Default: no limit. */
  readonly timeoutMs?: number;
  /** Virtual time: stops a planner that really hangs. Default: waits for ever. */
  readonly watchdog?: Watchdog;
  /** The message of the plan in force to the fast policy. Default: none. */
  readonly guidanceOf?: (plan: P) => Float64Array;
  /** Replaces the arm's planner and latency: the planner of a live run, or the record of one. */
  readonly link?: PlannerLink<O, D, P>;
  readonly observers?: readonly RuntimeObserver<D, P, A & Stateful>[];
  /** Hears every tick's command, without copies; see `CommandListener`. */
  readonly onCommand?: CommandListener<O, D, P, A>;
}

const NO_PLAN = -1;
const NO_GUIDANCE = new Float64Array(0);

interface Mutable extends GateContext, MergeContext {
  tick: number;
}

type MutableCommand<O, D, P, A> = { -readonly [K in keyof Command<O, D, P, A>]: Command<O, D, P, A>[K] };

/**
 * One agent of two systems: the fast policy decides at every tick, the planner is asked when the gate says so, and its
 * plan comes into force when it is due. A tick is `prepare`, one awaited `infer`, `finish`; everything that outlives it is
 * in `exchange`, which is the episode's state. World, gate, merge, reflexes and latency carry state and so belong to one
 * system each.
 */
export class DualSystem<O, D extends Decision, P extends Plan, A> implements Stateful {
  readonly ledger: RequestLedger<P>;
  readonly statistics: RunStatistics;
  /** What became of every planner call; no part of the state. */
  readonly calls = new CallLog();
  /** What has happened so far, without what is on its way: hashed by `digest`, and equal in live time and its replay. */
  readonly present: Stateful = { exchange: (io) => this.exchangePresent(io) };
  /** `present` without the world: what the two systems keep. */
  readonly minds: Stateful = {
    exchange: (io) => {
      this.exchangeMinds(io);
      this.ledger.exchangePresent(io);
    },
  };
  readonly latencyName: string;

  private readonly world: World<O, A>;
  private readonly policy: FastPolicy<O, D>;
  private readonly domain: Domain<O, D, P, A>;
  private readonly arm: Arm<O, D, P, A>;
  private readonly link: PlannerLink<O, D, P>;
  private readonly maxInFlight: number;
  private readonly canThink: boolean;
  private readonly guidanceOf: (plan: P) => Float64Array;
  private readonly observers: ObserverList<D, P, A & Stateful> | null;
  private readonly onCommand: CommandListener<O, D, P, A> | null;
  private readonly reflexEntities: readonly string[];

  private readonly decision: D;
  private readonly action: A & Stateful;
  private readonly plan: P;
  private readonly verdict: GateVerdict = { think: false, reason: 'none' };
  private readonly context: Mutable;
  private planId = NO_PLAN;
  private closed = false;

  private phase: 'between' | 'prepared' = 'between';
  private fresh = false;
  private observation: O | null = null;
  /** What `onCommand` hears; made at the first tick. */
  private command: MutableCommand<O, D, P, A> | null = null;

  /** @throws RangeError if an option is out of its range */
  constructor(options: DualSystemOptions<O, D, P, A>) {
    const { world, domain, arm } = options;
    const maxInFlight = options.maxInFlight ?? 1;
    if (!(Number.isInteger(maxInFlight) && maxInFlight >= 1 && maxInFlight <= LEDGER_SLOTS)) {
      throw new RangeError(`maxInFlight must be a whole number from 1 to ${LEDGER_SLOTS}, but is ${maxInFlight}.`);
    }
    this.world = world;
    this.policy = options.policy;
    this.domain = domain;
    this.arm = arm;
    this.link = options.link ?? virtualLink(options);
    this.latencyName = this.link.latencyName;
    this.maxInFlight = maxInFlight;
    this.canThink = options.link !== undefined || arm.planner !== null;
    this.guidanceOf = options.guidanceOf ?? (() => NO_GUIDANCE);
    this.observers = options.observers?.length ? new ObserverList(options.observers, domain) : null;
    this.onCommand = options.onCommand ?? null;
    this.reflexEntities = arm.reflexes.map((reflex) => `reflex/${reflex.name}`);

    this.ledger = new RequestLedger(() => domain.createPlan());
    this.statistics = new RunStatistics(arm.reflexes.length);
    this.decision = domain.createDecision();
    this.action = domain.createAction();
    this.plan = domain.createPlan();
    this.context = {
      tick: world.tick,
      controlDt: world.controlDt,
      inFlight: 0,
      calls: 0,
      planInForce: false,
      blocking: arm.blocking,
    };
  }

  /** Control ticks that are done. */
  get tick(): number {
    return this.world.tick;
  }

  /** Whether no tick is being done: the world may be changed from outside. */
  get betweenTicks(): boolean {
    return this.phase === 'between';
  }

  get ended(): boolean {
    return this.closed || this.world.ended;
  }

  /** Of the last decision, [0, 1]. */
  get uncertaintyLevel(): number {
    return this.decision.uncertainty.level;
  }

  /** The last decision, not to be changed. */
  get lastDecision(): D {
    return this.decision;
  }

  /** The plan in force, not to be changed, or null. */
  get planInForce(): P | null {
    return this.planId === NO_PLAN ? null : this.plan;
  }

  /** What observers threw; the run went on. */
  get observerErrors(): readonly unknown[] {
    return this.observers?.errors ?? [];
  }

  /** A whole tick. @param missed replays a tick of a live run whose inference was not done in time */
  async runTick(missed = false): Promise<void> {
    const due = this.settle();
    if (due !== null) await due;
    this.prepare(!missed);
    if (!missed) await this.infer();
    this.finish(missed);
  }

  /** What must be awaited before `prepare`, or null. */
  settle(): Promise<void> | null {
    return this.link.settle(this.world.tick, this.ledger);
  }

  /** Waits until every plan that is being computed is in the ledger, so that a snapshot can be taken. */
  async settleAll(): Promise<void> {
    await this.link.settle(Infinity, this.ledger);
  }

  /** Delivers what is due, senses, and prepares the fast policy unless it is not going to be asked (`fresh` false). */
  prepare(fresh = true): void {
    this.requirePhase('between', 'prepare');
    if (this.ended) throw new Error(`The episode ended at tick ${this.world.tick}; there is nothing to prepare.`);
    const tick = this.world.tick;
    this.link.receive(tick, this.ledger);
    this.timeOut(tick);
    this.deliver(tick);
    this.lapse(tick);
    const observation = this.world.observe();
    this.observation = observation;
    this.fresh = fresh;
    if (fresh) this.policy.prepare(observation, this.planId === NO_PLAN ? NO_GUIDANCE : this.guidanceOf(this.plan));
    this.phase = 'prepared';
  }

  infer(): Promise<void> {
    this.requirePhase('prepared', 'infer');
    return this.policy.infer();
  }

  /**
   * Decides, asks the gate, sends a request, merges, and steps the world.
   * @param missed the inference is not done: the last decision is followed
   */
  finish(missed = false): ActionSource {
    this.requirePhase('prepared', 'finish');
    if (!missed && !this.fresh) throw new Error('finish() without a missed inference needs prepare(true).');
    const tick = this.world.tick;
    const observation = this.observation as O;
    if (missed) this.statistics.deadlineMisses++;
    else this.decide(observation);
    this.observers?.decided(tick, this.decision, missed);
    this.think(observation, tick);
    const source = this.act(observation, tick);
    this.statistics.ticks++;
    if (this.ledger.inFlight > 0) this.statistics.inFlightTicks++;
    this.statistics.sourceTicks[source]++;
    this.observation = null;
    this.phase = 'between';
    this.world.step(this.action);
    return source;
  }

  /** Ends the episode: requests in flight are cancelled. Harmless when repeated. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (let slot = this.ledger.nextOlderThan(Infinity); slot >= 0; slot = this.ledger.nextOlderThan(Infinity)) {
      this.withdraw(slot, 'cancel', this.world.tick, 'the episode ended before the plan came');
    }
  }

  /** The episode's state, between ticks. @throws Error while a plan is being computed: await `settleAll()` first */
  snapshot(): Float64Array {
    this.requirePhase('between', 'snapshot');
    for (let slot = 0; slot < LEDGER_SLOTS; slot++) {
      if (this.ledger.stateOf(slot) === 'computing') {
        throw new Error(
          `Request ${this.ledger.idOf(slot)} is still being computed: await settleAll() before snapshot().`,
        );
      }
    }
    return saveState(this);
  }

  /** Goes on from a snapshot of an equally built system. Samples of the statistics begin anew; counters do not. */
  restore(snapshot: Float64Array): void {
    this.phase = 'between';
    restoreState(this, snapshot);
    this.link.reset(this.world.tick);
    this.statistics.dropSamples();
    this.calls.clear();
  }

  /** Brings `twin`, an equally built system of its own, to this state. */
  forkInto(twin: DualSystem<O, D, P, A>): void {
    twin.restore(this.snapshot());
  }

  /** Hash of `present`, 32 hexadecimal digits. */
  digest(): string {
    return digestState(this.present);
  }

  exchange(io: StateIo): void {
    this.exchangeAgent(io);
    this.ledger.exchange(io);
  }

  private exchangePresent(io: StateIo): void {
    this.exchangeAgent(io);
    this.ledger.exchangePresent(io);
  }

  private exchangeAgent(io: StateIo): void {
    io.entity('world');
    this.world.exchange(io);
    this.exchangeMinds(io);
  }

  private exchangeMinds(io: StateIo): void {
    io.entity('runtime');
    this.planId = io.number('planId', this.planId);
    this.closed = io.boolean('closed', this.closed);
    io.entity('plan');
    this.plan.exchange(io);
    io.entity('decision');
    this.decision.exchange(io);
    io.entity('action');
    this.action.exchange(io);
    io.entity('gate');
    this.arm.gate?.exchange(io);
    io.entity('merge');
    this.arm.merge.exchange(io);
    for (let i = 0; i < this.reflexEntities.length; i++) {
      io.entity(this.reflexEntities[i]);
      this.arm.reflexes[i].exchange(io);
    }
    io.entity('latency');
    this.link.exchange(io);
    this.statistics.exchange(io);
  }

  private timeOut(tick: number): void {
    for (let slot = this.ledger.nextTimedOut(tick); slot >= 0; slot = this.ledger.nextTimedOut(tick)) {
      this.withdraw(slot, 'time-out', tick, 'the planner took too long');
    }
  }

  private deliver(tick: number): void {
    for (let slot = this.ledger.nextDue(tick); slot >= 0; slot = this.ledger.nextDue(tick)) {
      this.ledger.deliver(slot);
      this.statistics.plannerLatencyMs.push(this.ledger.latencyMsOf(slot));
      if (this.ledger.faultKindOf(slot) !== null) this.failed(slot, tick);
      else this.arrived(slot, tick);
    }
  }

  private failed(slot: number, tick: number): void {
    const ledger = this.ledger;
    const id = ledger.idOf(slot);
    const message = ledger.faultOf(slot);
    this.observers?.failed({ id, tick, kind: ledger.faultKindOf(slot)!, message });
    this.end(slot, 'fail', tick, message);
  }

  private arrived(slot: number, tick: number): void {
    const ledger = this.ledger;
    const id = ledger.idOf(slot);
    const plan = ledger.planAt(slot);
    const stalenessMs = msOfTicks(tick - plan.requestedTick, this.world.controlDt);
    if (isOver(plan, tick)) {
      this.observers?.delivered({ id, tick, state: 'expired', plan, stalenessMs });
      this.end(slot, 'expire', tick, 'the plan was over before it came');
      return;
    }
    if (this.planId !== NO_PLAN) this.statistics.replaced++;
    this.domain.copyPlan(plan, this.plan);
    this.planId = id;
    this.statistics.stalenessAtArrivalMs.push(stalenessMs);
    this.observers?.delivered({ id, tick, state: 'accepted', plan, stalenessMs });
    this.end(slot, 'accept', tick, 'the plan came into force');
    for (let older = ledger.nextOlderThan(id); older >= 0; older = ledger.nextOlderThan(id)) {
      this.withdraw(older, 'supersede', tick, `the plan of request ${id} came into force first`);
    }
  }

  private lapse(tick: number): void {
    if (this.planId === NO_PLAN || this.arm.blocking || !isOver(this.plan, tick)) return;
    this.planId = NO_PLAN;
    this.statistics.lapsed++;
  }

  private decide(observation: O): void {
    this.policy.decide(observation, this.decision);
    const { level, aleatoric, epistemic } = this.decision.uncertainty;
    if (!(Number.isFinite(level) && Number.isFinite(aleatoric) && Number.isFinite(epistemic))) {
      throw new Error(
        `Policy ${this.policy.model.name}, tick ${this.world.tick}: uncertainty must be finite, but is ` +
          `level ${level}, aleatoric ${aleatoric}, epistemic ${epistemic}.`,
      );
    }
  }

  private think(observation: O, tick: number): void {
    const { verdict, context, ledger, statistics } = this;
    context.tick = tick;
    context.inFlight = ledger.inFlight;
    context.calls = ledger.counts.calls;
    context.planInForce = this.planId !== NO_PLAN;
    verdict.think = false;
    verdict.reason = 'none';
    this.arm.gate?.decide(observation, this.decision, context, verdict);
    if (this.arm.blocking && !verdict.think) {
      verdict.think = true;
      verdict.reason = 'always';
    }
    const effectComing = this.planId !== NO_PLAN && this.plan.requestedTick >= statistics.openTrigger;
    statistics.gate(tick, verdict.think, ledger.inFlight > 0 || effectComing);
    const dispatched = verdict.think && this.canThink && ledger.inFlight < this.maxInFlight;
    this.observers?.gated(tick, verdict.think, verdict.reason, dispatched);
    if (dispatched) this.dispatch(observation, tick);
  }

  private dispatch(observation: O, tick: number): void {
    const ledger = this.ledger;
    const expectedDelayTicks = ticksForMs(this.link.expectedMs, this.world.controlDt);
    const slot = ledger.dispatch(tick, expectedDelayTicks);
    const id = ledger.idOf(slot);
    this.calls.dispatched(id, tick);
    this.observers?.requested({ id, tick, dispatchTick: tick, state: 'dispatched', why: this.verdict.reason });
    const request = {
      id,
      tick,
      controlDt: this.world.controlDt,
      expectedDelayTicks,
      observation,
      decision: this.decision,
      inForce: this.planInForce,
    };
    this.link.send(request, slot, ledger);
  }

  private act(observation: O, tick: number): ActionSource {
    const { action, context, statistics } = this;
    const plan = this.planInForce;
    const source = this.arm.merge.merge(observation, this.decision, plan, context, action);
    let reflexName: string | null = null;
    for (let i = 0; i < this.arm.reflexes.length; i++) {
      const reflex = this.arm.reflexes[i];
      if (!reflex.apply(observation, this.decision, context, action)) continue;
      statistics.reflexTicks[i]++;
      reflexName = reflex.name;
    }
    if (source === 'plan' && plan !== null && reflexName === null) {
      statistics.planUsed(tick, plan.requestedTick, this.domain.drift(plan, observation, tick), context.controlDt);
      this.calls.used(this.planId, tick);
    }
    if (this.onCommand !== null) this.onCommand(this.commandOf(observation, tick, source, reflexName));
    this.observers?.acted(tick, action, source, reflexName);
    return source;
  }

  private commandOf(observation: O, tick: number, source: ActionSource, reflex: string | null): Command<O, D, P, A> {
    const { decision, action, planId, planInForce: plan } = this;
    const command = (this.command ??= { tick, observation, decision, action, plan, planId, source, reflex });
    command.tick = tick;
    command.observation = observation;
    command.plan = plan;
    command.planId = planId;
    command.source = source;
    command.reflex = reflex;
    return command;
  }

  private withdraw(slot: number, event: 'supersede' | 'cancel' | 'time-out', tick: number, why: string): void {
    const id = this.ledger.idOf(slot);
    this.end(slot, event, tick, why);
    this.link.abandon(id, slot);
  }

  private end(slot: number, event: Parameters<RequestLedger<P>['end']>[1], tick: number, why: string): void {
    const id = this.ledger.idOf(slot);
    const dispatchTick = this.ledger.dispatchTickOf(slot);
    const latencyMs = hasAnswer(event) ? this.ledger.latencyMsOf(slot) : NaN;
    const state = this.ledger.end(slot, event, tick);
    this.calls.ended(id, tick, state, latencyMs);
    this.observers?.requested({ id, tick, dispatchTick, state, why });
  }

  private requirePhase(phase: 'between' | 'prepared', call: string): void {
    if (this.phase !== phase) {
      const wanted = phase === 'between' ? 'between ticks' : 'after prepare()';
      throw new Error(`${call}() is allowed only ${wanted}.`);
    }
  }
}

/** Whether a request that ends so had its answer taken in. */
function hasAnswer(event: LedgerEvent): boolean {
  return event === 'accept' || event === 'expire' || event === 'fail';
}

function isOver(plan: Plan, tick: number): boolean {
  return tick > plan.fromTick + plan.horizonTicks;
}

function virtualLink<O, D extends Decision, P extends Plan, A>(
  options: DualSystemOptions<O, D, P, A>,
): PlannerLink<O, D, P> {
  const { planner, latency, budget } = options.arm;
  if (planner === null) return new NoPlannerLink();
  return new VirtualLink({
    planner,
    latency,
    budget,
    plans: options.domain,
    timeoutMs: options.timeoutMs ?? Infinity,
    ...(options.watchdog ? { watchdog: options.watchdog } : {}),
  });
}
