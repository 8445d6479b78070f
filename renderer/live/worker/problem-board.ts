import type { Problem } from '../protocol.ts';

/** Tells the page of problems once, and when they are over. */
export class ProblemBoard {
  private readonly raised = new Map<Problem['source'], string>();

  constructor(private readonly tell: (problem: Problem) => void) {}

  raise(
    source: Problem['source'],
    severity: Problem['severity'],
    message: string,
    tip: string | null,
    tick: number | null,
  ): void {
    if (this.raised.get(source) === message) return;
    this.raised.set(source, message);
    this.tell({ severity, message, tip, source, resolved: false, tick });
  }

  /** Things are well again with `source`; nothing happens where they were. */
  resolve(source: Problem['source'], message: string, tick: number | null): void {
    if (!this.raised.delete(source)) return;
    this.tell({ severity: 'info', message, tip: null, source, resolved: true, tick });
  }
}
