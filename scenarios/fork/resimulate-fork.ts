import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { OPEN_OUTCOMES, type ForkHeader } from '../records/record-header.ts';
import type { EpisodeRecord } from '../records/record-reader.ts';
import { recordedArmRunOf } from '../records/recorded-arm-run.ts';
import { recordedRunOf } from '../records/recorded-run.ts';
import { armEpisodeOf, armSetupOf, resimulateArm } from '../records/replay-arm.ts';
import { resimulate, setupOf } from '../records/replay-episode.ts';
import type { Resimulation } from '../records/verify.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import { Episode } from '../runner/episode.ts';
import { ForkedEpisode } from './forked-episode.ts';
import { originalOf } from './original.ts';

/**
 * A fork as a simulation that has not begun: first the run that it left, again with that run's arm, then the fork. Where
 * the run that it left was a live one, whose inputs the fork does not hold, that part is taken as recorded.
 * @param model the fast policy that this version ships, or null where there is none
 * @throws RecordProblem when the record names another model, or something that this version does not know
 */
export function resimulateFork(
  record: EpisodeRecord,
  fork: ForkHeader,
  model: LoadedModel | null,
  engineVersion: string,
): Resimulation {
  const original = originalOf(record, fork);
  const run = recordedRunOf(original, engineVersion);
  const forked = new ForkedEpisode(new Episode(setupOf(record, model, engineVersion)), run);
  const before = fork.live === null ? resimulate(original, setupOf(original, model, engineVersion)).states : null;
  return new ForkResimulation(record, original, before, run, forked);
}

/** As `resimulateFork`, of an episode of the arm. @throws RecordProblem */
export function resimulateArmFork(
  record: EpisodeRecord,
  fork: ForkHeader,
  hume: HumeModel | null,
  engineVersion: string,
): Resimulation {
  const original = originalOf(record, fork);
  const setup = armSetupOf(original, hume, engineVersion);
  const run = recordedArmRunOf(original, setup);
  const forked = new ForkedEpisode(armEpisodeOf(record, armSetupOf(record, hume, engineVersion)), run);
  return new ForkResimulation(record, original, resimulateArm(original, setup).states, run, forked);
}

/** A run that is put into recorded states. */
interface ShownRun {
  readonly state: Stateful;
  show(values: Float64Array): void;
}

interface Follower {
  readonly episode: {
    readonly world: { readonly tick: number; readonly end: string; readonly ended: boolean };
    readonly system: Stateful & { settleAll(): Promise<void> };
    readonly digest: string;
    tick(): Promise<boolean>;
  };
  follow(values: Float64Array): void;
}

class ForkResimulation implements Resimulation {
  readonly states: AsyncIterable<Float64Array>;
  private hasForked = false;

  constructor(
    private readonly record: EpisodeRecord,
    private readonly original: EpisodeRecord,
    private readonly before: AsyncIterable<Float64Array> | null,
    private readonly run: ShownRun,
    private readonly forked: Follower,
  ) {
    this.states = this.statesInOrder();
  }

  get state(): Stateful {
    return this.hasForked ? this.forked.episode.system : this.run.state;
  }

  digest(): string {
    return this.forked.episode.digest;
  }

  outcome(): string {
    return this.forked.episode.world.end;
  }

  private async *statesInOrder(): AsyncGenerator<Float64Array> {
    const { forked, record, original } = this;
    const { world, system } = forked.episode;
    for await (const values of this.before ?? this.recordedStates()) {
      forked.follow(values);
      yield values;
    }
    // The record was cut off before its fork, or the run that it left is not what it says.
    const last = OPEN_OUTCOMES.includes(record.end.outcome) ? record.end.ticks : Infinity;
    if (world.tick !== record.fork?.tick || world.tick !== original.end.ticks) return;
    this.hasForked = true;
    const writer = new StateWriter();
    let running = !world.ended;
    while (running && world.tick < last) {
      running = await forked.episode.tick();
      await system.settleAll();
      writer.reset();
      system.exchange(writer);
      yield writer.view();
    }
  }

  /** As they are when they have been put back: what does not fit shows. */
  private *recordedStates(): Generator<Float64Array> {
    const writer = new StateWriter();
    for (const { values } of this.original.states()) {
      this.run.show(values);
      writer.reset();
      this.run.state.exchange(writer);
      yield writer.view();
    }
  }
}
