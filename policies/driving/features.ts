import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { OBSTACLE, VEHICLE, VULNERABLE, type Scene } from './value/scene.ts';

/** Version of the layout below; stored in the model card and checked at load. */
export const FEATURE_VERSION = 1;

const EGO_FEATURES = 24;
const NEIGHBOURS = 6;
const NEIGHBOUR_FEATURES = 9;
const THREATS = 5;
const THREAT_FEATURES = 13;
export const FEATURE_COUNT = EGO_FEATURES + NEIGHBOURS * NEIGHBOUR_FEATURES + THREATS * THREAT_FEATURES;

/** Horizon of the closest-approach search, s. */
const APPROACH_S = 5;

/**
 * The fast policy's input: ego and road, the nearest object ahead and behind in the own, left and right lane, and the
 * objects with the closest predicted approach. Scaled to about [-1, 1]. No previous action: it makes copycats.
 * Everything comes from the sensed scene.
 */
export class Features {
  readonly values = new Float32Array(FEATURE_COUNT);
  private readonly neighbour = new Int32Array(NEIGHBOURS);
  private readonly threat = new Int32Array(THREATS);
  private readonly urgency = new Float64Array(THREATS);
  private readonly approachT = new Float64Array(THREATS);
  private readonly approachS = new Float64Array(THREATS);
  private readonly approachD = new Float64Array(THREATS);

  build(o: DrivingObservation, scene: Scene): Float32Array {
    const f = this.values;
    f.fill(0);
    this.ego(o, scene);
    this.neighbours(scene);
    this.threats(scene);
    for (let i = 0; i < f.length; i++) {
      const v = f[i];
      f[i] = v > 3 ? 3 : v < -3 ? -3 : v;
    }
    return f;
  }

  private ego(o: DrivingObservation, scene: Scene): void {
    const f = this.values;
    const { map } = scene;
    const lane = map.lanes[scene.lane];
    const v = scene.egoV;
    let i = 0;
    f[i++] = v / 30;
    f[i++] = scene.desiredSpeedMps / 30;
    f[i++] = (scene.desiredSpeedMps - v) / 10;
    f[i++] = scene.egoA / 5;
    f[i++] = (scene.egoD - lane.centerM) / 2;
    f[i++] = scene.egoVd / 2;
    f[i++] = o.ego.headingError / 0.2;
    f[i++] = o.ego.yawRate / 0.3;
    f[i++] = lane.widthM / 4;
    f[i++] = lane.left >= 0 ? 1 : 0;
    f[i++] = lane.right >= 0 ? 1 : 0;
    f[i++] = lane.oncoming >= 0 ? 1 : 0;
    f[i++] = lane.left >= 0 ? roomAhead(scene, lane.left) : 0;
    f[i++] = lane.right >= 0 ? roomAhead(scene, lane.right) : 0;
    f[i++] = roomAhead(scene, scene.lane);
    f[i++] = (map.roads[0].drivableMax(scene.egoS) - scene.egoD) / 5;
    f[i++] = (scene.egoD - map.roads[0].drivableMin(scene.egoS)) / 5;
    for (let k = 0; k < 4; k++) f[i++] = o.lane.curvature[k] * 200;
    f[i++] = o.lane.speedLimitMps / 30;
    f[i++] = o.lane.inOncoming ? 1 : 0;
    f[i++] = (v * v * o.lane.curvature[1]) / 4;
  }

