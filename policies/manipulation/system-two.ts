import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../contracts.ts';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from './action-chunk.ts';
import { toActions } from './action-scale.ts';
import type { ArmDecision } from './arm-decision.ts';
import { ArmPlan, MAX_CANDIDATES } from './arm-plan.ts';
import { FEATURE_COUNT, Features } from './features.ts';
import type { HumeModel } from './hume-model.ts';
import { EULER_STEPS } from './hume-networks.ts';
import { CounterNoise } from './noise.ts';

export interface SystemTwoSettings {
  /** N: chunks that are sampled, 1 to `MAX_CANDIDATES`; the budget may allow fewer. */
  readonly candidates: number;
  /** T and xi: candidate i is denoised to T - i xi, above 0 and at most 1. */
  readonly depth: number;
  readonly step: number;
  /** Scale of the noise that chunks start from, above 0 and at most 1: less of it than in training gives likelier chunks. */
  readonly noise: number;
  /**
   * Noise forcing: after each Euler step so much noise is added, as a share of the noise that is left in the chunk then.
   * It makes candidates differ; at least 0, 0 is a plain flow.
   */
  readonly noiseForcing: number;
  /** Who picks: the critics, or chance as a control. */
  readonly choose: 'best' | 'random';
  /** A plan may be used for this long after its request, control ticks. */
  readonly inForceTicks: number;
}

type Request = PlanRequest<ManipulationObservation, ArmDecision>;

/** All that a call needs of its request; the observation is the world's and goes on changing. */
interface Call {
  readonly tick: number;
  readonly id: number;
  readonly knotS: number;
  readonly hand: readonly [x: number, y: number, z: number];
  readonly rows: number;
  readonly features: Float32Array;
}

/**
 * Hume's System 2: samples chunks of actions from a flow-matching policy, each denoised to a depth of its own, and has the
 * value-query head (twin critics) pick one. A plan begins at the request's tick: as in Hume, nothing makes up for the time
 * that passes until it arrives but System 1, which knows the plan's age.
 */
export class SystemTwo implements Planner<ManipulationObservation, ArmDecision, ArmPlan> {
  readonly name: string;
  private readonly features: Features;
  private readonly noise: CounterNoise;

  /**
   * @param seed of the episode; noise comes from its stream `planner/system-two`
   * @throws RangeError if a setting is out of its range
   */
  constructor(
    private readonly hume: HumeModel,
    arm: ArmModel,
    seed: number | string,
    private readonly settings: SystemTwoSettings,
  ) {
    checkSettings(settings);
    this.name = `system-two/${settings.choose}-of-${settings.candidates}`;
    this.features = new Features(arm);
    this.noise = new CounterNoise(seed, 'planner/system-two');
  }

  /** Not in steps: what the first await must not miss is copied here, whoever iterates when. */
  plan(request: Request, budget: PlannerBudget, signal: AbortSignal): AsyncIterable<ArmPlan> {
    const { observation, tick, id, controlDt } = request;
    const rows = Math.max(1, Math.min(this.settings.candidates, budget.evaluations));
    const features = new Float32Array(rows * FEATURE_COUNT);
    const values = this.features.build(observation);
    for (let row = 0; row < rows; row++) features.set(values, row * FEATURE_COUNT);
    const { x, y, z } = observation.arm;
    return this.sample({ tick, id, knotS: KNOT_TICKS * controlDt, hand: [x, y, z], rows, features }, signal);
  }

  private async *sample(call: Call, signal: AbortSignal): AsyncGenerator<ArmPlan> {
    if (signal.aborted) return;
    const { networks } = this.hume;
    const { rows, features } = call;
    const until = Float32Array.from({ length: rows }, (_, row) => this.depthOf(row));
    const start = this.startOf(call);
    const chunks = await networks.systemTwo(rows, features, start, until, this.forcingOf(call, until));
    if (signal.aborted) return;
    const q = await networks.critics(rows, features, chunks, new Float32Array(rows).fill(1));
    if (signal.aborted) return;
    yield this.write(call, chunks, q);
  }

  private depthOf(candidate: number): number {
    return this.settings.depth - candidate * this.settings.step;
  }

  private startOf({ rows, tick, id }: Call): Float32Array {
    const start = new Float32Array(rows * CHUNK_LENGTH);
    this.noise.fill(start, 0, start.length, tick, 2 * id);
    for (let i = 0; i < start.length; i++) start[i] *= this.settings.noise;
    return start;
  }

