import { Subject } from 'rxjs';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { PLANNER_EVALUATIONS } from '../../../policies/driving/settings.ts';
import {
  PlannerServer,
  PortPlanner,
  type PlannerAnswer,
  type PlannerMessage,
} from '../../../policies/driving/remote-planner.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { LiveLink } from '../../../policies/runtime/live.ts';
import type { LiveTrace } from '../../../policies/runtime/live-trace.ts';
import type { Intervention, LiveComponents, TimedIntervention } from '../../../scenarios/live/intervention.ts';
import { componentsOf } from '../../../scenarios/live/live-arm.ts';
import { LiveEpisode, type LiveSetup } from '../../../scenarios/live/live-episode.ts';
import { plannerTask } from '../../../scenarios/live/planner-task.ts';
import { replayLive } from '../../../scenarios/live/replay-live.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';
import { setupOf } from '../runner/setups.ts';

/** About 5 s of a busy road, driven by the rule policy. */
export function liveSetup(changes: Partial<LiveComponents> = {}, seed = 'seed'): LiveSetup {
  return {
    scenario: 'closing-in',
    scenarioValue: null,
    seed: 0,
    split: 'test',
    episodeSeed: seed,
    spec: withSpareObstacles(setupOf('dual').spec),
    components: { ...componentsOf('dual', 200), ...changes },
    model: null,
    inference: null,
    backend: 'wasm',
    engineVersion: '1.2.3',
  };
}

/** What happens from outside in a live run, by tick. */
export interface Happenings {
  readonly interventions: readonly TimedIntervention[];
  /** Ticks for which the n-th call's answer is withheld; from the beginning again after the last. */
  readonly delays: readonly number[];
  readonly missed: readonly number[];
}

export interface LiveRun {
  readonly episode: LiveEpisode;
  readonly trace: LiveTrace;
  /** Of the whole episode, after every tick. */
  readonly digests: readonly string[];
}

/** A live run with a planner that answers through messages, whenever the ticks of `delays` have passed. */
export async function runLive(
  setup: LiveSetup,
  { interventions, delays, missed }: Happenings,
  ticks: number,
): Promise<LiveRun> {
  const answers = new Subject<PlannerAnswer>();
  let tick = 0;
  const outbox: { readonly at: number; readonly answer: PlannerAnswer }[] = [];
  const server = new PlannerServer(
    (map) => new ValuePlanner(map),
    (answer) => {
      outbox.push({ at: tick + (delays[answer.call % delays.length] ?? 1), answer });
    },
  );
  const working: Promise<void>[] = [];
  const port = {
    post: (message: PlannerMessage) => void working.push(server.receive(structuredClone(message))),
    answers,
  };
  const link = new LiveLink({
    planner: new PortPlanner('value', port, plannerTask(setup.spec)),
    budget: { evaluations: PLANNER_EVALUATIONS / 4 },
    plans: drivingDomain,
    expectedMs: setup.components.latencyMs,
    timeoutMs: 60_000,
  });
  const episode = new LiveEpisode(setup, link);
  const digests: string[] = [];
  const late = new Set(missed);
  for (; tick < ticks && !episode.system.ended; tick++) {
    for (const { answer } of outbox.filter(({ at }) => at <= tick)) answers.next(answer);
    outbox.splice(0, outbox.length, ...outbox.filter(({ at }) => at > tick));
    for (const each of interventions) if (each.tick === tick) tryTo(episode, each.intervention);
    const miss = tick > 0 && late.has(tick);
    if (miss) link.noteMiss(tick);
    await episode.system.runTick(miss);
    episode.afterTick();
    digests.push(episode.digest);
    await Promise.all(working.splice(0));
  }
  const trace = link.trace();
  episode.system.close();
  return { episode, trace, digests };
}

/** Repeats a run headless. */
export async function digestsOfReplay(
  setup: LiveSetup,
  trace: LiveTrace,
  interventions: readonly TimedIntervention[],
  ticks: number,
): Promise<string[]> {
  const digests: string[] = [];
  for await (const episode of replayLive(setup, trace, interventions, null)) {
    if (episode.world.tick > 0) digests.push(episode.digest);
    if (episode.world.tick === ticks) break;
  }
  return digests;
}

/** What cannot be done is refused and not recorded: a random obstacle on the ego, for example. */
function tryTo(episode: LiveEpisode, wanted: Intervention): void {
  try {
    episode.intervene(wanted);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InterventionProblem')) throw error;
  }
}
