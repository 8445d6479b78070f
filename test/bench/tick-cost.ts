import type { LoadedModel } from '../../scenarios/runner/episode.ts';
import { benchEpisode, rewinding } from './bench-episode.ts';
import { benchScene } from './bench-scene.ts';
import { Floor } from './floor.ts';
import { timeInTurns, type Contender, type RoundOptions, type TickCost } from './rounds.ts';

/** Simulated time of a control tick, s. */
const CONTROL_DT = 1 / 60;

/** The cost of a tick with `vehicles` around the ego, and of what it is held against. */
export interface TickCosts {
  readonly vehicles: number;
  /** Bare physics and bare inference in one tick, and each alone. */
  readonly floor: TickCost;
  readonly physics: TickCost;
  readonly inference: TickCost;
  readonly fast: TickCost;
  readonly reflex: TickCost;
  /** With its planner calls, at 200 ms. */
  readonly dual: TickCost;
  /** Cost of a tick over that of the floor, both by their fastest round. */
  readonly fastToFloor: number;
  readonly reflexToFloor: number;
  /** Simulated seconds per wall-clock second on one core. */
  readonly fastSpeed: number;
  readonly dualSpeed: number;
}

export async function measureTicks(vehicles: number, model: LoadedModel, options: RoundOptions): Promise<TickCosts> {
  const spec = benchScene(vehicles);
  const floor = new Floor(spec, model.inference);
  const rewind = () => floor.rewind();
  const contenders: Contender[] = [
    { name: 'floor', rewind, tick: () => floor.tick() },

    { name: 'physics', rewind, tick: async () => floor.stepPhysics() },
    { name: 'inference', rewind, tick: () => model.inference.run() },
  ];
  for (const arm of ['fast', 'reflex', 'dual'] as const) {
    contenders.push(await rewinding(arm, benchEpisode(spec, arm, model)));
  }
  const costs = await timeInTurns(contenders, options);
  const cost = (name: string): TickCost => costs.get(name) ?? { minUs: NaN, medianUs: NaN };
  const speed = (name: string): number => (1e6 * CONTROL_DT) / cost(name).minUs;
  return {
    vehicles,
    floor: cost('floor'),
    physics: cost('physics'),
    inference: cost('inference'),
    fast: cost('fast'),
    reflex: cost('reflex'),
    dual: cost('dual'),
    fastToFloor: cost('fast').minUs / cost('floor').minUs,
    reflexToFloor: cost('reflex').minUs / cost('floor').minUs,
    fastSpeed: speed('fast'),
    dualSpeed: speed('dual'),
  };
}
