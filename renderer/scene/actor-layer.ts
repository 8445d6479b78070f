import { Group, PlaneGeometry } from 'three';
import { ACTOR, ACTOR_STRIDE } from '../live/frame.ts';
import type { OpenedActor, OpenedEpisode } from '../live/protocol.ts';
import { Decals, Flock } from './actor-flocks.ts';
import { writeActorMatrix } from './actor-matrix.ts';
import { buildModel, modelOf, NOMINAL, type ModelName } from './actor-models.ts';
import { LampGlow } from './lamp-glow.ts';
import { DECAL_ORDER, type Materials } from './materials.ts';
import { CLOTHES, EGO_BODY, linear, PAINTS } from './palette.ts';

/** From full to no brake light, m/s2: coasting does not light it. */
const BRAKE_ON_MPS2 = -0.9;
const BRAKE_FULL_MPS2 = -1.6;
/** Swing of a walker's legs at walking pace, rad, and that pace, m/s. */
const SWING_RAD = 0.5;
const PACE_MPS = 1.5;
/** Distances start anew after this many metres, so that single precision keeps wheels turning evenly. */
const ODOMETER_M = 4096;
/** A longer way between two drawn frames is a jump, not a movement, m. */
const JUMP_M = 8;
const BEAM_M = 20;
/** Behind the camera by more than the longest body's length nobody is seen, m. */
const BEHIND_M = 25;

/** From where and what way one looks (a unit vector), and whom shadows are drawn around, m. */
export interface Sight {
  x: number;
  y: number;
  z: number;
  forwardX: number;
  forwardY: number;
  forwardZ: number;
  nearX: number;
  nearY: number;
  /** How far, to each side, shadows are drawn, m. */
  nearM: number;
  /** How far away actors are drawn, m. */
  reachM: number;
}

const HAS_BEAM: ReadonlySet<ModelName> = new Set<ModelName>(['ego', 'car', 'van', 'truck', 'motorcycle']);
const WALKS: ReadonlySet<ModelName> = new Set<ModelName>(['pedestrian', 'cyclist']);
const CASTS_SHADOW: ReadonlySet<ModelName> = new Set<ModelName>([...HAS_BEAM, ...WALKS, 'barrier', 'house', 'debris']);

/** Everything that moves, one instanced mesh per kind: matrices and states are written straight into its arrays. */
export class ActorLayer {
  readonly object = new Group();
  private readonly flocks = new Map<ModelName, Flock>();
  private readonly flat = new PlaneGeometry(1, 1);
  private readonly shadows: Decals;
  private readonly beams: Decals;
  private readonly glow: LampGlow;
  private actors: readonly OpenedActor[] = [];
  private models: readonly ModelName[] = [];
  /** Of each row. */
  private rowFlocks: readonly Flock[] = [];
  private allFlocks: readonly Flock[] = [];
  private paints = new Float32Array(0);
  /** Distance that each row has travelled, and where it was drawn last. */
  private travelled = new Float64Array(0);
  private lastX = new Float64Array(0);
  private lastY = new Float64Array(0);

  constructor(private readonly materials: Materials) {
    this.shadows = new Decals(this.flat, materials.actorShadow, DECAL_ORDER.shadow + 1);
    this.beams = new Decals(this.flat, materials.beam, DECAL_ORDER.light + 1);
    this.glow = new LampGlow(materials.spot);
    this.object.matrixAutoUpdate = false;
    this.object.add(this.shadows.object, this.beams.object, this.glow.object);
  }

  open(episode: OpenedEpisode): void {
    this.clear();
    const { actors } = episode;
    this.actors = actors;
    this.models = actors.map(modelOf);
    this.paints = new Float32Array(3 * actors.length);
    actors.forEach((actor, row) => linear(paintOf(actor)).toArray(this.paints, 3 * row));
    this.travelled = new Float64Array(actors.length);
    this.lastX = new Float64Array(actors.length).fill(NaN);
    this.lastY = new Float64Array(actors.length).fill(NaN);
    this.rowFlocks = this.models.map((name) => this.flocks.get(name) ?? this.newFlock(name));
    this.allFlocks = [...this.flocks.values()];
    for (const flock of this.allFlocks) flock.reserve(this.rowFlocks.filter((other) => other === flock).length);
    this.shadows.reserve(actors.length);
    this.beams.reserve(actors.length);
    this.glow.reserve(actors.length);
  }

