import type { LoadedModel } from '../../scenarios/runner/episode.ts';
import { benchEpisode, rewinding } from './bench-episode.ts';
import { benchScene } from './bench-scene.ts';
import { timeInTurns, type RoundOptions } from './rounds.ts';

const COUNTS = [10, 20, 30, 40, 60, 80];

export interface Growth {
  /** Fastest round, us, of a tick of `fast` by number of actors; the first is that without any. */
  readonly tickUs: readonly { readonly actors: number; readonly us: number }[];
  /** Exponent p of t(n) - t(0) = b n^p, least squares in logarithms. */
  readonly exponent: number;
  /** The exponent of n log n over the same numbers of actors. */
  readonly nLogN: number;
}

/** How the cost of a tick grows with the number of actors, all of which are in range of the sensors. */
export async function measureGrowth(model: LoadedModel, options: RoundOptions): Promise<Growth> {
  const counts = [0, ...COUNTS];
  const contenders = [];
  for (const n of counts) contenders.push(await rewinding(String(n), benchEpisode(benchScene(n), 'fast', model)));
  const costs = await timeInTurns(contenders, options);
  const tickUs = counts.map((actors) => ({ actors, us: costs.get(String(actors))?.minUs ?? NaN }));
  const marginal = tickUs.slice(1).map(({ us }) => us - tickUs[0].us);
  return {
    tickUs,
    exponent: logSlope(COUNTS, marginal),
    nLogN: logSlope(
      COUNTS,
      COUNTS.map((n) => n * Math.log(n)),
    ),
  };
}

/** Slope of ln y over ln x by least squares. */
export function logSlope(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const meanU = u.reduce((sum, value) => sum + value, 0) / u.length;
  const meanV = v.reduce((sum, value) => sum + value, 0) / v.length;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < u.length; i++) {
    covariance += (u[i] - meanU) * (v[i] - meanV);
    variance += (u[i] - meanU) * (u[i] - meanU);
  }
  return covariance / variance;
}
