import type { Gate, GateVerdict } from '../contracts.ts';

/** Never thinks. */
export class NeverGate implements Gate<unknown, never> {
  decide(_observation: unknown, _decision: unknown, _context: unknown, out: GateVerdict): void {
    out.think = false;
    out.reason = 'none';
  }

  exchange(): void {}
}
