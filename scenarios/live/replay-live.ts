import { drivingDomain } from '../../policies/driving/driving-domain.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { Inference } from '../../policies/driving/fast-policy.ts';
import { ReplayLink, type LiveTrace } from '../../policies/runtime/live-trace.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { TimedIntervention } from './intervention.ts';
import { LiveEpisode, type DrivingObserver, type LiveSetup } from './live-episode.ts';

/**
 * Repeats a live episode headless, in virtual time: plans arrive, inferences miss and people meddle at the ticks at which
 * they did. Gives the episode, always the same object, at its start and after every tick, before what is done to it then;
 * it ends with the episode, so that whoever repeats a run that was cut short stops by itself.
 * @param interventions in the order in which they were done
 * @param inference the network, or the record of its outputs; null for the rule policy
 * @throws Error when trace or interventions do not fit the setup
 */
export async function* replayLive(
  setup: Omit<LiveSetup, 'inference'>,
  trace: LiveTrace,
  interventions: readonly TimedIntervention[],
  inference: Inference | null,
  observers: readonly DrivingObserver[] = [],
): AsyncGenerator<LiveEpisode, void, undefined> {
  const link = new ReplayLink<DrivingObservation, DrivingDecision, DrivingPlan>(trace, drivingDomain);
  const episode = new LiveEpisode({ ...setup, inference }, link, observers);
  let next = 0;
  yield episode;
  while (!episode.system.ended) {
    const { tick } = episode.world;
    for (; next < interventions.length && interventions[next].tick <= tick; next++) {
      if (interventions[next].tick < tick) throw new Error(`The interventions are not in order at tick ${tick}.`);
      episode.intervene(interventions[next].intervention);
    }
    await episode.system.runTick(link.isMissed(tick));
    episode.afterTick();
    yield episode;
  }
}
