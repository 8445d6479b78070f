import { StateReader, StateWriter } from '../../sim/kernel/state-codec.ts';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import { cos, sin } from '../../sim/kernel/math.ts';
import { ActorTable, EGO } from '../../sim/driving/actor-table.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { RoadPoint } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { Traffic } from '../../sim/driving/traffic/traffic.ts';
import { CAR } from '../../sim/driving/vehicle/car.ts';
import type { Planner, PlannerBudget, PlanRequest } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';
import { createCost, evaluate } from './value/cost.ts';
import { PROFILES } from './value/candidates.ts';
import { Futures } from './value/futures.ts';
import { STEP_S, STEPS } from './value/horizon.ts';
import { Manoeuvre } from './value/manoeuvre.ts';
import { rollManoeuvre, toManoeuvre, EgoTrack } from './value/rollout.ts';
import { Scene } from './value/scene.ts';
import { Selector } from './value/select.ts';
import { PLAN_IN_FORCE_S } from './settings.ts';
import { writePlan } from './write-plan.ts';

/** What a privileged planner may know beyond the true states and driver models of what is seen. */
export interface Knowledge {
  /** Actors that the ego's sensors do not see. */
  readonly hidden: boolean;
  /** Scripted events that have not happened yet. */
  readonly script: boolean;
}

const ALL: Knowledge = { hidden: true, script: true };

/** The expert that is imitated: true states and driver models, but nothing hidden and no script, since nobody can learn to foresee those. */
export const EXPERT: Knowledge = { hidden: false, script: false };

/** Candidates whose future is simulated again with everybody reacting to them. */
const FINALISTS = 6;

/**
 * The privileged planner of the `oracle` arm and of the expert that the fast policy imitates: it sees every actor, hidden
 * or not, and knows what each will do, because it runs the true traffic models forward in a fork of the world. It shares
 * the candidates and the cost with the value-guided planner, never its world model.
 */
export class PrivilegedPlanner implements Planner<DrivingObservation, DrivingDecision, DrivingPlan> {
  readonly name = 'privileged';
  private readonly table: ActorTable;
  private readonly traffic: Traffic;
  private readonly scene: Scene;
  private readonly futures = new Futures();
  private readonly finals = new Futures();
  private readonly selector = new Selector();
  private readonly executing = new Manoeuvre();
  private readonly best = new DrivingPlan();
  private readonly final = createCost();
  private readonly candidate = new EgoTrack();
  private readonly order = new Int32Array(FINALISTS);
  private readonly writer = new StateWriter();
  private readonly point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
  private saved: Float64Array = new Float64Array(0);

  /** @param knowledge what it is privileged to: the oracle's all, or the expert's share of it */
  constructor(
    private readonly world: DrivingWorld,
    private readonly knowledge: Knowledge = ALL,
  ) {
    const { spec, map, seed } = world;
    this.table = new ActorTable({ lengthM: CAR.lengthM, widthM: CAR.widthM, heightM: CAR.heightM }, spec.actors);
    this.traffic = new Traffic(map, spec.actors, this.table, seed);
    this.traffic.scripted = knowledge.script;
    this.scene = new Scene(map);
  }

  *plan(
    request: PlanRequest<DrivingObservation, DrivingDecision>,
    budget: PlannerBudget,
    _signal: AbortSignal,
  ): Iterable<DrivingPlan> {
    const { scene, selector, world } = this;
    this.fillTrueScene();
    this.save();
    const inForce = request.inForce instanceof DrivingPlan ? request.inForce : null;
    if (inForce === null) this.executing.fill(0, world.map.lanes[scene.lane].centerM, 0);
    else this.executing.copy(inForce.manoeuvre);
    const ageS = inForce === null ? 0 : (request.tick - inForce.fromTick) * request.controlDt;
    rollManoeuvre(scene, this.executing, ageS, this.candidate);
    this.simulate(this.candidate, this.futures);

    const from = selector.begin(scene, this.executing, ageS, 0);
    const limit = Math.max(1, Math.min(128, budget.evaluations));
    const hypotheses = [this.futures];
    for (let p = 0; p < PROFILES.length; p++) selector.tryProfile(scene, hypotheses, from, p, limit);
    selector.refine(scene, hypotheses, from, limit);
    this.chooseFinal(from);
    selector.roll(scene, this.futures, from, selector.selection.best, selector.track);
    toManoeuvre(selector.track, from, this.best.manoeuvre);
    this.best.requestedTick = request.tick;
    this.best.fromTick = request.tick;
    this.best.horizonTicks = Math.round(PLAN_IN_FORCE_S / request.controlDt);
    writePlan(this.best, selector, from);
    yield this.best;
  }

