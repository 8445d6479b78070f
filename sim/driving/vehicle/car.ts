import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';

/** Constants of the ego car: a mid-size saloon with electric drive (dimensions of the class of a Toyota Corolla saloon, E210: 4.63 x 1.78 x 1.44 m, wheelbase 2.70 m). SI units. */
export const CAR = {
  /** Footprint and height, m. */
  lengthM: 4.6,
  widthM: 1.85,
  heightM: 1.5,
  massKg: 1500,
  /** Distance of the centre of mass from the front and from the rear axle, m; 56 % of the weight rests on the front axle. */
  frontAxleM: 1.2,
  rearAxleM: 1.5,
  trackM: 1.6,
  /** Height of the centre of mass, m (passenger cars 0.5 to 0.6: Heydinger et al., SAE 1999-01-1336). */
  centreOfMassHeightM: 0.5,
  /** The centre of the footprint lies this far ahead of the centre of mass, m: overhangs of 0.9 m in front and 1.0 m behind. */
  boxCentreM: -0.2,
  /** Clearance below the body, m. */
  groundClearanceM: 0.2,
  /** Principal moments of inertia about roll, pitch and yaw, kg m2; yaw is close to mass * front * rear (dynamic index near 1: Heydinger et al. 1999). */
  rollInertia: 600,
  pitchInertia: 2400,
  yawInertia: 2600,

  wheelRadiusM: 0.32,
  /** Spring per unit of car mass and wheel, 1/s2: the body bounces at sqrt(4 k) = 1.4 Hz (comfortable saloons 1.0 to 1.5 Hz: Gillespie 1992, chapter 5). */
  suspensionStiffness: 20,
  /** Damping per unit of car mass and wheel, 1/s: damping ratio 2 c / sqrt(4 k) of 0.45 and 0.54. */
  suspensionCompression: 2,
  suspensionRelaxation: 2.4,
  suspensionRestM: 0.35,
  suspensionTravelM: 0.2,

  /** Magic Formula (Pacejka 2012, section 1.3.3): lateral force = load * friction * sin(C atan(B slip angle)). */
  tyreShape: 1.3,
  tyreStiffnessFront: 8,
  tyreStiffnessRear: 13,

  /** Drag area c_d A, m2, and density of air, kg/m3 (ISO 2533, sea level). */
  dragAreaM2: 0.62,
  airDensity: 1.225,
  /** Rolling resistance over weight (passenger car on asphalt: Gillespie 1992, chapter 4). */
  rollingResistance: 0.012,

  /** Drive on the front wheels: power, W, and force, N, at full throttle. */
  enginePowerW: 115_000,
  engineForceN: 6500,
  /** Greatest total brake force, N; more than any tyre transmits, the anti-lock shares the friction circle. */
  brakeForceN: 25_000,

  /** Greatest road-wheel angle, rad (passenger cars 0.55 to 0.65). */
  maxSteerRad: 0.6,
  /** Greatest rate of the road-wheel angle, rad/s: 720 deg/s at the hand wheel, the rate of NHTSA's Fishhook manoeuvre (Forkenbrock et al. 2002, DOT HS 809 513), over a steering ratio of 16. */
  maxSteerRateRadps: 0.785,
  /** Time constants of the actuators, s. Steering: nuPlan's bicycle model (steering lag 0.05 s). Brake: brake-by-wire builds full pressure within 0.15 s, three time constants. Drive: electric motor torque through the driveline. */
  steerLagS: 0.05,
  brakeLagS: 0.05,
  driveLagS: 0.1,
} as const;

/** Distance between the axles, m. */
export const WHEELBASE_M = CAR.frontAxleM + CAR.rearAxleM;

/** Share of the weight on the front axle. */
export const FRONT_LOAD = CAR.rearAxleM / WHEELBASE_M;

/** Air drag and rolling resistance at `speed` m/s >= 0, N. */
export function runningResistanceN(speed: number): number {
  return 0.5 * CAR.airDensity * CAR.dragAreaM2 * speed * speed + CAR.rollingResistance * CAR.massKg * GRAVITY_MPS2;
}
