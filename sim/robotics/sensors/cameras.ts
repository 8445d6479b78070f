import { RandomStream } from '../../kernel/random.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import { BOX } from '../clearance/volume-table.ts';
import type { ArmReading } from '../observation.ts';
import type { ManipulationSpec } from '../spec.ts';
import type { PerceptionTruth } from './perception-truth.ts';
import type { CatalogueEntry } from './thing-catalogue.ts';
import { viewUpright, type UprightView } from './upright-view.ts';
import { NOTHING, Visibility } from './visibility.ts';

/** Shoulder, elbow, hand. */
export const PERSON_JOINTS = 3;

/** A picture in a flat array: the hand's x, y, z, yaw by the encoders, then a sight of `SIGHT_LENGTH` of each target. */
export const HAND_LENGTH = 4;
export const SIGHT_LENGTH = 9;
/** Parts of a sight. All are 0 where the target was not seen. */
export const SEEN = 0;
export const POSITION = 1;
export const YAW = 4;
export const SHAPE = 5;
export const HALVES = 6;

/**
 * Pictures of all that the cameras see, at a fixed rate and with a fixed delay, both in whole ticks. The targets are the
 * things in the order of the catalogue and then the person's joints. A target is seen where its middle is (see
 * `Visibility`), with white Gaussian noise on position and yaw; its shape and size are seen exactly, and there are no false
 * sights. Each target's noise comes from a stream of its own that takes the same number of draws for every picture, whether
 * it is seen or not.
 */
export class Cameras implements Stateful {
  readonly targets: number;
  readonly ticksPerPicture: number;
  readonly delayTicks: number;

  private readonly visibility: Visibility;
  private readonly streams: readonly RandomStream[];
  private readonly hasPerson: boolean;
  private readonly positionNoise: number;
  private readonly yawNoise: number;
  /** Ring of the pictures that may still be on their way. */
  private readonly ring: Float64Array;
  private readonly slots: number;
  private readonly slotLength: number;
  private readonly view: UprightView = { yaw: 0, shape: 0, halfX: 0, halfY: 0, halfZ: 0 };

  constructor(
    spec: ManipulationSpec,
    private readonly things: readonly CatalogueEntry[],
    seed: number | string,
  ) {
    const { sensors, controlDt, person } = spec;
    this.hasPerson = person !== null;
    this.targets = things.length + (this.hasPerson ? PERSON_JOINTS : 0);
    this.ticksPerPicture = Math.max(1, Math.round(1 / (sensors.cameraHz * controlDt)));
    this.delayTicks = Math.round(sensors.cameraDelayS / controlDt);
    this.positionNoise = sensors.positionNoiseM;
    this.yawNoise = sensors.yawNoiseRad;
    this.visibility = new Visibility(spec, things);
    const names = things.map(({ id }) => `sensor/thing/${id}`);
    if (this.hasPerson) names.push('sensor/person/shoulder', 'sensor/person/elbow', 'sensor/person/hand');
    this.streams = names.map((name) => RandomStream.named(seed, name));
    this.slots = Math.floor(this.delayTicks / this.ticksPerPicture) + 1;
    this.slotLength = HAND_LENGTH + SIGHT_LENGTH * this.targets;
    this.ring = new Float64Array(this.slots * this.slotLength);
  }

  /** Takes a picture if one is due at this tick. */
  expose(tick: number, truth: PerceptionTruth, hand: ArmReading): void {
    if (tick % this.ticksPerPicture !== 0) return;
    const slot = this.slotOf(tick);
    this.ring[slot] = hand.x;
    this.ring[slot + 1] = hand.y;
    this.ring[slot + 2] = hand.z;
    this.ring[slot + 3] = hand.yaw;
    for (let i = 0; i < this.targets; i++) this.look(i, truth, slot + HAND_LENGTH + SIGHT_LENGTH * i);
  }

  /** Tick of the picture that arrives at this tick, or -1. */
  arriving(tick: number): number {
    const taken = tick - this.delayTicks;
    return taken >= 0 && taken % this.ticksPerPicture === 0 ? taken : -1;
  }

  /** All pictures on their way; the one taken at `tick` begins at `slotOf(tick)`. */
  get pictures(): Float64Array {
    return this.ring;
  }

  slotOf(tick: number): number {
    return ((tick / this.ticksPerPicture) % this.slots) * this.slotLength;
  }

  private look(target: number, truth: PerceptionTruth, at: number): void {
    const noise = this.streams[target];
    const noiseX = noise.normal(0, this.positionNoise);
    const noiseY = noise.normal(0, this.positionNoise);
    const noiseZ = noise.normal(0, this.positionNoise);
    const noiseYaw = noise.normal(0, this.yawNoise);
    const { ring, view } = this;
    ring.fill(0, at, at + SIGHT_LENGTH);

    const isThing = target < this.things.length;
    const thing = isThing ? this.things[target] : null;
    const source = thing === null ? truth.person : truth[thing.source];
    const middle = thing === null ? 3 * (target - this.things.length) : thing.at + 9;
    if (!this.visibility.sees(truth, source, middle, isThing ? target : NOTHING)) return;

    ring[at + SEEN] = 1;
    ring[at + POSITION] = source[middle] + noiseX;
    ring[at + POSITION + 1] = source[middle + 1] + noiseY;
    ring[at + POSITION + 2] = source[middle + 2] + noiseZ;
    if (thing === null) return;
    viewUpright(thing, source, thing.at, view);
    ring[at + YAW] = view.shape === BOX ? view.yaw + noiseYaw : 0;
    ring[at + SHAPE] = view.shape;
    ring[at + HALVES] = view.halfX;
    ring[at + HALVES + 1] = view.halfY;
    ring[at + HALVES + 2] = view.halfZ;
  }

  exchange(io: StateIo): void {
    for (let i = 0; i < this.streams.length; i++) this.streams[i].exchange(io);
    io.numbers('pictures', this.ring);
  }
}