  /** Simulates the finalists with everybody reacting; the selection's best becomes the best of them. */
  private chooseFinal(from: number): void {
    const { selector, order } = this;
    const sel = selector.selection;
    let n = 0;
    for (let i = 0; i < sel.count; i++) {
      let at = n;
      while (at > 0 && sel.total[i] < sel.total[order[at - 1]]) at--;
      if (at >= FINALISTS) continue;
      if (n < FINALISTS) n++;
      for (let k = n - 1; k > at; k--) order[k] = order[k - 1];
      order[at] = i;
    }
    let best = Infinity;
    for (let k = 0; k < n; k++) {
      const i = order[k];
      this.candidate.start(this.scene);
      selector.roll(this.scene, this.futures, from, i, this.candidate);
      this.simulate(this.candidate, this.finals);
      evaluate(this.scene, [this.finals], this.candidate, from, this.final);
      if (this.final.total < best) {
        best = this.final.total;
        sel.best = i;
        sel.total[i] = this.final.total;
        sel.harm[i] = this.final.harm;
      }
    }
  }

  private fillTrueScene(): void {
    const t = this.world.actors;
    const { scene, world } = this;
    const p = world.map.roads[0].project(t.x[EGO], t.y[EGO], t.s[EGO], this.point);
    const lateral = t.vy[EGO] * cos(p.heading) - t.vx[EGO] * sin(p.heading);
    scene.setEgo(
      p.s,
      p.d,
      t.speed[EGO],
      lateral,
      t.acceleration[EGO],
      CAR.lengthM,
      CAR.widthM,
      world.spec.ego.desiredSpeedMps,
    );
    const { valid } = world.perception.tracks;
    for (let i = 1; i < t.count; i++) {
      if (!this.knowledge.hidden && valid[i - 1] !== 1) continue;
      scene.add(
        i,
        t.kind[i],
        t.x[i],
        t.y[i],
        t.heading[i],
        t.vx[i],
        t.vy[i],
        t.acceleration[i],
        t.lengthM[i],
        t.widthM[i],
      );
    }
  }

  private save(): void {
    this.writer.reset();
    this.world.actors.exchange(this.writer);
    this.world.traffic.exchange(this.writer);
    this.saved = this.writer.values();
  }

  /** Runs the true traffic from now with the ego on `track`, and writes where everybody goes. */
  private simulate(track: EgoTrack, out: Futures): void {
    const { scene, table, world, point } = this;
    const reader = new StateReader(this.saved);
    table.exchange(reader);
    this.traffic.exchange(reader);
    const road = world.map.roads[0];
    const t0 = tickTimeS(world.tick, world.controlDt);
    out.count = scene.count;
    out.weight = 1;
    for (let i = 0; i < scene.count; i++) {
      out.halfS[i] = scene.halfS[i];
      out.halfD[i] = scene.halfD[i];
      out.cls[i] = scene.cls[i];
    }
    for (let k = 0; k <= STEPS; k++) {
      for (let i = 0; i < scene.count; i++) {
        const row = scene.row[i];
        const p = road.project(table.x[row], table.y[row], scene.s[i], point);
        const at = k * out.stride + i;
        out.s[at] = p.s;
        out.d[at] = p.d;
        const c = cos(p.heading);
        const s = sin(p.heading);
        out.vs[at] = table.vx[row] * c + table.vy[row] * s;
        out.vd[at] = table.vy[row] * c - table.vx[row] * s;
      }
      if (k === STEPS) return;
      this.moveEgo(track, k);
      this.traffic.step(STEP_S, t0 + k * STEP_S);
    }
  }

  private moveEgo(track: EgoTrack, k: number): void {
    const t = this.table;
    const p = this.world.map.roads[0].pose(track.s[k], track.d[k], this.point);
    const v = track.v[k];
    t.x[EGO] = p.x;
    t.y[EGO] = p.y;
    t.heading[EGO] = p.heading;
    t.speed[EGO] = v;
    const c = cos(p.heading);
    const s = sin(p.heading);
    t.vx[EGO] = v * c - track.vd[k] * s;
    t.vy[EGO] = v * s + track.vd[k] * c;
    t.acceleration[EGO] = track.a[k];
    t.road[EGO] = 0;
    t.s[EGO] = track.s[k];
    t.d[EGO] = track.d[k];
  }
}
