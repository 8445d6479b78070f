import { createCost, evaluate, type Cost } from './cost.ts';
import { LateralOptions, PROFILES } from './candidates.ts';
import type { Futures } from './futures.ts';
import { EgoTrack, rollCandidate, rollManoeuvre } from './rollout.ts';
import type { Manoeuvre } from './manoeuvre.ts';
import type { Scene } from './scene.ts';
import { STEP_S } from './horizon.ts';

const MAX_CANDIDATES = 128;
/** Names of candidates that are no option of the list. */
export const WARM_START = 255;

/** Scored candidates of one planning call: everything that was tried, in order, and the best. */
export class Selection {
  count = 0;
  best = -1;
  readonly total = new Float64Array(MAX_CANDIDATES);
  readonly harm = new Float64Array(MAX_CANDIDATES);
  readonly offset = new Float64Array(MAX_CANDIDATES);
  readonly urgency = new Float64Array(MAX_CANDIDATES);
  readonly delayS = new Float64Array(MAX_CANDIDATES);
  readonly requestMps2 = new Float64Array(MAX_CANDIDATES);
  readonly holdS = new Float64Array(MAX_CANDIDATES);
  /** Index into `LATERAL_NAMES`, or `WARM_START`. */
  readonly lateral = new Uint8Array(MAX_CANDIDATES);
}

/** Enumerates and scores candidates against hypotheses. Scratch is preallocated; one instance serves one planner. */
export class Selector {
  readonly selection = new Selection();
  readonly options = new LateralOptions();
  /** The ego's predicted motion before the candidates begin; steps up to `from` are shared. */
  readonly track = new EgoTrack();
  private readonly cost: Cost = createCost();
  private readonly profile = { requestMps2: 0, holdS: 0 };

  /** Begins a call: the first `delayS` seconds are fixed by what is being executed. Returns the first free step. */
  begin(scene: Scene, executing: Manoeuvre, ageS: number, delayS: number): number {
    const sel = this.selection;
    sel.count = 0;
    sel.best = -1;
    rollManoeuvre(scene, executing, ageS, this.track);
    this.options.collect(scene);
    return Math.min(10, Math.floor(delayS / STEP_S + 0.5));
  }

  /** Scores one more candidate; false when there is no room. */
  tryOne(
    scene: Scene,
    hypotheses: readonly Futures[],
    from: number,
    lateral: number,
    offset: number,
    urgency: number,
    delayS: number,
    requestMps2: number,
    holdS: number,
  ): boolean {
    const sel = this.selection;
    if (sel.count >= MAX_CANDIDATES) return false;
    const i = sel.count++;
    sel.lateral[i] = lateral;
    sel.offset[i] = offset;
    sel.urgency[i] = urgency;
    sel.delayS[i] = delayS;
    sel.requestMps2[i] = requestMps2;
    sel.holdS[i] = holdS;
    this.roll(scene, hypotheses[0], from, i, this.track);
    evaluate(scene, hypotheses, this.track, from, this.cost);
    sel.total[i] = this.cost.total;
    sel.harm[i] = this.cost.harm;
    if (sel.best < 0 || this.cost.total < sel.total[sel.best]) sel.best = i;
    return true;
  }

  /** Rolls candidate `i` of the selection into `out`, whose first `from` steps are already there. */
  roll(scene: Scene, futures: Futures, from: number, i: number, out: EgoTrack): void {
    const sel = this.selection;
    this.profile.requestMps2 = sel.requestMps2[i]!;
    this.profile.holdS = sel.holdS[i]!;
    const hold = this.options.offset[0];
    rollCandidate(scene, futures, sel.offset[i], sel.urgency[i], sel.delayS[i], hold, this.profile, from, out);
  }

  /** All lateral options with one longitudinal profile. */
  tryProfile(scene: Scene, hypotheses: readonly Futures[], from: number, profile: number, limit: number): void {
    const p = PROFILES[profile];
    const o = this.options;
    for (let i = 0; i < o.count && this.selection.count < limit; i++) {
      this.tryOne(scene, hypotheses, from, o.name[i], o.offset[i], o.urgency[i], 0, p.requestMps2, p.holdS);
    }
  }

  /** Local search around the best: later start, other strength, other offset. */
  refine(scene: Scene, hypotheses: readonly Futures[], from: number, limit: number): void {
    const sel = this.selection;
    for (let round = 0; round < 2; round++) {
      const b = sel.best;
      if (b < 0) return;
      const n = sel.lateral[b];
      const o = sel.offset[b];
      const u = sel.urgency[b];
      const w = sel.delayS[b];
      const r = sel.requestMps2[b];
      const h = sel.holdS[b];
      for (let m = 0; m < 8 && sel.count < limit; m++) {
        if (m === 0) this.tryOne(scene, hypotheses, from, n, o, u, w, r + 2, h + 0.5);
        else if (m === 1) this.tryOne(scene, hypotheses, from, n, o + 0.4, u, w, r, h);
        else if (m === 2) this.tryOne(scene, hypotheses, from, n, o - 0.4, u, w, r, h);
        else if (m === 3) this.tryOne(scene, hypotheses, from, n, o, u, w, r + 1, h + 0.3);
        else if (m === 4) this.tryOne(scene, hypotheses, from, n, o, u, w, r - 1.5, h + 0.3);
        else if (m === 5) this.tryOne(scene, hypotheses, from, n, o, u, w, r, h + 0.8);
        else if (m === 6) this.tryOne(scene, hypotheses, from, n, o, u, w, r, Math.max(0, h - 0.5));
        else this.tryOne(scene, hypotheses, from, n, o, 1 - u, w, r, h);
      }
      if (sel.best === b) return;
    }
  }
}
