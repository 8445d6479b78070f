import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import type { MergeContext, Reflex } from '../../policies/contracts.ts';
import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';

/** Share of the episodes that are disturbed, the most disturbances in one, and the share of each kind. */
export const DISTURBANCE = { share: 0.65, most: 3, kinds: { push: 0.35, blind: 0.5, brake: 0.15 } } as const;

interface Window {
  readonly startS: number;
  readonly endS: number;
  readonly kind: keyof typeof DISTURBANCE.kinds;
  readonly amount: number;
}

/**
 * Takes the driver off its way now and then, so that the data hold what common driving never shows: recoveries from a
 * push to the side, from braking for nothing, and from driving on blindly until it is nearly too late (noise injection,
 * Laskey et al. 2017, DART). Drawn from a stream of the episode.
 */
export class Disturbance implements Reflex<DrivingObservation, DrivingDecision, EgoAction> {
  readonly name = 'disturbance';
  private readonly windows: readonly Window[];

  constructor(episodeSeed: string, timeLimitS: number) {
    const stream = RandomStream.named(episodeSeed, 'collect/disturbance');
    const count = stream.uniform() < DISTURBANCE.share ? 1 + stream.int(DISTURBANCE.most) : 0;
    const { push, blind } = DISTURBANCE.kinds;
    this.windows = Array.from({ length: count }, () => {
      const startS = stream.range(0.5, Math.max(1, timeLimitS - 4));
      const pick = stream.uniform();
      const length = stream.uniform();
      const amount = stream.uniform();
      if (pick < push) return { startS, endS: startS + 0.4 + 0.8 * length, kind: 'push', amount: -1.4 + 2.8 * amount };
      if (pick < push + blind)
        return { startS, endS: startS + 1 + 3 * length, kind: 'blind', amount: -0.5 + 3 * amount };
      return { startS, endS: startS + 0.4 + length, kind: 'brake', amount: -5 + 4 * amount };
    });
  }

  apply(
    observation: DrivingObservation,
    _decision: DrivingDecision,
    context: MergeContext,
    action: EgoAction,
  ): boolean {
    const timeS = context.tick * context.controlDt;
    let acted = false;
    for (const window of this.windows) {
      if (timeS < window.startS || timeS > window.endS) continue;
      acted = true;
      if (window.kind === 'push') action.targetOffsetM += window.amount;
      else action.accelerationMps2 = window.amount;
      if (window.kind === 'blind') {
        action.targetOffsetM = observation.lane.centerM;
        action.urgency = 0;
      }
    }
    return acted;
  }

  exchange(): void {
    // Fixed at the start: nothing outlives a tick.
  }
}
