import { boxesTimeToCollision } from '../kernel/geometry.ts';
import type { StateIo, Stateful } from '../kernel/state-io.ts';
import { EGO, type ActorTable } from './actor-table.ts';
import { METRIC_CONSTANTS } from './metrics/constants.ts';

/** Braking harder than this is hard, m/s2. */
const HARD_BRAKING_MPS2 = METRIC_CONSTANTS.hardBraking.value;
/** Bounds of comfort: m/s2, m/s2, m/s2, rad/s. */
const COMFORT_BOUNDS = {
  brake: METRIC_CONSTANTS.accelerationMin.value,
  accelerate: METRIC_CONSTANTS.accelerationMax.value,
  lateral: METRIC_CONSTANTS.lateralMax.value,
  yawRate: METRIC_CONSTANTS.yawRateMax.value,
} as const;
/** Time to collision is looked at this far ahead, s, at this period, s. */
const TTC_HORIZON_S = METRIC_CONSTANTS.ttcHorizon.value;
const TTC_PERIOD_S = METRIC_CONSTANTS.ttcStep.value;
/** Time to collision is skipped at or below this ego speed, m/s. */
const TTC_MIN_SPEED_MPS = METRIC_CONSTANTS.ttcStoppedSpeed.value;

/** What an episode adds up, tick by tick, from the truth. */
export class EpisodeMetrics implements Stateful {
  ticks = 0;
  private speedSum = 0;
  private hardTicks = 0;
  private comfortTicks = 0;
  /** Smallest time to collision seen so far, s; Infinity: none within the horizon. */
  minTtcS = Infinity;
  private lastSpeed = NaN;
  private readonly ttcEvery: number;

  constructor(private readonly controlDt: number) {
    this.ttcEvery = Math.max(1, Math.round(TTC_PERIOD_S / controlDt));
  }

  /** Takes the state after a tick. @param lateralMps2 of the ego */
  add(t: ActorTable, lateralMps2: number): void {
    const v = t.speed[EGO];
    const a = this.lastSpeed === this.lastSpeed ? (v - this.lastSpeed) / this.controlDt : 0;
    this.lastSpeed = v;
    this.ticks++;
    this.speedSum += v;
    if (a < -HARD_BRAKING_MPS2) this.hardTicks++;
    const b = COMFORT_BOUNDS;
    const calm =
      a >= b.brake && a <= b.accelerate && Math.abs(lateralMps2) <= b.lateral && Math.abs(t.yawRate[EGO]) <= b.yawRate;
    if (calm) this.comfortTicks++;
    if (this.ticks % this.ttcEvery === 0 && v > TTC_MIN_SPEED_MPS) this.timeToCollision(t);
  }

  /** An overlap ends the look ahead. */
  collided(): void {
    this.minTtcS = 0;
  }

  get meanSpeedMps(): number {
    return this.ticks > 0 ? this.speedSum / this.ticks : 0;
  }

  /** Share of time with hard braking, [0, 1]. */
  get hardBrakingShare(): number {
    return this.ticks > 0 ? this.hardTicks / this.ticks : 0;
  }

  /** Share of time within all comfort bounds, [0, 1]. */
  get comfort(): number {
    return this.ticks > 0 ? this.comfortTicks / this.ticks : 1;
  }

  private timeToCollision(t: ActorTable): void {
    const horizon = this.minTtcS < TTC_HORIZON_S ? this.minTtcS : TTC_HORIZON_S;
    for (let i = 1; i < t.count; i++) {
      const ttc = boxesTimeToCollision(
        t.x[EGO],
        t.y[EGO],
        t.heading[EGO],
        t.lengthM[EGO],
        t.widthM[EGO],
        t.vx[EGO],
        t.vy[EGO],
        t.x[i],
        t.y[i],
        t.heading[i],
        t.lengthM[i],
        t.widthM[i],
        t.vx[i],
        t.vy[i],
        horizon,
      );
      if (ttc < this.minTtcS && ttc <= TTC_HORIZON_S) this.minTtcS = ttc;
    }
  }

  exchange(io: StateIo): void {
    io.entity('metrics');
    this.ticks = io.number('ticks', this.ticks);
    this.speedSum = io.number('speedSum', this.speedSum);
    this.hardTicks = io.number('hardTicks', this.hardTicks);
    this.comfortTicks = io.number('comfortTicks', this.comfortTicks);
    this.minTtcS = io.number('minTtcS', this.minTtcS);
    this.lastSpeed = io.number('lastSpeed', this.lastSpeed);
  }
}
