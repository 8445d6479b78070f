import { z } from 'zod';
import { gateMessage, eventMessage, ledgerMessage } from './messages.ts';

/** What the topics of the arm's records carry, as schemas; see `messages.ts`. World frame; m, rad, s, N. */

const tick = z.int().nonnegative();
const number = z.number();
const finiteOrNull = z.number().nullable().default(null);
const textOrNull = z.string().nullable().default(null);

/** Velocity of the tool centre point, m/s and rad/s about z, and how far the gripper is closed, [0, 1]. */
const command = { vx: number, vy: number, vz: number, yawRate: number, grip: number };

const armPolicyMessage = z.object({
  tick,
  /** The inference missed its tick; this is the last decision again. */
  missed: z.boolean(),
  /** Calibrated, [0, 1]. */
  level: number,
  aleatoric: number,
  epistemic: number,
  /** Whether it was denoised from the plan's slice, and not from noise alone. */
  cascaded: z.boolean(),
  /** Of the decision, by both critics. */
  value: number,
  /** What it is going to command: these at `startS` seconds after the tick, linear between. */
  chunk: z.array(z.object({ startS: number, ...command })),
});

/** As driving's, but for the path of a plan that arrived. */
const armLedgerMessage = ledgerMessage.extend({
  plan: z
    .object({
      fromTick: z.int(),
      requestedTick: z.int(),
      horizonTicks: z.int(),
      value: finiteOrNull,
      explanation: z.string(),
      stalenessMs: finiteOrNull,
      /** How far the chunk is denoised, (0, 1]. */
      denoised: number,
      /** Values of all candidates, and which one was chosen. */
      candidateValues: z.array(number),
      chosen: z.int(),
      /** Where it expects the tool centre point, as far as that is finite. */
      x: z.array(number),
      y: z.array(number),
      z: z.array(number),
    })
    .optional(),
});

const armActionMessage = z.object({
  tick,
  ...command,
  source: z.string(),
  /** Name of the reflex that overwrote the action, or null. */
  reflex: textOrNull,
});

const armMetricsMessage = z.object({
  tick,
  /** Of the tool centre point. */
  x: number,
  y: number,
  z: number,
  yawRad: number,
  speedMps: number,
  /** Between the finger pads. */
  widthM: number,
  /** Id of what is held, or null. */
  held: textOrNull,
  /** The pads' force, and the largest of all contacts on the arm. */
  padN: number,
  forceN: number,
  /** Signed distances to the nearest obstacle and to the person; null: there is none. */
  obstacleM: finiteOrNull,
  personM: finiteOrNull,
  /** Share of the way to success. */
  progress: number,
  drops: z.int(),
});

/** Topics with a schema of ours, all in JSON. */
export const ARM_TOPICS = {
  '/policy': armPolicyMessage,
  '/gate': gateMessage,
  '/ledger': armLedgerMessage,
  '/action': armActionMessage,
  '/metrics': armMetricsMessage,
  '/events': eventMessage,
} as const;

export type ArmTopic = keyof typeof ARM_TOPICS;
export type ArmMessage<T extends ArmTopic> = z.infer<(typeof ARM_TOPICS)[T]>;
