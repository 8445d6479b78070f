import { RandomStream } from '../../../sim/kernel/random.ts';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import type { MergeContext, Reflex } from '../../../policies/contracts.ts';
import type { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';

/**
 * Shares of the kinds of disturbance, and how long each lasts, s. `push`: the hand is moved aside; `shake`: it trembles;
 * `stand`: it stops; `repeat`: it goes on as it was, blindly; `let-go`: the fingers open.
 */
export const HAND_DISTURBANCE = {
  push: { share: 0.3, lastsS: [0.15, 0.5] },
  shake: { share: 0.25, lastsS: [0.4, 1.2] },
  stand: { share: 0.15, lastsS: [0.2, 0.8] },
  repeat: { share: 0.2, lastsS: [0.25, 0.8] },
  'let-go': { share: 0.1, lastsS: [0.1, 0.3] },
} as const satisfies Record<string, { share: number; lastsS: readonly [number, number] }>;

type Kind = keyof typeof HAND_DISTURBANCE;
const KINDS = Object.keys(HAND_DISTURBANCE) as Kind[];

/** Quiet time between two disturbances, s. */
const QUIET_S = [0.4, 2.4] as const;
/** Pushes and trembling of an episode are so many times as strong as below. */
const STRENGTH = [0.5, 3] as const;
const PUSH_MPS = [0.1, 0.35] as const;
const SHAKE_MPS = 0.12;
const SHAKE_RADPS = 0.4;
/** Of trembling, s: slower than a tick, faster than a way. */
const SHAKE_TIME_S = 0.12;

/**
 * Takes the hand off its way now and then, so that the data hold recoveries and their failures (noise injection, Laskey et
 * al. 2017, DART). Drawn from a stream of the episode. One for every episode; ticks in their order.
 */
export class HandDisturbance implements Reflex<ManipulationObservation, ArmDecision, ArmAction> {
  readonly name = 'hand-disturbance';
  private readonly stream: RandomStream;
  private readonly last = new ArmAction();
  private readonly strength: number;
  private kind: Kind = 'stand';
  private startS: number;
  private endS: number;
  /** Of a push, m/s, or of the trembling at present; yaw rate, rad/s. */
  private vx = 0;
  private vy = 0;
  private vz = 0;
  private yawRate = 0;

  constructor(episodeSeed: string) {
    this.stream = RandomStream.named(episodeSeed, 'collect/hand-disturbance');
    this.strength = this.stream.range(STRENGTH[0], STRENGTH[1]);
    this.startS = this.stream.range(0.1, QUIET_S[1]);
    this.endS = this.startS;
    this.draw();
  }

  apply(
    _observation: ManipulationObservation,
    _decision: ArmDecision,
    context: MergeContext,
    action: ArmAction,
  ): boolean {
    const timeS = context.tick * context.controlDt;
    if (timeS >= this.endS) {
      this.startS = this.endS + this.stream.range(QUIET_S[0], QUIET_S[1]);
      this.endS = this.startS;
      this.draw();
    }
    const acts = timeS >= this.startS;
    if (acts) this.disturb(action, context.controlDt);
    this.last.copy(action);
    return acts;
  }

  exchange(): void {
    // Of collected episodes no snapshot is taken.
  }

  private draw(): void {
    const { stream } = this;
    let pick = stream.uniform();
    this.kind = KINDS.find((kind) => (pick -= HAND_DISTURBANCE[kind].share) < 0) ?? 'push';
    const [least, most] = HAND_DISTURBANCE[this.kind].lastsS;
    this.endS += stream.range(least, most);
    const speed = this.kind === 'push' ? this.strength * stream.range(PUSH_MPS[0], PUSH_MPS[1]) : 0;
    const [x, y, z] = [stream.normal(0, 1), stream.normal(0, 1), stream.normal(0, 1)];
    const length = Math.sqrt(x * x + y * y + z * z);
    this.vx = (speed * x) / length;
    this.vy = (speed * y) / length;
    this.vz = (speed * z) / length;
    this.yawRate = 0;
  }

  private disturb(action: ArmAction, dt: number): void {
    switch (this.kind) {
      case 'stand':
        action.vx = action.vy = action.vz = action.yawRate = 0;
        return;
      case 'repeat':
        action.copy(this.last);
        return;
      case 'let-go':
        action.grip = 0;
        return;
      case 'shake':
        this.tremble(dt);
        break;
      case 'push':
    }
    action.vx += this.vx;
    action.vy += this.vy;
    action.vz += this.vz;
    action.yawRate += this.yawRate;
  }

  /** Ornstein and Uhlenbeck's process. */
  private tremble(dt: number): void {
    const { stream, strength } = this;
    const share = Math.min(1, dt / SHAKE_TIME_S);
    const next = (value: number, sd: number): number =>
      (1 - share) * value + stream.normal(0, sd * Math.sqrt(share * (2 - share)));
    this.vx = next(this.vx, strength * SHAKE_MPS);
    this.vy = next(this.vy, strength * SHAKE_MPS);
    this.vz = next(this.vz, strength * SHAKE_MPS);
    this.yawRate = next(this.yawRate, strength * SHAKE_RADPS);
  }
}
