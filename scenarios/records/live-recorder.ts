import { TUNED } from '../../policies/driving/arms.ts';
import type { TraceArrival } from '../../policies/runtime/live-trace.ts';
import { StateWriter } from '../../sim/kernel/state-codec.ts';
import { LIVE_ARM, type DrivingObserver, type LiveEpisode, type LiveSetup } from '../live/live-episode.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { EpisodeTopics, HandOverTopic } from './episode-topics.ts';
import { exactJson } from './exact-json.ts';
import { encodeArrival, encodeOutputs } from './live-messages.ts';
import { ARRIVALS_TOPIC, OUTPUTS_TOPIC } from './messages.ts';
import { layoutOf } from './layout-of.ts';
import { modelsOf, plainJson } from './record-fields.ts';
import { RECORD_FORMAT_VERSION, type LiveHeader, type RecordEnd, type RecordHeader } from './record-header.ts';
import { RecordWriter } from './record-writer.ts';

const utf8 = new TextEncoder();

export interface LiveRecorderOptions {
  readonly setup: Omit<LiveSetup, 'inference'>;
  /** Where the episode's plans come from: its `LiveLink`. */
  readonly link: {
    readonly expectedMs: number;
    /** What came in so far, in order. */
    readonly arrived: readonly TraceArrival[];
  };
  /**
   * The outputs that the decision just made was read from, where the network ran on WebGPU; null where it ran on WASM,
   * which gives the same bits again, or where there is no network.
   */
  readonly outputs: () => Float32Array | null;
  /** Takes the next bytes of the record, which are its own; the whole chunks among them survive a crash. */
  readonly sink: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/**
 * Fills the record of a live run while it goes on. What a tick brings comes into the record together with the state after
 * it, so that what was handed out never ends in the middle of a tick. Nothing waits, and no call takes long.
 */
export class LiveRecorder {
  /** To be among the episode's observers. */
  readonly observer: DrivingObserver;
  private readonly writer: RecordWriter;
  private readonly topics: EpisodeTopics;
  private readonly handOvers: HandOverTopic;
  private readonly state = new StateWriter();
  private arrived = 0;
  private done = 0;
  /** What the tick that runs read its decision from, as a message, or null. */
  private outputs: Uint8Array | null = null;
  /** How the record would end after the last whole tick. */
  private end: RecordEnd = { digest: '', ticks: 0, outcome: 'running', result: null };
  private closed = false;

  constructor(private readonly options: LiveRecorderOptions) {
    const write = (bytes: Uint8Array): void => options.sink(bytes.slice());
    const { setup, link } = options;
    this.writer = new RecordWriter({ write }, headerOfLive(setup), liveHeaderOf(setup, link.expectedMs));
    this.topics = new EpisodeTopics(this.writer);
    this.handOvers = new HandOverTopic(this.writer);
    const { observer } = this.topics;
    this.observer = {
      ...observer,
      onDecision: (tick, decision, missed) => {
        observer.onDecision?.(tick, decision, missed);
        const outputs = missed ? null : options.outputs();
        this.outputs = outputs === null ? null : encodeOutputs(tick, outputs);
      },
    };
  }

  /** Before the first tick, and before anybody meddles. */
  begin(episode: LiveEpisode): void {
    this.topics.begin(episode.world, episode.system);
    this.commit(episode);
  }

  /** After every tick, and after the episode's own `afterTick`. */
  ticked(episode: LiveEpisode): void {
    const { writer } = this;
    const { interventions, world, system } = episode;
    const { arrived } = this.options.link;
    for (; this.done < interventions.length; this.done++) {
      const done = interventions[this.done];
      // A replay takes them from here, with every bit.
      writer.raw('/interventions', done.tick, utf8.encode(exactJson(done)));
    }
    // Not earlier: a record must not hold outputs of a tick that failed.
    if (this.outputs !== null) writer.raw(OUTPUTS_TOPIC, world.tick - 1, this.outputs);
    this.outputs = null;
    for (; this.arrived < arrived.length; this.arrived++) {
      const arrival = arrived[this.arrived];
      writer.raw(ARRIVALS_TOPIC, arrival.deliveredTick, encodeArrival(arrival));
    }
    this.topics.ticked(world, system);
    this.handOvers.ticked(episode.log);
    this.commit(episode);
  }

  /** Hands out all whole ticks; at any time. */
  flushChunk(): void {
    if (!this.closed) this.writer.endChunk();
  }

  /**
   * Hands out all whole ticks, and returns the bytes that make a complete record of everything handed out; at any time, and
   * the ongoing record goes on undisturbed. None once it is closed, and complete by itself.
   */
  ending(): Uint8Array<ArrayBuffer> {
    return this.closed ? new Uint8Array(0) : this.writer.ending(this.end);
  }

  /**
   * Completes the record after its last whole tick.
   * @param result of the episode, with its timings, which no replay could measure again; or null
   */
  close(result: EpisodeResult | null): void {
    if (this.closed) return;
    this.closed = true;
    this.writer.close({ ...this.end, result: result === null ? null : plainJson(result) });
  }

  private commit({ world, system, digest }: LiveEpisode): void {
    const { state } = this;
    state.reset();
    // What is on its way is known in live time only, so it is not part of what a replay is compared with.
    system.present.exchange(state);
    this.writer.state(world.tick, state.view());
    this.writer.commit();
    this.end = { digest, ticks: world.tick, outcome: world.end, result: null };
  }
}

function headerOfLive(setup: LiveRecorderOptions['setup']): RecordHeader {
  const { components, engineVersion, scenario, scenarioValue, spec, seed, split, episodeSeed, model } = setup;
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    engineVersion,
    clock: 'live',
    suite: LIVE_ARM,
    scenario,
    scenarioValue: plainJson(scenarioValue),
    spec: plainJson(spec),
    seed,
    split,
    episodeSeed,
    arm: LIVE_ARM,
    latency: { kind: 'fixed', ms: components.latencyMs },
    latencyName: 'measured',
    planner: components.planner,
    settings: plainJson(TUNED),
    models: modelsOf(model),
    controlDt: spec.controlDt,
    layout: layoutOf(spec),
  };
}

function liveHeaderOf({ components, backend }: LiveRecorderOptions['setup'], expectedMs: number): LiveHeader {
  return { components, backend, expectedMs };
}
