import type { DrivingPlan } from './driving-plan.ts';
import { SHOWN_CANDIDATES } from './driving-plan.ts';
import { LATERAL_NAMES } from './value/candidates.ts';
import { STEP_S, STEPS } from './value/horizon.ts';
import { KNOT_S, KNOTS } from './value/manoeuvre.ts';
import type { Selector } from './value/select.ts';

/** Writes value, expected motion, guidance, candidates and words of the selector's best, whose roll-out is in its track. */
export function writePlan(plan: DrivingPlan, selector: Selector, from: number): void {
  const { selection, track } = selector;
  const b = selection.best;
  plan.value = -selection.total[b];
  plan.harm = selection.harm[b]!;
  for (let i = 0; i < KNOTS; i++) {
    const k = Math.min(STEPS, from + Math.floor((i * KNOT_S) / STEP_S + 1e-9));
    plan.s[i] = track.s[k]!;
    plan.d[i] = track.d[k]!;
    plan.v[i] = track.v[k]!;
  }
  const lateral = selection.lateral[b];
  let mean = 0;
  for (let i = 0; i < 5; i++) mean += plan.manoeuvre.acceleration[i] / 5;
  plan.guidance[0] = lateral;
  plan.guidance[1] = selection.urgency[b]!;
  plan.guidance[2] = mean;
  plan.guidance[3] = plan.harm;
  plan.candidates = Math.min(SHOWN_CANDIDATES, selection.count);
  for (let i = 0; i < SHOWN_CANDIDATES; i++) {
    const used = i < plan.candidates;
    plan.candidateValue[i] = used ? -selection.total[i] : 0;
    plan.candidateOffset[i] = used ? selection.offset[i] : 0;
    plan.candidateRequest[i] = used ? selection.requestMps2[i] : 0;
  }
  plan.explanation = describe(lateral, mean, plan.harm);
}

/** One sentence in plain words. */
function describe(lateral: number, meanRequestMps2: number, harm: number): string {
  const where = LATERAL_NAMES[lateral] ?? 'keep';
  const side =
    where === 'keep'
      ? 'keep the lane'
      : where === 'left' || where === 'right'
        ? `change to the ${where} lane`
        : where.startsWith('evade')
          ? `evade into the ${where.slice(6)} lane`
          : `swerve ${where.slice(7)}`;
  const tenths = Math.round(Math.abs(meanRequestMps2) * 10);
  const amount = `${Math.floor(tenths / 10)}.${tenths % 10} m/s2`;
  const speed = tenths < 4 ? 'hold speed' : meanRequestMps2 < 0 ? `brake with ${amount}` : `accelerate with ${amount}`;
  return harm > 0 ? `${side}, ${speed}; contact still possible` : `${side}, ${speed}`;
}
