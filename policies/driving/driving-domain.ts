import { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { Domain } from '../contracts.ts';
import { DrivingDecision } from './driving-decision.ts';
import { DrivingPlan } from './driving-plan.ts';
import { KNOT_S, KNOTS } from './value/manoeuvre.ts';

/** No sane plan asks for more than this. */
const MAX_ACCELERATION_MPS2 = 15;
const MAX_OFFSET_M = 100;

/** What the dual-system runtime needs to know of driving. */
export const drivingDomain: Domain<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction> = {
  createDecision: () => new DrivingDecision(),
  createPlan: () => new DrivingPlan(),
  createAction: () => new EgoAction(),
  copyPlan: (from, to) => to.copy(from),

  faultOf(plan) {
    if (!Number.isInteger(plan.fromTick) || !Number.isInteger(plan.requestedTick)) return 'ticks are not whole numbers';
    if (!(plan.horizonTicks > 0 && plan.horizonTicks < 1e6)) return `horizon of ${plan.horizonTicks} ticks`;
    if (!Number.isFinite(plan.value)) return `value ${plan.value}`;
    const { acceleration, offset, urgency } = plan.manoeuvre;
    for (let i = 0; i < KNOTS; i++) {
      if (!(Math.abs(acceleration[i]) <= MAX_ACCELERATION_MPS2))
        return `acceleration ${acceleration[i]} m/s2 at knot ${i}`;
      if (!(Math.abs(offset[i]) <= MAX_OFFSET_M)) return `offset ${offset[i]} m at knot ${i}`;
      if (!(urgency[i] >= 0 && urgency[i] <= 1)) return `urgency ${urgency[i]} at knot ${i}`;
    }
    return null;
  },

  drift(plan, observation, tick) {
    const t = ((tick - plan.fromTick) * observation.controlDt) / KNOT_S;
    if (t < 0 || t > KNOTS - 1) return NaN;
    const i = Math.min(KNOTS - 2, Math.floor(t));
    const f = t - i;
    const ds = plan.s[i] + f * (plan.s[i + 1] - plan.s[i]) - observation.ego.s;
    const dd = plan.d[i] + f * (plan.d[i + 1] - plan.d[i]) - observation.ego.d;
    return Math.sqrt(ds * ds + dd * dd);
  },
};
