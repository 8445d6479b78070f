import type { StateIo, Stateful } from '../../../sim/kernel/state-io.ts';

/** Times are sums of ticks: without this, s, a delay of 0.75 s would at times last a tick more. */
const ROUNDING_S = 1e-9;

/**
 * A delay between seeing and doing. It runs while its cause lasts and runs back while not: a cause that flickers with the
 * sensors' noise is neither forgotten at once nor believed at once.
 */
export class Delay implements Stateful {
  private elapsedS = 0;

  constructor(
    private readonly name: string,
    private readonly delayS: number,
  ) {}

  /** @returns whether the cause is there and has been for the delay */
  advance(cause: boolean, dt: number): boolean {
    const over = cause && this.elapsedS >= this.delayS - ROUNDING_S;
    const next = this.elapsedS + (cause ? dt : -dt);
    this.elapsedS = next < 0 ? 0 : next > this.delayS ? this.delayS : next;
    return over;
  }

  exchange(io: StateIo): void {
    this.elapsedS = io.number(`${this.name}.elapsedS`, this.elapsedS);
  }
}

/** `Delay` for every track slot. */
export class Delays implements Stateful {
  private readonly elapsedS: Float64Array;

  constructor(
    private readonly name: string,
    private readonly delayS: number,
    slots: number,
  ) {
    this.elapsedS = new Float64Array(slots);
  }

  /** @returns whether the cause is there and has been for the delay */
  advance(slot: number, cause: boolean, dt: number): boolean {
    const elapsed = this.elapsedS[slot];
    const next = elapsed + (cause ? dt : -dt);
    this.elapsedS[slot] = next < 0 ? 0 : next > this.delayS ? this.delayS : next;
    return cause && elapsed >= this.delayS - ROUNDING_S;
  }

  /** Forgets a slot whose object is out of sight. */
  forget(slot: number): void {
    this.elapsedS[slot] = 0;
  }

  exchange(io: StateIo): void {
    io.numbers(`${this.name}.elapsedS`, this.elapsedS);
  }
}

/** A brake whose deceleration grows at a bounded rate, up to a bound. */
export class BrakeRamp implements Stateful {
  private decelerationMps2 = 0;

  constructor(
    private readonly name: string,
    private readonly jerkMps3: number,
    private readonly maxMps2: number,
  ) {}

  /** @returns deceleration of this tick, m/s2: towards `wantedMps2`, at most `jerk * dt` above the last; weaker at once */
  press(wantedMps2: number, dt: number): number {
    const bound = Math.min(this.decelerationMps2 + this.jerkMps3 * dt, this.maxMps2);
    this.decelerationMps2 = Math.min(bound, wantedMps2);
    return this.decelerationMps2;
  }

  /** Begins the next braking at this deceleration, m/s2. */
  release(atMps2 = 0): void {
    this.decelerationMps2 = atMps2;
  }

  exchange(io: StateIo): void {
    this.decelerationMps2 = io.number(`${this.name}.decelerationMps2`, this.decelerationMps2);
  }
}
