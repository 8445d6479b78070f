import { exp, ln } from '../../sim/kernel/math.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { FastPolicy } from '../contracts.ts';
import { CHOICE_COUNT, type DrivingDecision } from './driving-decision.ts';
import { FEATURE_COUNT, FEATURE_VERSION, Features } from './features.ts';
import { KNOT_S, KNOTS } from './value/manoeuvre.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';

/** Acceleration knots of the network: means over the first, second and third second. */
export const NETWORK_KNOTS = 3;
/** Logits, then per choice the means, then per choice the log scales. */
export const OUTPUT_COUNT = CHOICE_COUNT * (1 + 2 * NETWORK_KNOTS);
/** Lateral reach of an evasive swerve where there is no lane to evade to, m. */
const SWERVE_M = 1.9;

/** Quantile tables that turn raw spreads into calibrated levels: `values[i]` is the `quantiles[i]` quantile on common driving of the validation split. */
export interface Calibration {
  readonly quantiles: readonly number[];
  readonly aleatoric: readonly number[];
  readonly epistemic: readonly number[];
}

/** Facts about the shipped weights that the policy needs; the card beside the model holds the rest. */
export interface FastModel {
  readonly name: string;
  readonly sha256: string;
  readonly featureVersion: number;
  readonly members: number;
  readonly calibration: Calibration;
}

/** Runs the network: fills `output` (members x `OUTPUT_COUNT`) from `input`. One implementation per host. */
export interface Inference {
  readonly input: Float32Array;
  readonly output: Float32Array;
  run(): Promise<void>;
}

/**
 * Trajectory policy: an ensemble of small networks, each with a categorical lateral choice and, per choice, a Laplace
 * distribution of the acceleration over the next three seconds. Spread within members is aleatoric, between members
 * epistemic uncertainty (Lakshminarayanan, Pritzel and Blundell 2017, deep ensembles).
 */
export class LearnedPolicy implements FastPolicy<DrivingObservation, DrivingDecision> {
  readonly model: { readonly name: string; readonly sha256: string };
  private readonly features = new Features();
  private readonly scene: Scene;
  private readonly probability: Float64Array;

  /** @throws Error when the model was made for another feature layout */
  constructor(
    map: RoadMap,
    private readonly facts: FastModel,
    private readonly inference: Inference,
  ) {
    if (facts.featureVersion !== FEATURE_VERSION) {
      throw new Error(
        `model ${facts.name} was trained on feature layout ${facts.featureVersion}, this version builds layout ${FEATURE_VERSION}: train it again`,
      );
    }
    if (inference.input.length !== FEATURE_COUNT || inference.output.length !== facts.members * OUTPUT_COUNT) {
      throw new Error(
        `model ${facts.name}: expected ${FEATURE_COUNT} inputs and ${facts.members} x ${OUTPUT_COUNT} outputs`,
      );
    }
    this.model = { name: facts.name, sha256: facts.sha256 };
    this.scene = new Scene(map);
    this.probability = new Float64Array(facts.members * CHOICE_COUNT);
  }

  prepare(observation: DrivingObservation, _guidance: Float64Array): void {
    fillSensedScene(observation, this.scene);
    this.inference.input.set(this.features.build(observation, this.scene));
  }

  infer(): Promise<void> {
    return this.inference.run();
  }

  decide(_observation: DrivingObservation, out: DrivingDecision): void {
    this.chooseLateral(out);
    const { members } = this.facts;
    const c = out.chosen;
    let aleatoric = 0;
    let spread = 0;
    for (let k = 0; k < NETWORK_KNOTS; k++) {
      let mean = 0;
      let scale = 0;
      for (let m = 0; m < members; m++) {
        mean += this.mean(m, c, k) / members;
        scale += this.scaleOf(m, c, k) / members;
      }
      let variance = 0;
      for (let m = 0; m < members; m++) {
        const e = this.mean(m, c, k) - mean;
        variance += (e * e) / members;
      }
      spread += Math.sqrt(variance) / NETWORK_KNOTS;
      aleatoric += scale / NETWORK_KNOTS;
      out.scale[k] = scale;
      const first = Math.round(k / KNOT_S);
      const last = k === NETWORK_KNOTS - 1 ? KNOTS : Math.round((k + 1) / KNOT_S);
      for (let i = first; i < last; i++) out.manoeuvre.acceleration[i] = mean;
    }
    this.writeLateral(out);
    const table = this.facts.calibration;
    out.uncertainty.aleatoric = level(aleatoric, table.aleatoric, table.quantiles);
    out.uncertainty.epistemic = level(spread + this.disagreement(out), table.epistemic, table.quantiles);
    out.uncertainty.level = Math.max(out.uncertainty.aleatoric, out.uncertainty.epistemic);
  }

