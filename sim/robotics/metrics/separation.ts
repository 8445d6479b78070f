/** From a danger to the start of braking, s, and the braking of the tool centre point, m/s2: ours, cautious for the arm's limits. */
export const REACTION_S = 0.1;
export const BRAKING_MPS2 = 5;

/**
 * The protective separation distance of speed and separation monitoring, m (ISO/TS 15066:2016, 5.5.4; ISO 10218-2:2025):
 * S = v_h (T_r + T_s) + v_r T_r + v_r^2 / (2 a), with T_s = v_r / a. How far the person comes until the robot stands,
 * how far the robot goes until it brakes, and while it brakes. Intrusion distance and the uncertainties of positions are
 * 0, both being known exactly here; speeds are taken as if each went straight for the other.
 * @param personMps of the hand, m/s
 * @param robotMps of the tool centre point, m/s
 */
export function protectiveSeparationM(personMps: number, robotMps: number): number {
  const stopS = robotMps / BRAKING_MPS2;
  return personMps * (REACTION_S + stopS) + robotMps * REACTION_S + (robotMps * robotMps) / (2 * BRAKING_MPS2);
}
