import type { Observable, Subscription } from 'rxjs';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { PLANNER_EVALUATIONS } from '../../../policies/driving/settings.ts';
import { PortPlanner, type PlannerPort } from '../../../policies/driving/remote-planner.ts';
import { LiveLink } from '../../../policies/runtime/live.ts';
import { LiveTicker } from '../../../policies/runtime/live-ticker.ts';
import type { RequestNotice } from '../../../policies/runtime/observer.ts';
import type { Intervention, LiveComponents } from '../../../scenarios/live/intervention.ts';
import { LiveEpisode, type LiveSetup } from '../../../scenarios/live/live-episode.ts';
import type { OpenedScenario } from '../../../scenarios/live/open-scenario.ts';
import { plannerTask } from '../../../scenarios/live/planner-task.ts';
import { LiveRecorder } from '../../../scenarios/records/live-recorder.ts';
import { EGO } from '../../../sim/driving/actor-table.ts';
import type { EgoAction } from '../../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import { viewFrame } from '../frame.ts';
import type { Clock } from './clock.ts';
import { FrameWriter, type FrameRequest } from './frame-writer.ts';
import { FramePump } from './frame-pump.ts';
import { HeardRun } from './heard-run.ts';
import { LatencyFloor } from './latency-floor.ts';
import type { PlannerTime } from './planner-messages.ts';
import type { PolicyHost } from './policy-host.ts';
import { TelemetryLog } from './telemetry-log.ts';

/** Wall-clock time that the planner may compute, ms. */
export const PLANNER_TIMEOUT_MS = 3000;

export interface EpisodeRunOptions {
  /** Number of the episode in the session. */
  readonly episode: number;
  readonly opened: OpenedScenario;
  readonly components: LiveComponents;
  readonly host: PolicyHost;
  readonly planner: PlannerPort & { readonly times: Observable<PlannerTime> };
  readonly clock: Clock;
  readonly engineVersion: string;
  readonly onRequestEnd: (notice: RequestNotice) => void;
}

/** One live episode with its planner, recorder, telemetry and frames. */
export class EpisodeRun {
  readonly episode: number;
  readonly live: LiveEpisode;
  readonly telemetry: TelemetryLog;
  readonly frames: FramePump;
  readonly recordName: string;
  private readonly options: EpisodeRunOptions;
  private readonly floor: LatencyFloor<DrivingObservation, DrivingDecision, DrivingPlan>;
  private readonly ticker: LiveTicker<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;
  private readonly recorder: LiveRecorder;
  private readonly writer: FrameWriter;
  private recorded: Uint8Array<ArrayBuffer>[] = [];
  /** All of the record that was taken: half a gigabyte in a quarter of an hour, which the browser may put on its disk. */
  private readonly kept: Blob[] = [];
  private closed = false;
  private readonly startedMs: number;
  private readonly timing: Subscription;

  /** @throws Error when the episode cannot be simulated */
  constructor(options: EpisodeRunOptions) {
    const { episode, opened, components, host, clock, engineVersion } = options;
    this.options = options;
    this.episode = episode;
    this.startedMs = clock.now();
    this.recordName = recordName(opened, clock.wallMs());
    const { spec, scenario, scenarioValue, seed, split, episodeSeed } = opened;
    const remote = new PortPlanner(components.planner, options.planner, plannerTask(spec));
    this.floor = new LatencyFloor(remote, components.latencyMs);
    const link = new LiveLink({
      planner: this.floor,
      budget: { evaluations: PLANNER_EVALUATIONS },
      plans: drivingDomain,
      expectedMs: components.latencyMs,
      timeoutMs: PLANNER_TIMEOUT_MS,
      scheduler: this.floor.scheduler,
    });
    const setup: LiveSetup = {
      ...{ spec, scenario, scenarioValue, seed, split, episodeSeed, components, engineVersion },
      model: host.facts,
      inference: host,
      backend: host.state.active,
    };
    this.recorder = new LiveRecorder({
      setup,
      link,
      outputs: () => host.gpuOutput,
      sink: (bytes) => this.recorded.push(bytes),
    });
    this.telemetry = new TelemetryLog(episode, () => clock.now());
    this.telemetry.onEnd = options.onRequestEnd;
    const heard = new HeardRun();
    this.live = new LiveEpisode(setup, link, [this.recorder.observer, this.telemetry, heard]);
    this.ticker = new LiveTicker(this.live.system, link);
    this.timing = options.planner.times.subscribe(({ queueMs, computeMs }) => {
      this.live.timer.addPlanner(queueMs, computeMs);
    });
    this.writer = new FrameWriter(this.live, heard);
    this.frames = new FramePump(this.live.world.actors.count);
    this.recorder.begin(this.live);
  }

