import type { TickFacts } from '../metrics/arm-metrics.ts';
import type { PersonArm } from '../movers/person-arm.ts';
import type { CollisionWatch } from './collision-watch.ts';

/** Extremes over the steps of the physics within one control tick. */
export class TickFactsOf implements TickFacts {
  obstacleM = Infinity;
  personM = Infinity;
  forceN = 0;

  constructor(
    private readonly collision: CollisionWatch,
    private readonly person: PersonArm | null,
  ) {}

  get personMps(): number {
    if (this.person === null) return 0;
    const v = this.person.velocities;
    return Math.sqrt(v[6] * v[6] + v[7] * v[7] + v[8] * v[8]);
  }

  begin(): void {
    this.obstacleM = Infinity;
    this.personM = Infinity;
    this.forceN = 0;
  }

  /** Takes the state after a step of the physics. */
  add(forceN: number): void {
    this.obstacleM = Math.min(this.obstacleM, this.collision.obstacleM);
    this.personM = Math.min(this.personM, this.collision.personM);
    this.forceN = Math.max(this.forceN, forceN);
  }
}
