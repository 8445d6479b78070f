import { ACTOR_KINDS } from '../../../../sim/driving/actor-table.ts';
import { DrivingWorld } from '../../../../sim/driving/driving-world.ts';
import type { ActorKind } from '../../../../sim/driving/spec.ts';
import type { ReferenceDriver } from '../../../../policies/driving/reference/reference-driver.ts';
import { CLOSING_MPS } from '../../../../policies/driving/reference/approach.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { drivingSpec, laneCentre } from '../worlds.ts';

export const { map: MAP } = new DrivingWorld(drivingSpec(), 'seed');

/** Fine enough that distances agree with closed forms to centimetres. */
export const DT = 1 / 240;
export const EGO_LENGTH_M = 4.8;
export const EGO_WIDTH_M = 1.8;
const LENGTH_M = 4.5;
const WIDTH_M = 1.8;

/** Somebody whose motion is known; the ego's lane is the middle one. */
export interface Other {
  /** Free distance before the ego at the start, m. */
  readonly gapM: number;
  readonly speedMps: number;
  /** Deceleration from the start until it stands, m/s2; default 0. */
  readonly decelMps2?: number;
  /** Distance of its centre from the ego's, left positive, m; default 0. */
  readonly asideM?: number;
  /** Sideways velocity, left positive, m/s; default 0. It ends in the middle of the ego's lane. */
  readonly sidewaysMps?: number;
  /** Seen from then on, s; default from the start. */
  readonly seenAtS?: number;
  readonly kind?: ActorKind;
  /** Heading relative to the road, rad; default along it. */
  readonly headingRad?: number;
}

export interface Sample {
  readonly t: number;
  readonly request: number;
  readonly gapM: number;
}

/** Fills `scene` with the ego at the origin of its lane and others where `place` says. */
export function setScene(scene: Scene, egoMps: number, egoA: number): void {
  scene.setEgo(500, laneCentre(1), egoMps, 0, egoA, EGO_LENGTH_M, EGO_WIDTH_M, egoMps);
}

export function addOther(scene: Scene, row: number, other: Other, gapM: number, asideM: number, v: number, a: number) {
  const { kind = 'car', headingRad = 0, sidewaysMps = 0 } = other;
  const moving = asideM !== 0 ? sidewaysMps : 0;
  scene.add(
    row,
    ACTOR_KINDS.indexOf(kind),
    500 + 0.5 * (EGO_LENGTH_M + LENGTH_M) + gapM,
    laneCentre(1) + asideM,
    headingRad,
    v,
    moving,
    a,
    LENGTH_M,
    WIDTH_M,
  );
}

/**
 * Lets a driver drive a point with ideal brakes towards one other, at constant speed while nothing is asked, until it no
 * longer closes in on somebody who stands, touches, or `untilS` is over.
 */
export function drive(driver: ReferenceDriver, egoMps: number, other: Other, untilS = 12): Sample[] {
  const scene = new Scene(MAP);
  const samples: Sample[] = [];
  let [gap, v, lead, a, aside] = [other.gapM, egoMps, other.speedMps, 0, other.asideM ?? 0];
  const sideways = other.sidewaysMps ?? 0;
  for (let tick = 0; tick * DT < untilS; tick++) {
    const t = tick * DT;
    setScene(scene, v, a);
    if (t >= (other.seenAtS ?? 0)) addOther(scene, 0, other, gap, aside, lead, lead > 0 ? -(other.decelMps2 ?? 0) : 0);
    a = driver.request(scene, 0, DT);
    samples.push({ t, request: a, gapM: gap });
    const touches = gap <= 0 && Math.abs(aside) < 0.5 * (EGO_WIDTH_M + WIDTH_M);
    if (touches || (lead === 0 && v < CLOSING_MPS)) break;
    const nextV = Math.max(0, v + a * DT);
    const nextLead = lead > 0 ? Math.max(0, lead - (other.decelMps2 ?? 0) * DT) : lead;
    gap += 0.5 * (lead + nextLead - v - nextV) * DT;
    [v, lead] = [nextV, nextLead];
    const moved = aside + sideways * DT;
    aside = moved * aside < 0 ? 0 : moved;
  }
  return samples;
}

export const leastGap = (samples: readonly Sample[]): number => Math.min(...samples.map(({ gapM }) => gapM));

/** When the request first satisfies `is`, s; NaN if never. */
export function firstTime(samples: readonly Sample[], is: (request: number) => boolean): number {
  return samples.find(({ request }) => is(request))?.t ?? NaN;
}
