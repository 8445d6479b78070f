import { pow } from '../../kernel/math.ts';
import type { FollowSpec } from '../spec.ts';

/** Parameters of the Intelligent Driver Model; the names of the literature in brackets. */
export type IdmSpec = Extract<FollowSpec, { model: 'idm' }>;

/** Gaps below this count as this, m: the interaction stays finite when bumpers touch or overlap. */
const SMALLEST_GAP_M = 0.01;

/**
 * Acceleration on an empty road, m/s2: a (1 - (v / v0)^delta), Treiber, Hennecke and Helbing 2000, eq. 3. A desired
 * speed of 0 asks for a stop: minus infinity while moving, 0 at rest; callers limit it.
 */
export function idmFreeAcceleration(p: IdmSpec, desiredSpeedMps: number, speedMps: number): number {
  if (desiredSpeedMps <= 0) return speedMps > 0 ? -Infinity : 0;
  const ratio = speedMps / desiredSpeedMps;
  const power = p.exponent === 4 ? ratio * ratio * (ratio * ratio) : pow(ratio, p.exponent);
  return p.maxAccelMps2 * (1 - power);
}

/** Desired bumper-to-bumper gap s*, m: s0 + max(0, v T + v (v - v_lead) / (2 sqrt(a b))). */
export function idmDesiredGap(p: IdmSpec, speedMps: number, leaderSpeedMps: number): number {
  const approach = (speedMps * (speedMps - leaderSpeedMps)) / (2 * Math.sqrt(p.maxAccelMps2 * p.comfortDecelMps2));
  return p.minGapM + Math.max(0, speedMps * p.timeHeadwayS + approach);
}

/** Deceleration owed to the leader, m/s2, not negative: a (s* / s)^2. No leader: an infinite gap. */
export function idmInteraction(p: IdmSpec, speedMps: number, gapM: number, leaderSpeedMps: number): number {
  if (gapM === Infinity) return 0;
  const ratio = idmDesiredGap(p, speedMps, leaderSpeedMps) / Math.max(gapM, SMALLEST_GAP_M);
  return p.maxAccelMps2 * ratio * ratio;
}

/** The published model, without limits, m/s2. */
export function idmAcceleration(p: IdmSpec, speedMps: number, gapM: number, leaderSpeedMps: number): number {
  return idmFreeAcceleration(p, p.desiredSpeedMps, speedMps) - idmInteraction(p, speedMps, gapM, leaderSpeedMps);
}

/** Gap at which a driver follows at the constant `speedMps` below its desired speed, m: (s0 + v T) / sqrt(1 - (v / v0)^delta). */
export function idmEquilibriumGap(p: IdmSpec, speedMps: number): number {
  const margin = 1 - pow(speedMps / p.desiredSpeedMps, p.exponent);
  return (p.minGapM + speedMps * p.timeHeadwayS) / Math.sqrt(margin);
}

/** Published parameter sets; the desired speed is the one of the source and usually replaced by the scenario's. */
export const IDM_PRESETS = {
  /** Calibrated to a German motorway, Treiber, Hennecke and Helbing 2000, as tabulated by Wikipedia, "Intelligent driver model". */
  treiber: idm(30, 1.5, 2, 0.73, 1.67),
  /** highway-env `IDMVehicle`: time 1.5 s, comfortable acceleration 3 and deceleration 5 m/s2, distance 5 m beyond the length. */
  highwayEnv: idm(30, 1.5, 5, 3, 5),
  /** nuPlan closed-loop reactive agents. */
  nuplanAgents: idm(10, 1.5, 1, 1, 2),
  /** nuPlan's IDM planner. */
  nuplanPlanner: idm(10, 1.5, 1, 1, 3),
  /** Waymax `IDMRoutePolicy`. */
  waymax: idm(30, 2, 2, 2, 4),
} as const satisfies Record<string, IdmSpec>;

function idm(
  desiredSpeedMps: number,
  timeHeadwayS: number,
  minGapM: number,
  maxAccelMps2: number,
  comfortDecelMps2: number,
): IdmSpec {
  return { model: 'idm', desiredSpeedMps, timeHeadwayS, minGapM, maxAccelMps2, comfortDecelMps2, exponent: 4 };
}
