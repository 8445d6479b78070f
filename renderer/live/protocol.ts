import type { MapSpec } from '../../sim/driving/spec.ts';
import type { ActorKind } from '../../sim/driving/spec.ts';
import type { Intervention, LiveComponents } from '../../scenarios/live/intervention.ts';

/**
 * Messages between the page and the simulation's worker. The worker owns world, policy, recorder and the planner's worker;
 * the page draws what it is sent and sends commands. Plain data only.
 */

export type Backend = 'webgpu' | 'wasm';

/** Which episode: a scenario of the library, or the text of a scenario file, and a seed of the user's range. */
export interface EpisodeChoice {
  readonly scenario:
    | { readonly kind: 'library'; readonly id: string }
    | { readonly kind: 'text'; readonly name: string; readonly text: string };
  readonly seed: number;
}

/** Speeds that can be chosen; 1 is real time. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10] as const;

export type ToWorker =
  /**
   * First message. `assets`: absolute URL of the folder of models and WASM binaries, ending in a slash. A second one only
   * says which backend is wanted.
   */
  | { readonly kind: 'start'; readonly assets: string; readonly backend: Backend }
  /** Loads an episode, paused at tick 0 unless `play`. */
  | {
      readonly kind: 'open';
      readonly choice: EpisodeChoice;
      readonly components: LiveComponents;
      readonly play: boolean;
    }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  /** Runs so many ticks and pauses; every inference is waited for. */
  | { readonly kind: 'step'; readonly ticks: number }
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'intervene'; readonly intervention: Intervention }
  /** What is worth computing because it is drawn. */
  | { readonly kind: 'draw'; readonly lidar: boolean; readonly candidates: boolean }
  /** Goes over to another backend, or tries again. */
  | { readonly kind: 'backend'; readonly backend: Backend }
  /** Ends the record at the present tick and answers `saved`; the episode goes on and its record with it. */
  | { readonly kind: 'save'; readonly request: number }
  /** A frame's buffer comes back: the worker may send another frame. */
  | { readonly kind: 'frame'; readonly buffer: ArrayBuffer }
  /** Forces a failure, for tests and for people who want to see it survived. */
  | { readonly kind: 'drill'; readonly drill: 'lose-device' | 'kill-planner' };

export type FromWorker =
  | { readonly kind: 'opened'; readonly opened: OpenedEpisode }
  | { readonly kind: 'frame'; readonly buffer: ArrayBuffer; readonly episode: number }
  | { readonly kind: 'telemetry'; readonly batch: TelemetryBatch }
  | { readonly kind: 'status'; readonly status: LiveStatus }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The next bytes of the record of episode number `episode`; `last`: the record is complete with them. */
  | {
      readonly kind: 'record';
      readonly episode: number;
      readonly name: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly last: boolean;
    }
  /** Without bytes: no episode is open, or its record cannot be read. */
  | {
      readonly kind: 'saved';
      readonly request: number;
      readonly name: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    };

/** What stays the same during an episode. */
export interface OpenedEpisode {
  /** Counts the episodes of the session from 1. */
  readonly episode: number;
  readonly choice: EpisodeChoice;
  /** Id of the scenario, or the file's name. */
  readonly scenario: string;
  readonly family: string;
  readonly map: MapSpec;
  readonly controlDt: number;
  readonly timeLimitS: number;
  readonly goalS: number;
  readonly sensorRangeM: number;
  readonly fieldOfViewRad: number;
  /** Row 0 is the ego. */
  readonly actors: readonly OpenedActor[];
}

export interface OpenedActor {
  readonly id: string;
  readonly kind: ActorKind | 'ego';
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
}

export type Phase = 'loading' | 'paused' | 'running' | 'ended' | 'failed';

