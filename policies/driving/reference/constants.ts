/**
 * Constants of the four reference drivers. Where no other source is named: UN Regulation No. 157 (ALKS), 'Performance
 * model factors for vehicles' (guidance on traffic disturbance critical scenarios), and as in its two open
 * implementations, JRC-FSM (`utility/vehicle.py`) and esmini (`ControllerALKS_R157SM.hpp`).
 */

/** 1 g as in both implementations, m/s2. */
const STANDARD_GRAVITY_MPS2 = 9.81;

/** Full braking of a careful driver on a road of friction 1: 0.774 g. */
export const FULL_BRAKING_MPS2 = 0.774 * STANDARD_GRAVITY_MPS2;

/** Full braking is reached in 0.6 s: 7.593 / 0.6 = 12.65. */
export const BRAKING_JERK_MPS3 = 12.65;

/** Competent and careful human driver. */
export const HUMAN = {
  /** Risk perception point: a vehicle's centre is this far off the middle of its lane, m. */
  wanderingM: 0.375,
  /** Risk evaluation time, s. */
  evaluationS: 0.4,
  /** From having perceived the risk to the beginning of braking, s. */
  delayS: 0.75,
  /** Meanwhile the foot leaves the accelerator, m/s2. */
  footOffMps2: 0.4,
  /** Cut-in: critical below this time to collision, s. */
  timeToCollisionS: 2,
  /** Cut-out and deceleration: critical below this time headway, s. */
  timeHeadwayS: 2,
  /** A lead that brakes harder than this is a risk, m/s2 (esmini). */
  leadBrakesMps2: 5,
  /** Following distance, below which braking goes on while the gap closes, m: 2 + 2 s at the present speed (esmini). */
  distanceM: 2,
  distanceS: 2,
  /** How far it looks ahead, m (esmini). */
  rangeM: 100,
} as const;

/**
 * Fuzzy safety model: Mattas, Botzoris, Papadopoulos 2020 (Accident Analysis and Prevention 148, 105794) and Mattas et al.
 * 2022 (174, 106743); values as in JRC-FSM.
 */
export const FUZZY = {
  reactionS: 0.75,
  /** Braking of the rear vehicle that is comfortable, and the hardest that it should need, m/s2. */
  comfortMps2: 4,
  hardMps2: 6,
  /** Hardest braking that the lead is credited with, m/s2. */
  leadMps2: 7,
  /** Distance that remains at rest, and the further one that makes it safe, m. */
  marginM: 2,
  safeMarginM: 2,
  /** A cutting-in vehicle is let go when it reaches the ego's path this much after the ego has passed, s. */
  lateralToleranceS: 0.1,
} as const;

/** Responsibility-Sensitive Safety: Shalev-Shwartz, Shammah, Shashua 2017 (arXiv:1708.06374); values as in esmini. */
export const RSS = {
  responseS: 0.75,
  /** Acceleration along the road during the response time, m/s2. */
  accelerationMps2: 3,
  /** Of both, along the road, m/s2. */
  brakingMps2: FULL_BRAKING_MPS2,
  /** Acceleration across the road during the response time, and braking across it after, m/s2. */
  lateralMps2: 1,
  /** Lateral fluctuation, m. */
  fluctuationM: 0.3,
  /** How far it looks ahead, m (esmini). */
  rangeM: 100,
} as const;

/** The braking model behind UN R157, 5.2.5.2: which cut-ins have to be avoided. */
export const REGULATION = {
  reactionS: 0.35,
  brakingMps2: 6,
  /** Added to the criterion by JRC-FSM and esmini: without it the brake begins when it is just too late. */
  toleranceS: 0.1,
  /** A vehicle has cut in when it is this far inside the ego's lane, m. */
  intrusionM: 0.3,
  /** Its lateral movement must have been visible for this time, s. */
  visibleS: 0.72,
} as const;

/** Forward range of the sensors by the system's maximum speed (R157, 01 series of amendments, 7.1.1). */
const RANGE_KMH = [60, 70, 80, 90, 100, 110, 120, 130];
const RANGE_M = [46, 50, 60, 75, 90, 110, 130, 150];

/** Forward range that the regulation asks of a system for this speed in m/s, m; between the table's rows linear. */
export function forwardRangeM(speedMps: number): number {
  const kmh = 3.6 * speedMps;
  const last = RANGE_KMH.length - 1;
  if (kmh <= RANGE_KMH[0]) return RANGE_M[0];
  if (kmh >= RANGE_KMH[last]) return RANGE_M[last];
  let row = 0;
  while (kmh > RANGE_KMH[row + 1]) row++;
  const share = (kmh - RANGE_KMH[row]) / (RANGE_KMH[row + 1] - RANGE_KMH[row]);
  return RANGE_M[row] + share * (RANGE_M[row + 1] - RANGE_M[row]);
}
