import { hypot, wrapAngle } from '../../kernel/math.ts';
import { RandomStream } from '../../kernel/random.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { EGO, type ActorTable } from '../actor-table.ts';
import type { SensorSpec } from '../spec.ts';
import { Visibility } from './visibility.ts';

/** Standard deviation of the measured heading per metre of that of the position, rad/m. */
const HEADING_NOISE_PER_M = 0.1;

/** Distance at which `SensorSpec.positionNoiseM` holds, m. */
const NOISE_REFERENCE_M = 50;

/** One round of measurements in the world frame; slot i is row i + 1 of the actor table. A slot means something only where `detected` is 1. */
export interface Detections {
  readonly detected: Uint8Array;
  /** Index into `ACTOR_KINDS`. */
  readonly kind: Float64Array;
  readonly lengthM: Float64Array;
  readonly widthM: Float64Array;
  readonly heightM: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly heading: Float64Array;
}

/**
 * An object sensor on the ego's roof, such as a fused camera, radar and lidar give it: for every actor in sight its box
 * centre, velocity and heading with Gaussian noise. Class and size are measured exactly; there are no false detections.
 *
 * Each actor's noise comes from a stream of its own that takes the same number of draws in every round, whether the
 * actor is seen or not: the noise of an actor depends only on seed, id and round, never on who hides whom.
 */
export class ObjectSensor implements Detections, Stateful {
  readonly detected: Uint8Array;
  readonly kind: Float64Array;
  readonly lengthM: Float64Array;
  readonly widthM: Float64Array;
  readonly heightM: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly heading: Float64Array;

  private readonly spec: SensorSpec;
  private readonly actors: ActorTable;
  private readonly seed: number | string;
  private readonly visibility: Visibility;
  private streams: readonly RandomStream[] = [];

  constructor(spec: SensorSpec, actors: ActorTable, seed: number | string) {
    this.spec = spec;
    this.actors = actors;
    this.seed = seed;
    this.visibility = new Visibility(actors, spec.rangeM, spec.fieldOfViewRad);
    const n = actors.count - 1;
    this.detected = new Uint8Array(n);
    this.kind = new Float64Array(n);
    this.lengthM = new Float64Array(n);
    this.widthM = new Float64Array(n);
    this.heightM = new Float64Array(n);
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.vx = new Float64Array(n);
    this.vy = new Float64Array(n);
    this.heading = new Float64Array(n);
    this.reset();
  }

  /** Starts the noise afresh. */
  reset(): void {
    this.streams = this.actors.ids.slice(1).map((id) => RandomStream.named(this.seed, `sensor/${id}`));
  }

  /** Measures all actors in sight now. */
  measure(): void {
    this.visibility.look();
    for (let i = 0; i < this.detected.length; i++) this.measureSlot(i);
  }

  private measureSlot(i: number): void {
    const stream = this.streams[i];
    const noiseX = stream.normal();
    const noiseY = stream.normal();
    const noiseVx = stream.normal();
    const noiseVy = stream.normal();
    const noiseHeading = stream.normal();
    const row = i + 1;
    this.detected[i] = this.visibility.seen[row];
    if (this.detected[i] === 0) return;

    const a = this.actors;
    const distance = hypot(a.x[row] - a.x[EGO], a.y[row] - a.y[EGO]);
    const positionNoise = this.spec.positionNoiseM * 0.5 * (1 + distance / NOISE_REFERENCE_M);
    this.kind[i] = a.kind[row];
    this.lengthM[i] = a.lengthM[row];
    this.widthM[i] = a.widthM[row];
    this.heightM[i] = a.heightM[row];
    this.x[i] = a.x[row] + positionNoise * noiseX;
    this.y[i] = a.y[row] + positionNoise * noiseY;
    this.vx[i] = a.vx[row] + this.spec.velocityNoiseMps * noiseVx;
    this.vy[i] = a.vy[row] + this.spec.velocityNoiseMps * noiseVy;
    this.heading[i] = wrapAngle(a.heading[row] + HEADING_NOISE_PER_M * positionNoise * noiseHeading);
  }

  exchange(io: StateIo): void {
    for (let i = 0; i < this.streams.length; i++) this.streams[i].exchange(io);
  }
}
