import { HEAD, SOURCES, type FrameView } from '../../live/frame.ts';
import { FrameWriter } from '../../live/worker/frame-writer.ts';
import { HeardRun } from '../../live/worker/heard-run.ts';
import { LEDGER_SLOTS } from '../../../policies/runtime/ledger.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { originalOf } from '../../../scenarios/fork/original.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { recordedRunOf, type RecordedRun } from '../../../scenarios/records/recorded-run.ts';
import type { RecordFrames } from '../opened-record.ts';
import { FrameStore } from './frame-store.ts';
import { TicksTold } from './ticks-told.ts';

/** There is no clock in a record; the scan of every tick is wanted. */
const NO_CLOCK_MS = NaN;
const EVERYTHING = { lidar: true, candidates: true } as const;

/**
 * The frames of all ticks of a record that this version made: every recorded state is put back into world and systems,
 * and drawn as a live run would draw it. Nothing is simulated, and no network or planner runs.
 * @param progress share that is done, [0, 1]
 * @throws StateMismatch when the states were laid out by another version after all
 * @throws RecordProblem when the record does not decode
 */
export function framesWithBeliefs(
  record: EpisodeRecord,
  engineVersion: string,
  progress: (share: number) => void,
): RecordFrames {
  const { fork } = record;
  const own = new RunPainter(record, engineVersion, fork?.requests ?? 0);
  const before = fork === null ? own : new RunPainter(originalOf(record, fork), engineVersion, 0);
  const count = record.end.ticks + 1;
  const store = new FrameStore(own.rows, count);
  for (const { tick, values } of record.states()) {
    const painter = fork !== null && tick <= fork.tick ? before : own;
    store.add(painter.paint(tick, values, store.view));
    if (tick % 60 === 0) progress(tick / count);
  }
  return store.finish(true);
}

/** Draws the states of one run in their order. */
class RunPainter {
  readonly rows: number;
  private readonly heard = new HeardRun();
  private readonly writer: FrameWriter;
  private readonly run: RecordedRun;
  private readonly told: TicksTold;
  private drawn = 0;

  /** @param firstRequest number in the record of the run's first request */
  constructor(
    record: EpisodeRecord,
    engineVersion: string,
    private readonly firstRequest: number,
  ) {
    this.told = new TicksTold(record);
    this.run = recordedRunOf(record, engineVersion);
    this.rows = this.run.world.actors.count;
    this.writer = new FrameWriter(this.run, this.heard);
  }

  /** @returns which candidates the frame shows */
  paint(tick: number, values: Float64Array, view: FrameView): 'none' | 'same' | 'new' {
    const { run, heard, writer, told } = this;
    const delivery = tick === 0 ? null : told.delivery(tick - 1);
    // Its plan is in the ledger until the tick that delivers it.
    const plan = delivery === null ? null : (this.pendingPlan(delivery.id) ?? told.arrivedPlan(delivery));
    if (plan !== null) this.hear(plan, tick - 1);
    run.show(values);
    const { planInForce } = run.system;
    // A fork does not hold what came in during the live run that it left, but for what came into force.
    if (plan === null && delivery !== null && planInForce?.requestedTick === delivery.dispatchTick)
      this.hear(planInForce, tick - 1);
    if (tick > 0) heard.onDecision(tick - 1, run.system.lastDecision);
    const action = tick === 0 ? null : told.action(tick - 1);
    if (action !== null) {
      heard.requestMps2 = action.accelerationMps2;
      heard.source = sourceOf(action.source, action.reflex);
    }
    writer.threshold = run.threshold;
    writer.write(view, EVERYTHING, NO_CLOCK_MS);
    // Of a live run the ledger's states are not recorded, by which the writer finds the oldest request.
    view.head[HEAD.inFlightAgeMs] = this.inFlightAgeMs(tick);
    view.head[HEAD.wallMs] = 0;
    if (heard.deliveries === 0) return 'none';
    const isNew = heard.deliveries !== this.drawn;
    this.drawn = heard.deliveries;
    return isNew ? 'new' : 'same';
  }

  private hear(plan: DrivingPlan, tick: number): void {
    this.heard.deliveries++;
    this.heard.deliveryTick = tick;
    this.heard.delivered.copy(plan);
  }

  /** @param id in the record */
  private pendingPlan(id: number): DrivingPlan | null {
    const { ledger } = this.run.system;
    const slot = ledger.slotOf(id - this.firstRequest);
    return slot < 0 || ledger.stateOf(slot) !== 'ready' ? null : ledger.planAt(slot);
  }

  private inFlightAgeMs(tick: number): number {
    const { ledger } = this.run.system;
    let oldest = tick;
    for (let slot = 0; slot < LEDGER_SLOTS; slot++)
      if (ledger.idOf(slot) >= 0 && ledger.dispatchTickOf(slot) < oldest) oldest = ledger.dispatchTickOf(slot);
    return (tick - oldest) * this.run.world.controlDt * 1000;
  }
}

/** Index into `SOURCES`. */
export function sourceOf(source: string, reflex: string | null): number {
  const name = reflex === null ? source : reflex === 'person' ? 'person' : 'reflex';
  return Math.max(0, (SOURCES as readonly string[]).indexOf(name));
}
