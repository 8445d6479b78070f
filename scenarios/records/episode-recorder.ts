import { TUNED } from '../../policies/driving/arms.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { DrivingSystem, Episode, EpisodeSetup } from '../runner/episode.ts';
import { latencyName } from '../runner/job.ts';
import { EpisodeTopics, HandOverTopic } from './episode-topics.ts';
import { layoutOf } from './layout-of.ts';
import type { OwnMessage } from './messages.ts';
import { modelsOf, plainJson, untimed } from './record-fields.ts';
import { RECORD_FORMAT_VERSION, type RecordEnd, type RecordHeader } from './record-header.ts';
import type { RecordWriter } from './record-writer.ts';

/** Fills a record from an episode that runs in virtual time. */
export class EpisodeRecorder {
  /** To be among the episode's observers. */
  readonly observer: RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction>;
  private readonly topics: EpisodeTopics;
  private readonly handOvers: HandOverTopic;
  private readonly state = new StateWriter();

  constructor(private readonly writer: RecordWriter) {
    this.topics = new EpisodeTopics(writer);
    this.handOvers = new HandOverTopic(writer);
    this.observer = this.topics.observer;
  }

  /** Before the first tick. */
  begin({ world, system }: Episode): void {
    this.topics.begin(world, system);
    this.writer.state(0, this.stateOf(system));
    this.writer.commit();
  }

  /** Instead of `begin`, where the record holds the ticks before, and the episode goes on with another arm. */
  resume({ world, log }: Episode, event: OwnMessage<'/events'>): void {
    this.topics.resume(world);
    this.handOvers.resume(log);
    this.topics.event(event);
  }

  /** After every tick. Plans that are being computed are waited for: a state must not depend on the wall clock. */
  async ticked({ world, system, log }: Episode): Promise<void> {
    await system.settleAll();
    this.topics.ticked(world, system);
    this.handOvers.ticked(log);
    this.writer.state(world.tick, this.stateOf(system));
    this.writer.commit();
  }

  private stateOf(system: DrivingSystem): Float64Array {
    this.state.reset();
    system.exchange(this.state);
    return this.state.view();
  }
}

/** Header of an episode's record. @param scenarioValue the scenario itself, or null where only its id is known */
export function headerOf(setup: EpisodeSetup, scenarioValue: unknown): RecordHeader {
  const { job, spec, model } = setup;
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    engineVersion: setup.engineVersion,
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
    planner: job.planner,
    settings: plainJson(setup.settings ?? TUNED),
    models: modelsOf(model?.facts ?? null),
    controlDt: spec.controlDt,
    layout: layoutOf(spec),
  };
}

/** What closes an episode's record: its result without what only the machine knows. */
export function endOf(result: EpisodeResult): RecordEnd {
  return { digest: result.digest, ticks: result.ticks, outcome: result.outcome.end, result: untimed(result) };
}
