import { fileURLToPath } from 'node:url';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import type { Planner } from '../../../policies/contracts.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import type { Inference } from '../../../policies/driving/fast-policy.ts';
import {
  PlannerServer,
  PortPlanner,
  type PlannerAnswer,
  type PlannerMessage,
} from '../../../policies/driving/remote-planner.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { LiveTicker } from '../../../policies/runtime/live-ticker.ts';
import type { LiveTrace } from '../../../policies/runtime/live-trace.ts';
import { LiveLink } from '../../../policies/runtime/live.ts';
import type { RoadMap } from '../../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import type { Intervention } from '../../../scenarios/live/intervention.ts';
import { componentsOf } from '../../../scenarios/live/live-arm.ts';
import { LiveEpisode, type LiveSetup } from '../../../scenarios/live/live-episode.ts';
import { plannerTask } from '../../../scenarios/live/planner-task.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';
import { concatenate } from '../../../scenarios/records/mcap-file.ts';
import { LiveRecorder } from '../../../scenarios/records/live-recorder.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { setupOf } from '../runner/setups.ts';

export const ENGINE = '1.2.3';

export function shippedModel(): Promise<LoadedModel> {
  return loadModel(fileURLToPath(new URL('../../../policies/models', import.meta.url)));
}

/** A busy road of about 5 s. @param model null: the rule policy drives */
export function recordedSetup(model: LoadedModel | null): Omit<LiveSetup, 'inference'> {
  return {
    scenario: 'closing-in',
    scenarioValue: null,
    seed: 0,
    split: 'test',
    episodeSeed: 'seed',
    spec: withSpareObstacles(setupOf('dual').spec),
    components: { ...componentsOf('always', 100), brake: true },
    model: model?.facts ?? null,
    backend: model === null ? 'wasm' : 'webgpu',
    engineVersion: ENGINE,
  };
}

/** One of every kind. */
export const MEDDLING: readonly (readonly [tick: number, intervention: Intervention])[] = [
  [0, { kind: 'brake', on: false }],
  [10, { kind: 'merge', merge: 'follow' }],
  [20, { kind: 'latency', ms: 250 }],
  [25, { kind: 'planner', planner: 'drill:slow' }],
  [30, { kind: 'drive', on: true, accelerationMps2: -1.5, leftMps: 0.5 }],
  [55, { kind: 'drive', on: false, accelerationMps2: -0, leftMps: -0 }],
  [60, { kind: 'push', entity: 'left', forwardMps: 0.5, leftMps: -0.25 }],
  [60, { kind: 'gate', gate: 'periodic', level: 0.5 }],
  [70, { kind: 'gate', gate: 'always', level: 0.9 }],
  [75, { kind: 'drop', x: 250, y: 9 }],
];

/** Ticks whose inference runs on the pretended GPU, and those in which it is late by so many ticks. */
const GPU_TICKS = { from: 0, to: 90 } as const;
const LATE: ReadonlyMap<number, number> = new Map([
  [12, 1],
  [40, 5],
  [100, 2],
]);

/** The network, in whose last bits a GPU differs, and which is late at times. */
class PretendedGpu implements Inference {
  readonly input: Float32Array;
  readonly output: Float32Array;
  onGpu = false;
  tick = 0;
  private release: (() => void) | null = null;
  private releaseTick = 0;

  constructor(private readonly network: Inference) {
    this.input = network.input;
    this.output = network.output;
  }

  isLate(): boolean {
    return LATE.has(this.tick);
  }

  /** Between ticks: an inference whose time has come is done before the next. */
  async advance(tick: number): Promise<void> {
    this.tick = tick;
    if (this.release === null || tick < this.releaseTick) return;
    this.release();
    this.release = null;
    await macrotask();
  }

  async run(): Promise<void> {
    const late = LATE.get(this.tick);
    if (late !== undefined) {
      this.releaseTick = this.tick + late;
      await new Promise<void>((resolve) => (this.release = resolve));
    }
    await this.network.run();
    this.onGpu = this.tick >= GPU_TICKS.from && this.tick < GPU_TICKS.to;
    if (!this.onGpu) return;
    const bits = new Uint32Array(this.output.buffer, this.output.byteOffset, this.output.length);
    for (let i = 0; i < bits.length; i++) bits[i] ^= 1 + ((i + this.tick) & 7);
  }
}

