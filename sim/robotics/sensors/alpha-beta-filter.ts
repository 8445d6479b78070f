import { wrapAngle } from '../../kernel/math.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/** Steady share of a residual that the value takes. */
export const ALPHA = 0.3;
/** The rate's share, critically damped: beta = 2 (2 - alpha) - 4 sqrt(1 - alpha) (Kalata 1984). */
export const BETA = 2 * (2 - ALPHA) - 4 * Math.sqrt(1 - ALPHA);

/** Measurements after which the start-up gains have fallen to the steady ones. */
const STEADY_ROUNDS = 12;
/** Of a track whose rate is known without noise. */
const CERTAIN_ROUNDS = STEADY_ROUNDS + 1;
/** What is left of the past when the motion has changed, measurements. */
const ROUNDS_AFTER_CHANGE = 2;
/** A residual beyond so many standard deviations is no noise: the motion has changed. */
const CHANGE_LIMIT = 5;
/** After a longer gap a change cannot be timed, s: the motion starts afresh. */
const LONGEST_GAP_S = 0.25;
/** A rate within so many standard deviations of zero counts as rest. */
const REST_LIMIT = 4;

/**
 * Alpha-beta filters over positions or angles that are measured now and then: value and rate at constant rate between
 * measurements. Gains start as those of a least-squares line through all measurements, 2 (2k - 1) / (k (k + 1)) and
 * 6 / (k (k + 1)) at the k-th (Brookner 1998, section 1.2.10), and end at `ALPHA` and `BETA`. At constant rate there is
 * no lag; under a constant acceleration a at period T the value lags by a T^2 (1 - alpha) / beta = 13.1 a T^2 and the rate
 * by a T (2 alpha - beta) / (2 beta) = 5.1 a T, unless the residual is more than noise explains, which brings the high
 * gains of the start back.
 */
export class AlphaBetaFilter implements Stateful {
  /** `size` numbers for each track: the value at its last measurement, and its rate per second. */
  readonly value: Float64Array;
  readonly rate: Float64Array;
  /** Measurements that a track rests on, at most `STEADY_ROUNDS`, or `CERTAIN_ROUNDS`; 0 for none. */
  readonly rounds: Float64Array;
  private readonly residual: Float64Array;

  /**
   * @param size coordinates of a track
   * @param noise standard deviation of a coordinate's measurement
   * @param periodS usual time between measurements
   * @param turns whether the values are angles
   */
  constructor(
    tracks: number,
    private readonly size: number,
    private readonly noise: number,
    private readonly periodS: number,
    private readonly turns: boolean,
  ) {
    this.value = new Float64Array(size * tracks);
    this.rate = new Float64Array(size * tracks);
    this.rounds = new Float64Array(tracks);
    this.residual = new Float64Array(size);
  }

  clear(track: number): void {
    const o = this.size * track;
    this.value.fill(0, o, o + this.size);
    this.rate.fill(0, o, o + this.size);
    this.rounds[track] = 0;
  }

  /** Starts a track at a measurement, at rest. */
  begin(track: number, measured: Float64Array, at: number): void {
    const o = this.size * track;
    for (let d = 0; d < this.size; d++) {
      this.value[o + d] = measured[at + d];
      this.rate[o + d] = 0;
    }
    this.rounds[track] = 1;
  }

  /** Takes value and rate as certain, from elsewhere. */
  put(track: number, d: number, value: number, rate: number): void {
    this.value[this.size * track + d] = value;
    this.rate[this.size * track + d] = rate;
    this.rounds[track] = CERTAIN_ROUNDS;
  }

  /** Ends certainty: value and rate stay, and are taken as measured. */
  doubt(track: number): void {
    this.rounds[track] = Math.min(this.rounds[track], STEADY_ROUNDS);
  }

  /** @param gapS since the track's last measurement, above 0; not read for a new track */
  update(track: number, measured: Float64Array, at: number, gapS: number): void {
    if (this.rounds[track] === 0) {
      this.begin(track, measured, at);
      return;
    }
    const changed = this.takeResidual(track, measured, at, gapS);
    if (changed && gapS > LONGEST_GAP_S) {
      this.begin(track, measured, at);
      return;
    }
    if (changed) this.rounds[track] = Math.min(this.rounds[track], ROUNDS_AFTER_CHANGE);
    const k = Math.min(this.rounds[track] + 1, STEADY_ROUNDS);
    const alpha = Math.max(ALPHA, (2 * (2 * k - 1)) / (k * (k + 1)));
    const beta = Math.max(BETA, 6 / (k * (k + 1)));
    const o = this.size * track;
    for (let d = 0; d < this.size; d++) {
      const value = this.value[o + d] + this.rate[o + d] * gapS + alpha * this.residual[d];
      this.value[o + d] = this.turns ? wrapAngle(value) : value;
      this.rate[o + d] += (beta / gapS) * this.residual[d];
    }
    this.rounds[track] = k;
  }

  /** Whether the rate is more than the noise of the measurements would give something at rest. */
  moves(track: number): boolean {
    const k = this.rounds[track];
    if (k < 2) return false;
    if (k === CERTAIN_ROUNDS) return true;
    const o = this.size * track;
    let squares = 0;
    for (let d = 0; d < this.size; d++) squares += this.rate[o + d] * this.rate[o + d];
    const deviation = (this.noise / this.periodS) * Math.sqrt(slopeVariance(k));
    return squares > REST_LIMIT * REST_LIMIT * deviation * deviation;
  }

  exchange(io: StateIo): void {
    io.numbers('value', this.value);
    io.numbers('rate', this.rate);
    io.numbers('rounds', this.rounds);
  }

  /** Fills the residual; returns whether it is more than noise. */
  private takeResidual(track: number, measured: Float64Array, at: number, gapS: number): boolean {
    const o = this.size * track;
    let squares = 0;
    for (let d = 0; d < this.size; d++) {
      const difference = measured[at + d] - (this.value[o + d] + this.rate[o + d] * gapS);
      const residual = this.turns ? wrapAngle(difference) : difference;
      this.residual[d] = residual;
      squares += residual * residual;
    }
    const k = this.rounds[track];
    // One measurement tells nothing of the rate.
    if (k < 2) return gapS > LONGEST_GAP_S;
    const ahead = gapS / this.periodS + (k - 1) / 2;
    const variance = this.noise * this.noise * (1 + 1 / k + ahead * ahead * slopeVariance(k));
    return squares > CHANGE_LIMIT * CHANGE_LIMIT * variance;
  }
}

/** Variance of the slope of a least-squares line through `k` equally spaced points of unit variance, per spacing squared. */
function slopeVariance(k: number): number {
  return 12 / (k * (k * k - 1));
}
