import { restoreState, saveState } from '../../sim/kernel/state-codec.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { EgoState } from '../../sim/driving/sensors/ego-sensor.ts';
import { LaneView } from '../../sim/driving/sensors/lane-sensor.ts';
import { TrackTable } from '../../sim/driving/sensors/track-table.ts';
import type { MapSpec } from '../../sim/driving/spec.ts';
import type { PlanRequest } from '../contracts.ts';
import { DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';

export type DrivingRequest = PlanRequest<DrivingObservation, DrivingDecision>;

/** What does not change during an episode: a planner elsewhere gets it once. Plain data. */
export interface RemoteTask {
  readonly map: MapSpec;
  /** Names of the track slots, in order. */
  readonly trackIds: readonly string[];
  readonly controlDt: number;
  readonly egoLengthM: number;
  readonly egoWidthM: number;
  readonly desiredSpeedMps: number;
  readonly goalS: number;
}

/** A request as plain data; `state` holds the numbers of observation, decision and plan in force bit for bit. */
export interface RemoteRequest {
  readonly id: number;
  readonly tick: number;
  readonly controlDt: number;
  readonly expectedDelayTicks: number;
  readonly state: Float64Array;
}

/** @param map the one that the observation's map was built from */
export function remoteTask(observation: DrivingObservation, map: MapSpec): RemoteTask {
  const { controlDt, egoLengthM, egoWidthM, desiredSpeedMps, goalS } = observation;
  return {
    map,
    trackIds: observation.tracks.entities.map((entity) => entity.slice('track/'.length)),
    controlDt,
    egoLengthM,
    egoWidthM,
    desiredSpeedMps,
    goalS,
  };
}

/** A copy of the request that can leave the thread. */
export function writeRequest(request: DrivingRequest): RemoteRequest {
  const { id, tick, controlDt, expectedDelayTicks, observation, decision, inForce } = request;
  const plan = inForce instanceof DrivingPlan ? inForce : null;
  const state = saveState({
    exchange: (io) => {
      exchangeSensed(io, observation);
      decision.exchange(io);
      io.boolean('planInForce', plan !== null);
      plan?.exchange(io);
    },
  });
  return { id, tick, controlDt, expectedDelayTicks, state };
}

/** Turns what `writeRequest` wrote into requests again. Each request is valid until the next call. */
export class RequestReader {
  private readonly observation: DrivingObservation;
  private readonly decision = new DrivingDecision();
  private readonly plan = new DrivingPlan();

  /** @throws Error when the map cannot be built */
  constructor(task: RemoteTask) {
    const { map, trackIds, controlDt, egoLengthM, egoWidthM, desiredSpeedMps, goalS } = task;
    this.observation = {
      tick: 0,
      controlDt,
      ego: new EgoState(),
      tracks: new TrackTable({ count: trackIds.length + 1, ids: ['ego', ...trackIds] }),
      lane: new LaneView(),
      map: buildMap(map),
      egoLengthM,
      egoWidthM,
      desiredSpeedMps,
      goalS,
    };
  }

  get map(): DrivingObservation['map'] {
    return this.observation.map;
  }

  /** @throws StateMismatch when the request belongs to another task */
  read(message: RemoteRequest): DrivingRequest {
    const { id, tick, controlDt, expectedDelayTicks, state } = message;
    const { observation, decision, plan } = this;
    let planned = false;
    observation.tick = tick;
    restoreState(
      {
        exchange: (io) => {
          exchangeSensed(io, observation);
          decision.exchange(io);
          planned = io.boolean('planInForce', false);
          if (planned) plan.exchange(io);
        },
      },
      state,
    );
    return { id, tick, controlDt, expectedDelayTicks, observation, decision, inForce: planned ? plan : null };
  }
}

function exchangeSensed(io: StateIo, observation: DrivingObservation): void {
  io.entity('observation');
  observation.ego.exchange(io);
  observation.lane.exchange(io);
  observation.tracks.exchange(io);
}
