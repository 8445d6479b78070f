import { cos, sin, wrapAngle } from '../../kernel/math.ts';
import type { Detections } from './object-sensor.ts';
import type { TrackTable } from './track-table.ts';

/** A track counts as confirmed from this number of detections on. */
const CONFIRMING_DETECTIONS = 2;

/** After a longer gap between two detections the motion is taken afresh from the measurement, s. */
const REACQUISITION_GAP_S = 0.25;

/** Share of the position residual that is believed at once, per detection. */
const POSITION_GAIN = 0.5;

/**
 * Gains per detection of two fixed-gain filters with a rate, critically damped:
 * beta = 2 (2 - alpha) - 4 sqrt(1 - alpha) (Kalata 1984). At 20 Hz the velocity filter halves the noise of the measured
 * velocity and turns 0.3 m/s of it into 0.45 m/s2 of noise of the acceleration, with a double time constant of 0.28 s.
 */
const VELOCITY_GAIN = 0.3;
const ACCELERATION_GAIN = criticalRateGain(VELOCITY_GAIN);
/** Smaller than that of the velocity: a wrong yaw rate bends a predicted path for seconds. Double time constant 0.45 s. */
const HEADING_GAIN = 0.2;
const YAW_RATE_GAIN = criticalRateGain(HEADING_GAIN);

function criticalRateGain(alpha: number): number {
  return 2 * (2 - alpha) - 4 * Math.sqrt(1 - alpha);
}

/**
 * Tracking memory: alpha-beta filters over the detections of each object. Between detections, and for `memoryS` after
 * the last one, an object is predicted at constant velocity; then it is forgotten. The data association is given
 * (slot i is row i + 1): identity switches are not simulated.
 */
export class Tracker {
  private readonly tracks: TrackTable;
  private readonly memoryS: number;

  constructor(tracks: TrackTable, memoryS: number) {
    this.tracks = tracks;
    this.memoryS = memoryS;
  }

  /** Advances all tracks by `dt` seconds and forgets those unseen for longer than the memory. */
  predict(dt: number): void {
    const t = this.tracks;
    // Sums of control ticks miss the memory's end by rounding.
    const limit = this.memoryS + 1e-9;
    for (let i = 0; i < t.count; i++) {
      if (t.valid[i] === 0) continue;
      const age = t.ageS[i] + dt;
      if (age > limit) {
        t.clear(i);
        continue;
      }
      t.ageS[i] = age;
      t.x[i] = t.x[i] + t.vx[i] * dt;
      t.y[i] = t.y[i] + t.vy[i] * dt;
      t.heading[i] = wrapAngle(t.heading[i] + t.yawRate[i] * dt);
    }
  }

  /** Takes in one round of measurements. */
  update(measured: Detections): void {
    for (let i = 0; i < this.tracks.count; i++) {
      if (measured.detected[i] === 1) this.correct(i, measured);
      else if (this.tracks.valid[i] === 1) this.coast(i);
    }
  }

  private coast(i: number): void {
    this.tracks.acceleration[i] = 0;
    this.tracks.yawRate[i] = 0;
  }

  private correct(i: number, z: Detections): void {
    const t = this.tracks;
    const restart = t.valid[i] === 0 || t.ageS[i] > REACQUISITION_GAP_S;
    const streak = restart ? 1 : t.streak[i] + 1;
    if (restart) this.start(i, z);
    else this.filter(i, z, t.ageS[i], 1 / streak);
    t.valid[i] = 1;
    t.streak[i] = streak;
    t.seenCount[i] = t.seenCount[i] + 1;
    t.confirmed[i] = t.seenCount[i] >= CONFIRMING_DETECTIONS ? 1 : 0;
    t.ageS[i] = 0;
    t.kind[i] = z.kind[i];
    t.lengthM[i] = z.lengthM[i];
    t.widthM[i] = z.widthM[i];
    t.heightM[i] = z.heightM[i];
    t.speed[i] = t.vx[i] * cos(t.heading[i]) + t.vy[i] * sin(t.heading[i]);
  }

  private start(i: number, z: Detections): void {
    const t = this.tracks;
    t.x[i] = z.x[i];
    t.y[i] = z.y[i];
    t.vx[i] = z.vx[i];
    t.vy[i] = z.vy[i];
    t.heading[i] = z.heading[i];
    t.acceleration[i] = 0;
    t.yawRate[i] = 0;
  }

  /** @param dt time since the last detection, s @param averaging gain of a plain mean, larger than the fixed gains at first */
  private filter(i: number, z: Detections, dt: number, averaging: number): void {
    const t = this.tracks;
    const positionGain = Math.max(POSITION_GAIN, averaging);
    t.x[i] = t.x[i] + positionGain * (z.x[i] - t.x[i]);
    t.y[i] = t.y[i] + positionGain * (z.y[i] - t.y[i]);

    const headingResidual = wrapAngle(z.heading[i] - t.heading[i]);
    t.heading[i] = wrapAngle(t.heading[i] + Math.max(HEADING_GAIN, averaging) * headingResidual);
    t.yawRate[i] = t.yawRate[i] + (YAW_RATE_GAIN / dt) * headingResidual;

    const forwardX = cos(t.heading[i]);
    const forwardY = sin(t.heading[i]);
    const gained = t.acceleration[i] * dt;
    const residualX = z.vx[i] - (t.vx[i] + gained * forwardX);
    const residualY = z.vy[i] - (t.vy[i] + gained * forwardY);
    const velocityGain = Math.max(VELOCITY_GAIN, averaging);
    t.vx[i] = t.vx[i] + gained * forwardX + velocityGain * residualX;
    t.vy[i] = t.vy[i] + gained * forwardY + velocityGain * residualY;
    t.acceleration[i] = t.acceleration[i] + (ACCELERATION_GAIN / dt) * (residualX * forwardX + residualY * forwardY);
  }
}
