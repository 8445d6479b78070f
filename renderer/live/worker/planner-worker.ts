import type { RoadMap } from '../../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import type { Planner } from '../../../policies/contracts.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { createDrill, isDrillName } from '../../../policies/driving/planner-drills.ts';
import { PlannerServer } from '../../../policies/driving/remote-planner.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { sharedClockMs } from './clock.ts';
import type { FromPlanner, ToPlanner } from './planner-messages.ts';

type DrivingPlanner = Planner<DrivingObservation, DrivingDecision, DrivingPlan>;

const SLOW_MS = 10_000;

/** The planner's side of the messages, for a worker or a test. @param now ms since the epoch, by a clock all threads share */
export function servePlanner(
  answer: (message: FromPlanner) => void,
  now: () => number = sharedClockMs,
): (message: ToPlanner) => void {
  let name = 'value';
  const begun = new Map<number, { readonly queueMs: number; readonly startMs: number }>();
  const server = new PlannerServer(
    (map) => createPlanner(name, map),
    (message) => {
      const call = begun.get(message.call);
      if (call !== undefined && (message.kind === 'fault' || message.final)) {
        begun.delete(message.call);
        answer({ kind: 'time', call: message.call, queueMs: call.queueMs, computeMs: now() - call.startMs });
      }
      answer(message);
    },
  );
  return (message) => {
    if (message.kind === 'ping') answer({ kind: 'pong', ping: message.ping });
    else if (message.kind === 'planner') name = message.name;
    else {
      if (message.kind === 'begin') begun.clear();
      if (message.kind === 'cancel') begun.delete(message.call);
      if ('sentMs' in message) {
        const startMs = now();
        begun.set(message.call, { queueMs: Math.max(0, startMs - message.sentMs), startMs });
      }
      void server.receive(message);
    }
  };
}

function createPlanner(name: string, map: RoadMap): DrivingPlanner {
  if (name === 'value') return new ValuePlanner(map);
  if (name === 'drill:slow') return slow(new ValuePlanner(map));
  if (isDrillName(name)) return createDrill(name);
  return {
    name,
    plan: () => {
      throw new Error(`there is no planner ${name}`);
    },
  };
}

function slow(planner: DrivingPlanner): DrivingPlanner {
  return {
    name: 'drill:slow',
    async *plan(request, budget, signal) {
      // The request is valid only now, so the answer is computed first.
      let last: DrivingPlan | null = null;
      for await (const plan of planner.plan(request, budget, signal)) last = plan;
      await new Promise((done) => setTimeout(done, SLOW_MS));
      if (last !== null) yield last;
    },
  };
}
