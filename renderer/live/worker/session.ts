import { InterventionProblem } from '../../../sim/driving/intervention-problem.ts';
import type { RequestNotice } from '../../../policies/runtime/observer.ts';
import type { Intervention } from '../../../scenarios/live/intervention.ts';
import { openScenario } from '../../../scenarios/live/open-scenario.ts';
import type { Backend, FromWorker, Mark, Phase, ToWorker } from '../protocol.ts';
import type { Clock } from './clock.ts';
import { describeActors, describeEnd, describeIntervention } from './describe.ts';
import { EpisodeRun, PLANNER_TIMEOUT_MS } from './episode-run.ts';
import { Pacer } from './pacer.ts';
import {
  PLANNER_LOST,
  PlannerSupervisor,
  type PlannerEvent,
  type PlannerThread,
  type ThreadEvents,
} from './planner-supervisor.ts';
import type { PolicyHost } from './policy-host.ts';
import { ProblemBoard } from './problem-board.ts';
import { StatusReporter, type SessionFacts } from './status.ts';

export interface SessionOptions {
  readonly post: (message: FromWorker, transfer?: Transferable[]) => void;
  readonly loadPolicy: (assets: string, onChange: (failed: boolean) => void) => Promise<PolicyHost>;
  readonly spawnPlanner: (events: ThreadEvents) => PlannerThread;
  readonly clock: Clock;
  readonly engineVersion: string;
}

type Open = Extract<ToWorker, { kind: 'open' }>;

/** Split of live episodes, the one that `twotempo run` takes: the same scenario and seed are the same episode. */
const SPLIT = 'test';
/** Longest time in which messages get no turn, ms. */
const SLICE_MS = 8;
const FRAME_MS = 12;
const TELEMETRY_MS = 50;
/** Often, since every part costs the page's main thread by its size. */
const RECORD_MS = 150;
const HOUSEKEEPING_MS = 50;
const NEVER = new Promise<never>(() => undefined);

/** The simulation's side of the messages: opens episodes, runs their ticks on the wall clock, and tells the page of them. */
export class SimSession {
  private readonly options: SessionOptions;
  private readonly clock: Clock;
  private readonly problems: ProblemBoard;
  private readonly status: StatusReporter;
  private readonly planner: PlannerSupervisor;
  private readonly stopHousekeeping: () => void;
  private starting = false;
  private backend: Backend = 'wasm';
  private host: PolicyHost | null = null;
  private hasNoPolicy = false;
  private run: EpisodeRun | null = null;
  private pacer = new Pacer(1 / 60);
  private phase: Phase = 'loading';
  private speed = 1;
  private stepsLeft = 0;
  private draw = { lidar: false, candidates: false };
  private wantedOpen: Open | null = null;
  /** The loop of ticks while it goes on. */
  private loop: Promise<void> | null = null;
  private inTick = false;
  private wanted: Intervention[] = [];
  private frameDue = false;
  private frameMs = -Infinity;
  private telemetryMs = -Infinity;
  private recordMs = -Infinity;
  private episodes = 0;
  private collisions = 0;
  private failure: string | null = null;

