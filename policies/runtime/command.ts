import type { ActionSource } from '../contracts.ts';

/** Who commanded a tick, and with what. The object and all in it are reused by the next tick. */
export interface Command<O, D, P, A> {
  readonly tick: number;
  readonly observation: O;
  readonly decision: D;
  /** The action that the world is about to get. */
  readonly action: A;
  /** The plan in force, or null, and the number of its request, or -1. */
  readonly plan: P | null;
  readonly planId: number;
  readonly source: ActionSource;
  /** Name of the last reflex that overwrote the action, or null. */
  readonly reflex: string | null;
}

/**
 * Hears of every tick before the world steps. Unlike an observer it gets no copies and is not kept away from the run: it
 * must change nothing and not throw. For what a runner itself measures.
 */
export type CommandListener<O, D, P, A> = (command: Command<O, D, P, A>) => void;
