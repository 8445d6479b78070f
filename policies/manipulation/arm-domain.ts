import { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { Domain } from '../contracts.ts';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from './action-chunk.ts';
import { ArmDecision } from './arm-decision.ts';
import { ArmPlan, MAX_CANDIDATES } from './arm-plan.ts';

/** No sane plan asks for more than this, m/s and rad/s. */
const MAX_SPEED = 5;

/** What the dual-system runtime needs to know of the arm. */
export const armDomain: Domain<ManipulationObservation, ArmDecision, ArmPlan, ArmAction> = {
  createDecision: () => new ArmDecision(),
  createPlan: () => new ArmPlan(),
  createAction: () => new ArmAction(),
  copyPlan: (from, to) => to.copy(from),

  faultOf(plan) {
    if (!Number.isInteger(plan.fromTick) || !Number.isInteger(plan.requestedTick)) return 'ticks are not whole numbers';
    if (!(plan.horizonTicks > 0 && plan.horizonTicks < 1e6)) return `horizon of ${plan.horizonTicks} ticks`;
    if (!Number.isFinite(plan.value)) return `value ${plan.value}`;
    if (!(plan.denoised > 0 && plan.denoised <= 1)) return `denoised to ${plan.denoised}`;
    if (!(plan.candidates >= 1 && plan.candidates <= MAX_CANDIDATES)) return `${plan.candidates} candidates`;
    for (let i = 0; i < CHUNK_LENGTH; i++) {
      if (!(Math.abs(plan.chunk[i]) <= MAX_SPEED))
        return `${plan.chunk[i]} at knot ${Math.floor(i / ACTION_DIMS)}, number ${i % ACTION_DIMS}`;
    }
    return null;
  },

  drift({ fromTick, x, y, z }, { arm }, tick) {
    const place = (tick - fromTick) / KNOT_TICKS;
    if (place < 0 || place > CHUNK_KNOTS - 1) return NaN;
    const i = Math.min(CHUNK_KNOTS - 2, Math.floor(place));
    const share = place - i;
    const dx = x[i] + share * (x[i + 1] - x[i]) - arm.x;
    const dy = y[i] + share * (y[i + 1] - y[i]) - arm.y;
    const dz = z[i] + share * (z[i + 1] - z[i]) - arm.z;
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  },
};
