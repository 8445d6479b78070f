/** What a person who drives asks for. */
export interface DriveCommand {
  readonly accelerationMps2: number;
  /** How fast the target offset moves to the left, m/s. */
  readonly leftMps: number;
}

export const REST: DriveCommand = { accelerationMps2: 0, leftMps: 0 };

/** Keys that drive, by their place on the keyboard (`KeyboardEvent.code`). */
export const DRIVE_KEYS: Readonly<Record<string, 'faster' | 'slower' | 'left' | 'right'>> = {
  KeyW: 'faster',
  ArrowUp: 'faster',
  KeyS: 'slower',
  ArrowDown: 'slower',
  KeyA: 'left',
  ArrowLeft: 'left',
  KeyD: 'right',
  ArrowRight: 'right',
};

/** What a gamepad says: axis from -1 (left) to 1, triggers from 0 to 1. */
export interface PadState {
  readonly axis: number;
  readonly throttle: number;
  readonly brake: number;
}

const THROTTLE_MPS2 = 2.5;
const BRAKE_MPS2 = 6;
const KEY_LEFT_MPS = 1.6;
const PAD_LEFT_MPS = 2.5;
/** Sticks rest a little off their centre. */
const DEAD_ZONE = 0.15;
/** Steps of what a gamepad can ask for, so that its noise is no change of the command. */
const STEP = 0.1;

/** Releasing everything gives `REST`; opposite keys cancel each other, but braking wins over throttle. */
export function driveCommand(pressed: ReadonlySet<string>, pad: PadState | null): DriveCommand {
  const held = new Set([...pressed].map((code) => DRIVE_KEYS[code]));
  const braking = Math.max(held.has('slower') ? 1 : 0, pad?.brake ?? 0);
  const throttle = Math.max(held.has('faster') ? 1 : 0, pad?.throttle ?? 0);
  const keyLeft = (held.has('left') ? KEY_LEFT_MPS : 0) - (held.has('right') ? KEY_LEFT_MPS : 0);
  const stick = pad === null || Math.abs(pad.axis) < DEAD_ZONE ? 0 : -pad.axis * PAD_LEFT_MPS;
  return {
    accelerationMps2: quantised(braking > 0.05 ? -braking * BRAKE_MPS2 : throttle * THROTTLE_MPS2),
    leftMps: quantised(keyLeft === 0 ? stick : keyLeft),
  };
}

/** Lets through what differs from what was sent last, at most once per control tick; a later call sends what was held back. */
export class DriveThrottle {
  private sent: DriveCommand = REST;
  private sentAtMs = -Infinity;

  /** @returns the command to send now, or null */
  next(command: DriveCommand, nowMs: number, controlDtS: number): DriveCommand | null {
    const same = command.accelerationMps2 === this.sent.accelerationMps2 && command.leftMps === this.sent.leftMps;
    if (same || nowMs - this.sentAtMs < controlDtS * 1000) return null;
    this.sent = command;
    this.sentAtMs = nowMs;
    return command;
  }

  /** Begins anew after driving was switched on, which itself sends `REST`. */
  reset(): void {
    this.sent = REST;
    this.sentAtMs = -Infinity;
  }
}

function quantised(value: number): number {
  // + 0: no negative zero.
  return Math.round(value / STEP) / Math.round(1 / STEP) + 0;
}
