import { Color, type BufferGeometry } from 'three';
import type { ArmModel, LinkModel, SphereModel } from '../../../sim/robotics/arm/arm-model.ts';
import { EGO_ACCENT, EGO_BODY } from '../palette.ts';
import { distance, LimbBuilder, type Colour, type Spot } from './limb-builder.ts';

/** Links are drawn a little thinner than the balls that stand for them in distances, which are generous. */
const SLIM = 0.9;
/** Of a link of which nothing is known but its joints, m. */
const BARE_RADIUS_M = 0.035;
/** A joint's cap stands out of its link by this much at either end, m. */
const CAP_OUT_M = 0.006;
const CAP_BEVEL_M = 0.008;
const LEAST_CAP_M = 0.025;
/** The plate that the base stands on. */
const FOOT = { radiusM: 0.1, heightM: 0.02 } as const;

const BODY = colour(EGO_BODY);
const CAP = colour('#39424e');
const RING = colour(EGO_ACCENT);
const BASE = colour('#c9ced4');

/** What each link looks like, in its own frame: round limbs through the balls that stand for it, and caps at its joints. */
export function linkGeometries(model: ArmModel): BufferGeometry[] {
  return model.links.map((link, i) => {
    const builder = new LimbBuilder();
    const next = model.joints[i]?.origin.translation;
    addLimbs(builder, link, next ?? null, i === 0 ? BASE : BODY);
    if (i > 0) addCap(builder, link, model.joints[i - 1].axis);
    else builder.disc([0, 0, FOOT.heightM / 2], [0, 0, 1], FOOT.radiusM, FOOT.heightM / 2, 0.006, CAP);
    if (i === model.links.length - 1) addRing(builder, model);
    return builder.build();
  });
}

function addLimbs(builder: LimbBuilder, link: LinkModel, next: Spot | null, body: Colour): void {
  const { spheres } = link;
  if (spheres.length === 0) {
    if (next !== null) builder.capsule([0, 0, 0], BARE_RADIUS_M, next, BARE_RADIUS_M, body);
    return;
  }
  const radius = (ball: SphereModel): number => SLIM * ball.radiusM;
  if (spheres.length === 1) builder.ball(spheres[0].centre, radius(spheres[0]), body);
  for (const [a, b] of shortestTree(spheres)) {
    builder.capsule(spheres[a].centre, radius(spheres[a]), spheres[b].centre, radius(spheres[b]), body);
  }
  // What reaches neither joint would hang in the air.
  for (const joint of next === null ? [ORIGIN] : [ORIGIN, next]) {
    const near = nearest(spheres, joint);
    const thin = Math.min(radius(near), Math.max(BARE_RADIUS_M, 0.8 * radius(near)));
    if (distance(near.centre, joint) > near.radiusM) builder.capsule(near.centre, radius(near), joint, thin, body);
  }
}

/** A dark cap that shows where a joint is and about what it turns. */
function addCap(builder: LimbBuilder, { spheres }: LinkModel, axis: Spot): void {
  const near = spheres.length === 0 ? BARE_RADIUS_M : SLIM * nearest(spheres, ORIGIN).radiusM;
  const radius = Math.max(LEAST_CAP_M, 0.78 * near);
  builder.disc(ORIGIN, axis, radius, near + CAP_OUT_M, CAP_BEVEL_M, CAP);
}

/** A ring in the ego's colour before the hand: whose arm it is. */
function addRing(builder: LimbBuilder, { tcp, links }: ArmModel): void {
  const last = links[links.length - 1];
  const near = last.spheres.length === 0 ? BARE_RADIUS_M : SLIM * nearest(last.spheres, ORIGIN).radiusM;
  const out: Spot = [tcp.rotation[2], tcp.rotation[5], tcp.rotation[8]];
  builder.disc([0.02 * out[0], 0.02 * out[1], 0.02 * out[2]], out, near + 0.004, 0.008, 0.003, RING);
}

const ORIGIN: Spot = [0, 0, 0];

function nearest(spheres: readonly SphereModel[], to: Spot): SphereModel {
  return spheres.reduce((best, ball) => (distance(ball.centre, to) < distance(best.centre, to) ? ball : best));
}

/** Pairs of balls that join all of them by the shortest ways (Prim 1957): limbs along a link, whatever its balls' order. */
export function shortestTree(spheres: readonly SphereModel[]): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  const joined = new Set([0]);
  while (joined.size < spheres.length) {
    let best: [number, number] | null = null;
    let bestM = Infinity;
    for (const a of joined) {
      for (let b = 0; b < spheres.length; b++) {
        if (joined.has(b)) continue;
        const way = distance(spheres[a].centre, spheres[b].centre);
        if (way >= bestM) continue;
        bestM = way;
        best = [a, b];
      }
    }
    if (best === null) break;
    joined.add(best[1]);
    pairs.push(best);
  }
  return pairs;
}

function colour(text: string): Colour {
  const { r, g, b } = new Color(text);
  return [r, g, b];
}
