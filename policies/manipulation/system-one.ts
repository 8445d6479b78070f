import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { FastPolicy } from '../contracts.ts';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH } from './action-chunk.ts';
import { toActions } from './action-scale.ts';
import { FAST_KNOTS, type ArmDecision } from './arm-decision.ts';
import { FEATURE_COUNT, Features } from './features.ts';
import { readSlice, type Slice } from './guidance.ts';
import { weightsHash, type HumeModel } from './hume-model.ts';
import { CounterNoise } from './noise.ts';
import { quantileOf } from './quantile-table.ts';
import { ACTED_NOISE, NOISE_HELD_TICKS, SPREAD_SAMPLES, UNCERTAINTY_TICKS } from './settings.ts';

const LENGTH = FAST_KNOTS * ACTION_DIMS;
const ROWS = 1 + SPREAD_SAMPLES;
const STAMP = 3;

/** What System 1's network is given, a sample a row. */
class Inputs {
  readonly features: Float32Array;
  readonly start: Float32Array;
  readonly level: Float32Array;
  readonly stamp: Float32Array;

  constructor(readonly rows: number) {
    this.features = new Float32Array(rows * FEATURE_COUNT);
    this.start = new Float32Array(rows * LENGTH);
    this.level = new Float32Array(rows);
    this.stamp = new Float32Array(rows * STAMP);
  }
}

/**
 * Hume's System 1, the "Lite-Flow" denoiser. It starts at every tick from its slice of the plan in force, with a fresh
 * observation and its place in the plan (cascaded denoising), and from noise without a plan.
 *
 * Its uncertainty is that of the situation and not of the plan: samples from other noise and without a plan are spread
 * where several ways lead on or the situation is new (aleatoric), and the twin critics disagree about them where they have
 * not been (epistemic). The level is the larger of the two quantiles. It is renewed every `UNCERTAINTY_TICKS`, the critics'
 * value with it; at the other ticks System 1 acts and asks no critic.
 *
 * Noise depends on the episode's seed and the tick alone, and is held for as long as Hume carries out a chunk: fresh noise
 * at every tick would jump to and fro between two ways around an obstacle.
 */
export class SystemOne implements FastPolicy<ManipulationObservation, ArmDecision> {
  readonly model: { readonly name: string; readonly sha256: string };
  readonly holdsUncertainty = true;
  private readonly built: Features;
  private readonly noise: CounterNoise;
  /** What System 1 starts from for as long as its page is held. */
  private readonly heldNoise = new Float32Array(ROWS * LENGTH);
  private heldPage = -1;
  private readonly all = new Inputs(ROWS);
  private readonly acted = new Inputs(1);
  private inputs = this.all;
  private readonly criticChunk = new Float32Array(ROWS * CHUNK_LENGTH);
  private readonly criticLength = new Float32Array(ROWS).fill(FAST_KNOTS / CHUNK_KNOTS);
  private readonly slice: Slice = { level: 0, firstKnot: 0, ageTicks: 0 };
  private cascaded = false;
  private chunk: Float32Array = new Float32Array(ROWS * LENGTH);
  private values: Float32Array = new Float32Array(2 * ROWS);

  /**
   * @param seed of the episode; noise comes from its stream `policy/system-one`
   * @param actedNoise scale of the noise that it acts from without a plan, from 0 to 1; see `ACTED_NOISE`
   * @throws RangeError if the arm has more joints than the networks have room for, or the noise is out of its range
   */
  constructor(
    private readonly hume: HumeModel,
    arm: ArmModel,
    seed: number | string,
    private readonly actedNoise: number = ACTED_NOISE,
  ) {
    if (!(actedNoise >= 0 && actedNoise <= 1))
      throw new RangeError(`actedNoise must be from 0 to 1, but is ${actedNoise}.`);
    this.model = { name: hume.facts.name, sha256: weightsHash(hume.facts) };
    this.built = new Features(arm);
    this.noise = new CounterNoise(seed, 'policy/system-one');
  }

