import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { FastPolicy } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { Futures } from './value/futures.ts';
import { predictNominal } from './value/predict.ts';
import { EgoTrack, followRequest } from './value/rollout.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';

/**
 * Keeps its lane and follows what is ahead in it by the Intelligent Driver Model; never unsure. A fast policy without a
 * network: for first steps, for tests, and as what data collection starts from.
 */
export class RulePolicy implements FastPolicy<DrivingObservation, DrivingDecision> {
  readonly model = { name: 'rule', sha256: '' };
  private readonly scene: Scene;
  private readonly futures = new Futures();
  private readonly track = new EgoTrack();

  constructor(map: RoadMap) {
    this.scene = new Scene(map);
  }

  prepare(observation: DrivingObservation, _guidance: Float64Array): void {
    fillSensedScene(observation, this.scene);
    predictNominal(this.scene, this.futures);
    this.track.start(this.scene);
  }

  infer(): Promise<void> {
    return READY;
  }

  decide(_observation: DrivingObservation, out: DrivingDecision): void {
    const center = this.scene.map.lanes[this.scene.lane].centerM;
    const request = followRequest(this.scene, this.futures, this.track, 0, center);
    out.manoeuvre.fill(request, center, 0);
    out.choice.fill(0);
    out.choice[0] = 1;
    out.chosen = 0;
    out.scale.fill(0);
    out.uncertainty.level = 0;
    out.uncertainty.aleatoric = 0;
    out.uncertainty.epistemic = 0;
  }
}

const READY = Promise.resolve();
