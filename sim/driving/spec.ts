/**
 * A concrete driving episode: every number is drawn, nothing is random any more except sensor noise and driver
 * imperfection, which come from streams named after the actor. SI units, radians; road coordinates are
 * `s` (arc length along the road's reference line, m) and `d` (lateral offset, m, left positive).
 */
export interface DrivingSpec {
  readonly family: string;
  readonly map: MapSpec;
  /** Physics step, s. */
  readonly physicsDt: number;
  /** Control tick, s; a whole multiple of `physicsDt`. */
  readonly controlDt: number;
  readonly timeLimitS: number;
  /** Tyre-road friction coefficient, dimensionless, 0.05 to 1.2. */
  readonly friction: number;
  readonly ego: EgoSpec;
  readonly actors: readonly ActorSpec[];
  readonly sensors: SensorSpec;
}

export interface EgoSpec {
  /** Index of the start lane on road 0, counted from the right in ego's direction of travel, without shoulders. */
  readonly lane: number;
  readonly s: number;
  readonly speedMps: number;
  /** Speed the ego would keep on an empty road, m/s. */
  readonly desiredSpeedMps: number;
  /** The episode succeeds when the ego passes this arc length on road 0. */
  readonly goalS: number;
}

export interface SensorSpec {
  /** Range of the object sensor, m. */
  readonly rangeM: number;
  /** Full horizontal field of view, rad; 2 pi is all around. */
  readonly fieldOfViewRad: number;
  /** Standard deviation of measured position, m, at 50 m; grows linearly with distance from half of it at 0 m. */
  readonly positionNoiseM: number;
  /** Standard deviation of measured velocity, m/s, per axis. */
  readonly velocityNoiseMps: number;
  /** How long an unseen object is remembered, s. */
  readonly memoryS: number;
}

/** A stretch of constant curvature of the reference line. */
export interface SegmentSpec {
  readonly lengthM: number;
  /** 1/m, positive bends left; 0 is straight. */
  readonly curvature: number;
}

/**
 * Road 0 is the ego's road and runs from s = 0.
 * - `highway`: `lanes` lanes in one direction, hard shoulder on the right (and left).
 * - `merge`: a highway plus an acceleration lane right of lane 0 between `rampStartM` and `rampEndM`; the ramp lane is lane 0, the main lanes follow.
 * - `two-way`: `lanes` per direction; oncoming lanes lie left of the reference line.
 * - `crossing`: a two-way road crossed by road 1 (two-way) at `crossingM`, under the angle `crossingAngleRad`, with turning connectors; road 1 has the priority unless actors yield.
 */
export interface MapSpec {
  readonly kind: 'highway' | 'merge' | 'two-way' | 'crossing';
  readonly lanes: number;
  readonly laneWidthM: number;
  readonly shoulderM: number;
  readonly speedLimitMps: number;
  readonly segments: readonly SegmentSpec[];
  readonly rampStartM: number;
  readonly rampEndM: number;
  readonly crossingM: number;
  readonly crossingAngleRad: number;
}

export type ActorKind = 'car' | 'van' | 'truck' | 'motorcycle' | 'cyclist' | 'pedestrian' | 'debris' | 'barrier';

export interface ActorSpec {
  /** Unique in the episode; actors are stored and stepped in the order of their ids. */
  readonly id: string;
  readonly kind: ActorKind;
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  /** Pose on a road; `headingRad` is relative to the reference line (pi for oncoming traffic). */
  readonly start: {
    readonly road: number;
    readonly s: number;
    readonly d: number;
    readonly headingRad: number;
    readonly speedMps: number;
  };
  readonly behaviour: BehaviourSpec;
  readonly events: readonly EventSpec[];
}

export type BehaviourSpec =
  /** Never moves (stalled car, parked van, debris, barrier). */
  | { readonly kind: 'static' }
  /** Follows its lane (and `route`, a list of road indices, over connectors), keeping distance by a car-following model. */
  | {
      readonly kind: 'drive';
      readonly follow: FollowSpec;
      /** Lane changes by MOBIL; null: keeps its lane unless an event says otherwise. */
      readonly mobil: MobilSpec | null;
      readonly route: readonly number[];
      /** Whether it stays blind to the ego (an aggressor or a distracted driver reacts to other traffic only). */
      readonly ignoresEgo: boolean;
    }
  /** Moves along straight legs between points in road coordinates of `road`, at constant speed after a short acceleration; waits for its `go` event when `waits`. */
  | {
      readonly kind: 'walk';
      readonly road: number;
      readonly points: readonly { readonly s: number; readonly d: number }[];
      readonly speedMps: number;
      readonly accelerationMps2: number;
      readonly waits: boolean;
    };

/** Car-following model and its parameters. */
export type FollowSpec =
  /** Intelligent Driver Model, Treiber, Hennecke and Helbing 2000. */
  | {
      readonly model: 'idm';
      readonly desiredSpeedMps: number;
      readonly timeHeadwayS: number;
      readonly minGapM: number;
      readonly maxAccelMps2: number;
      readonly comfortDecelMps2: number;
      readonly exponent: number;
    }
  /** Gipps 1981, with reaction time; not available to any planner. */
  | {
      readonly model: 'gipps';
      readonly desiredSpeedMps: number;
      readonly reactionS: number;
      readonly minGapM: number;
      readonly maxAccelMps2: number;
      readonly decelMps2: number;
      readonly estimatedLeaderDecelMps2: number;
    };

/** Minimizing Overall Braking Induced by Lane changes, Kesting, Treiber and Helbing 2007. */
export interface MobilSpec {
  readonly politeness: number;
  readonly safeDecelMps2: number;
  readonly thresholdMps2: number;
  readonly biasRightMps2: number;
  /** Duration of a lane change, s. */
  readonly durationS: number;
}

/** Fires once, when its trigger first holds. */
export interface EventSpec {
  readonly trigger:
    | { readonly kind: 'time'; readonly s: number }
    /** Bumper-to-bumper gap along road 0 between the ego and this actor falls below `m` (ego behind). */
    | { readonly kind: 'ego-gap'; readonly m: number }
    /** Ego's time to reach this actor's arc length on road 0 at its present speed falls below `s`. */
    | { readonly kind: 'ego-arrival'; readonly s: number }
    /** `s` seconds after the event of the actor `of` with index `event` has fired. */
    | { readonly kind: 'after'; readonly of: string; readonly event: number; readonly s: number };
  readonly action:
    /** Brakes at `decelMps2` down to `toSpeedMps`, holds it for `holdS`, then drives on normally. */
    | { readonly kind: 'brake'; readonly decelMps2: number; readonly toSpeedMps: number; readonly holdS: number }
    /** Moves laterally by `lanes` lanes (left positive, in its direction of travel) in `durationS`, whatever is there. */
    | { readonly kind: 'change-lane'; readonly lanes: number; readonly durationS: number }
    /** Changes its desired speed, approached with `accelMps2`. */
    | { readonly kind: 'speed'; readonly speedMps: number; readonly accelMps2: number }
    /** Starts a waiting walker. */
    | { readonly kind: 'go' }
    /** A walker stops where it is. */
    | { readonly kind: 'halt' };
}
