import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { TaskView } from '../tasks/task-view.ts';
import type { TaskJudge } from '../tasks/task-judge.ts';
import { DropWatch } from './drop-watch.ts';
import { HandTrace } from './hand-trace.ts';
import { protectiveSeparationM } from './separation.ts';

/** What the tick's measures need beside the task's view. */
export interface TickFacts {
  /** Smallest signed distance of arm, fingers and what is held to any obstacle, and to the person, m; Infinity: none. */
  readonly obstacleM: number;
  readonly personM: number;
  /** Of the person's hand, m/s. */
  readonly personMps: number;
  /** Largest force of contacts on a part of the arm or on what is held in this tick, N. */
  readonly forceN: number;
}

/** What an episode of the arm adds up, tick by tick, from the truth. */
export class ArmMetrics implements Stateful {
  ticks = 0;
  /** s; NaN: not yet. */
  successS = NaN;
  /** Smallest signed distances so far, m; Infinity: none. */
  obstacleM = Infinity;
  personM = Infinity;
  peakForceN = 0;
  readonly hand = new HandTrace();
  readonly dropped = new DropWatch();
  private nearTicks = 0;

  constructor(private readonly controlDt: number) {}

  /** Share of time nearer to the person than the protective separation distance, [0, 1]. */
  get nearPersonShare(): number {
    return this.ticks === 0 ? 0 : this.nearTicks / this.ticks;
  }

  /** Takes the state after a tick. @param taken whether the scenario made what was held slip in it */
  add(view: TaskView, judge: TaskJudge, facts: TickFacts, taken: boolean): void {
    const dt = this.controlDt;
    this.ticks++;
    if (judge.success && this.successS !== this.successS) this.successS = this.ticks * dt;
    this.hand.add(view.x, view.y, view.z, dt);
    this.dropped.add(view.objects, view.held, taken, judge.object, judge.atGoal(view.objects), dt);
    this.obstacleM = Math.min(this.obstacleM, facts.obstacleM);
    this.personM = Math.min(this.personM, facts.personM);
    this.peakForceN = Math.max(this.peakForceN, facts.forceN);
    if (facts.personM < protectiveSeparationM(facts.personMps, this.hand.speedMps)) this.nearTicks++;
  }

  exchange(io: StateIo): void {
    io.entity('metrics');
    this.ticks = io.number('ticks', this.ticks);
    this.successS = io.number('successS', this.successS);
    this.obstacleM = io.number('obstacleM', this.obstacleM);
    this.personM = io.number('personM', this.personM);
    this.peakForceN = io.number('peakForceN', this.peakForceN);
    this.nearTicks = io.number('nearTicks', this.nearTicks);
    this.hand.exchange(io);
    this.dropped.exchange(io);
  }
}