export interface RecordedRun {
  readonly episode: LiveEpisode;
  readonly result: EpisodeResult;
  readonly trace: LiveTrace;
  /** Ticks in which the pretended GPU's outputs were used, with them. */
  readonly outputs: ReadonlyMap<number, Float32Array>;
  /** What the sink was given, in order, and all of it. */
  readonly pieces: readonly Uint8Array[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Records that were saved on the way, by the ticks that were done. */
  readonly saved: ReadonlyMap<number, Uint8Array>;
}

interface Recording {
  readonly ticks: number;
  readonly meddling?: typeof MEDDLING;
  /** Ticks after which a chunk is flushed; every so many. */
  readonly flushEvery?: number;
  /** In which ticks, in their middle, and between which the record is saved. */
  readonly saveIn?: readonly number[];
  readonly saveAfter?: readonly number[];
  /** The tick in which the world breaks, which ends the run. */
  readonly breakIn?: number;
}

/**
 * A live run, recorded as it goes on: a planner that answers through messages, throws and falls silent at times, people
 * who meddle, and a network that is late at times.
 */
export async function recordLive(model: LoadedModel | null, recording: Recording): Promise<RecordedRun> {
  const { ticks, meddling = MEDDLING, flushEvery = 10, saveIn = [], saveAfter = [] } = recording;
  const gpu = model === null ? null : new PretendedGpu(model.inference);
  const setup = recordedSetup(model);
  const clock = new VirtualTimeScheduler();
  clock.maxFrames = 0;
  const answers = new Subject<PlannerAnswer>();
  const inbox: PlannerMessage[] = [];
  const outbox: PlannerAnswer[] = [];
  const server = new PlannerServer(unreliable, (answer) => outbox.push(answer));
  const link = new LiveLink({
    planner: new PortPlanner(
      'value',
      { post: (message) => inbox.push(structuredClone(message)), answers },
      plannerTask(setup.spec),
    ),
    budget: { evaluations: 24 },
    plans: drivingDomain,
    expectedMs: setup.components.latencyMs,
    timeoutMs: 300,
    scheduler: clock,
  });
  const pieces: Uint8Array[] = [];
  const recorder = new LiveRecorder({
    setup,
    link,
    outputs: () => (gpu?.onGpu ? gpu.output : null),
    sink: (bytes) => {
      pieces.push(bytes.slice());
      // They are the sink's own, to be transferred or written over.
      bytes.fill(0);
    },
  });
  const snapshot = (): Uint8Array => {
    const ending = recorder.ending();
    return concatenate([...pieces, ending]);
  };
  const outputs = new Map<number, Float32Array>();
  const saved = new Map<number, Uint8Array>();
  const watch = {
    onDecision: (tick: number, _decision: DrivingDecision, missed: boolean) => {
      if (!missed && gpu?.onGpu) outputs.set(tick, gpu.output.slice());
      if (saveIn.includes(tick)) saved.set(tick, snapshot());
    },
  };
  const episode = new LiveEpisode({ ...setup, inference: gpu }, link, [recorder.observer, watch]);
  recorder.begin(episode);
  const ticker = new LiveTicker(episode.system, link);
  while (episode.world.tick < ticks && !episode.system.ended) {
    const { tick } = episode.world;
    await gpu?.advance(tick);
    for (const [at, intervention] of meddling) if (at === tick) episode.intervene(intervention);
    // The planner takes three ticks for what is asked of it.
    if (tick % 3 === 0) {
      for (const message of inbox.splice(0)) void server.receive(message);
      await macrotask();
      for (const answer of outbox.splice(0)) answers.next(answer);
    }
    if (tick === recording.breakIn) {
      episode.world.step = () => {
        throw new Error('the world broke');
      };
      await ticker.tick(new Promise(() => undefined)).catch(() => undefined);
      break;
    }
    await ticker.tick(gpu?.isLate() ? macrotask() : new Promise(() => undefined));
    clock.maxFrames += 1000 / 60;
    clock.flush();
    episode.afterTick();
    recorder.ticked(episode);
    if (episode.world.tick % flushEvery === 0) recorder.flushChunk();
    if (saveAfter.includes(episode.world.tick)) saved.set(episode.world.tick, snapshot());
  }
  const result = episode.finish(0);
  recorder.close(result);
  if (episode.system.observerErrors.length > 0) throw episode.system.observerErrors[0];
  return { episode, result, trace: link.trace(), outputs, pieces, bytes: concatenate(pieces), saved };
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Throws in every fifth call and never answers every seventh. */
function unreliable(map: RoadMap): Planner<DrivingObservation, DrivingDecision, DrivingPlan> {
  const planner = new ValuePlanner(map);
  let calls = 0;
  return {
    name: 'unreliable',
    plan: (request, budget, signal) => {
      calls++;
      if (calls % 5 === 3) throw new Error('out of ideas ö');
      return calls % 7 === 4 ? neverAnswers() : planner.plan(request, budget, signal);
    },
  };
}

async function* neverAnswers(): AsyncGenerator<DrivingPlan> {
  await new Promise(() => undefined);
  yield* [];
}