  /** Slots: own ahead, own behind, left ahead, left behind, right ahead, right behind. */
  private neighbours(scene: Scene): void {
    const slot = this.neighbour.fill(-1);
    const { map } = scene;
    const lane = map.lanes[scene.lane];
    const left = lane.left >= 0 ? lane.left : lane.oncoming;
    for (let i = 0; i < scene.count; i++) {
      const ahead = scene.s[i] >= scene.egoS;
      for (let c = 0; c < 3; c++) {
        const index = c === 0 ? scene.lane : c === 1 ? left : lane.right;
        if (index < 0) continue;
        const l = map.lanes[index];
        if (Math.abs(scene.d[i] - l.centerM) > 0.5 * l.widthM + 0.7 * scene.halfD[i]) continue;
        const at = c * 2 + (ahead ? 0 : 1);
        const held = slot[at];
        if (held < 0 || Math.abs(scene.s[i] - scene.egoS) < Math.abs(scene.s[held] - scene.egoS)) slot[at] = i;
      }
    }
    for (let c = 0; c < NEIGHBOURS; c++) {
      const i = slot[c];
      if (i < 0) continue;
      const at = EGO_FEATURES + c * NEIGHBOUR_FEATURES;
      const f = this.values;
      const gap = Math.max(0, Math.abs(scene.s[i] - scene.egoS) - scene.halfS[i] - 0.5 * scene.egoLengthM);
      const faster = c % 2 === 0 ? scene.egoV : Math.max(0.5, scene.vs[i]);
      f[at] = 1;
      f[at + 1] = Math.min(1.5, gap / 80);
      f[at + 2] = (scene.vs[i] - scene.egoV) / 15;
      f[at + 3] = Math.min(2, gap / Math.max(1, faster)) / 2;
      f[at + 4] = scene.as[i] / 5;
      f[at + 5] = (scene.d[i] - scene.egoD) / 4;
      f[at + 6] = scene.vd[i] / 2;
      f[at + 7] = scene.halfS[i] / 4;
      f[at + 8] = scene.cls[i] === VEHICLE ? 0 : 1;
    }
  }

  /** Slots by how near the object comes in the next seconds if everybody keeps the velocity. */
  private threats(scene: Scene): void {
    const slot = this.threat.fill(-1);
    this.urgency.fill(Infinity);
    for (let i = 0; i < scene.count; i++) {
      const ds = scene.s[i] - scene.egoS;
      const dd = scene.d[i] - scene.egoD;
      const vs = scene.vs[i] - scene.egoV;
      const vd = scene.vd[i] - scene.egoVd;
      const reachS = scene.halfS[i] + 0.5 * scene.egoLengthM;
      const reachD = scene.halfD[i] + 0.5 * scene.egoWidthM;
      const behind = ds < 0 && Math.abs(dd) < reachD;
      if (behind) continue;
      const speed2 = vs * vs + vd * vd + 0.01;
      let t = -(ds * vs + dd * vd) / speed2;
      t = t < 0 ? 0 : t > APPROACH_S ? APPROACH_S : t;
      const as = Math.max(0, Math.abs(ds + vs * t) - reachS);
      const ad = Math.max(0, Math.abs(dd + vd * t) - reachD);
      const urgency = as * 0.3 + ad + t;
      let at = THREATS;
      while (at > 0 && urgency < this.urgency[at - 1]) at--;
      if (at === THREATS) continue;
      for (let k = THREATS - 1; k > at; k--) this.move(k - 1, k);
      slot[at] = i;
      this.urgency[at] = urgency;
      this.approachT[at] = t;
      this.approachS[at] = as;
      this.approachD[at] = ad;
    }
    const f = this.values;
    for (let c = 0; c < THREATS; c++) {
      const i = slot[c];
      if (i < 0) continue;
      const at = EGO_FEATURES + NEIGHBOURS * NEIGHBOUR_FEATURES + c * THREAT_FEATURES;
      const ds = scene.s[i] - scene.egoS;
      f[at] = 1;
      f[at + 1] = ds / 60;
      f[at + 2] = (scene.d[i] - scene.egoD) / 6;
      f[at + 3] = (scene.vs[i] - scene.egoV) / 20;
      f[at + 4] = scene.vd[i] / 4;
      f[at + 5] = scene.halfS[i] / 4;
      f[at + 6] = scene.halfD[i] / 2;
      f[at + 7] = scene.cls[i] === VULNERABLE ? 1 : 0;
      f[at + 8] = scene.cls[i] === OBSTACLE ? 1 : 0;
      f[at + 9] = this.approachT[c] / APPROACH_S;
      f[at + 10] = Math.min(2, this.approachS[c] / 10);
      f[at + 11] = Math.min(2, this.approachD[c] / 3);
      f[at + 12] = scene.vs[i] / 30;
    }
  }

  private move(from: number, to: number): void {
    this.threat[to] = this.threat[from]!;
    this.urgency[to] = this.urgency[from]!;
    this.approachT[to] = this.approachT[from]!;
    this.approachS[to] = this.approachS[from]!;
    this.approachD[to] = this.approachD[from]!;
  }
}

/** Length of a lane left ahead, 1 for 200 m or more. */
function roomAhead(scene: Scene, lane: number): number {
  const l = scene.map.lanes[lane];
  if (scene.egoS < l.startM) return 0;
  const left = l.endM - scene.egoS;
  return left > 200 ? 1 : left < 0 ? 0 : left / 200;
}