  constructor(options: SessionOptions) {
    const { clock, post, spawnPlanner } = options;
    this.options = options;
    this.clock = clock;
    this.problems = new ProblemBoard((problem) => post({ kind: 'problem', problem }));
    this.status = new StatusReporter((status) => post({ kind: 'status', status }));
    this.planner = new PlannerSupervisor({
      spawn: spawnPlanner,
      planner: 'value',
      onEvent: (event) => this.plannerEvent(event),
    });
    this.stopHousekeeping = clock.every(HOUSEKEEPING_MS, () => this.keepHouse());
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'start':
        // Said again with nothing new, it must not load WebGPU again.
        if (message.backend !== this.backend) this.useBackend(message.backend);
        if (!this.starting) void this.start(message.assets);
        return;
      case 'open':
        return this.open(message);
      case 'play':
        return this.play();
      case 'pause':
        if (this.phase === 'running') this.setPhase('paused');
        this.stepsLeft = 0;
        return;
      case 'step':
        return this.step(message.ticks);
      case 'speed':
        this.speed = message.speed;
        this.pacer.setSpeed(message.speed, this.clock.now());
        return this.report();
      case 'intervene':
        return this.intervene(message.intervention);
      case 'draw':
        this.draw = { lidar: message.lidar, candidates: message.candidates };
        this.frameDue = true;
        return this.sendFrame();
      case 'backend':
        this.useBackend(message.backend);
        return;
      case 'save':
        void this.save(message.request);
        return;
      case 'frame':
        this.run?.frames.giveBack(message.buffer);
        if (this.frameDue) this.sendFrame();
        return;
      case 'drill':
        if (message.drill === 'kill-planner') this.planner.kill('It was killed by a drill.');
        else this.host?.lose();
        return;
    }
  }

  dispose(): void {
    this.stopHousekeeping();
    this.setPhase('paused');
    this.stepsLeft = 0;
    this.planner.dispose();
    this.run?.close();
    this.run = null;
  }

  private async start(assets: string): Promise<void> {
    this.starting = true;
    try {
      this.host = await this.options.loadPolicy(assets, (failed) => this.backendChanged(failed));
    } catch (error) {
      this.hasNoPolicy = true;
      const tip = 'Reload the app. If it happens again, install it anew.';
      this.problems.raise('policy', 'error', `The fast policy cannot be loaded: ${messageOf(error)}.`, tip, null);
      this.setPhase('failed');
      return;
    }
    void this.openWanted();
    await this.host.use(this.backend);
  }

  /** Before the policy is loaded this is kept in mind. */
  private useBackend(backend: Backend): void {
    this.backend = backend;
    void this.host?.use(backend);
  }

  private open(wanted: Open): void {
    this.wantedOpen = wanted;
    this.setPhase(this.hasNoPolicy ? 'failed' : 'loading');
    this.stepsLeft = 0;
    void this.openWanted();
  }

  /** Opens what was asked for last, once the policy is there and no tick is running. */
  private async openWanted(): Promise<void> {
    if (this.loop !== null) await this.loop;
    const { wantedOpen: open, host } = this;
    if (open === null || host === null) return;
    this.wantedOpen = null;
    this.closeRun();
    void host.settle();
    try {
      this.begin(open, host);
    } catch (error) {
      const tip = 'Choose another scenario, or correct the file.';
      this.problems.raise('scenario', 'error', `The scenario cannot be opened: ${messageOf(error)}.`, tip, null);
      this.setPhase('failed');
    }
  }

  private begin({ choice, components, play }: Open, host: PolicyHost): void {
    const { clock, planner } = this;
    const opened = openScenario(choice, SPLIT);
    planner.choose(components.planner);
    const run = new EpisodeRun({
      ...{ episode: this.episodes + 1, opened, components, host, planner, clock },
      engineVersion: this.options.engineVersion,
      onRequestEnd: (notice) => this.requestEnded(notice),
    });
    this.episodes++;
    this.wanted = [];
    this.stepsLeft = 0;
    this.run = run;
    const { world } = run.live;
    this.pacer = new Pacer(world.controlDt);
    this.pacer.setSpeed(this.speed, clock.now());
    this.problems.resolve('scenario', `${opened.scenario} is open.`, null);
    this.problems.resolve('worker', 'A new episode has begun.', null);
    this.options.post({
      kind: 'opened',
      opened: {
        episode: this.episodes,
        choice,
        scenario: opened.scenario,
        family: opened.family,
        map: opened.spec.map,
        controlDt: world.controlDt,
        timeLimitS: opened.spec.timeLimitS,
        goalS: opened.spec.ego.goalS,
        sensorRangeM: opened.spec.sensors.rangeM,
        fieldOfViewRad: opened.spec.sensors.fieldOfViewRad,
        actors: describeActors(world),
      },
    });
    this.setPhase('paused');
    this.frameDue = true;
    this.sendFrame();
    this.flush();
    if (play) this.play();
  }

  private play(): void {
    if (this.phase !== 'paused' || this.run === null || this.run.ended) return;
    this.stepsLeft = 0;
    this.setPhase('running');
    this.pacer.start(this.clock.now());
    this.runLoop();
  }

  private step(ticks: number): void {
    if ((this.phase !== 'paused' && this.phase !== 'running') || this.run === null || this.run.ended) return;
    this.stepsLeft = ticks;
    this.setPhase('paused');
    this.runLoop();
  }

  private runLoop(): void {
    const { run } = this;
    if (run === null || this.loop !== null) return;
    this.loop = this.runTicks(run)
      .catch((error: unknown) => this.failed(run, error))
      .then(() => {
        this.loop = null;
        // Whoever pressed play while the last tick was ending is not forgotten.
        if (this.phase === 'running' || this.stepsLeft > 0) this.runLoop();
      });
  }

  private async runTicks(run: EpisodeRun): Promise<void> {
    const { clock } = this;
    let turnMs = clock.now();
    while ((this.phase === 'running' || this.stepsLeft > 0) && !run.ended) {
      const nowMs = clock.now();
      const waitMs = this.stepsLeft > 0 ? 0 : this.pacer.waitMs(nowMs);
      if (waitMs > 0 || nowMs - turnMs > SLICE_MS) {
        await clock.sleep(Math.max(0, waitMs));
        turnMs = clock.now();
      } else {
        await this.tick(run, nowMs);
      }
    }
    this.pacer.stop();
    if (run.ended && run === this.run && this.phase !== 'loading') this.ended(run);
    this.flush();
  }

  private async tick(run: EpisodeRun, nowMs: number): Promise<void> {
    this.inTick = true;
    try {
      await (this.stepsLeft > 0 ? this.tickAtLeisure(run) : this.tickInTime(run, nowMs));
    } catch (error) {
      this.failed(run, error);
    }
    this.inTick = false;
    for (const intervention of this.wanted.splice(0)) this.perform(run, intervention);
    this.frameDue = true;
    this.tell(run);
  }

  private async tickInTime(run: EpisodeRun, nowMs: number): Promise<void> {
    const slotMs = this.pacer.begin(nowMs) - nowMs;
    const deadline = this.clock.deadline(slotMs);
    if (this.host !== null) this.host.slotMs = slotMs;
    try {
      await run.tick(deadline.passed);
    } finally {
      deadline.cancel();
    }
  }

  private async tickAtLeisure(run: EpisodeRun): Promise<void> {
    this.stepsLeft--;
    await this.host?.settle();
    await run.tick(NEVER);
  }

  private intervene(intervention: Intervention): void {
    if (this.run === null) return;
    if (this.inTick) this.wanted.push(intervention);
    else this.perform(this.run, intervention);
  }

  private perform(run: EpisodeRun, intervention: Intervention): void {
    const wasDriving = run.live.components.driving;
    const { tick } = run.live.world;
    try {
      run.intervene(intervention);
    } catch (error) {
      if (!(error instanceof InterventionProblem)) throw error;
      this.problems.raise('scenario', 'warning', error.message, null, tick);
      return;
    }
    this.problems.resolve('scenario', 'The next change was made.', tick);
    if (intervention.kind === 'planner') this.planner.choose(intervention.planner);
    const text = describeIntervention(intervention, wasDriving);
    if (text !== null) this.mark('intervention', text);
    this.frameDue = true;
    if (this.loop === null) this.sendFrame();
    this.report();
  }

  private async save(request: number): Promise<void> {
    const { run, tickNow } = this;
    let bytes = new Uint8Array(0);
    try {
      if (run !== null) bytes = await run.snapshot();
    } catch (error) {
      const tip = 'The recordings folder has what the host was given of it.';
      this.problems.raise('recording', 'error', `The record cannot be read: ${messageOf(error)}.`, tip, tickNow);
    }
    this.options.post({ kind: 'saved', request, name: run?.recordName ?? '', bytes }, [bytes.buffer]);
  }

  private failed(run: EpisodeRun, error: unknown): void {
    this.wanted = [];
    this.inTick = false;
    this.failure = `The episode failed: ${messageOf(error)}.`;
    const tip = 'Reset the episode. The record up to here is kept.';
    this.problems.raise('worker', 'error', this.failure, tip, run.live.world.tick);
    this.setPhase('failed');
    this.stepsLeft = 0;
    this.sendRecord(run, run.close());
  }

  private ended(run: EpisodeRun): void {
    this.stepsLeft = 0;
    const end = describeEnd(run.live.world);
    if (end === null) return;
    if (end.kind === 'collision') this.collisions++;
    this.mark(end.kind, end.text);
    this.setPhase('ended');
    this.sendRecord(run, run.close());
  }

  private closeRun(): void {
    const { run } = this;
    this.failure = null;
    if (run === null) return;
    this.run = null;
    this.sendRecord(run, run.close());
  }

  private sendRecord(run: EpisodeRun, last: Uint8Array<ArrayBuffer> | null): void {
    if (last === null) return;
    this.postRecord(run, last, true);
  }

  private postRecord(run: EpisodeRun, bytes: Uint8Array<ArrayBuffer>, last: boolean): void {
    const { episode, recordName: name } = run;
    this.options.post({ kind: 'record', episode, name, bytes, last }, [bytes.buffer]);
  }

  /** What is due to the page after a tick. */
  private tell(run: EpisodeRun): void {
    const nowMs = this.clock.now();
    if (nowMs - this.frameMs >= FRAME_MS) this.sendFrame();
    if (nowMs - this.telemetryMs >= TELEMETRY_MS) this.sendTelemetry(run, nowMs);
    if (nowMs - this.recordMs >= RECORD_MS) this.flushRecord(run, nowMs);
    this.report();
  }

  /** Everything that waits goes to the page. */
  private flush(): void {
    const { run } = this;
    const nowMs = this.clock.now();
    if (run !== null) {
      this.sendFrame();
      this.sendTelemetry(run, nowMs);
      this.flushRecord(run, nowMs);
    }
    this.report();
  }

  private keepHouse(): void {
    const { run } = this;
    this.report();
    if (run === null || this.inTick) return;
    run.passTime();
    this.sendTelemetry(run, this.clock.now());
  }

  private sendFrame(): void {
    const { run } = this;
    if (run === null || this.inTick) return;
    const buffer = run.frames.take();
    if (buffer === null) return;
    this.frameDue = false;
    this.frameMs = this.clock.now();
    run.writeFrame(buffer, this.draw);
    this.options.post({ kind: 'frame', buffer, episode: run.episode }, [buffer]);
  }

  private sendTelemetry(run: EpisodeRun, nowMs: number): void {
    this.telemetryMs = nowMs;
    const batch = run.telemetry.take();
    if (batch !== null) this.options.post({ kind: 'telemetry', batch }, [batch.rows.buffer]);
  }

  private flushRecord(run: EpisodeRun, nowMs: number): void {
    this.recordMs = nowMs;
    const bytes = run.takeRecord();
    if (bytes !== null) this.postRecord(run, bytes, false);
  }

  private setPhase(phase: Phase): void {
    this.phase = phase;
    this.report();
  }

  private report(): void {
    const nowMs = this.clock.now();
    this.status.report(nowMs, () => this.facts(nowMs));
  }

  private facts(nowMs: number): SessionFacts {
    return {
      phase: this.phase,
      speed: this.speed,
      realTimeFactor: this.pacer.realTimeFactor(nowMs),
      backend: this.host?.state ?? null,
      planner: { state: this.planner.state, restarts: this.planner.restarts },
      failure: this.failure,
      episode: this.run?.episode ?? this.episodes,
      live: this.run?.live ?? null,
      sessionEpisodes: this.episodes,
      sessionCollisions: this.collisions,
    };
  }

  private mark(kind: Mark['kind'], text: string): void {
    this.run?.telemetry.mark({ tick: this.run.live.world.tick, kind, text });
  }

  private get tickNow(): number | null {
    return this.run?.live.world.tick ?? null;
  }

  private backendChanged(failed: boolean): void {
    const { host } = this;
    this.report();
    if (host === null) return;
    const { active, wanted, reason } = host.state;
    if (failed && reason !== null) {
      const tip = 'The policy goes on with WASM. Choose WebGPU again to try once more.';
      this.problems.raise('policy', 'warning', reason, tip, this.tickNow);
    } else if (active === wanted) {
      this.problems.resolve('policy', `The policy runs on ${active === 'wasm' ? 'WASM' : 'WebGPU'}.`, this.tickNow);
    }
    if (failed || active === wanted) this.mark('backend', reason ?? `policy on ${active}`);
  }

  private plannerEvent(event: PlannerEvent): void {
    if (event.kind === 'died') {
      const tip = 'It is being started again; the fast policy goes on alone.';
      this.problems.raise('planner', 'warning', event.why, tip, this.tickNow);
      this.mark('planner', event.why);
    } else {
      this.problems.resolve('planner', 'The planner is back.', this.tickNow);
      this.mark('planner', 'The planner is back.');
    }
    this.report();
  }

  private requestEnded({ state, why, tick }: RequestNotice): void {
    const tip = 'The fast policy goes on alone. Choose another planner if it happens again.';
    if (state === 'timed-out') {
      const message = `The planner took longer than ${PLANNER_TIMEOUT_MS / 1000} s; its request was given up.`;
      this.problems.raise('planner', 'warning', message, tip, tick);
    } else if (state === 'failed' && !why.startsWith(PLANNER_LOST)) {
      this.problems.raise('planner', 'warning', `The planner failed: ${why}.`, tip, tick);
    } else if (state === 'accepted' && this.planner.state !== 'restarting') {
      // A plan that came before the planner was lost says nothing of it.
      this.problems.resolve('planner', 'The planner answers again.', tick);
    }
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, '');
}
