import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import type { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { EPISODE_ENDS } from '../../../sim/driving/driving-world.ts';
import type { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import type { EgoAction } from '../../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import { MEASUREMENT_PERIOD_S } from '../../../sim/driving/sensors/perception.ts';
import { ACTOR, ACTOR_STRIDE, HEAD, LIDAR_BEAMS, MAX_CANDIDATES, TRACK, TRACK_STRIDE, VISIBILITY } from '../frame.ts';
import type { FrameView } from '../frame.ts';
import { FramePaths } from './frame-paths.ts';
import type { HeardRun } from './heard-run.ts';

/** What a frame is taken from. */
export interface FrameSource {
  readonly world: DrivingWorld;
  readonly system: DualSystem<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;
}

/** What is worth computing because it is drawn. */
export interface FrameRequest {
  readonly lidar: boolean;
  readonly candidates: boolean;
}

/** Least wall-clock time between two scans, ms: 20 Hz. */
const SCAN_PERIOD_MS = 50;

/**
 * Fills frames from one episode, between ticks: `new FrameWriter(episode, heard)`, where `heard` is among the observers
 * of its system. Reads only: the run is the same bits with and without it. Allocates nothing after construction.
 */
export class FrameWriter {
  /** Threshold of the gate in force for the calibrated uncertainty; NaN: the gate looks at no level. Set by the owner. */
  threshold = NaN;
  private readonly paths: FramePaths;
  private readonly scan = new Float64Array(LIDAR_BEAMS);
  private scannedMs = -Infinity;
  private scannedTick = -1;

  constructor(
    private readonly source: FrameSource,
    private readonly heard: HeardRun,
  ) {
    this.paths = new FramePaths(source.world.map);
  }

  /** @param wallMs `performance.now() + performance.timeOrigin` */
  write(view: FrameView, draw: FrameRequest, wallMs: number): void {
    this.writeHead(view.head, wallMs);
    this.writeActors(view.actors);
    this.writeTracks(view.tracks);
    const { world, system } = this.source;
    this.paths.writeFast(world.observe(), this.heard, view.fast);
    this.paths.writePlan(system.planInForce, view.plan);
    this.writeCandidates(view, draw.candidates);
    this.writeScan(view, draw.lidar, wallMs);
  }

  private writeHead(head: Float64Array, wallMs: number): void {
    const { heard } = this;
    const { world, system } = this.source;
    const { tick, controlDt } = world;
    const plan = system.planInForce;
    head[HEAD.tick] = tick;
    head[HEAD.timeS] = tick * controlDt;
    head[HEAD.end] = EPISODE_ENDS.indexOf(world.end);
    head[HEAD.collisionRow] = world.collisionRow;
    head[HEAD.level] = system.uncertaintyLevel;
    head[HEAD.threshold] = this.threshold;
    head[HEAD.planInForce] = plan === null ? 0 : 1;
    head[HEAD.planAgeMs] = plan === null ? NaN : (tick - plan.requestedTick) * controlDt * 1000;
    head[HEAD.planStaleTo] = plan === null ? 0 : this.paths.staleTo(plan, tick, controlDt);
    head[HEAD.source] = heard.source;
    head[HEAD.inFlight] = system.ledger.inFlight;
    const oldest = system.ledger.inFlight > 0 ? this.oldestDispatch() : tick;
    head[HEAD.inFlightAgeMs] = (tick - oldest) * controlDt * 1000;
    head[HEAD.requestMps2] = heard.requestMps2;
    head[HEAD.wallMs] = wallMs;
  }

  private oldestDispatch(): number {
    const { ledger } = this.source.system;
    return ledger.dispatchTickOf(ledger.nextOlderThan(Infinity));
  }

  private writeActors(out: Float64Array): void {
    const { world } = this.source;
    const { actors, controlDt } = world;
    const { tracks } = world.perception;
    // A measurement is as old as one period just before the next one; halfway between two ticks nothing rounds wrongly.
    const seenBelowS = Math.max(MEASUREMENT_PERIOD_S, controlDt) - 0.5 * controlDt;
    for (let row = 0; row < actors.count; row++) {
      const at = row * ACTOR_STRIDE;
      out[at + ACTOR.x] = actors.x[row];
      out[at + ACTOR.y] = actors.y[row];
      out[at + ACTOR.heading] = actors.heading[row];
      out[at + ACTOR.speedMps] = actors.speed[row];
      out[at + ACTOR.accelerationMps2] = actors.acceleration[row];
      out[at + ACTOR.yawRate] = actors.yawRate[row];
      const slot = row - 1;
      out[at + ACTOR.visibility] =
        row === 0 || (tracks.valid[slot] === 1 && tracks.ageS[slot] < seenBelowS)
          ? VISIBILITY.seen
          : tracks.valid[slot] === 1
            ? VISIBILITY.remembered
            : VISIBILITY.hidden;
      out[at + ACTOR.absent] = world.isAbsent(row) ? 1 : 0;
    }
  }

  private writeTracks(out: Float64Array): void {
    const { tracks } = this.source.world.perception;
    for (let slot = 0; slot < tracks.count; slot++) {
      const at = slot * TRACK_STRIDE;
      out[at + TRACK.valid] = tracks.valid[slot];
      out[at + TRACK.x] = tracks.x[slot];
      out[at + TRACK.y] = tracks.y[slot];
      out[at + TRACK.heading] = tracks.heading[slot];
      out[at + TRACK.speedMps] = tracks.speed[slot];
      out[at + TRACK.ageS] = tracks.ageS[slot];
    }
  }

  private writeCandidates(view: FrameView, wanted: boolean): void {
    const { head } = view;
    const { heard, paths } = this;
    const { world } = this.source;
    const none = heard.deliveries === 0;
    head[HEAD.candidatesAgeMs] = none ? NaN : (world.tick - heard.deliveryTick) * world.controlDt * 1000;
    head[HEAD.candidates] = 0;
    head[HEAD.chosenCandidate] = -1;
    if (none || !wanted) return;
    paths.rollCandidates(world.observe(), heard);
    const count = Math.min(MAX_CANDIDATES, heard.delivered.candidates);
    head[HEAD.candidates] = count;
    head[HEAD.chosenCandidate] = paths.chosen;
    view.candidateValues.set(heard.delivered.candidateValue);
    view.candidatePaths.set(paths.candidates);
  }

  private writeScan(view: FrameView, wanted: boolean, wallMs: number): void {
    view.head[HEAD.lidar] = wanted ? 1 : 0;
    if (!wanted) return;
    const { world } = this.source;
    // A paused world gives the same scan again.
    if (world.tick !== this.scannedTick && !(Math.abs(wallMs - this.scannedMs) < SCAN_PERIOD_MS)) {
      world.perception.scanLidar(this.scan);
      this.scannedMs = wallMs;
      this.scannedTick = world.tick;
    }
    view.lidar.set(this.scan);
  }
}