  /**
   * @param poses rows of `ACTOR_STRIDE`
   * @param lamps 1: lamps burn
   * @param inside row of the actor that the camera sits in, whose halos would blind it, or -1
   * @param sight who is out of it is left out
   * @param ways that each has travelled, m; null: along the poses that were drawn
   */
  update(poses: Float64Array, lamps: number, inside: number, sight: Sight, ways: Float64Array | null = null): void {
    const { shadows, beams } = this;
    for (const flock of this.allFlocks) flock.count = 0;
    shadows.count = 0;
    beams.count = 0;
    this.glow.begin();
    // Who is near comes first in each flock: they alone cast shadows.
    for (let isNear = 1; isNear >= 0; isNear--) {
      for (let row = 0; row < this.actors.length; row++) {
        const at = row * ACTOR_STRIDE;
        if (poses[at + ACTOR.absent] === 1) continue;
        const x = poses[at + ACTOR.x];
        const y = poses[at + ACTOR.y];
        if (isAround(sight, x, y) !== (isNear === 1)) continue;
        const way = ways === null ? this.travel(row, poses, at) : ways[row] % ODOMETER_M;
        if (isNear === 1 || isInSight(sight, x, y)) this.updateRow(row, poses, at, way, lamps, row === inside);
      }
      if (isNear === 1) for (const flock of this.allFlocks) flock.casting = flock.count;
    }
    for (const flock of this.allFlocks) flock.finish();
    shadows.finish();
    beams.finish();
    this.glow.finish();
  }

  clear(): void {
    this.actors = [];
    this.models = [];
    this.rowFlocks = [];
    for (const flock of this.allFlocks) {
      flock.count = 0;
      flock.finish();
    }
    for (const decals of [this.shadows, this.beams]) {
      decals.count = 0;
      decals.finish();
    }
    this.glow.begin();
    this.glow.finish();
  }

  dispose(): void {
    this.clear();
    for (const flock of this.flocks.values()) flock.dispose();
    this.flocks.clear();
    this.shadows.dispose();
    this.beams.dispose();
    this.glow.dispose();
    this.flat.dispose();
  }

  private updateRow(row: number, poses: Float64Array, at: number, way: number, lamps: number, isInside: boolean): void {
    const actor = this.actors[row];
    const model = this.models[row];
    const flock = this.rowFlocks[row];
    const x = poses[at + ACTOR.x];
    const y = poses[at + ACTOR.y];
    const heading = poses[at + ACTOR.heading];
    const speed = poses[at + ACTOR.speedMps];
    const i = flock.count++;
    writeActorMatrix(flock.matrices, 16 * i, x, y, heading, actor, NOMINAL[model]);
    const acceleration = poses[at + ACTOR.accelerationMps2];
    const brake = (BRAKE_ON_MPS2 - acceleration) / (BRAKE_ON_MPS2 - BRAKE_FULL_MPS2);
    const { states, paints } = flock;
    states[4 * i] = Math.min(1, Math.max(0, brake));
    states[4 * i + 1] = lamps;
    states[4 * i + 2] = way;
    states[4 * i + 3] = SWING_RAD * Math.min(1.3, Math.abs(speed) / PACE_MPS);
    paints[3 * i] = this.paints[3 * row];
    paints[3 * i + 1] = this.paints[3 * row + 1];
    paints[3 * i + 2] = this.paints[3 * row + 2];
    const { lengthM, widthM } = actor;
    this.shadows.add(x, y, heading, 0, lengthM + 0.9, widthM + 0.75, 0.012);
    if (!HAS_BEAM.has(model)) return;
    if (!isInside) this.glow.add(x, y, heading, actor, lamps, states[4 * i]);
    if (lamps > 0) this.beams.add(x, y, heading, lengthM / 2 + BEAM_M / 2, BEAM_M, 9, 0.025);
  }

  /** Adds the way along the heading since the last drawn frame; returns the distance travelled so far, m. */
  private travel(row: number, poses: Float64Array, at: number): number {
    const x = poses[at + ACTOR.x];
    const y = poses[at + ACTOR.y];
    const heading = poses[at + ACTOR.heading];
    const dx = x - this.lastX[row];
    const dy = y - this.lastY[row];
    const along = dx * Math.cos(heading) + dy * Math.sin(heading);
    // Not a number before the first frame.
    if (Math.abs(along) < JUMP_M) this.travelled[row] = (this.travelled[row] + along) % ODOMETER_M;
    this.lastX[row] = x;
    this.lastY[row] = y;
    return this.travelled[row];
  }

  private newFlock(name: ModelName): Flock {
    const flock = new Flock(this.object, buildModel(name), this.materials.actor, CASTS_SHADOW.has(name));
    this.flocks.set(name, flock);
    return flock;
  }
}

function isAround({ nearX, nearY, nearM }: Sight, x: number, y: number): boolean {
  return Math.abs(x - nearX) < nearM && Math.abs(y - nearY) < nearM;
}

function isInSight({ x, y, z, forwardX, forwardY, forwardZ, reachM }: Sight, atX: number, atY: number): boolean {
  const dx = atX - x;
  const dy = atY - y;
  return dx * forwardX + dy * forwardY - z * forwardZ > -BEHIND_M && dx * dx + dy * dy < reachM * reachM;
}

/** The same actor looks the same in every episode. */
function paintOf({ id, kind }: OpenedActor): string {
  if (kind === 'ego') return EGO_BODY;
  const colours = kind === 'pedestrian' || kind === 'cyclist' ? CLOTHES : PAINTS;
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return colours[((hash ^ (hash >>> 15)) >>> 0) % colours.length];
}
