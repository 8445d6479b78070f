/** What a task's script is about, in the order of their codes. */
export const PHASES = [
  'wait',
  'reach',
  'above',
  'down',
  'close',
  'lift',
  'over',
  'lower',
  'open',
  'behind',
  'push',
  'retreat',
  'done',
] as const;
export type Phase = (typeof PHASES)[number];

/** Where the hand is to go next, pointing down; world frame, SI units. */
export class HandGoal {
  phase: Phase = 'wait';
  x = 0;
  y = 0;
  z = 0;
  yaw = 0;
  /** Velocity of the goal itself. */
  vx = 0;
  vy = 0;
  vz = 0;
  /** Greatest speed relative to the goal. */
  speedMps = 0;
  /** How much of the horizontal speed may be used, 0 to 1: less while the hand has to rise first. */
  level = 1;
  /** 0 opens, 1 closes. */
  grip = 0;

  set(phase: Phase, x: number, y: number, z: number, yaw: number, speedMps: number, grip: number): void {
    this.phase = phase;
    this.x = x;
    this.y = y;
    this.z = z;
    this.yaw = yaw;
    this.vx = this.vy = this.vz = 0;
    this.speedMps = speedMps;
    this.level = 1;
    this.grip = grip;
  }
}