  get ended(): boolean {
    return this.closed || this.live.system.ended;
  }

  /**
   * @param deadline resolves when the tick must end
   * @throws what the policy throws
   */
  async tick(deadline: Promise<unknown>): Promise<void> {
    const { live, floor } = this;
    const { clock, host } = this.options;
    const startMs = clock.now();
    floor.advance(startMs);
    floor.release(live.world.tick);
    const fresh = await this.ticker.tick(deadline);
    const asked = host.askedMs >= startMs;
    if (asked && !fresh) host.missed();
    const waitedMs = asked ? this.telemetry.decidedMs - host.askedMs : 0;
    live.inferMs += waitedMs;
    live.afterTick();
    this.recorder.ticked(live);
    const inferMs = fresh ? host.runMs : NaN;
    const tickMs = clock.now() - startMs - waitedMs;
    live.timer.addFast(inferMs);
    live.timer.addTick(tickMs);
    this.logTick(inferMs, tickMs);
  }

  /** Between two ticks. @throws InterventionProblem when it cannot be done */
  intervene(intervention: Intervention): void {
    this.live.intervene(intervention);
    if (intervention.kind === 'latency') this.floor.latencyMs = intervention.ms;
  }

  /** Lets the planner's time-out go on while no tick runs. */
  passTime(): void {
    this.floor.advance(this.options.clock.now());
  }

  /** Of the gate in force; NaN: it looks at no level. */
  get threshold(): number {
    const { gate, level } = this.live.components;
    return gate === 'uncertainty' ? level : NaN;
  }

  writeFrame(buffer: ArrayBuffer, draw: FrameRequest): void {
    this.writer.threshold = this.threshold;
    this.writer.write(viewFrame(buffer, this.live.world.actors.count), draw, this.options.clock.wallMs());
  }

  /** A complete record up to the call. @throws Error when what was kept cannot be read */
  async snapshot(): Promise<Uint8Array<ArrayBuffer>> {
    const ending = this.recorder.ending();
    return new Uint8Array(await new Blob([...this.kept, ...this.recorded, ending]).arrayBuffer());
  }

  /** The bytes of the record since the last call, or null; an episode that nobody has run yet has none. */
  takeRecord(): Uint8Array<ArrayBuffer> | null {
    if (this.live.world.tick === 0) return null;
    this.recorder.flushChunk();
    return this.joinRecorded();
  }

  /** Ends the record; nothing is computed any more. @returns its last bytes, or null where it has none or was closed before */
  close(): Uint8Array<ArrayBuffer> | null {
    if (this.closed) return null;
    this.closed = true;
    const { live } = this;
    // An episode that was cut short has no result.
    if (live.world.ended) {
      this.recorder.close(live.finish(this.options.clock.now() - this.startedMs));
    } else {
      live.system.close();
      this.recorder.close(null);
    }
    this.floor.dispose();
    this.timing.unsubscribe();
    return live.world.tick === 0 ? null : (this.joinRecorded() ?? new Uint8Array(0));
  }

  private logTick(inferMs: number, tickMs: number): void {
    const { world, system } = this.live;
    const plan = system.planInForce;
    this.telemetry.ticked({
      threshold: this.threshold,
      inFlight: system.ledger.inFlight,
      planAgeMs: plan === null ? NaN : (world.tick - 1 - plan.requestedTick) * world.controlDt * 1000,
      inferMs,
      tickMs,
      speedMps: world.actors.speed[EGO],
      accelerationMps2: world.actors.acceleration[EGO],
    });
  }

  private joinRecorded(): Uint8Array<ArrayBuffer> | null {
    const parts = this.recorded;
    this.recorded = [];
    if (parts.length === 0) return null;
    this.kept.push(new Blob(parts));
    if (parts.length === 1) return parts[0];
    const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}

/** Letters, digits and dashes; the time keeps names apart. */
function recordName({ scenario, seed }: OpenedScenario, wallMs: number): string {
  const time = new Date(wallMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const name = scenario
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${name === '' ? 'episode' : name}-seed${seed}-${time}.mcap`;
}