  /** Raw (uncalibrated) spreads of the present output, for the calibration itself. */
  rawSpread(out: DrivingDecision): { aleatoric: number; epistemic: number } {
    const { members } = this.facts;
    let aleatoric = 0;
    let spread = 0;
    for (let k = 0; k < NETWORK_KNOTS; k++) {
      let mean = 0;
      for (let m = 0; m < members; m++) mean += this.mean(m, out.chosen, k) / members;
      let variance = 0;
      for (let m = 0; m < members; m++) {
        const e = this.mean(m, out.chosen, k) - mean;
        variance += (e * e) / members;
        aleatoric += this.scaleOf(m, out.chosen, k) / (members * NETWORK_KNOTS);
      }
      spread += Math.sqrt(variance) / NETWORK_KNOTS;
    }
    return { aleatoric, epistemic: spread + this.disagreement(out) };
  }

  private chooseLateral(out: DrivingDecision): void {
    const { members } = this.facts;
    const y = this.inference.output;
    out.choice.fill(0);
    for (let m = 0; m < members; m++) {
      const at = m * OUTPUT_COUNT;
      let top = -Infinity;
      for (let c = 0; c < CHOICE_COUNT; c++) if (y[at + c] > top) top = y[at + c]!;
      let sum = 0;
      for (let c = 0; c < CHOICE_COUNT; c++) {
        const e = exp(y[at + c] - top);
        this.probability[m * CHOICE_COUNT + c] = e;
        sum += e;
      }
      for (let c = 0; c < CHOICE_COUNT; c++) {
        const p = this.probability[m * CHOICE_COUNT + c] / sum;
        this.probability[m * CHOICE_COUNT + c] = p;
        out.choice[c] += p / members;
      }
    }
    out.chosen = 0;
    for (let c = 1; c < CHOICE_COUNT; c++) if (out.choice[c] > out.choice[out.chosen]) out.chosen = c;
  }

  /** Mutual information between member and lateral choice, nat: how much the members disagree. */
  private disagreement(out: DrivingDecision): number {
    const { members } = this.facts;
    let mixed = 0;
    let own = 0;
    for (let c = 0; c < CHOICE_COUNT; c++) {
      const p = out.choice[c];
      if (p > 1e-9) mixed -= p * ln(p);
      for (let m = 0; m < members; m++) {
        const q = this.probability[m * CHOICE_COUNT + c];
        if (q > 1e-9) own -= (q * ln(q)) / members;
      }
    }
    return mixed > own ? mixed - own : 0;
  }

  private mean(member: number, choice: number, knot: number): number {
    return this.inference.output[member * OUTPUT_COUNT + CHOICE_COUNT + choice * NETWORK_KNOTS + knot];
  }

  private scaleOf(member: number, choice: number, knot: number): number {
    const at = member * OUTPUT_COUNT + CHOICE_COUNT * (1 + NETWORK_KNOTS) + choice * NETWORK_KNOTS + knot;
    const log = this.inference.output[at];
    return exp(log < -4 ? -4 : log > 3 ? 3 : log);
  }

  private writeLateral(out: DrivingDecision): void {
    const { scene } = this;
    const { map } = scene;
    const lane = map.lanes[scene.lane];
    const left = lane.left >= 0 ? lane.left : lane.oncoming;
    let offset = lane.centerM;
    let urgency = 0;
    if (out.chosen === 1 || out.chosen === 3) {
      if (left >= 0 && (out.chosen === 1 || lane.left >= 0)) offset = map.lanes[left].centerM;
      else if (out.chosen === 3)
        offset = Math.min(lane.centerM + SWERVE_M, map.roads[0].drivableMax(scene.egoS) - 0.5 * scene.egoWidthM);
    } else if (out.chosen === 2 || out.chosen === 4) {
      if (lane.right >= 0) offset = map.lanes[lane.right].centerM;
      else if (out.chosen === 4)
        offset = Math.max(lane.centerM - SWERVE_M, map.roads[0].drivableMin(scene.egoS) + 0.5 * scene.egoWidthM);
    }
    if (out.chosen >= 3) urgency = 1;
    out.manoeuvre.offset.fill(offset);
    out.manoeuvre.urgency.fill(urgency);
  }
}

/** Piecewise-linear quantile of a raw spread; beyond the table it approaches 1. */
function level(value: number, table: readonly number[], quantiles: readonly number[]): number {
  const n = table.length;
  if (n === 0 || value <= table[0]) return 0;
  for (let i = 1; i < n; i++) {
    if (value <= table[i]) {
      const span = table[i] - table[i - 1];
      const f = span > 0 ? (value - table[i - 1]) / span : 1;
      return quantiles[i - 1] + f * (quantiles[i] - quantiles[i - 1]);
    }
  }
  const last = quantiles[n - 1];
  return last + (1 - last) * (1 - table[n - 1] / value);
}