  /** At flow time t a chunk still has 1 - t of its noise: none is left to be added at the end of a full denoising. */
  private forcingOf({ rows, tick, id }: Call, until: Float32Array): Float32Array {
    const width = EULER_STEPS * CHUNK_LENGTH;
    const forcing = new Float32Array(rows * width);
    this.noise.fill(forcing, 0, forcing.length, tick, 2 * id + 1);
    for (let i = 0; i < forcing.length; i++) {
      const step = Math.floor((i % width) / CHUNK_LENGTH);
      const flowTime = (until[Math.floor(i / width)] * (step + 1)) / EULER_STEPS;
      forcing[i] *= this.settings.noiseForcing * Math.max(0, 1 - flowTime);
    }
    return forcing;
  }

  private write(call: Call, chunks: Float32Array, q: Float32Array): ArmPlan {
    const plan = new ArmPlan();
    plan.candidates = call.rows;
    for (let row = 0; row < call.rows; row++) plan.candidateValue[row] = 0.5 * (q[2 * row] + q[2 * row + 1]);
    plan.chosen = this.choose(call, plan.candidateValue);
    plan.value = plan.candidateValue[plan.chosen];
    plan.denoised = this.depthOf(plan.chosen);
    plan.requestedTick = call.tick;
    plan.fromTick = call.tick;
    plan.horizonTicks = this.settings.inForceTicks;
    toActions(this.hume.facts.action, chunks, plan.chosen * CHUNK_LENGTH, plan.chunk);
    expectHand(plan, call);
    plan.explanation = this.explain(plan);
    return plan;
  }

  private choose({ rows, tick, id }: Call, values: Float64Array): number {
    if (this.settings.choose === 'random') return this.noise.int(rows, tick, id);
    let best = 0;
    for (let row = 1; row < rows; row++) if (values[row] > values[best]) best = row;
    return best;
  }

  private explain({ candidates, chosen, value, denoised, candidateValue }: ArmPlan): string {
    const depth = `denoised to ${Math.round(100 * denoised)} %`;
    if (candidates === 1) return `The only chunk, ${depth}, is worth ${value.toFixed(2)}.`;
    let least = Infinity;
    let most = -Infinity;
    for (let row = 0; row < candidates; row++) {
      if (row === chosen) continue;
      least = Math.min(least, candidateValue[row]);
      most = Math.max(most, candidateValue[row]);
    }
    const others = `the others ${least.toFixed(2)} to ${most.toFixed(2)}`;
    const how = this.settings.choose === 'random' ? ', drawn at random,' : '';
    return `Chunk ${chosen + 1} of ${candidates}${how} ${depth}, is worth ${value.toFixed(2)}, ${others}.`;
  }
}

/** Where the hand will be at the knots if it moves as the chunk says: velocities are linear between knots. */
function expectHand({ chunk, x, y, z }: ArmPlan, { hand, knotS }: Call): void {
  for (const [axis, positions] of [x, y, z].entries()) {
    positions[0] = hand[axis];
    for (let k = 1; k < CHUNK_KNOTS; k++) {
      const before = chunk[ACTION_DIMS * (k - 1) + axis];
      const after = chunk[ACTION_DIMS * k + axis];
      positions[k] = positions[k - 1] + 0.5 * (before + after) * knotS;
    }
  }
}

function checkSettings({ candidates, depth, step, noise, noiseForcing }: SystemTwoSettings): void {
  if (!(Number.isInteger(candidates) && candidates >= 1 && candidates <= MAX_CANDIDATES)) {
    throw new RangeError(`candidates must be a whole number from 1 to ${MAX_CANDIDATES}, but is ${candidates}.`);
  }
  const least = depth - (candidates - 1) * step;
  if (!(depth <= 1 && step >= 0 && least > 0)) {
    throw new RangeError(`Depths must be above 0 and at most 1, but go from ${depth} down to ${least}.`);
  }
  if (!(noise > 0 && noise <= 1)) throw new RangeError(`noise must be above 0 and at most 1, but is ${noise}.`);
  if (!(noiseForcing >= 0)) throw new RangeError(`noiseForcing must be at least 0, but is ${noiseForcing}.`);
}
