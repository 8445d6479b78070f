import { TUNED } from '../../policies/driving/arms.ts';
import type { Inference } from '../../policies/driving/fast-policy.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';
import { LIVE_ARM, type LiveEpisode, type LiveSetup } from '../live/live-episode.ts';
import { replayLive } from '../live/replay-live.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import { exactJson } from './exact-json.ts';
import { liveInputsOf, type LiveInputs } from './live-inputs.ts';
import { OPEN_OUTCOMES, type LiveHeader } from './record-header.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { adviceFor, modelOf, specOf } from './recorded-setup.ts';
import type { Resimulation } from './verify.ts';

/**
 * A live run as a simulation that has not begun: from its setup and its recorded inputs, without planner and clock. It
 * ends where the record does if the episode had not ended then.
 * @param model the fast policy that this version ships, or null where there is none; ignored for records of the rule policy
 * @throws RecordProblem when the record names another model, or something that this version does not know; its states
 *   throw one where the inputs cannot have been those of the run
 */
export function resimulateLive(
  record: EpisodeRecord,
  live: LiveHeader,
  model: LoadedModel | null,
  engineVersion: string,
): Resimulation {
  const inputs = liveInputsOf(record, live);
  const loaded = modelOf(record, model);
  const setup = liveSetupOf(record, live, loaded, engineVersion);
  const network = loaded === null ? null : new RecordedNetwork(loaded.inference, inputs.outputs, record);
  return new LiveResimulation(record, setup, inputs, network);
}

class LiveResimulation implements Resimulation {
  readonly states: AsyncIterable<Float64Array>;
  private episode: LiveEpisode | null = null;

  constructor(
    private readonly record: EpisodeRecord,
    private readonly setup: Omit<LiveSetup, 'inference'>,
    private readonly inputs: LiveInputs,
    private readonly network: RecordedNetwork | null,
  ) {
    this.states = this.run();
  }

  get state(): Stateful {
    return this.begun().system.present;
  }

  digest(): string {
    return this.begun().digest;
  }

  outcome(): string {
    return this.begun().world.end;
  }

  private begun(): LiveEpisode {
    if (this.episode === null) throw new Error('the simulation has not begun');
    return this.episode;
  }

  private async *run(): AsyncGenerator<Float64Array> {
    const { record, network, inputs } = this;
    const { end } = record;
    const last = OPEN_OUTCOMES.includes(end.outcome) ? end.ticks : Infinity;
    const writer = new StateWriter();
    const episodes = replayLive(this.setup, inputs.trace, inputs.interventions, network);
    for (;;) {
      const next = await this.named(() => episodes.next());
      if (next.done === true) return;
      const episode = (this.episode = next.value);
      if (network !== null) network.tick = episode.world.tick;
      writer.reset();
      episode.system.present.exchange(writer);
      yield writer.view();
      if (episode.world.tick >= last) return;
    }
  }

  /** Inputs that were forged can be impossible, which no episode forgives. */
  private async named<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof RecordProblem) throw error;
      const why = error instanceof Error ? error.message : String(error);
      const what =
        this.episode === null
          ? 'holds an episode that cannot be simulated'
          : `cannot be repeated after tick ${this.episode.world.tick}`;
      throw new RecordProblem(this.record.file, `${what}: ${why.replace(/\.$/, '')}`, adviceFor(this.record));
    }
  }
}

/** The network of a replay: computes again, but in ticks whose outputs were recorded gives those. */
class RecordedNetwork implements Inference {
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** The tick that is computed next. */
  tick = 0;

  constructor(
    private readonly network: Inference,
    private readonly recorded: ReadonlyMap<number, Float32Array>,
    record: EpisodeRecord,
  ) {
    this.input = network.input;
    this.output = network.output;
    for (const [tick, { length }] of recorded) {
      if (length === this.output.length) continue;
      const wrong = `holds ${length} outputs of the network for tick ${tick}, but its model gives ${this.output.length}`;
      throw new RecordProblem(record.file, wrong, adviceFor(record));
    }
  }

  async run(): Promise<void> {
    const recorded = this.recorded.get(this.tick);
    if (recorded === undefined) await this.network.run();
    else this.output.set(recorded);
  }
}

/** @throws RecordProblem when the record names something that this version does not know */
export function liveSetupOf(
  record: EpisodeRecord,
  live: LiveHeader,
  model: LoadedModel | null,
  engineVersion: string,
): Omit<LiveSetup, 'inference'> {
  const { header, file } = record;
  const unknown = (what: string): RecordProblem =>
    new RecordProblem(file, `was made with ${what}, which this version does not know`, adviceFor(record));
  if (header.arm !== LIVE_ARM) throw unknown(`the live arm '${header.arm}'`);
  if (exactJson(header.settings) !== exactJson(TUNED)) throw unknown('tuned constants of the arms');
  const { scenario, scenarioValue, seed, split, episodeSeed } = header;
  return {
    scenario,
    scenarioValue,
    seed,
    split,
    episodeSeed,
    spec: specOf(record),
    components: live.components,
    model: model?.facts ?? null,
    backend: live.backend,
    engineVersion,
  };
}
