import { TUNED } from '../../policies/manipulation/arms.ts';
import type { ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import type { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import { latencyName } from '../runner/job.ts';
import type { ManipulationEpisode, ManipulationSetup } from '../runner/manipulation-episode.ts';
import type { ManipulationSystem } from '../runner/manipulation-past.ts';
import type { ArmMessage } from './arm-messages.ts';
import { ArmTopics } from './arm-topics.ts';
import { modelsOf, plainJson } from './record-fields.ts';
import { DOMAIN_FORMAT_VERSION, type RecordHeader } from './record-header.ts';
import type { RecordWriter } from './record-writer.ts';

/** Fills a record from an episode of the arm. */
export class ArmRecorder {
  /** To be among the episode's observers. */
  readonly observer: RuntimeObserver<ArmDecision, ArmPlan, ArmAction>;
  private readonly topics: ArmTopics;
  private readonly state = new StateWriter();

  constructor(
    private readonly writer: RecordWriter,
    spec: ManipulationSetup['spec'],
  ) {
    this.topics = new ArmTopics(writer, spec);
    this.observer = this.topics.observer;
  }

  /** Before the first tick. */
  begin({ world, system }: ManipulationEpisode): void {
    this.topics.begin(world, system);
    this.writer.state(0, this.stateOf(system));
    this.writer.commit();
  }

  /** Instead of `begin`, where the record holds the ticks before, and the episode goes on with another arm. */
  resume({ world }: ManipulationEpisode, event: ArmMessage<'/events'>): void {
    this.topics.resume(world);
    this.topics.event(event);
  }

  /** After every tick. Plans that are being computed are waited for: a state must not depend on the wall clock. */
  async ticked({ world, system }: ManipulationEpisode): Promise<void> {
    await system.settleAll();
    this.topics.ticked(world, system);
    this.writer.state(world.tick, this.stateOf(system));
    this.writer.commit();
  }

  private stateOf(system: ManipulationSystem): Float64Array {
    this.state.reset();
    system.exchange(this.state);
    return this.state.view();
  }
}

/** Header of an episode's record. @param scenarioValue the scenario itself, or null where only its id is known */
export function armHeaderOf(setup: ManipulationSetup, scenarioValue: unknown): RecordHeader {
  const { job, spec, model } = setup;
  return {
    formatVersion: DOMAIN_FORMAT_VERSION,
    engineVersion: setup.engineVersion,
    domain: 'manipulation',
    clock: 'virtual',
    suite: job.suite,
    scenario: job.scenario,
    scenarioValue: plainJson(scenarioValue),
    spec: plainJson(spec),
    seed: job.seed,
    split: job.split,
    episodeSeed: setup.episodeSeed,
    arm: job.arm,
    latency: job.latency.kind === 'trace' ? { ...job.latency, ms: [...job.latency.ms] } : job.latency,
    latencyName: latencyName(job.latency),
    planner: null,
    settings: plainJson(setup.settings ?? TUNED),
    models: modelsOf(model),
    controlDt: spec.controlDt,
    // Its states are put back into a world: see `RecordedArm`.
    layout: null,
  };
}
