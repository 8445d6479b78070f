/** A number that a metric depends on, with where it comes from. */
export interface MetricConstant {
  readonly value: number;
  /** Empty: dimensionless. */
  readonly unit: string;
  readonly name: string;
  /** Paper, repository and file, standard and clause. */
  readonly source: string;
}

function constant<Value extends number>(value: Value, unit: string, name: string, source: string) {
  return { value, unit, name, source } as const satisfies MetricConstant;
}

const NUPLAN = 'nuPlan: nuplan/planning';
const NUPLAN_METRICS = `${NUPLAN}/metrics/evaluation_metrics/common`;
const NUPLAN_CONFIG = `${NUPLAN}/script/config/common/simulation_metric/high_level`;
const NUPLAN_WEIGHTS = `${NUPLAN}/script/config/common/metric_aggregator/closed_loop_reactive_agents_weighted_average.yaml`;
const NUPLAN_SMOOTHING = `${NUPLAN}/metrics/utils/state_extractors.py`;
const PDM_SCORER = 'NAVSIM: navsim/planning/simulation/planner/pdm_planner/scoring/pdm_scorer.py';
const PDM_COMFORT = 'NAVSIM v2: navsim/planning/simulation/planner/pdm_planner/scoring/pdm_comfort_metrics.py';
const CARLA_20 = 'CARLA Leaderboard 2.0: leaderboard/utils/statistics_manager.py';
const CARLA_21 = 'CARLA Leaderboard 2.1: leaderboard/utils/statistics_manager.py';
const CARLA_CRITERIA = 'CARLA ScenarioRunner: srunner/scenariomanager/scenarioatomics/atomic_criteria.py';
const BENCH2DRIVE = 'Bench2Drive: tools/efficiency_smoothness_benchmark.py';
const WAYMAX_COMFORT = 'Waymax: waymax/metrics/comfort.py';

/**
 * Every number that scores and the measures of a running episode depend on, once. Code, definitions and docs/metrics.md
 * read it here; angles are in degrees where their source has degrees.
 */
