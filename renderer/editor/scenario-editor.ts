import type { HostBridge } from '../host/host-bridge.ts';
import type { HeldDocument } from '../host/file-contract.ts';
import type { Problem } from '../live/protocol.ts';

export interface EditorParts {
  readonly host: HostBridge;
  /** Opens the text as an episode, paused at its start: the scene beside the text. */
  readonly preview: (name: string, text: string, seed: number) => void;
  readonly report: (problem: Problem) => void;
  /** Brings the panel to the front. */
  readonly reveal: () => void;
}

/** The scenario that is being edited. */
export class ScenarioEditor {
  constructor(readonly parts: EditorParts) {}

  /** Opens a file that the host has handed over. */
  openHeld(_document: HeldDocument): void {
    this.parts.reveal();
  }
}