  /** @param guidance see `guidanceIn` */
  prepare(observation: ManipulationObservation, guidance: Float64Array): void {
    const { slice } = this;
    const { tick, controlDt } = observation;
    this.inputs = tick % UNCERTAINTY_TICKS === 0 ? this.all : this.acted;
    const { rows, features, start, level, stamp } = this.inputs;
    const values = this.built.build(observation);
    for (let row = 0; row < rows; row++) features.set(values, row * FEATURE_COUNT);
    this.takeNoise(tick, start);
    for (let i = 0; i < LENGTH; i++) start[i] *= this.actedNoise;
    this.cascaded = readSlice(guidance, tick, start, LENGTH, slice);
    level[0] = this.cascaded ? slice.level : 0;
    stamp[0] = this.cascaded ? 1 : 0;
    stamp[1] = this.cascaded ? slice.firstKnot / CHUNK_KNOTS : 0;
    stamp[2] = this.cascaded ? slice.ageTicks * controlDt : 0;
  }

  /** Both networks, one after the other, or System 1 alone. */
  async infer(): Promise<void> {
    const { criticChunk, hume } = this;
    const { networks } = hume;
    const { rows, features, start, level, stamp } = this.inputs;
    this.chunk = await networks.systemOne(rows, features, start, level, stamp);
    if (rows < ROWS) return;
    this.showCritics();
    this.values = await networks.critics(ROWS, features, criticChunk, this.criticLength);
  }

  decide(_observation: ManipulationObservation, out: ArmDecision): void {
    const { action, uncertainty } = this.hume.facts;
    toActions(action, this.chunk, 0, out.chunk);
    out.cascaded = this.cascaded;
    if (this.inputs.rows < ROWS) return;
    out.value = 0.5 * (this.values[0] + this.values[1]);
    const { spread, disagreement } = this.rawUncertainty();
    out.uncertainty.aleatoric = quantileOf(spread, uncertainty.spread);
    out.uncertainty.epistemic = quantileOf(disagreement, uncertainty.disagreement);
    out.uncertainty.level = Math.max(out.uncertainty.aleatoric, out.uncertainty.epistemic);
  }

  private takeNoise(tick: number, start: Float32Array): void {
    const { heldNoise } = this;
    const page = Math.floor(tick / NOISE_HELD_TICKS);
    if (page !== this.heldPage) this.noise.fill(heldNoise, 0, heldNoise.length, page, 0);
    this.heldPage = page;
    for (let i = 0; i < start.length; i++) start[i] = heldNoise[i];
  }

  /** The chunks are shorter than those that the critics judge. */
  private showCritics(): void {
    const { chunk, criticChunk } = this;
    for (let row = 0; row < ROWS; row++) {
      for (let i = 0; i < LENGTH; i++) criticChunk[row * CHUNK_LENGTH + i] = chunk[row * LENGTH + i];
    }
  }

  /**
   * Of the last output that was for it, before calibration: root mean square deviation of the samples from their mean, in the networks'
   * scale, and mean difference of the critics. For the calibration itself.
   */
  rawUncertainty(): { spread: number; disagreement: number } {
    const { chunk, values } = this;
    let squares = 0;
    for (let i = 0; i < LENGTH; i++) {
      let mean = 0;
      for (let row = 1; row < ROWS; row++) mean += chunk[row * LENGTH + i] / SPREAD_SAMPLES;
      for (let row = 1; row < ROWS; row++) {
        const deviation = chunk[row * LENGTH + i] - mean;
        squares += deviation * deviation;
      }
    }
    let disagreement = 0;
    for (let row = 1; row < ROWS; row++) disagreement += Math.abs(values[2 * row] - values[2 * row + 1]);
    return {
      spread: Math.sqrt(squares / (LENGTH * (SPREAD_SAMPLES - 1))),
      disagreement: disagreement / SPREAD_SAMPLES,
    };
  }
}