/** Sent when it changes, at most ten times a second. */
export interface LiveStatus {
  readonly phase: Phase;
  readonly episode: number;
  readonly tick: number;
  readonly timeS: number;
  /** Wanted speed, and simulated time per wall-clock time over the last second. */
  readonly speed: number;
  readonly realTimeFactor: number;
  readonly backend: {
    readonly active: Backend;
    readonly wanted: Backend;
    /** Why `active` is not `wanted`, in a sentence; null where it is. */
    readonly reason: string | null;
    /** Whether `wanted` is on its way: `active` is then no failure. */
    readonly loading: boolean;
    /** Name of the WebGPU adapter, or null. */
    readonly adapter: string | null;
  };
  readonly components: LiveComponents;
  readonly planner: { readonly state: 'ready' | 'thinking' | 'restarting'; readonly restarts: number };
  /** How the episode ended, in a sentence, or null. */
  readonly end: { readonly kind: string; readonly text: string } | null;
  readonly counters: LiveCounters;
  /** Obstacles that can still be dropped. */
  readonly obstaclesLeft: number;
}

/** Of this episode, but for the first two. */
export interface LiveCounters {
  readonly sessionEpisodes: number;
  readonly sessionCollisions: number;
  readonly ticks: number;
  readonly misses: number;
  readonly calls: number;
  readonly accepted: number;
  readonly superseded: number;
  readonly cancelled: number;
  readonly timedOut: number;
  readonly failed: number;
  readonly expired: number;
  /** Ticks with a request in flight. */
  readonly inFlightTicks: number;
  readonly reflexTicks: number;
  readonly interventions: number;
  /** Smallest time to collision so far, s, or null. */
  readonly minTtcS: number | null;
  readonly progress: number;
  readonly meanSpeedMps: number;
}

/** Columns of a telemetry row, one row per tick. */
export const TELEMETRY = {
  tick: 0,
  level: 1,
  aleatoric: 2,
  epistemic: 3,
  /** Of the gate; NaN: the gate looks at no level. */
  threshold: 4,
  /** 1: the gate asks for thought. */
  think: 5,
  /** 1: a request went out. */
  dispatched: 6,
  /** 1: the inference missed the tick. */
  missed: 7,
  /** Index into `SOURCES`. */
  source: 8,
  /** Requests in flight after the tick. */
  inFlight: 9,
  /** Age of the plan in force since its request, ms; NaN: none. */
  planAgeMs: 10,
  /** Wall-clock time of the inference and of the whole tick without it, ms. */
  inferMs: 11,
  tickMs: 12,
  speedMps: 13,
  accelerationMps2: 14,
} as const;
export const TELEMETRY_STRIDE = 15;

export interface TelemetryBatch {
  readonly episode: number;
  /** `rows.length / TELEMETRY_STRIDE` rows in the order of their ticks. */
  readonly rows: Float64Array<ArrayBuffer>;
  readonly requests: readonly RequestChange[];
  readonly marks: readonly Mark[];
}

/** A planner request goes out, or ends. */
export interface RequestChange {
  readonly id: number;
  readonly dispatchTick: number;
  readonly tick: number;
  readonly state: 'dispatched' | 'accepted' | 'superseded' | 'cancelled' | 'timed-out' | 'failed' | 'expired';
  /** The gate's reason, or how it ended. */
  readonly why: string;
  /** Of a plan that arrived: age of the state that it was computed from, ms, and what it says. */
  readonly stalenessMs: number | null;
  readonly plan: PlanWords | null;
}

export interface PlanWords {
  readonly explanation: string;
  readonly value: number;
  readonly candidates: number;
  readonly harm: number;
}

/** A moment worth finding on the time axis. */
export interface Mark {
  readonly tick: number;
  readonly kind: 'collision' | 'goal' | 'off-road' | 'timeout' | 'traffic' | 'intervention' | 'backend' | 'planner';
  readonly text: string;
}

export interface Problem {
  readonly severity: 'error' | 'warning' | 'info';
  /** What happened, in a sentence. */
  readonly message: string;
  /** What to do, in a sentence, or null. */
  readonly tip: string | null;
  /** The same source replaces its earlier problem; it is `resolved` when things are well again. */
  readonly source:
    'scenario' | 'policy' | 'planner' | 'recording' | 'record' | 'suite' | 'export' | 'graphics' | 'host' | 'worker';
  readonly resolved: boolean;
  readonly tick: number | null;
}
