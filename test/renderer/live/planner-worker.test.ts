import { describe, expect, it } from 'vitest';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { plannerTask } from '../../../scenarios/live/planner-task.ts';
import { writeRequest } from '../../../policies/driving/remote-request.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { FromPlanner, ToPlanner } from '../../../renderer/live/worker/planner-messages.ts';
import { servePlanner } from '../../../renderer/live/worker/planner-worker.ts';
import { setupOf } from '../../scenarios/runner/setups.ts';

const { spec } = setupOf('dual');

/** A planner's thread whose clock goes on by 5 ms at every look. */
function served(planner: string): { post: (message: ToPlanner) => void; got: FromPlanner[]; last: Promise<void> } {
  const got: FromPlanner[] = [];
  let ms = 1000;
  let done: () => void;
  const last = new Promise<void>((resolve) => (done = resolve));
  const post = servePlanner(
    (message) => {
      got.push(message);
      if (message.kind === 'fault' || (message.kind === 'plan' && message.final)) done();
    },
    () => (ms += 5),
  );
  post({ kind: 'planner', name: planner });
  post({ kind: 'begin', task: plannerTask(spec) });
  return { post, got, last };
}

function call(sentMs: number): ToPlanner {
  const world = new DrivingWorld(spec, 'seed');
  const decision = drivingDomain.createDecision();
  const request = writeRequest({
    ...{ id: 0, tick: 0, controlDt: spec.controlDt, expectedDelayTicks: 6, inForce: null },
    ...{ observation: world.observe(), decision },
  });
  return { kind: 'plan', call: 7, request, budget: { evaluations: 8 }, sentMs };
}

describe("the planner's thread", () => {
  it('says before the last answer of a call how long it waited and was computed', async () => {
    const { post, got, last } = served('value');
    post(call(998));
    await last;
    // Looked at at 1005 ms, done at 1010.
    expect(got.at(-2)).toEqual({ kind: 'time', call: 7, queueMs: 7, computeMs: 5 });
    expect(got.at(-1)).toMatchObject({ kind: 'plan', call: 7, final: true });
    expect(got.filter(({ kind }) => kind === 'time')).toHaveLength(1);
  });

  it('says it of a call that failed too, and takes a clock that lags for no wait', async () => {
    const { post, got, last } = served('drill:throw');
    post(call(9999));
    await last;
    expect(got.map(({ kind }) => kind)).toEqual(['time', 'fault']);
    expect(got[0]).toMatchObject({ queueMs: 0 });
  });
});
