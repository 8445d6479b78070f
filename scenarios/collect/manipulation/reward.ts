import type { ManipulationEnd, ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';

/** What a second costs. */
const PER_SECOND = -0.1;
const OF_END: Readonly<Record<ManipulationEnd, number>> = { running: 0, goal: 1, timeout: 0, collision: -1, lost: -1 };
/** Also for what the scenario made slip: nothing that a critic sees tells whose doing a fall was. */
const FALL = -0.5;

/** The reward of each tick that a world has done, as the critics learn it. */
export class RewardMeter {
  private falls = 0;

  constructor(private readonly world: ManipulationWorld) {}

  /** Call once after every tick. */
  ofTick(): number {
    const { end, controlDt, metrics } = this.world;
    const fallen = metrics.dropped.falls - this.falls;
    this.falls = metrics.dropped.falls;
    return PER_SECOND * controlDt + OF_END[end] + FALL * fallen;
  }
}