export const METRIC_CONSTANTS = {
  stoppedSpeed: constant(
    0.05,
    'm/s',
    'Speed up to which ego or another counts as stopped in a collision',
    `${NUPLAN_METRICS}/no_ego_at_fault_collisions.py`,
  ),
  behindBearing: constant(
    150,
    'deg',
    'Bearing from the rear axle beyond which another is behind',
    `${NUPLAN}/simulation/observation/idm/utils.py`,
  ),
  aheadBearing: constant(
    30,
    'deg',
    'Bearing from the rear axle below which another is ahead',
    `${NUPLAN}/simulation/observation/idm/utils.py`,
  ),
  rearAxleShare: constant(
    0.28,
    'of the length',
    'Distance of the rear axle behind the centre of the box',
    "this simulator's car: 1.3 m of 4.6 m (sim/driving/vehicle/car.ts)",
  ),
  allowedVru: constant(0, '', 'Collisions with road users without a body shell that leave a score', NUPLAN_METRICS),
  allowedVehicles: constant(0, '', 'Collisions with vehicles that leave a score', NUPLAN_METRICS),
  allowedObjects: constant(1, '', 'Collisions with objects that leave a score', NUPLAN_METRICS),

  ttcStep: constant(
    0.1,
    's',
    'Step of the look ahead',
    `${NUPLAN_CONFIG}/time_to_collision_within_bound_statistics.yaml`,
  ),
  ttcHorizon: constant(
    3,
    's',
    'End of the look ahead',
    `${NUPLAN_CONFIG}/time_to_collision_within_bound_statistics.yaml`,
  ),
  ttcBound: constant(
    0.95,
    's',
    'Smallest time to collision that passes, exclusive',
    `${NUPLAN_CONFIG}/time_to_collision_within_bound_statistics.yaml`,
  ),
  ttcStoppedSpeed: constant(
    0.005,
    'm/s',
    'Speed up to which there is no look ahead',
    `${NUPLAN_METRICS}/time_to_collision_within_bound.py`,
  ),
  pdmsTtcStride: constant(3, 'samples', 'Stride of the look ahead of PDMS: 0.3 s', PDM_SCORER),
  pdmsTtcSamples: constant(10, 'samples', 'End of the look ahead of PDMS, exclusive: 1 s', PDM_SCORER),

  drivableTolerance: constant(
    0.3,
    'm',
    'Distance from the drivable area from which a corner is off it',
    `${NUPLAN_CONFIG}/drivable_area_compliance_statistics.yaml`,
  ),
  directionWindow: constant(
    1,
    's',
    'Window of progress against the traffic',
    `${NUPLAN_METRICS}/driving_direction_compliance.py`,
  ),
  directionCompliance: constant(
    2,
    'm',
    'Progress against the traffic below which the score is 1',
    `${NUPLAN_METRICS}/driving_direction_compliance.py`,
  ),
  directionViolation: constant(
    6,
    'm',
    'Progress against the traffic from which the score is 0',
    `${NUPLAN_METRICS}/driving_direction_compliance.py`,
  ),
  progressThreshold: constant(
    2,
    'm',
    'Progress that counts as none',
    `${NUPLAN_METRICS}/ego_progress_along_expert_route.py (the default of the code; the documents of nuPlan say 0.1 m)`,
  ),
  makingProgressShare: constant(
    0.2,
    '',
    'Smallest ratio that counts as making progress',
    `${NUPLAN_CONFIG}/ego_is_making_progress_statistics.yaml`,
  ),
  pdmsProgressThreshold: constant(5, 'm', 'Reference progress up to which the progress of PDMS is 1', PDM_SCORER),
  overspeed: constant(
    2.23,
    'm/s',
    'Mean speed above the limit at which the score is 0 (5 mph)',
    `${NUPLAN_CONFIG}/speed_limit_compliance_statistics.yaml`,
  ),

  accelerationMin: constant(
    -4.05,
    'm/s2',
    'Bound of longitudinal acceleration',
    `${NUPLAN_METRICS}/ego_lon_acceleration.py`,
  ),
  accelerationMax: constant(
    2.4,
    'm/s2',
    'Bound of longitudinal acceleration',
    `${NUPLAN_METRICS}/ego_lon_acceleration.py`,
  ),
  lateralMax: constant(4.89, 'm/s2', 'Bound of lateral acceleration', `${NUPLAN_METRICS}/ego_lat_acceleration.py`),
  yawRateMax: constant(0.95, 'rad/s', 'Bound of the yaw rate', `${NUPLAN_METRICS}/ego_yaw_rate.py`),
  yawAccelerationMax: constant(
    1.93,
    'rad/s2',
    'Bound of the yaw acceleration',
    `${NUPLAN_METRICS}/ego_yaw_acceleration.py`,
  ),
  longitudinalJerkMax: constant(4.13, 'm/s3', 'Bound of longitudinal jerk', `${NUPLAN_METRICS}/ego_lon_jerk.py`),
  jerkMax: constant(8.37, 'm/s3', 'Bound of the rate of the size of acceleration', `${NUPLAN_METRICS}/ego_jerk.py`),
  accelerationWindow: constant(8, 'samples', 'Savitzky-Golay window of accelerations', NUPLAN_SMOOTHING),
  jerkWindow: constant(15, 'samples', 'Savitzky-Golay window of jerks', NUPLAN_SMOOTHING),
  yawWindow: constant(
    5,
    'samples',
    'Savitzky-Golay window of yaw rate and yaw acceleration',
    `${NUPLAN_SMOOTHING} (its argument of 15 is not passed on)`,
  ),
  smoothingOrder: constant(2, '', 'Order of the polynomial of Savitzky-Golay filters', NUPLAN_SMOOTHING),
  yawAccelerationOrder: constant(3, '', 'The same, of yaw acceleration', `${NUPLAN_METRICS}/ego_yaw_acceleration.py`),
  segmentSamples: constant(20, 'samples', 'Segment of smoothness', BENCH2DRIVE),
  segmentWindow: constant(7, 'samples', 'Savitzky-Golay window of smoothness', BENCH2DRIVE),
  hardBraking: constant(4, 'm/s2', 'Deceleration from which braking is hard', "nuPlan's bound of braking, rounded"),

  handOverAcceleration: constant(0.7, 'm/s2', 'Largest RMS difference of acceleration', PDM_COMFORT),
  handOverJerk: constant(0.5, 'm/s3', 'Largest RMS difference of jerk', PDM_COMFORT),
  handOverYawRate: constant(0.1, 'rad/s', 'Largest RMS difference of yaw rate', PDM_COMFORT),
  handOverYawAcceleration: constant(0.1, 'rad/s2', 'Largest RMS difference of yaw acceleration', PDM_COMFORT),

  laneKeepingDeviation: constant(0.5, 'm', 'Distance from the middle of the lane from which it is left', PDM_SCORER),
  laneKeepingDuration: constant(2, 's', 'How long it must be left without a break', PDM_SCORER),

  infeasibleAcceleration: constant(10.4, 'm/s2', 'Largest feasible change of speed', WAYMAX_COMFORT),
  infeasibleCurvature: constant(0.3, '1/m', 'Largest feasible curvature', WAYMAX_COMFORT),
  infeasibleTolerance: constant(0.001, 'as above', 'Tolerance of both', WAYMAX_COMFORT),
  infeasibleMinSpeed: constant(
    0.6,
    'm/s',
    'Speed below which curvature is not judged',
    'Waymax: waymax/dynamics/bicycle_model.py',
  ),

  nuplanMass: constant(
    2000,
    'kg',
    'Mass of everybody in the delta-v of nuPlan',
    `${NUPLAN}/metrics/utils/collision_utils.py`,
  ),
  egoMass: constant(1500, 'kg', 'Mass of the ego', "this simulator's car (sim/driving/vehicle/car.ts)"),
  carMass: constant(1500, 'kg', 'Mass of a car', 'the same car as the ego'),
  vanMass: constant(3500, 'kg', 'Mass of a van', 'Regulation (EU) 2018/858, article 4: limit of category N1'),
  truckMass: constant(18_000, 'kg', 'Mass of a truck', 'Directive 96/53/EC, annex I, 2.3.1: two-axle motor vehicle'),
  motorcycleMass: constant(
    275,
    'kg',
    'Mass of a motorcycle with rider',
    'assumption: 200 kg, and 75 kg as for a driver',
  ),
  cyclistMass: constant(90, 'kg', 'Mass of a cyclist with bicycle', 'assumption: 75 kg as for a driver, and 15 kg'),
  pedestrianMass: constant(
    75,
    'kg',
    'Mass of a pedestrian',
    'Regulation (EU) No 1230/2012, article 2: mass of the driver',
  ),
  debrisMass: constant(25, 'kg', 'Mass of debris', 'assumption: a truck tyre tread or a piece of furniture'),

  nuplanProgressWeight: constant(5, '', 'Weight of progress in nuPlan', NUPLAN_WEIGHTS),
  nuplanTtcWeight: constant(5, '', 'Weight of time to collision in nuPlan', NUPLAN_WEIGHTS),
  nuplanSpeedLimitWeight: constant(4, '', 'Weight of the speed limit in nuPlan', NUPLAN_WEIGHTS),
  nuplanComfortWeight: constant(2, '', 'Weight of comfort in nuPlan', NUPLAN_WEIGHTS),
  pdmsProgressWeight: constant(5, '', 'Weight of progress in PDMS', PDM_SCORER),
  pdmsTtcWeight: constant(5, '', 'Weight of time to collision in PDMS', PDM_SCORER),
  pdmsComfortWeight: constant(2, '', 'Weight of comfort in PDMS', PDM_SCORER),
  carla20Pedestrian: constant(0.5, '', 'Factor of a collision with a pedestrian', CARLA_20),
  carla20Vehicle: constant(0.6, '', 'Factor of a collision with a vehicle', CARLA_20),
  carla20Static: constant(0.65, '', 'Factor of a collision with something static', CARLA_20),
  carla21Pedestrian: constant(1, '', 'Coefficient of a collision with a pedestrian', CARLA_21),
  carla21Vehicle: constant(0.7, '', 'Coefficient of a collision with a vehicle', CARLA_21),
  carla21Static: constant(0.6, '', 'Coefficient of a collision with something static', CARLA_21),
  carlaCollisionSpeed: constant(0.1, 'm/s', 'Ego speed from which a collision counts', CARLA_CRITERIA),
  carlaOutsideTolerance: constant(0.5, 'm', 'Distance beyond the edge of a lane from which it is left', CARLA_CRITERIA),
} as const;
