import type { Decision, Plan } from '../../policies/contracts.ts';
import type { EpisodeRun } from '../../scenarios/runner/episode-run.ts';

/** What became of an episode; plain data. */
export interface ThreeWays {
  readonly end: string;
  readonly ticks: number;
  readonly plannerCalls: number;
  readonly plansInForce: number;
  /** Whether the snapshot has a request whose plan is still to come. */
  readonly plansToCome: boolean;
  /** Over all ticks: run through; gone back to the middle and run again; carried on from there by another episode. */
  readonly through: string;
  readonly restored: string;
  readonly forked: string;
}

type Run<O, D extends Decision, P extends Plan, A> = EpisodeRun<O, D, P, A> & {
  readonly world: { readonly end: string };
};

/**
 * Runs an episode to its end, and again from a snapshot in its middle.
 * @param create a new one of the same setup
 * @param middleTick that the snapshot is taken at
 */
export async function runThreeWays<O, D extends Decision, P extends Plan, A>(
  create: () => Run<O, D, P, A>,
  middleTick: number,
): Promise<ThreeWays> {
  const episode = create();
  while (episode.system.tick < middleTick && (await episode.tick()));
  await episode.system.settleAll();
  const middle = episode.snapshot();
  const plansToCome = episode.system.ledger.inFlight > 0;
  const toEnd = async (from: Run<O, D, P, A>): Promise<string> => {
    while (await from.tick());
    return from.digest;
  };
  const through = await toEnd(episode);
  const { world, system } = episode;
  const { calls: plannerCalls, accepted: plansInForce } = system.ledger.counts;
  const facts = { end: world.end, ticks: system.tick, plannerCalls, plansInForce, plansToCome };
  const fork = create();
  fork.restore(middle);
  const forked = await toEnd(fork);
  episode.restore(middle);
  return { ...facts, through, restored: await toEnd(episode), forked };
}
