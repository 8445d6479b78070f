import { VEHICLE, type Scene } from '../value/scene.ts';

/** How far beyond its half width the ego's path reaches, m. */
const PATH_MARGIN_M = 0.25;

/**
 * Speeds below these are taken for sensor noise, m/s: three standard deviations of a track's velocity (0.15 m/s) across
 * the road; along it, where a slow approach is the business of car following, the same rounded up.
 */
export const SIDEWAYS_MPS = 0.45;
export const CLOSING_MPS = 0.5;

/** Both of two intervals of time are widened by this together, s: the tolerance of the lateral check in JRC-FSM. */
const MEETING_TOLERANCE_S = 0.1;

/** |cos| of the heading relative to the road from which a vehicle is taken to keep to lanes. */
const ALONG = 0.7;

/** How one object of a scene stands to the ego, measured anew for each; the quantities that the reference drivers judge. */
export class Approach {
  /** Whether its centre is before the ego's. */
  ahead = false;
  /** Free distance along the road, m; 0 beside the ego. */
  gapM = 0;
  /** Distance until the ego has left it behind, m: gap and both lengths. */
  passM = 0;
  /** Ego's speed less the object's along the road, m/s; 0 while it may be noise. */
  closingMps = 0;
  /** Free distance across the road, m; negative when it overlaps the ego's width. */
  asideM = 0;
  /** Speed towards the ego's path, m/s, at least 0; 0 while it may be noise. */
  towardMps = 0;
  /** A vehicle that moves along the road: it keeps to lanes or changes them. All others go straight on. */
  laneBound = false;
  /** It is in the ego's path now. */
  overlaps = false;
  /** It is in the ego's path now or, being not bound to lanes, when the ego gets there at its present speed. */
  inPath = false;

  measure(scene: Scene, i: number): void {
    const halfLength = scene.halfS[i] + 0.5 * scene.egoLengthM;
    const halfWidth = scene.halfD[i] + 0.5 * scene.egoWidthM;
    const ds = scene.s[i] - scene.egoS;
    const dd = scene.d[i] - scene.egoD;
    const away = Math.abs(dd);
    const sideways = dd > 0 ? -scene.vd[i] : scene.vd[i];
    const closing = scene.egoV - scene.vs[i];
    this.ahead = ds > 0;
    this.gapM = ds > halfLength ? ds - halfLength : 0;
    this.passM = ds + halfLength;
    this.closingMps = closing >= CLOSING_MPS ? closing : 0;
    this.asideM = away - halfWidth;
    this.towardMps = sideways >= SIDEWAYS_MPS ? sideways : 0;
    this.laneBound = scene.cls[i] === VEHICLE && Math.abs(scene.along[i]) >= ALONG;
    this.overlaps = away < halfWidth + PATH_MARGIN_M;
    this.inPath = this.laneBound ? this.overlaps : this.meets(away, halfWidth + PATH_MARGIN_M, sideways);
  }

  /** Time to collision along the road, s; Infinity when it does not close in. */
  timeToCollision(): number {
    return this.closingMps > 0 ? this.gapM / this.closingMps : Infinity;
  }

  /** Whether its time in the ego's path and the ego's time at its place touch, both at constant velocity. */
  private meets(away: number, reach: number, sideways: number): boolean {
    if (Math.abs(sideways) < SIDEWAYS_MPS) return away < reach;
    if (sideways < 0 && away >= reach) return false;
    if (this.closingMps === 0) return away < reach;
    const enters = away < reach ? 0 : (away - reach) / sideways;
    const leaves = sideways > 0 ? (away + reach) / sideways : (away - reach) / sideways;
    const arrival = this.gapM / this.closingMps;
    const departure = this.passM / this.closingMps;
    return enters <= departure + MEETING_TOLERANCE_S && leaves >= arrival - MEETING_TOLERANCE_S;
  }
}
