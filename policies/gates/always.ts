import type { Gate, GateVerdict } from '../contracts.ts';

/** Thinks back to back. */
export class AlwaysGate implements Gate<unknown, never> {
  decide(_observation: unknown, _decision: unknown, _context: unknown, out: GateVerdict): void {
    out.think = true;
    out.reason = 'always';
  }

  exchange(): void {}
}
