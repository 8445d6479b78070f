import { map, type Observable } from 'rxjs';
import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { Planner, PlannerBudget } from '../contracts.ts';
import type { RemotePlanner, RemoteResult } from '../runtime/live.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';
import {
  RequestReader,
  writeRequest,
  type DrivingRequest,
  type RemoteRequest,
  type RemoteTask,
} from './remote-request.ts';

/** To the planner's thread; plain data. `begin` comes first and again for every new episode. */
export type PlannerMessage =
  | { readonly kind: 'begin'; readonly task: RemoteTask }
  | {
      readonly kind: 'plan';
      readonly call: number;
      readonly request: RemoteRequest;
      readonly budget: PlannerBudget;
    }
  | { readonly kind: 'cancel'; readonly call: number };

/** Back from it; `plan` is the saved state of a `DrivingPlan`. */
export type PlannerAnswer =
  | { readonly call: number; readonly kind: 'plan'; readonly plan: Float64Array; readonly final: boolean }
  | { readonly call: number; readonly kind: 'fault'; readonly message: string };

/** The way to the planner's thread: a worker's messages, or a socket. */
export interface PlannerPort {
  post(message: PlannerMessage): void;
  /** Hot. */
  readonly answers: Observable<PlannerAnswer>;
}

/** The driving side of a planner in another thread. */
export class PortPlanner implements RemotePlanner<DrivingObservation, DrivingDecision, DrivingPlan> {
  readonly results: Observable<RemoteResult<DrivingPlan>>;

  constructor(
    readonly name: string,
    private readonly port: PlannerPort,
    task: RemoteTask,
  ) {
    this.results = port.answers.pipe(map(readAnswer));
    port.post({ kind: 'begin', task });
  }

  post(call: number, request: DrivingRequest, budget: PlannerBudget): void {
    this.port.post({ kind: 'plan', call, request: writeRequest(request), budget });
  }

  cancel(call: number): void {
    this.port.post({ kind: 'cancel', call });
  }
}

/** The planner's side: answers messages with what `create` makes for the map of the episode. */
export class PlannerServer {
  private reader: RequestReader | null = null;
  private planner: Planner<DrivingObservation, DrivingDecision, DrivingPlan> | null = null;
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly create: (map: RoadMap) => Planner<DrivingObservation, DrivingDecision, DrivingPlan>,
    private readonly answer: (answer: PlannerAnswer) => void,
  ) {}

  /** Resolves when the message is dealt with; whatever goes wrong in a call is answered as its fault. */
  async receive(message: PlannerMessage): Promise<void> {
    if (message.kind === 'cancel') {
      this.running.get(message.call)?.abort();
    } else if (message.kind === 'begin') {
      this.reader = new RequestReader(message.task);
      this.planner = this.create(this.reader.map);
    } else {
      await this.plan(message);
    }
  }

  private async plan({ call, request, budget }: Extract<PlannerMessage, { kind: 'plan' }>): Promise<void> {
    const abort = new AbortController();
    this.running.set(call, abort);
    try {
      if (this.reader === null || this.planner === null) throw new Error('a request came before the episode began');
      let last: Float64Array | null = null;
      for await (const plan of this.planner.plan(this.reader.read(request), budget, abort.signal)) {
        if (abort.signal.aborted) return;
        last = saveState(plan);
        this.answer({ call, kind: 'plan', plan: last, final: false });
      }
      if (last === null) this.answer({ call, kind: 'fault', message: 'the planner ended without a plan' });
      else this.answer({ call, kind: 'plan', plan: last, final: true });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.answer({ call, kind: 'fault', message: text });
    } finally {
      this.running.delete(call);
    }
  }
}

function readAnswer(answer: PlannerAnswer): RemoteResult<DrivingPlan> {
  if (answer.kind === 'fault') return answer;
  const plan = new DrivingPlan();
  restoreState(plan, answer.plan);
  return { call: answer.call, kind: 'plan', plan, final: answer.final };
}
